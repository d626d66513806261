"""A real server on 127.0.0.1 that tests record from: it speaks both APIs and streams in real time.

It answers from facts (`LiveServer.answers`), with ids, times and padding that are new each time, as a vendor's do.
What a test plants or breaks, it sets before it asks:

    with LiveServer() as server:
        server.headers["openai-organization"] = "org-x"      # in the answers' headers
        server.change = lambda frames: [...]                  # the JSON of an answer; of a stream, all its frames
        server.encoding = "gzip"
        server.fault, server.sound = "error", 2               # after two answers that are as they should be
        server.gated = True                                   # each event waits for `let()`; `written(n)` waits for it
"""

import asyncio
import gzip
import itertools
import json
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, Literal, Self

import uvicorn

from crosswire.facts import Answer, Ask, Failure, Json, Message, ShapeName, Text, ToolCall, ToolResult, Usage
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import at
from crosswire.wire.exact_json import sent

Fault = Literal["error", "garbage", "html", "empty", "break", "truncate"]
"""A 500; no JSON; a page, with 200; nothing; the connection ends midway; the stream ends early, as if all were well."""

USAGE = Usage(24, 71, 95, cached=0, cache_write=0, reasoning=64, has_input_details=True, has_output_details=True)

LONG = 120
"""Seconds to wait for what always comes, on whatever machine."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as the server received it."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: Json


def a_short_answer(ask: Ask) -> Answer:
    """Call the tools that the request offers; where there is a tool result, or no tool, answer with a short text."""
    results = [item for item in ask.history if isinstance(item, ToolResult)]
    if ask.tools and not results:
        calls = tuple(
            ToolCall(f"call_{number}", tool.name, '{"city": "Perth"}') for number, tool in enumerate(ask.tools)
        )
        return Answer(items=calls, finish="tool_calls", usage=USAGE)
    text = "It is sunny in Perth." if results else "The kookaburra laughs: ha ha ha!"
    return Answer(items=(Message("assistant", (Text(text),)),), finish="stop", usage=USAGE)


class LiveServer:
    """The server; a context manager. `base_url` ends in `/v1`."""

    def __init__(self, answers: Callable[[Ask], Answer | Failure] = a_short_answer) -> None:
        self.answers = answers
        self.headers: dict[str, str] = {}
        self.change: Callable[[list[Any]], list[Any]] = lambda frames: frames
        self.encoding: Literal["gzip"] | None = None
        self.fault: Fault | None = None
        self.sound = 0
        self.lacks: str | None = None
        """A path that is not served."""
        self.gated = False
        self.heard: list[Heard] = []
        self.crashes: list[Exception] = []
        self.writes: list[bytes] = []
        """Each write of a stream, as it was made."""
        self._wrote = threading.Condition()
        self._times = itertools.count(1_790_000_000, 61)
        self._socket = socket.create_server(("127.0.0.1", 0))
        config = uvicorn.Config(self._app, interface="asgi3", ws="none", lifespan="off", log_level="critical")
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    @property
    def base_url(self) -> str:
        host, port = self._socket.getsockname()
        return f"http://{host}:{port}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._server.ready.wait(LONG), "the server does not start"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = self._server.force_exit = True
        self.let(1_000_000)
        self._thread.join(LONG)
        self._socket.close()
        if self.crashes:
            raise self.crashes[0]

    def let(self, events: int = 1) -> None:
        """Let a gated server write this many more events."""
        self._server.loop.call_soon_threadsafe(self._server.release, events)

    def written(self, count: int) -> list[bytes]:
        """Wait until this many writes of streams have been made, and return all of them."""
        with self._wrote:
            assert self._wrote.wait_for(lambda: len(self.writes) >= count, LONG), (
                f"{len(self.writes)} writes, not {count}"
            )
            return list(self.writes)

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self._answer(scope, receive, send)
        except _Broken:
            raise
        except Exception as error:
            self.crashes.append(error)
            raise

    async def _answer(self, scope: Any, receive: Any, send: Any) -> None:
        body = await _read(receive)
        headers = {name.decode(): value.decode("latin-1") for name, value in scope["headers"]}
        self.heard.append(Heard(scope["method"], scope["path"], scope["query_string"].decode(), headers, body))
        shape = next((name for name, api in SHAPES.items() if scope["path"].endswith(api.PATH)), None)
        is_served = shape is not None and SHAPES[shape].PATH != self.lacks
        if scope["method"] != "POST" or shape is None or not is_served or not isinstance(body, dict):
            await self._whole(send, 404, [sent({"error": {"message": "Not found", "type": "invalid_request_error"}})])
            return
        fault, self.sound = (None if self.sound > 0 else self.fault), self.sound - 1
        if fault == "error":
            failed = Failure(500, "The server had an error.", "server_error")
            await self._whole(send, 500, [sent(SHAPES[shape].write_answer(failed))])
            return
        ask = SHAPES[shape].read_request(body)
        answer = self.answers(ask)
        if isinstance(answer, Failure) and answer.status >= 400:
            await self._whole(send, answer.status, [sent(self._fresh(SHAPES[shape].write_answer(answer)))])
            return
        if isinstance(answer, Answer):
            answer = replace(answer, id=_ids(shape), created=next(self._times), model=answer.model or ask.model)
        if ask.stream:
            await self._stream(send, receive, list(self._events(shape, answer, body)), fault)
        else:
            (written,) = self.change(self._fresh([SHAPES[shape].write_answer(answer)]))
            await self._whole(send, 200, [sent(written)], fault)

    def _fresh(self, value: Any) -> Any:
        """Give new ids to everything that has one; the same old id becomes the same new id everywhere."""
        return _renamed(value, {})

    def _events(self, shape: ShapeName, answer: Answer | Failure, body: Json) -> Iterator[str]:
        frames = self._fresh(SHAPES[shape].write_stream(answer))
        if shape == "chat" and not at(body, "stream_options", "include_usage"):
            frames = [frame for frame in frames if not (frame.get("usage") and not frame.get("choices"))]
        padded = [{**frame, "obfuscation": secrets.token_hex(4)} if _is_delta(frame) else frame for frame in frames]
        for frame in self.change(padded):
            name = f"event: {frame['type']}\n" if shape == "responses" else ""
            yield f"{name}data: {sent(frame)}\n\n"
        if shape == "chat":
            yield "data: [DONE]\n\n"

    async def _whole(self, send: Any, status: int, parts: list[str], fault: Fault | None = None) -> None:
        text = {"garbage": parts[0][:-9], "html": "<html>Bad gateway</html>", "empty": ""}.get(fault or "", parts[0])
        content = gzip.compress(text.encode()) if self.encoding else text.encode()
        length = len(content) + (fault in ("break", "truncate"))  # one more than will ever come
        await self._start(send, status, "application/json", {"content-length": str(length)})
        await send({"type": "http.response.body", "body": content, "more_body": length > len(content)})
        if length > len(content):
            raise _Broken

    async def _stream(self, send: Any, receive: Any, events: list[str], fault: Fault | None) -> None:
        if fault in ("html", "empty"):
            await self._whole(send, 200, [""], fault)
            return
        if fault == "garbage":
            events[len(events) // 2] = 'data: {"type": \n\n'
        sent_events = events[: len(events) // 2] if fault in ("break", "truncate") else events
        await self._start(send, 200, "text/event-stream; charset=utf-8", {})
        gone = asyncio.ensure_future(receive())
        compress = _Gzip() if self.encoding else None
        for event in sent_events:
            if self.gated and await self._is_gone_before_the_gate_opens(gone):
                return
            data = compress.add(event.encode()) if compress else event.encode()
            await send({"type": "http.response.body", "body": data, "more_body": True})
            with self._wrote:
                self.writes.append(event.encode())
                self._wrote.notify_all()
        gone.cancel()
        if fault == "break":
            raise _Broken
        await send({"type": "http.response.body", "body": compress.end() if compress else b"", "more_body": False})

    async def _is_gone_before_the_gate_opens(self, gone: "asyncio.Future[Any]") -> bool:
        gate = asyncio.ensure_future(self._server.gate.acquire())
        await asyncio.wait({gate, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not gate.done():
            gate.cancel()
        return gone.done()

    async def _start(self, send: Any, status: int, kind: str, more: dict[str, str]) -> None:
        headers = {
            "content-type": kind,
            "x-request-id": f"req_{secrets.token_hex(16)}",
            "openai-version": "2020-10-01",
            **({"content-encoding": self.encoding} if self.encoding else {}),
            **more,
            **self.headers,
        }
        wire = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": HTTPStatus(status), "headers": wire})


class _Broken(Exception):
    """Raised to break a connection off: Uvicorn closes a connection whose application raises."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        self.loop, self.gate = asyncio.get_running_loop(), asyncio.Semaphore(0)
        await super().startup(sockets)
        self.ready.set()

    def release(self, count: int) -> None:
        for _ in range(min(count, 10_000)):
            self.gate.release()


class _Gzip:
    """A gzip encoder that is flushed after every event, so that a client can read the event at once."""

    def __init__(self) -> None:
        import zlib

        self._coder, self._flush = zlib.compressobj(wbits=31), zlib.Z_SYNC_FLUSH

    def add(self, data: bytes) -> bytes:
        return self._coder.compress(data) + self._coder.flush(self._flush)

    def end(self) -> bytes:
        return self._coder.flush()


async def _read(receive: Any) -> Json:
    content, more = b"", True
    while more:
        message = await receive()
        content, more = content + message.get("body", b""), message.get("more_body", False)
    with suppress(ValueError):
        return json.loads(content)
    return content.decode(errors="replace")


def _ids(shape: ShapeName) -> str:
    return ("chatcmpl-" if shape == "chat" else "resp_") + secrets.token_hex(12)


ID_KEYS = ("id", "item_id", "call_id", "response_id")


def _renamed(value: Any, names: dict[str, str], key: str = "") -> Any:
    match value:
        case dict():
            return {name: _renamed(entry, names, name) for name, entry in value.items()}
        case list():
            return [_renamed(entry, names, key) for entry in value]
        case str() if value and key in ID_KEYS:
            kind = value.partition("_")[0] if "_" in value else value.partition("-")[0]
            mark = "_" if "_" in value else "-"
            return names.setdefault(value, f"{kind}{mark}{secrets.token_hex(12)}")
        case _:
            return value


def _is_delta(frame: Any) -> bool:
    return "delta" in frame or any("delta" in choice for choice in frame.get("choices", ()))
