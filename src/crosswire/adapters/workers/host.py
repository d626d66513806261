"""The host: a worker that runs a Python adapter file, in any Python from 3.9 on.

    python host.py ADAPTER

ADAPTER is a file with `chat`, `responses` or both. All asynchronous code runs in one event loop; other code runs in one
thread a request. Crosswire is not installed there: of its files, the host reads `../error_answers.py` only.
"""

from __future__ import annotations  # for Python 3.9

import asyncio
import functools
import importlib.util
import inspect
import os
import sys
import threading
import traceback
from collections.abc import AsyncIterable, Awaitable, Callable, Iterable, Mapping
from json import dumps, loads  # an adapter that patches `json.loads` does not reach these
from os import _exit
from pathlib import Path
from traceback import walk_tb
from types import SimpleNamespace
from typing import Any, BinaryIO

VERSION = 1
SHAPES = ("chat", "responses")
ERROR_ANSWERS = Path(__file__).parents[1] / "error_answers.py"

Message = dict[str, Any]
Write = Callable[[Message], None]


def main(file: str) -> None:
    """Write the hello, and serve requests until stdin ends."""
    lines, write = _channel()
    adapter = _imported(Path(file).absolute())
    serves = {shape: getattr(adapter, shape) for shape in SHAPES if callable(getattr(adapter, shape, None))}
    if not serves:
        sys.exit(
            f"{file} defines neither `chat` nor `responses`. An adapter with an environment of its own defines "
            "`chat(request, upstream)`, `responses(request, upstream)` or both"
        )
    version = getattr(adapter, "version", None)
    write(
        {
            "crosswire": VERSION,
            "name": str(getattr(adapter, "name", Path(file).name)),
            "version": str(version) if isinstance(version, (str, int, float)) else None,
            "serves": list(serves),
            "declares": dict(getattr(adapter, "declares", {})),
            "paced": True,
        }
    )
    asyncio.run(_serve(serves, lines, write))


def _channel() -> tuple[BinaryIO, Write]:
    """Take stdin and stdout for the protocol. From here on, the adapter's output goes to stderr."""
    lines, out = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    writing = threading.Lock()

    def write(message: Message) -> None:
        line = dumps(message, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        _check_keys(message)
        with writing:
            out.write(line)
            out.flush()

    return lines, write


def _check_keys(message: Message) -> None:
    """Refuse keys that are no strings: `json` would write them as strings."""
    values: list[Any] = [message]
    while values:
        value = values.pop()
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str):
                    raise TypeError(f"a key is {_named(key)}; every key of an object is a string")
            values.extend(value.values())
        elif isinstance(value, (list, tuple)):
            values.extend(value)


def _imported(path: Path) -> Any:
    # `python my_adapter.py` would do the same. But the modules of a package are not imported by their bare names.
    if not (path.parent / "__init__.py").exists():
        sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location("crosswire_adapter", path)
    assert spec
    assert spec.loader
    module = sys.modules[spec.name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


async def _serve(serves: Mapping[str, Any], lines: BinaryIO, write: Write) -> None:
    loop = asyncio.get_running_loop()
    calls: dict[int, _Call] = {}

    def take(message: Message) -> None:
        number = message["id"]
        if "request" in message:
            call = calls[number] = _Call(serves[message["serves"]], message, write)
            call.task = loop.create_task(call.settle())
            call.task.add_done_callback(lambda _: calls.pop(number))
        elif number in calls and "cancel" in message:
            calls[number].cancel()
        elif number in calls:
            calls[number].wanted.release()

    def read() -> None:
        try:
            for line in lines:
                loop.call_soon_threadsafe(take, loads(line))
        except BaseException:  # the adapter broke this process; nothing is read any more
            traceback.print_exc()
            _exit(1)
        _exit(0)  # Crosswire has gone; nobody waits for the open requests

    threading.Thread(target=read, daemon=True).start()
    await asyncio.Event().wait()


class _Call:
    """One request to the adapter."""

    def __init__(self, serve: Any, message: Message, write: Write) -> None:
        self.serve = serve
        self.request = message["request"]
        self.upstream = SimpleNamespace(**message["upstream"])
        self.task: asyncio.Task[None] | None = None
        self.wanted = threading.Semaphore(0)
        self._id = message["id"]
        self._write = write
        self._cancelled = self._awaits = False

    def cancel(self) -> None:
        """Stop the call: asynchronous code where it waits, other code after its current frame."""
        self._cancelled = True
        self.wanted.release()
        if self._awaits and self.task:
            self.task.cancel()

    async def settle(self) -> None:
        """Serve the request, and write the last message about it, also after an exception."""
        try:
            last = await self._served()
        except BaseException as error:  # also SystemExit: the adapter raised it
            last = {"end": True} if self._cancelled else _message_about(error)
        try:
            self._send(last)
        except _NotJson as error:
            self._send({"crash": str(error)})

    async def _served(self) -> Message:
        if inspect.iscoroutinefunction(self.serve) or inspect.isasyncgenfunction(self.serve):
            answer = self.serve(self.request, self.upstream)
        else:
            answer = await _in_thread(self.serve, self.request, self.upstream)
        if inspect.isawaitable(answer):
            answer = await self._awaited(answer)
        if isinstance(answer, dict):
            return {"answer": answer}
        if isinstance(answer, AsyncIterable):
            await self._awaited(self._drain(answer))
        elif isinstance(answer, Iterable) and not isinstance(answer, (Mapping, str, bytes)):
            await _in_thread(self._pass_on, answer)
        else:
            raise _NotJson(f"it returned {_named(answer)}; a dict, or an iterable of dicts, is due")
        return {"end": True}

    async def _awaited(self, awaitable: Awaitable[Any]) -> Any:
        self._awaits = True
        try:
            return await awaitable
        finally:
            self._awaits = False

    async def _drain(self, frames: AsyncIterable[Any]) -> None:
        try:
            async for frame in frames:
                self._write_frame(frame)
                if self._cancelled:
                    break
        finally:
            if hasattr(frames, "aclose"):
                await frames.aclose()

    def _pass_on(self, frames: Iterable[Any]) -> None:
        try:
            for frame in frames:
                self._write_frame(frame)
                self.wanted.acquire()  # nothing can stop a thread that waits for its upstream
                if self._cancelled:
                    break
        finally:
            if hasattr(frames, "close"):
                frames.close()

    def _write_frame(self, frame: Any) -> None:
        if not isinstance(frame, dict):
            raise _NotJson(f"it streamed {_named(frame)}; every frame is a dict, its JSON")
        self._send({"frame": frame})

    def _send(self, message: Message) -> None:
        try:
            self._write({"id": self._id, **message})
        except (TypeError, ValueError, RecursionError) as error:
            raise _NotJson(f"it served {_named(message)}, which is not JSON: {error}") from error


class _NotJson(Exception):
    """The adapter served something that is no answer."""


async def _in_thread(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function in a new thread, wait for it, and return or raise what it does."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[tuple[Any, BaseException | None]] = loop.create_future()

    def call() -> None:
        result: tuple[Any, BaseException | None]
        try:
            result = function(*arguments), None
        except BaseException as error:
            result = None, error
        loop.call_soon_threadsafe(outcome.set_result, result)

    threading.Thread(target=call, daemon=True).start()
    result, error = await outcome
    if error is not None:
        raise error
    return result


def _message_about(error: BaseException) -> Message:
    """Return the message about an exception, also about one that raises another when it is looked at."""
    try:
        return _failure(error)
    except BaseException:
        return {"crash": "it raised an exception that raises another when it is looked at"}


def _failure(error: BaseException) -> Message:
    """Return the message about an exception: an error answer, a crash, or that an import failed."""
    if isinstance(error, _NotJson):
        return {"crash": str(error)}
    answers = _error_answers()
    missing = answers.import_error(error)
    if missing:
        needs = f"install what it needs for {sys.executable}"
        return {"unusable": f"an import failed inside the adapter: {missing}{_origin(missing)}; {needs}"}
    answer = answers.read_exception(error)
    if answer is None:
        raised = f"{answers.class_name(error)}: {answers.brief(answers.message(error))}"
        return {"crash": raised.removesuffix(": ") + _origin(error)}
    status, headers, body = answer
    return {"error": {"status": status, "headers": headers, "body": body}}


@functools.cache
def _error_answers() -> Any:
    """Return the module `error_answers`, read as a file, since the package `crosswire` is not there."""
    spec = importlib.util.spec_from_file_location("crosswire_error_answers", ERROR_ANSWERS)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _origin(error: BaseException) -> str:
    """Return ` (file.py:line)`: where the call enters the adapter's code, and where the exception was raised."""
    lines = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
    lines = [(file, line) for file, line in lines if file != __file__ and not file.startswith("<frozen ")]
    shown = dict.fromkeys(f"{Path(file).name}:{line}" for file, line in lines[:1] + lines[-1:])
    return f" ({', raised at '.join(shown)})" if shown else ""


def _named(value: Any) -> str:
    """Return a value's type and the beginning of its `repr`."""
    try:
        text = repr(value)
    except Exception:  # from an object's own `__repr__`, or too deep a nesting
        text = ""
    return f"{_error_answers().class_name(value)} {text if len(text) <= 80 else text[:77] + '...'}".strip()


if __name__ == "__main__":
    main(sys.argv[1])
