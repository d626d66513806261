"""Calling a candidate: sync or async, whole or streamed, within a deadline.

All calls of a run are made in one daemon thread with one event loop. A thread can be left behind at the deadline, also
one that blocks, which an event loop cannot; one loop for the run, since libraries carry work over from call to call.
Calls that are made together share that loop, and have a thread each for what is not asynchronous.
"""

import asyncio
import inspect
import queue
import threading
import time
from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Mapping, Sequence
from concurrent.futures import Future, InvalidStateError, wait
from contextlib import aclosing, closing, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol, cast

from crosswire.adapters.candidate import Serve
from crosswire.adapters.error_answers import ErrorAnswer
from crosswire.adapters.over_http import HttpAnswer, HttpError, HttpSeen
from crosswire.adapters.raised import crash, error_answer
from crosswire.errors import (
    ConfigurationError,
    Crashed,
    CrosswireError,
    ExchangeFailed,
    Hung,
    WrongKind,
)
from crosswire.facts import Json, Mode
from crosswire.upstreams import Upstream
from crosswire.wire.strict_json import MOST, NotJson, Size, as_json, shown

DEADLINE = 60.0
"""Seconds that one call may take."""

LOOK_UP = 1.0
"""Seconds that one wait takes at most before the next begins."""

MOST_FRAMES = 100_000
"""Frames that are read of one stream: ten times as many as the longest recorded answer has, cut word by word."""


@dataclass(frozen=True, slots=True)
class Served:
    """What the client received: the answer's JSON, or a stream's frames; `error` is where it ended in an error."""

    body: Json
    error: ErrorAnswer | None = None
    http: HttpSeen | None = None
    """What only HTTP shows, where the adapter is a server."""


def _wait(served: Sequence[Future[Any]], seconds: float) -> None:
    """Wait for futures, in short waits: Ctrl-C that comes just before a wait begins may not end it."""
    end = time.monotonic() + seconds
    while wait(served, max(0.0, min(LOOK_UP, end - time.monotonic()))).not_done and time.monotonic() < end:
        pass


Watch = Callable[[Sequence[Json]], bool]
"""Is shown the frames of a stream, each time one has come; where it returns False, the client goes away."""


class Caller:
    """Calls candidates, one at a time; `close` it at the end of the run."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._jobs: _Jobs | None = None
        self._calls: Sequence[_Call] = ()
        """Those under way."""
        self._ended: str | None = None
        """How the adapter would have ended this process, where that was in no call's own thread."""

    def call(
        self,
        serve: Serve,
        request: Any,
        upstream: Upstream,
        mode: Mode,
        watch: Watch = lambda _: True,
        deadlines: float = 1,
    ) -> Served:
        """Call `serve` and return all that it serves; what is very large may take several deadlines.

        Raises:
            Hung: it was not done within the deadline; its thread is left behind.
            Crashed: it raised something that is not an error answer.
            WrongKind: what it returned is not an answer in this mode.
            AdapterUnusable: an import failed inside the call.
        """
        call = _Call(serve, request, upstream, mode, watch)
        deadline = self.deadline * deadlines
        self._make([call], call.settle, deadline)
        return self._result(call, deadline)

    def call_together(
        self, serve: Serve, requests: Sequence[Any], upstream: Upstream, mode: Mode
    ) -> list[Served | ExchangeFailed]:
        """Call `serve` once for each request, all at the same time, and return what each was served, or why nothing."""
        calls = [_Call(serve, request, upstream, mode) for request in requests]
        self._make(calls, partial(_run_together, calls), self.deadline)
        return [self._result_or_failure(call, self.deadline) for call in calls]

    def _make(self, calls: Sequence["_Call"], job: "_Job", deadline: float) -> None:
        """Do what makes some calls, and wait until all of them are done, or the deadline has come."""
        self._calls = calls
        if self._ended:
            self.end(self._ended)
        self._do(job)
        _wait([call.served for call in calls], deadline)
        self._calls = ()
        if self._ended:
            self.close()  # whatever its thread does now, nobody waits for it any more
            self._ended = None

    def end(self, how: str) -> None:
        """Fail a call, since the adapter would have ended this process: the calling thread's, or all that there are."""
        own = [call for call in self._calls if call.thread == threading.get_ident()]
        self._ended = None if own else how
        for call in own or self._calls:
            call.tell(Crashed(f"the adapter called {how}, which ends the whole process"))

    def idle(self, until: threading.Event, seconds: float) -> bool:
        """Wait for an event, no longer than so many seconds, while what is asynchronous in the adapter goes on.

        Return whether it came.
        """
        self._do(lambda runner: runner.run(asyncio.to_thread(until.wait, seconds)))
        return until.wait(seconds)

    def _do(self, job: "_Job") -> None:
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_work, args=[self._jobs], daemon=True, name="crosswire-adapter").start()
        self._jobs.put(job)

    def _result(self, call: "_Call", deadline: float) -> Served:
        if call.served.cancel():  # it is not done, and nobody waits for it any more
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
        """Let the thread end when it is done with what it does."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


class _Runner(Protocol):
    """Runs what is asynchronous, and waits for it."""

    def run(self, coroutine: Coroutine[Any, Any, Any], /) -> Any: ...


class _Call:
    """One call in the adapter's thread. `served` is its outcome; cancelled, nobody waits for it any more."""

    def __init__(
        self, serve: Serve, request: Any, upstream: Upstream, mode: Mode, watch: Watch = lambda _: True
    ) -> None:
        self.serve = serve
        self.request = request
        self.upstream = upstream
        self.mode = mode
        self.watch = watch
        # An outcome is always a value: an exception that nobody fetches would come to light wherever it is collected.
        self.served: Future[Served | CrosswireError] = Future()
        self.thread: int | None = None
        """Where it is made."""
        self._frames: list[Json] = []
        self._left = MOST
        self._http: HttpSeen | None = None

    def settle(self, runner: _Runner) -> None:
        """Make the call, and tell whoever waits for it."""
        self.thread = threading.get_ident()
        try:
            self.tell(self._made(runner))
        except CrosswireError as error:
            self.tell(error)
        except BaseException as error:
            self.tell(crash(error, __file__))

    def tell(self, outcome: Served | CrosswireError) -> None:
        """Tell whoever waits for the call; the first outcome counts."""
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
        except (ExchangeFailed, ConfigurationError):
            raise
        except HttpError as error:
            return Served(None, ErrorAnswer(error.seen.status, dict(error.seen.headers), error.body), error.seen)
        except BaseException as error:  # in this thread SystemExit and KeyboardInterrupt are the adapter's own
            answered = error_answer(error, __file__)
            return Served(self._frames or None, answered._replace(body=_as_sent(answered.body)[0]))
        return Served(self._frames, http=self._http)

    def _collect(self, runner: _Runner, answer: Any) -> None:
        if isinstance(answer, AsyncIterable):
            runner.run(self._drain(answer))
        elif isinstance(answer, Iterable) and not isinstance(answer, Mapping | str | bytes):
            with closing(cast("Any", answer)) if hasattr(answer, "close") else nullcontext():
                for frame in answer:
                    if not self._keep(frame):
                        break
        else:
            due = "an iterable of dicts, one a frame, is due"
            raise WrongKind(f"the adapter returned {shown(answer)} for a streamed request; {due}")

    async def _drain(self, answer: AsyncIterable[Any]) -> None:
        async with aclosing(cast("Any", answer)) if hasattr(answer, "aclose") else nullcontext():
            async for frame in answer:
                if not self._keep(frame):
                    break

    def _keep(self, frame: Any) -> bool:
        """Keep a frame; tell whether the client wants more."""
        if not isinstance(frame, dict):
            raise WrongKind(f"the adapter streamed {shown(frame)}; every frame is a dict, its JSON")
        if len(self._frames) == MOST_FRAMES:
            raise WrongKind(f"the adapter streamed more than {MOST_FRAMES:,} frames, all that is read of a stream")
        kept, size = _as_sent(frame, self._left)
        self._left = Size(self._left.values - size.values, self._left.characters - size.characters)
        self._frames.append(kept)
        return not self.served.cancelled() and self.watch(self._frames)


_Job = Callable[[asyncio.Runner], object]
_Jobs = queue.SimpleQueue[_Job | None]


def _work(jobs: _Jobs) -> None:
    # A task that the adapter began itself can end the loop with SystemExit or KeyboardInterrupt, also at its close.
    with suppress(BaseException), asyncio.Runner() as runner:
        while (job := jobs.get()) is not None:
            with suppress(BaseException):
                job(runner)


def _run_together(calls: Sequence[_Call], runner: asyncio.Runner) -> None:
    """Make calls at the same time; what ends the loop is the outcome of all that are not done."""
    try:
        runner.run(_settle_together(calls))
    except BaseException as error:
        for call in calls:
            call.tell(crash(error, __file__))


async def _settle_together(calls: Sequence[_Call]) -> None:
    """Make calls at the same time: a thread for each, and what is asynchronous in this loop."""
    runner = _Shared(asyncio.get_running_loop())
    for call in calls:
        threading.Thread(target=call.settle, args=[runner], daemon=True, name="crosswire-adapter").start()
    await asyncio.wait([asyncio.wrap_future(call.served) for call in calls])


class _Shared:
    """A running loop, for threads that wait for what is asynchronous."""

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


def _as_sent(body: dict[str, Any], most: Size = MOST) -> tuple[Json, Size]:
    """Return what goes over the wire now: an adapter may change its object later, or put in what is not JSON."""
    try:
        return as_json(body, most)
    except NotJson as error:
        raise WrongKind(f"the adapter served {shown(body)}, which is not JSON: {error}") from error
