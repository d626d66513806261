"""Calling a candidate: sync or async, whole or streamed, within a deadline.

All calls of a run are made in one daemon thread with one event loop. At the deadline, the thread is left behind: unlike
an event loop, a thread that blocks can be. The run has one loop, since libraries continue work from call to call in it.
Calls that are made together share the loop, and each has a thread for its synchronous code.
"""

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import Future, wait
from contextlib import suppress
from functools import partial
from time import monotonic  # an adapter that patches `time.monotonic` does not reach this one
from typing import Any

from crosswire.adapters.candidate import Serve
from crosswire.adapters.one_call import Call, Watch
from crosswire.adapters.put_back import PutBack
from crosswire.adapters.raised import crash
from crosswire.adapters.watchdog import Watchdog
from crosswire.errors import Crashed, CrosswireError, ExchangeFailed, Hung
from crosswire.facts import Mode
from crosswire.limits import LIMITS, Limits
from crosswire.served import Served
from crosswire.upstreams import Upstream

DEADLINE = 60.0
"""Seconds that one call may take, unless --deadline says otherwise."""

WAIT_INTERVAL = 1.0
"""Seconds that one wait for a call takes, at most. See `_wait`."""


def _wait(served: Sequence[Future[Any]], seconds: float) -> None:
    """Wait for futures, so many seconds at most."""
    # In short waits: Ctrl-C just before a wait begins may not end that wait.
    end = monotonic() + seconds
    while wait(served, max(0.0, min(WAIT_INTERVAL, end - monotonic()))).not_done and monotonic() < end:
        pass


class Caller:
    """Calls candidates. `close` it at the end of the run."""

    def __init__(self, deadline: float = DEADLINE, watchdog: Watchdog | None = None, limits: Limits = LIMITS) -> None:
        self.deadline = deadline
        self.limits = limits
        self._watchdog = watchdog or Watchdog()
        self._changed: list[str] = []
        self._variables = dict(os.environ)
        self._jobs: _Jobs | None = None
        self._calls: Sequence[Call] = ()
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
            Crashed: it raised an exception that is not an error answer, or changed what this process needs to wait.
            WrongKind: it returned something that is not an answer in this mode.
            AdapterUnusable: an import failed inside the call.
        """
        call = Call(serve, request, upstream, mode, watch, self.limits)
        deadline = self.deadline * deadlines
        if len(self._variables) != len(os.environ):
            self._variables = dict(os.environ)
        before = PutBack(self._variables, self.limits.printed_characters)
        failure: Exception | None = None
        try:
            self._make([call], partial(call.settle_alone, before), deadline)
        except Exception as error:  # of this thread, which uses what the call changes meanwhile
            failure = error
        finally:
            changed = call.changed or before.restore()
            self._changed += changed
        if failure:
            if not changed:
                raise failure
            self.close()
            raised = f"{type(failure).__name__}: {failure}"
            raise Crashed(
                f"the adapter changed {', '.join(changed)}, and nobody can wait for it: {raised}"
            ) from failure
        return self._result(call, deadline)

    def call_together(
        self, serve: Serve, requests: Sequence[Any], upstream: Upstream, mode: Mode
    ) -> list[Served | ExchangeFailed]:
        """Call `serve` with all requests at the same time; return, by request, what was served or why it failed."""
        calls = [Call(serve, request, upstream, mode, limits=self.limits) for request in requests]
        self._make(calls, partial(_run_together, calls), self.deadline)
        return [self._result_or_failure(call, self.deadline) for call in calls]

    def _make(self, calls: Sequence[Call], job: "_Job", deadline: float) -> None:
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

    def idle(self, until: threading.Event, seconds: float) -> None:
        """Wait for an event, so many seconds at most, while the adapter's event loop runs."""
        self._do(lambda runner: runner.run(asyncio.to_thread(until.wait, seconds)))
        until.wait(seconds)

    def _do(self, job: "_Job") -> None:
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_work, args=[self._jobs], daemon=True, name="crosswire-adapter").start()
        self._jobs.put(job)

    def _result(self, call: Call, deadline: float) -> Served:
        if call.served.cancel():  # it succeeds only when the call is not done
            self.close()
            raise Hung(f"the adapter did not finish within {deadline:g} s (--deadline)")
        outcome = call.served.result()
        if isinstance(outcome, CrosswireError):
            raise outcome
        return outcome

    def _result_or_failure(self, call: Call, deadline: float) -> Served | ExchangeFailed:
        try:
            return self._result(call, deadline)
        except ExchangeFailed as failure:
            return failure

    def close(self) -> None:
        """Let the thread end after its current job."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


_Job = Callable[[asyncio.Runner], object]
_Jobs = queue.SimpleQueue[_Job | None]


def _work(jobs: _Jobs) -> None:
    # A task of the adapter's can raise SystemExit or KeyboardInterrupt in the loop, also when the loop closes.
    with suppress(BaseException), asyncio.Runner() as runner:
        while (job := jobs.get()) is not None:
            with suppress(BaseException):
                job(runner)


def _run_together(calls: Sequence[Call], runner: asyncio.Runner) -> None:
    """Make calls at the same time. An exception that ends the loop is the outcome of all that are not done."""
    try:
        runner.run(_settle_together(calls))
    except BaseException as error:
        for call in calls:
            call.finish(crash(error, __file__))


async def _settle_together(calls: Sequence[Call]) -> None:
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
