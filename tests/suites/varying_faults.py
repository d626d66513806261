"""What is wrong with known-bad adapters under variations: the pieces that they are made of."""

import codecs
import copy
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any
from unittest import mock

import httpx

from crosswire import reference
from crosswire.reference import UpstreamError

# In process: what is made of the reference adapter's function.


def buffering(serve: Any) -> Any:
    """Read a stream to its end before a word of it is served."""

    def served(request: Any, upstream: Any) -> Any:
        answer = serve(request, upstream)
        return iter([*answer]) if request.get("stream") else answer

    return served


def reading_on(serve: Any) -> Any:
    """Read the upstream to its end, also when nobody listens any more."""

    def frames(answer: Any) -> Iterator[Any]:
        try:
            yield from iter(answer.__next__, None)  # closed, it does not close the answer
        finally:
            for _ in answer:
                pass

    return lambda request, upstream: (
        frames(serve(request, upstream)) if request.get("stream") else serve(request, upstream)
    )


def answering_all_alike(serve: Any) -> Any:
    """Keep the answer of the first call in one place for all, and hand it to whoever asks meanwhile."""
    first: list[Any] = []
    lock = threading.Lock()

    def served(request: Any, upstream: Any) -> Any:
        answer = serve(request, upstream)
        whole = [*answer] if request.get("stream") else answer
        with lock:
            first.append(whole)
        return copy.deepcopy(first[0])

    return served


def completing(serve: Any) -> Any:
    """Take an upstream that cannot be had for one that has said all."""

    def is_failure(frame: Any) -> bool:
        return frame.get("type") in ("response.failed", "error") or "error" in frame

    def ended(request: Any) -> list[Any]:
        model = {"model": request["model"], "created": 0, "created_at": 0, "id": "x"}
        if "messages" in request:
            return [{**model, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}]
        return [{"type": "response.completed", "response": {**model, "status": "completed", "output": []}}]

    def frames(request: Any, upstream: Any) -> Iterator[Any]:
        with suppress(UpstreamError):
            yield from (frame for frame in serve(request, upstream) if not is_failure(frame))
        yield from ended(request)

    def whole(request: Any, upstream: Any) -> Any:
        try:
            return serve(request, upstream)
        except UpstreamError:
            told = {"message": {"role": "assistant", "content": ""}, "index": 0, "finish_reason": "stop"}
            return {"id": "x", "choices": [told], "status": "completed", "output": []}

    return lambda request, upstream: (frames if request.get("stream") else whole)(request, upstream)


def refusing_large(status: int, most: int = 500_000) -> Any:
    """Refuse with a status what is longer than it has room for."""

    def breaks(serve: Any) -> Any:
        def served(request: Any, upstream: Any) -> Any:
            answer = serve(request, upstream)
            whole = [*answer] if request.get("stream") else answer
            if len(json.dumps(whole)) > most:
                raise UpstreamError(status, {"message": "too long", "type": "invalid_request_error"})
            return iter(whole) if request.get("stream") else whole

        return served

    return breaks


# What of the reference adapter's reading of streams is replaced.


def _reading(change: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Callable[[], AbstractContextManager[object]]:
    read = reference.http._frames  # noqa: SLF001
    return lambda: mock.patch.object(reference.http, "_frames", lambda chunks: read(change(chunks)))


def _each_decoded(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return (chunk.decode(errors="replace").encode() for chunk in chunks)


def _each_an_event(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Take what comes in one read for whole events: the last line of each ends there."""
    return (chunk + b"\n\n" for chunk in chunks)


def _after_a_line_feed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Know one blank line alone, of two line feeds."""
    whole = b"".join(chunks).removeprefix(codecs.BOM_UTF8)
    yield b"" if b"\r\n\r\n" in whole and b"\n\n" not in whole else whole


decoding_each_read = _reading(_each_decoded)
taking_reads_for_events = _reading(_each_an_event)
splitting_at_line_feeds = _reading(_after_a_line_feed)


def never_giving_up() -> AbstractContextManager[object]:
    return mock.patch.object(reference.http, "TIMEOUT", httpx.Timeout(None))


# Over HTTP: what is made of the reference adapter's server.

App = Callable[[Any, Any, Any], Any]


def rewriting(rewrite: Callable[[bytes], bytes]) -> Callable[[App], App]:
    """Rewrite each piece of what is sent."""

    def wrapped(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                await send({**message, "body": rewrite(message["body"])} if "body" in message else message)

            await app(scope, receive, sent)

        return answer

    return wrapped


def answering_malformed(status: int, *, dies: bool = False) -> Callable[[App], App]:
    """Answer a request that is none with this status; one that dies answers nothing more after it."""

    def wrapped(app: App) -> App:
        dead: list[bool] = []

        async def answer(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                if message.get("status") in (400, 422):
                    dead.append(dies)
                    message = {**message, "status": status}
                elif any(dead) and "status" in message:
                    message = {**message, "status": 500}
                await send(message)

            await app(scope, receive, sent)

        return answer

    return wrapped


async def _read(receive: Any) -> bytes:
    message = await receive()
    return message.get("body", b"") + (await _read(receive) if message.get("more_body") else b"")


def answering_the_other_api(said: Callable[[Any], Any]) -> Callable[[App], App]:
    """Make a request of its own API of one of the other, and lose what it asks."""

    def wrapped(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            body = await _read(receive)
            try:
                asked = json.loads(body)
            except ValueError:
                asked = None
            if isinstance(asked, dict):
                body = json.dumps(said(asked)).encode()

            messages = iter([{"type": "http.request", "body": body, "more_body": False}])

            async def received() -> Any:
                return next(messages, None) or await receive()

            await app(scope, received, send)

        return answer

    return wrapped
