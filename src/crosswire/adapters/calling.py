"""Calling a candidate: sync or async, whole or streamed, within a deadline.

All calls of a run are made in one daemon thread with one event loop. A thread with a deadline can be left behind even by code
that blocks, which an event loop cannot; one loop for the run, since libraries carry work over from call to call.
"""

import asyncio
import inspect
import queue
import threading
from collections.abc import AsyncIterable, Callable, Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from crosswire.adapters.candidate import Serve
from crosswire.errors import AdapterUnusable, Crashed, Hung, WrongKind
from crosswire.facts import Json, Mode
from crosswire.upstreams import Upstream

DEADLINE = 60.0
"""Seconds that one exchange may take."""


@dataclass(frozen=True, slots=True)
class ErrorAnswer:
    """An error that the adapter served: an exception with a `status_code`."""

    status: int
    headers: Mapping[str, str]
    body: Json


@dataclass(frozen=True, slots=True)
class Served:
    """What the client received: the answer's JSON, or a stream's frames; `error` is where it ended in an error."""

    body: Json
    error: ErrorAnswer | None = None


Job = Callable[[asyncio.Runner], Served]


class Caller:
    """Calls candidates, one at a time; `close` it at the end of the run."""

    def __init__(self, deadline: float = DEADLINE) -> None:
        self.deadline = deadline
        self._jobs: queue.SimpleQueue[tuple[Job, Future[Served]] | None] | None = None

    def call(self, serve: Serve, request: dict[str, Any], upstream: Upstream, mode: Mode) -> Served:
        """Call `serve` and return all that it serves.

        Raises:
            Hung: it was not done within the deadline; its thread is left behind.
            Crashed: it raised something that is not an error answer.
            WrongKind: what it returned is not an answer in this mode.
            AdapterUnusable: an import failed inside the call.
        """
        if self._jobs is None:
            self._jobs = queue.SimpleQueue()
            threading.Thread(target=_work, args=[self._jobs], daemon=True, name="crosswire-adapter").start()
        future: Future[Served] = Future()
        self._jobs.put((lambda runner: _serve(runner, serve, request, upstream, mode), future))
        try:
            return future.result(self.deadline)
        except TimeoutError:
            if future.done():  # the adapter's own
                raise
            self._jobs = None
            raise Hung(f"the adapter did not finish within {self.deadline:g} s (--deadline)") from None

    def close(self) -> None:
        """Let the thread end when it is done with what it does."""
        if self._jobs is not None:
            self._jobs.put(None)
            self._jobs = None


def _work(jobs: "queue.SimpleQueue[tuple[Job, Future[Served]] | None]") -> None:
    with asyncio.Runner() as runner:
        while (job := jobs.get()) is not None:
            serve, future = job
            try:
                future.set_result(serve(runner))
            except BaseException as error:  # noqa: BLE001 - it belongs to whoever waits for the future
                future.set_exception(error)


def _serve(runner: asyncio.Runner, serve: Serve, request: dict[str, Any], upstream: Upstream, mode: Mode) -> Served:
    frames: list[Json] = []
    try:
        answer: Any = serve(request, upstream)
        if inspect.isawaitable(answer):
            answer = runner.run(_awaited(answer))
        if mode == "json":
            return Served(_whole(answer))
        _collect(runner, answer, frames)
    except WrongKind:
        raise
    except (Exception, SystemExit) as error:
        return Served(frames or None, _error_answer(error))
    return Served(frames)


async def _awaited(answer: Any) -> Any:
    return await answer


def _whole(answer: Any) -> Json:
    if not isinstance(answer, dict):
        raise WrongKind(f"the adapter returned {_named(answer)} for a plain request; a dict, the answer's JSON, is due")
    return answer


def _collect(runner: asyncio.Runner, answer: Any, frames: list[Json]) -> None:
    if isinstance(answer, AsyncIterable):
        runner.run(_drain(answer, frames))
    elif isinstance(answer, Iterable) and not isinstance(answer, Mapping | str | bytes):
        for frame in answer:
            frames.append(_frame(frame))  # noqa: PERF402 - what came before an error counts
    else:
        raise WrongKind(
            f"the adapter returned {_named(answer)} for a streamed request; an iterable of dicts, one a frame, is due"
        )


async def _drain(answer: AsyncIterable[Any], frames: list[Json]) -> None:
    async for frame in answer:
        frames.append(_frame(frame))  # noqa: PERF401 - likewise


def _frame(frame: Any) -> Json:
    if not isinstance(frame, dict):
        raise WrongKind(f"the adapter streamed {_named(frame)}; every frame is a dict, its JSON")
    return frame


def _named(value: Any) -> str:
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 80 else text[:77] + '...'}"


def _error_answer(error: BaseException) -> ErrorAnswer:
    """Read an exception as the official SDK's: `status_code`, `body`, `response.headers`. Any other is a crash."""
    status = getattr(error, "status_code", None)
    if missing := _import_error(error):
        raise AdapterUnusable(f"an import failed inside the adapter: {missing}; install what it needs") from error
    if not isinstance(status, int):
        raise Crashed(f"the adapter raised {type(error).__name__}: {error}") from error
    headers = getattr(error, "headers", None) or getattr(getattr(error, "response", None), "headers", None) or {}
    body = getattr(error, "body", None)
    if not isinstance(body, dict):
        body = {"message": str(error)}
    return ErrorAnswer(status, {str(name): str(value) for name, value in dict(headers).items()}, _wrapped(body))


def _wrapped(body: dict[str, Any]) -> dict[str, Any]:
    """Put back the `error` that the official SDK takes off the body."""
    return body if "error" in body else {"error": body}


def _import_error(error: BaseException | None) -> ImportError | None:
    while error is not None:
        if isinstance(error, ImportError):
            return error
        error = error.__cause__ or error.__context__
    return None
