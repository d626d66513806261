"""Calling a candidate: sync or async, whole or streamed, within a deadline.

All calls of a run are made in one daemon thread with one event loop. At the deadline, the thread is left behind: unlike
an event loop, a thread that blocks can be. The run has one loop, since libraries continue work from call to call in it.
Calls that are made together share the loop, and each has a thread for its synchronous code.
"""

import asyncio
import inspect
import os
import queue
import threading
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import aclosing, closing, nullcontext, suppress
from functools import partial
from time import monotonic  # an adapter that patches `time.monotonic` does not reach this one
from typing import Any, Protocol, cast

from crosswire.adapters.candidate import Serve
from crosswire.adapters.put_back import PutBack
from crosswire.adapters.raised import crash, error_answer, is_of_the_harness
from crosswire.adapters.servers.over_http import HttpAnswer, HttpError
from crosswire.adapters.watchdog import Watchdog
from crosswire.errors import ConfigurationError, Crashed, CrosswireError, ExchangeFailed, Hung, WrongKind
from crosswire.facts import Json, Mode
from crosswire.served import ErrorAnswer, HttpSeen, Served
from crosswire.upstreams import Upstream
from crosswire.wire.strict_json import MOST, NotJson, Size, as_json, shown

DEADLINE = 60.0
"""Seconds that one call may take, unless --deadline says otherwise."""

WAIT_INTERVAL = 1.0
"""Seconds that one wait for a call takes, at most. See `_wait`."""

LARGEST_ERROR = Size(100_000, 4 * 2**20)
"""The largest body of an error answer that is read."""

LONGEST_HEADER = 65_536
"""Characters of a header of an error answer that are read, at most."""

MOST_FRAMES = 200_000
"""Frames that are read of one stream, at most: those of 1 MiB of text, five characters a frame."""


def _wait(served: Sequence[Future[Any]], seconds: float) -> None:
    """Wait for futures, so many seconds at most."""
    # In short waits: Ctrl-C just before a wait begins may not end that wait.
    end = monotonic() + seconds
    while wait(served, max(0.0, min(WAIT_INTERVAL, end - monotonic()))).not_done and monotonic() < end:
        pass


Watch = Callable[[Sequence[Json]], bool]
"""Called with all frames of a stream after every new frame. When it returns False, the client goes away."""


class Caller:
    """Calls candidates. `close` it at the end of the run."""

    def __init__(self, deadline: float = DEADLINE, watchdog: Watchdog | None = None) -> None:
        self.deadline = deadline
        self._watchdog = watchdog or Watchdog()
        self._changed: list[str] = []
        self._variables = dict(os.environ)
        self._jobs: _Jobs | None = None
        self._calls: Sequence[_Call] = ()
        """The calls that are being made."""
        self._ended: str | None = None
        """The text of a call of `os._exit` or `os.abort` that came from no call's own thread."""

    def call(
        self,
        serve: Serve,
        request: Any,
        upstream: Upstream,
        mode: Mode,
        watch: Watch = lambda _: True,
        deadlines: float = 1,
    ) -> Served:
        """Call `serve` and return all that it serves. A call may take `deadlines` times the deadline.

        Raises:
            Hung: the call took longer. Its thread is left behind.
            Crashed: it raised an exception that is not an error answer.
            WrongKind: it returned something that is not an answer in this mode.
            AdapterUnusable: an import failed inside the call.
        """
        call = _Call(serve, request, upstream, mode, watch)
        deadline = self.deadline * deadlines
        if len(self._variables) != len(os.environ):
            self._variables = dict(os.environ)
        before = PutBack(self._variables)
        try:
            self._make([call], partial(call.settle_alone, before), deadline)
        finally:
            self._changed += call.changed or before.restore()
        return self._result(call, deadline)

    def call_together(
        self, serve: Serve, requests: Sequence[Any], upstream: Upstream, mode: Mode
    ) -> list[Served | ExchangeFailed]:
        """Call `serve` with all requests at the same time; return, by request, what was served or why it failed."""
        calls = [_Call(serve, request, upstream, mode) for request in requests]
        self._make(calls, partial(_run_together, calls), self.deadline)
        return [self._result_or_failure(call, self.deadline) for call in calls]

    def _make(self, calls: Sequence["_Call"], job: "_Job", deadline: float) -> None:
        """Run the job that makes these calls, and wait until all are done or the deadline has come."""
        self._calls = calls
        if self._ended:
            self.end(self._ended)
        with self._watchdog.watching(deadline):
            self._do(job)
            _wait([call.served for call in calls], deadline)
        self._calls = ()
        if self._ended:
            self.close()  # the thread may be broken: the next call starts another
            self._ended = None

    def end(self, exit_call: str) -> None:
        """Fail the call of the current thread, or else all calls: the adapter called `exit_call`, `os._exit(1)`."""
        own = [call for call in self._calls if call.thread == threading.get_ident()]
        self._ended = None if own else exit_call
        for call in own or self._calls:
            call.finish(Crashed(f"the adapter called {exit_call}, which ends the whole process"))

    def changes(self) -> list[str]:
        """Return what the calls since the last time changed of this process; it was put back."""
        changed, self._changed = [*dict.fromkeys(self._changed)], []
        return changed

    def idle(self, until: threading.Event, seconds: float) -> bool:
        """Wait for an event, so many seconds at most, while the adapter's event loop runs. Return whether it came."""
        self._do(lambda runner: runner.run(asyncio.to_thread(until.wait, seconds)))
        return until.wait(seconds)

    def _do(self, job: "_Job") -> None:
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_work, args=[self._jobs], daemon=True, name="crosswire-adapter").start()
        self._jobs.put(job)

    def _result(self, call: "_Call", deadline: float) -> Served:
        if call.served.cancel():  # it succeeds only when the call is not done
            self.close()
            raise Hung(f"the adapter did not finish within {deadline:g} s (--deadline)")
        outcome = call.served.result()
        if isinstance(outcome, CrosswireError):
            raise outcome
        return outcome

    def _result_or_failure(self, call: "_Call", deadline: float) -> Served | ExchangeFailed:
        try:
            return self._result(call, deadline)
        except ExchangeFailed as failure:
            return failure

    def close(self) -> None:
        """Let the thread end after its current job."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


class _Runner(Protocol):
    """Runs a coroutine, and returns its result."""

    def run(self, coroutine: Coroutine[Any, Any, Any], /) -> Any: ...


class _Call:
    """One call in the adapter's thread. `served` is its outcome. It is cancelled when nobody waits for it any more."""

    def __init__(
        self, serve: Serve, request: Any, upstream: Upstream, mode: Mode, watch: Watch = lambda _: True
    ) -> None:
        self.serve = serve
        self.request = request
        self.upstream = upstream
        self.mode = mode
        self.watch = watch
        # An outcome is a value: Python would report an exception that nobody fetches at some other time.
        self.served: Future[Served | CrosswireError] = Future()
        self.thread: int | None = None
        """The id of the thread that makes the call."""
        self.changed: Sequence[str] = ()
        """What the call changed of this process, and was put back."""
        self._frames: list[Json] = []
        self._left = MOST
        self._http: HttpSeen | None = None

    def settle(self, runner: _Runner) -> None:
        """Make the call, and set its outcome."""
        self.thread = threading.get_ident()
        self.finish(self._outcome(runner))

    def settle_alone(self, before: PutBack, runner: _Runner) -> None:
        """Make the call where no other is made; put back what it changed of this process, and set its outcome."""
        self.thread = threading.get_ident()
        outcome = self._outcome(runner)
        self.changed = before.restore()
        self.finish(outcome)

    def _outcome(self, runner: _Runner) -> Served | CrosswireError:
        try:
            return self._made(runner)
        except CrosswireError as error:
            return error
        except BaseException as error:
            return crash(error, __file__)

    def finish(self, outcome: Served | CrosswireError) -> None:
        """Set the outcome. Only the first one counts."""
        with suppress(InvalidStateError):
            self.served.set_result(outcome)

    def _made(self, runner: _Runner) -> Served:
        try:
            answer: Any = self.serve(self.request, self.upstream)
            if inspect.isawaitable(answer):
                answer = runner.run(_awaited(answer))
            if isinstance(answer, HttpAnswer):
                self._http, answer = answer.seen, answer.in_mode(self.mode)
            if self.mode == "json":
                return Served(_whole(answer), http=self._http)
            self._collect(runner, answer)
        except (ExchangeFailed, ConfigurationError) as error:
            if is_of_the_harness(error, __file__):
                raise
            raise crash(error, __file__) from error
        except HttpError as error:
            return Served(None, ErrorAnswer(error.seen.status, dict(error.seen.headers), error.body), error.seen)
        except BaseException as error:  # also SystemExit and KeyboardInterrupt: the adapter raised them
            return Served(self._frames or None, _bounded(error_answer(error, __file__)))
        return Served(self._frames, http=self._http)

    def _collect(self, runner: _Runner, answer: Any) -> None:
        if isinstance(answer, AsyncIterable):
            runner.run(self._drain(answer))
        elif isinstance(answer, Iterable) and not isinstance(answer, Mapping | str | bytes):
            with closing(cast("Any", answer)) if hasattr(answer, "close") else nullcontext():
                for frame in answer:
                    if not self._add(frame):
                        break
        else:
            expected = "an iterable of dicts, one a frame, is due"
            raise WrongKind(f"the adapter returned {shown(answer)} for a streamed request; {expected}")

    async def _drain(self, answer: AsyncIterable[Any]) -> None:
        async with aclosing(cast("Any", answer)) if hasattr(answer, "aclose") else nullcontext():
            async for frame in answer:
                if not self._add(frame):
                    break

    def _add(self, frame: Any) -> bool:
        """Add a frame; return whether the client wants more."""
        if not isinstance(frame, dict):
            raise WrongKind(f"the adapter streamed {shown(frame)}; every frame is a dict, its JSON")
        if len(self._frames) == MOST_FRAMES:
            raise WrongKind(f"the adapter streamed more than {MOST_FRAMES:,} frames, all that is read of a stream")
        sent, size = _as_sent(frame, self._left, MOST)
        self._left = Size(self._left.values - size.values, self._left.characters - size.characters)
        self._frames.append(sent)
        return not self.served.cancelled() and self.watch(self._frames)


_Job = Callable[[asyncio.Runner], object]
_Jobs = queue.SimpleQueue[_Job | None]


def _work(jobs: _Jobs) -> None:
    # A task of the adapter's can raise SystemExit or KeyboardInterrupt in the loop, also when the loop closes.
    with suppress(BaseException), asyncio.Runner() as runner:
        while (job := jobs.get()) is not None:
            with suppress(BaseException):
                job(runner)


def _run_together(calls: Sequence[_Call], runner: asyncio.Runner) -> None:
    """Make calls at the same time. An exception that ends the loop is the outcome of all that are not done."""
    try:
        runner.run(_settle_together(calls))
    except BaseException as error:
        for call in calls:
            call.finish(crash(error, __file__))


async def _settle_together(calls: Sequence[_Call]) -> None:
    """Make calls at the same time: one thread a call, and all coroutines in this loop."""
    runner = _Shared(asyncio.get_running_loop())
    for call in calls:
        threading.Thread(target=call.settle, args=[runner], daemon=True, name="crosswire-adapter").start()
    await asyncio.wait([asyncio.wrap_future(call.served) for call in calls])


class _Shared:
    """A runner for threads that share one running loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result()


async def _awaited(answer: Any) -> Any:
    return await answer


def _whole(answer: Any) -> Json:
    if not isinstance(answer, dict):
        raise WrongKind(f"the adapter returned {shown(answer)} for a plain request; a dict, the answer's JSON, is due")
    return _as_sent(answer)[0]


def _bounded(answered: ErrorAnswer) -> ErrorAnswer:
    """Return an error answer as JSON.

    Raises:
        WrongKind: it is not JSON, or is too large.
    """
    for name, value in answered.headers.items():
        if len(name) + len(value) > LONGEST_HEADER:
            raise WrongKind(
                f"the adapter answered with an error whose header {name[:80]!r} is longer than {LONGEST_HEADER:,} "
                "characters, all that is read of one"
            )
    return answered._replace(body=_as_sent(answered.body, LARGEST_ERROR)[0])


def _as_sent(body: dict[str, Any], most: Size = MOST, limit: Size | None = None) -> tuple[Json, Size]:
    """Return a copy of a body as JSON, and its size: the adapter may change its object later.

    Raises:
        WrongKind: it is not JSON.
    """
    try:
        return as_json(body, most, limit)
    except NotJson as error:
        raise WrongKind(f"the adapter served {shown(body)}, which is not JSON: {error}") from error
