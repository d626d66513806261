"""A proxy on 127.0.0.1 that forwards requests to a real API, and records them and their answers.

It is for clients that are not Python. It answers programs of this machine, and asks for the paths of the API alone, so
that no page of the web can ask through it, and nothing else of the host is reached.

It passes every piece of an answer on when it arrives, as one chunk. A chunk ends where one of the API's ends; a large
one arrives, and is passed on, in pieces. The proxy asks for uncompressed answers, so that their pieces are pieces of
text.
"""

import asyncio
import gc
import json
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import uvicorn

from crosswire.errors import CrosswireError, PortTaken, SourceUnusable
from crosswire.limits import LIMITS, Limits, raising
from crosswire.making.calls import shape_of
from crosswire.recording.sources import OPENAI, TIMEOUT
from crosswire.recording.tapes import Tape
from crosswire.secrets.lazy import compile_all
from crosswire.secrets.patterns import Clearing
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.plain_cassettes import decoded
from crosswire.wire.serving import HOST, discard, foreign, left, read_body, silent

PREFIX = "/v1"

PATHS = frozenset(
    (
        "audio",
        "batches",
        "chat",
        "completions",
        "containers",
        "conversations",
        "embeddings",
        "files",
        "images",
        "models",
        "moderations",
        "realtime",
        "responses",
        "skills",
        "uploads",
        "vector_stores",
        "videos",
    )
)
"""The first segments of the API's paths that a client asks for; those that administer an account are not on it."""

HOP_BY_HOP = frozenset(
    (
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    )
)
"""Headers of one connection (RFC 9110, 7.6.1), beside those that `connection` names."""

OF_THE_REQUEST_ALONE = frozenset(("host", "content-length", "accept-encoding", "expect"))
"""Headers that the proxy sets itself."""

GRACE = 1.0
"""For how many seconds an answer goes on after its client has gone."""

Header = tuple[str, str]


class RecordingProxy:
    """Forwards to `base_url`, and records complete calls on a tape. `tell` gets one line for each call."""

    def __init__(self, base_url: str, tape: Tape, tell: Callable[[str], None], limits: Limits = LIMITS) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise SourceUnusable(f"{base_url!r} is no base URL; it is like {OPENAI}, in OPENAI_BASE_URL or --base-url")
        self.base_url = base_url
        self.shown_url = Clearing().clear("", base_url)
        compile_all()
        self.tape = tape
        self.tell = tell
        self.limits = limits
        self.refused = 0
        """How many calls were complete, and could not be recorded."""

    def server(self) -> uvicorn.Server:
        """Return the proxy's server, which needs a listening socket."""
        gc.freeze()  # what was imported stays; each collection would look through it
        return uvicorn.Server(silent(self._app, lifespan="on", timeout_graceful_shutdown=1))

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            await receive()
            self._writing = asyncio.Lock()
            async with httpx.AsyncClient(timeout=TIMEOUT) as self._client:
                await send({"type": "lifespan.startup.complete"})
                await receive()
            await send({"type": "lifespan.shutdown.complete"})
        elif why := foreign(scope["headers"]):
            self.tell(f"{scope['method']} {scope['path']}: refused: {why}")
            await discard(receive)
            await _fail(send, 403, why)
        elif (body := await read_body(receive)) is not None:
            exchange = await self._while_there(self._exchange(scope, body, send), scope, receive)
            if exchange:
                await self._keep(*exchange)

    async def _while_there(self, exchanging: "Coroutine[Any, Any, Exchange | None]", scope: Any, receive: Any) -> Any:
        """Exchange while the client is there, and a little longer: some leave at the last event, before the end."""
        gone = asyncio.ensure_future(left(receive))
        exchange = asyncio.ensure_future(exchanging)
        try:
            await asyncio.wait({gone, exchange}, return_when=asyncio.FIRST_COMPLETED)
            await asyncio.wait({exchange}, timeout=GRACE)
            if not exchange.done():
                self.tell(f"{scope['method']} {scope['path']}: the client went away; not kept")
                return None
            return exchange.result()
        except asyncio.CancelledError:
            self.tell(f"{scope['method']} {scope['path']}: ended before its answer; not kept")
            raise
        finally:
            gone.cancel()
            exchange.cancel()

    async def _exchange(self, scope: Any, body: bytes, send: Any) -> "Exchange | None":
        """Ask the API, and pass its answer on."""
        asked, path = f"{scope['method']} {scope['path']}", scope["raw_path"].decode("latin-1")
        if not path.startswith(f"{PREFIX}/"):
            await _fail(send, 404, f"{asked}: the base URL of this proxy ends in {PREFIX}")
            return None
        if not _is_of_the_api(path):
            self.tell(f"{asked}: no path of the API; not asked")
            await _fail(
                send, 404, f"{asked}: this proxy asks for {', '.join(sorted(PATHS))} below {PREFIX}/, and no other"
            )
            return None
        url = _behind(self.base_url, path.removeprefix(PREFIX), scope["query_string"].decode("latin-1"))
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]]
        try:
            request = httpx.Request(scope["method"], url, headers=[*_forwarded(headers)], content=body)
            answered = await self._client.send(request, stream=True)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            why = f"{self.shown_url} gives no answer: {str(error) or type(error).__name__}"
            self.tell(f"{asked}: {why}; not kept")
            await _fail(send, 502, why)
            return None
        try:
            pieces = await _passed_on_and_held(answered, send, self.limits.recorded_bytes)
        except httpx.HTTPError as error:
            self.tell(f"{asked}: the answer broke off: {str(error) or type(error).__name__}; not kept")
            raise  # so that it breaks off for the client, too
        finally:
            await answered.aclose()
        if pieces is None:
            self.refused += 1
            why = f"longer than {self.limits.recorded_bytes:,} bytes, all that is recorded of one"
            self.tell(f"{asked}: passed on, not kept: the answer is {why} {raising('recorded-bytes')}")
            return None
        return headers, request, answered, pieces

    async def _keep(
        self, headers: list[Header], request: httpx.Request, answered: httpx.Response, pieces: list[bytes]
    ) -> None:
        named, longest = f"{request.method} {request.url.path} {answered.status_code}", self.limits.recorded_bytes
        try:
            request_headers, answer_headers = _by_name(headers), _by_name(answered.headers.multi_items())
            call = HttpCall(
                method=request.method,
                uri=str(request.url),
                request_headers=request_headers,
                request_body=decoded(request.content, request_headers, "the request"),
                status=answered.status_code,
                reason=answered.reason_phrase,
                headers=answer_headers,
                body=decoded(b"".join(pieces), answer_headers, "the answer", longest, f" {raising('recorded-bytes')}"),
            )
            if shape_of(call) is None:
                self.tell(f"{named}: passed on; of another endpoint, so not kept")
                return
            async with self._writing:
                await asyncio.to_thread(self.tape.keep, call, [len(piece) for piece in pieces])
                self.tell(f"{named}: kept, number {len(self.tape)}")
        except Exception as error:  # whatever a client or an API can send: nothing is dropped without a word
            self.refused += 1
            kind = "" if isinstance(error, CrosswireError) else f"{type(error).__name__}: "
            self.tell(f"{named}: not kept: {kind}{error}")


Exchange = tuple[list[Header], httpx.Request, httpx.Response, list[bytes]]
"""The client's headers, the request, the answer, and the pieces of its body."""


def _is_of_the_api(path: str) -> bool:
    """Return whether a path, as it stands in the request, is one of the API, also where `..` is read on its way."""
    before, path = "", path.removeprefix(f"{PREFIX}/")
    while path != before:
        before, path = path, unquote(path)
    segments = path.replace("\\", "/").split("/")
    return segments[0] in PATHS and not {".", ".."} & {*segments}


def _behind(base_url: str, path: str, query: str) -> str:
    """Return the URL of a path below a base URL, which may have a query of its own."""
    parts = urlsplit(base_url)
    queries = "&".join(query for query in (parts.query, query) if query)
    return parts._replace(path=parts.path.rstrip("/") + path, query=queries).geturl()


def _forwarded(headers: list[Header]) -> Iterator[Header]:
    yield from (header for header in _end_to_end(headers) if header[0].lower() not in OF_THE_REQUEST_ALONE)
    yield "accept-encoding", "identity"


def _end_to_end(headers: list[Header]) -> list[Header]:
    connection = [value for name, value in headers if name.lower() == "connection"]
    named = {word.strip().lower() for value in connection for word in value.split(",")}
    return [(name, value) for name, value in headers if name.lower() not in HOP_BY_HOP | named]


async def _passed_on_and_held(answered: httpx.Response, send: Any, longest: int) -> list[bytes] | None:
    """Pass an answer on, and return the pieces of its body; None where it is longer, of which nothing is held."""
    pieces: list[bytes] = []
    length = 0
    async for piece in _passed_on(answered, send):
        length += len(piece)
        if length <= longest:
            pieces.append(piece)
        else:
            pieces.clear()
    return pieces if length <= longest else None


async def _passed_on(answered: httpx.Response, send: Any) -> AsyncIterator[bytes]:
    """Pass an answer on, and yield every piece once it is sent."""
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in _end_to_end(_raw(answered))]
    await send({"type": "http.response.start", "status": answered.status_code, "headers": headers})
    async for piece in answered.aiter_raw():
        await send({"type": "http.response.body", "body": piece, "more_body": True})
        yield piece
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def _raw(answered: httpx.Response) -> list[Header]:
    return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in answered.headers.raw]


def _by_name(headers: Iterable[Header]) -> dict[str, list[str]]:
    named: dict[str, list[str]] = {}
    for name, value in headers:
        named.setdefault(name.lower(), []).append(value)
    return named


async def _fail(send: Any, status: int, why: str) -> None:
    error = {"message": why, "type": "proxy_error", "param": None, "code": None}
    body = json.dumps({"error": error}).encode()
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})


def listening(port: int = 0) -> socket.socket:
    """Return a socket that listens on 127.0.0.1, by default on a free port.

    Raises:
        PortTaken: another program listens there.
    """
    try:
        return socket.create_server((HOST, port))
    except OSError as error:
        raise PortTaken(
            f"--port {port}: {error.strerror}; another program listens there: end it, or take another"
        ) from None


def url_of(listens: socket.socket) -> str:
    """Return the base URL for a client."""
    return f"http://{HOST}:{listens.getsockname()[1]}{PREFIX}"
