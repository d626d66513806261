"""Faults that show under variations or over HTTP: the pieces that known-bad adapters are made of."""

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

# In process: wrappers of the reference adapter's function.


def buffering(serve: Any) -> Any:
    """Read a stream to its end before any of it is served."""

    def served(request: Any, upstream: Any) -> Any:
        answer = serve(request, upstream)
        return iter([*answer]) if request.get("stream") else answer

    return served


def reading_on(serve: Any) -> Any:
    """Read the upstream's answer to its end, also when the client has left."""

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
    """Answer every call with the answer to the first call."""
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
    """Serve a complete answer where the upstream failed."""

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
            choice = {"message": {"role": "assistant", "content": ""}, "index": 0, "finish_reason": "stop"}
            return {"id": "x", "choices": [choice], "status": "completed", "output": []}

    return lambda request, upstream: (frames if request.get("stream") else whole)(request, upstream)


def choosing_by_the_name(serve: Any) -> Any:
    """Drop the temperature for models whose name begins as those do that reason."""

    def answer(request: Any, upstream: Any) -> Any:
        by_name = str(request["model"]).startswith("o")
        left_out = {"temperature"} if by_name else set()
        return serve({name: value for name, value in request.items() if name not in left_out}, upstream)

    return answer


def dropping_prefixes(serve: Any) -> Any:
    """Ask for the model without the prefix of its maker."""
    return lambda request, upstream: serve({**request, "model": request["model"].rpartition("/")[2]}, upstream)


def refusing_large(status: int, most: int = 500_000) -> Any:
    """Refuse an answer of more than `most` characters with a status."""

    def breaks(serve: Any) -> Any:
        def served(request: Any, upstream: Any) -> Any:
            answer = serve(request, upstream)
            whole = [*answer] if request.get("stream") else answer
            if len(json.dumps(whole)) > most:
                raise UpstreamError(status, {"message": "too long", "type": "invalid_request_error"})
            return iter(whole) if request.get("stream") else whole

        return served

    return breaks


# In process: replacements of how the reference adapter reads streams.


def _reading(change: Callable[[Iterator[bytes]], Iterator[bytes]]) -> Callable[[], AbstractContextManager[object]]:
    read = reference.http._frames  # noqa: SLF001
    return lambda: mock.patch.object(reference.http, "_frames", lambda chunks: read(change(chunks)))


def _decoded_reads(chunks: Iterator[bytes]) -> Iterator[bytes]:
    return (chunk.decode(errors="replace").encode() for chunk in chunks)


def _reads_as_events(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """End an event after every read."""
    return (chunk + b"\n\n" for chunk in chunks)


def _after_a_line_feed(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Take two line feeds for the end of an event, and nothing else."""
    whole = b"".join(chunks).removeprefix(codecs.BOM_UTF8)
    yield b"" if b"\r\n\r\n" in whole and b"\n\n" not in whole else whole


decoding_every_read = _reading(_decoded_reads)
taking_reads_for_events = _reading(_reads_as_events)
splitting_at_line_feeds = _reading(_after_a_line_feed)


def never_giving_up() -> AbstractContextManager[object]:
    return mock.patch.object(reference.http, "TIMEOUT", httpx.Timeout(None))


# Over HTTP: wrappers of the reference adapter's server.

App = Callable[[Any, Any, Any], Any]


def rewriting(rewrite: Callable[[bytes], bytes]) -> Callable[[App], App]:
    """Rewrite every body that the server sends."""

    def wrapped(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            async def sent(message: Any) -> None:
                await send({**message, "body": rewrite(message["body"])} if "body" in message else message)

            await app(scope, receive, sent)

        return answer

    return wrapped


def answering_malformed(status: int, *, dies: bool = False) -> Callable[[App], App]:
    """Answer a malformed request with this status; with `dies`, answer 500 to all requests after it."""

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
    body: bytes = message.get("body", b"")
    return body + (await _read(receive) if message.get("more_body") else b"")


def answering_the_other_api(translate: Callable[[Any], Any]) -> Callable[[App], App]:
    """Translate every request before the server reads it."""

    def wrapped(app: App) -> App:
        async def answer(scope: Any, receive: Any, send: Any) -> None:
            body = await _read(receive)
            try:
                asked = json.loads(body)
            except ValueError:
                asked = None
            if isinstance(asked, dict):
                body = json.dumps(translate(asked)).encode()

            messages = iter([{"type": "http.request", "body": body, "more_body": False}])

            async def received() -> Any:
                return next(messages, None) or await receive()

            await app(scope, received, send)

        return answer

    return wrapped
