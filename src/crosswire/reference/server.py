"""The reference adapter as an HTTP server: an ASGI app, a thread for each request."""

import asyncio
import json
import os
import socket
import threading
import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from crosswire import reference
from crosswire.reference import http
from crosswire.reference.failures import UpstreamError, refusal

Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Serve = Callable[[Any, Any], dict[str, Any] | Iterable[dict[str, Any]]]

NOT_FOUND, WRONG_METHOD, BROKEN = 404, 405, 500


def _models(_: None, upstream: http.Upstream) -> dict[str, Any]:
    """Return the upstream's list of models; an empty one where the upstream has no list."""
    try:
        return http.get(upstream, "/models")
    except UpstreamError as error:
        if error.status_code in (NOT_FOUND, WRONG_METHOD):
            return {"object": "list", "data": []}
        raise


PATHS = {"chat": "/v1/chat/completions", "responses": "/v1/responses"}
"""By API: its path."""
SERVED: dict[str, Serve] = {PATHS["chat"]: reference.chat, PATHS["responses"]: reference.responses}
"""By path: what answers a POST."""
LISTED: Mapping[str, Serve] = {"/v1/models": _models}
"""By path: what answers a GET."""


@dataclass
class Call:
    """One call of the upstream: its URL and key, and how to hang up when the client is gone."""

    base_url: str
    api_key: str
    _socket: socket.socket | None = None
    _hung_up: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def connected(self, connection: socket.socket) -> None:
        """Note a connection to the upstream."""
        with self._lock:
            self._socket = connection
        if self._hung_up:
            self.hang_up()

    def hang_up(self) -> None:
        """Break the connection, so that the thread that reads from it stops at once."""
        with self._lock, suppress(OSError):
            self._hung_up = True
            if self._socket:
                self._socket.shutdown(socket.SHUT_RDWR)


class Server:
    """The app: it serves the given APIs, or both.

    Its upstream is given, or is that of the official SDK's environment variables.
    """

    def __init__(
        self, base_url: str | None = None, api_key: str | None = None, serves: Iterable[str] = tuple(PATHS)
    ) -> None:
        self._base_url = base_url
        self._api_key = api_key
        self._served = [PATHS[api] for api in serves]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Message, receive: Receive, send: Send) -> None:
        path = scope["path"]
        try:
            if path not in self._served and path not in LISTED:
                paths = ", ".join([*self._served, *LISTED])
                raise UpstreamError(NOT_FOUND, _wrong(f"there is no {path}; there are {paths}"))
            method = "POST" if path in self._served else "GET"
            if scope["method"] != method:
                raise UpstreamError(WRONG_METHOD, _wrong(f"{path} takes {method}, not {scope['method']}"))
            body = await _body(receive)
            asked = _parsed(body) if path in self._served else None
            serve = SERVED[path] if path in self._served else LISTED[path]
        except UpstreamError as error:
            return await _say_json(send, error.status_code, error.body, error.headers)
        call = Call(
            self._base_url or os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1"),
            self._api_key or os.environ.get("OPENAI_API_KEY", ""),
        )
        leaving = asyncio.create_task(_left(receive))
        leaving.add_done_callback(lambda _: call.hang_up())
        try:
            await _say(send, _served(serve, asked, call), is_chat=path.endswith("/completions"))
        finally:
            leaving.cancel()
        return None


app = Server()
"""The app for any ASGI server; its upstream is `OPENAI_BASE_URL`, its key `OPENAI_API_KEY`."""


async def _live(receive: Receive, send: Send) -> None:
    for phase in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{phase}.complete"})


async def _body(receive: Receive) -> bytes:
    parts, more = [], True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        ...


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body.decode(), parse_constant=_refused)
    except (ValueError, RecursionError) as error:
        raise refusal("request", f"is not JSON: {error}") from error


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")


_Kind = Literal["whole", "stream", "frame", "error", "end"]
_Queue = asyncio.Queue[tuple[_Kind, Any]]


def _served(serve: Serve, asked: Any, call: Call) -> _Queue:
    """Serve a request in a thread of its own, and return the queue of its results."""
    queue: _Queue = asyncio.Queue()
    loop = asyncio.get_running_loop()

    def tell(kind: _Kind, what: Any = None) -> None:
        with suppress(RuntimeError):  # the server has ended
            loop.call_soon_threadsafe(queue.put_nowait, (kind, what))

    def work() -> None:
        try:
            answer = serve(asked, call)
            if isinstance(answer, dict):
                return tell("whole", answer)
            tell("stream")
            for frame in answer:
                tell("frame", frame)
            tell("end")
        except UpstreamError as error:
            tell("error", error)
        except BaseException as error:
            tell("error", UpstreamError(BROKEN, _wrong(f"{type(error).__name__}: {error}", "server_error")))
            raise

    threading.Thread(target=work, daemon=True, name="reference").start()
    return queue


async def _say(send: Send, queue: _Queue, *, is_chat: bool) -> None:
    """Send the results of a queue: a whole answer, or each frame at once."""
    failed = False
    while True:
        match await queue.get():
            case "whole", body:
                return await _say_json(send, 200, body)
            case "error", error:
                return await _say_json(send, error.status_code, error.body, error.headers)
            case "stream", _:
                await send(_start(200, {"content-type": "text/event-stream", "cache-control": "no-cache"}))
            case "frame", frame:
                failed = "error" in frame
                event = "" if is_chat else f"event: {frame['type']}\n"
                await send(_part(f"{event}data: {_written(frame)}\n\n", more=True))
            case "end", _:
                done = is_chat and not failed  # as the API does: what failed is never done
                return await send(_part("data: [DONE]\n\n" if done else ""))


async def _say_json(send: Send, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
    await send(_start(status, {"content-type": "application/json", **(headers or {})}))
    await send(_part(_written(body)))


def _start(status: int, headers: Mapping[str, str]) -> Message:
    named = {"x-request-id": f"req_{uuid.uuid4().hex}", **headers}  # an error's is the upstream's, where it has one
    pairs = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def _part(text: str, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": text.encode(), "more_body": more}


def _written(body: Any) -> str:
    """Return JSON in ASCII, so that half a surrogate pair, which UTF-8 cannot hold, is passed on."""
    return json.dumps(body, separators=(",", ":"))


def _wrong(message: str, kind: str = "invalid_request_error") -> dict[str, Any]:
    return {"message": message, "type": kind, "param": None, "code": None}
