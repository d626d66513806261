"""Bounds on a live API's answer: its bytes, also unpacked, its values and its frames. What is beyond is not read."""

import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, cast

import httpx

from crosswire.errors import SourceUnusable
from crosswire.limits import LIMITS, Limits, raising
from crosswire.wire.unpacking import ACCEPTED, unpacking


def bounded(limits: Limits = LIMITS) -> dict[str, list[Callable[..., Any]]]:
    """Return the hooks of a client whose answers are bounded; reading what is beyond raises SourceUnusable."""

    def bound(response: httpx.Response) -> None:
        response.stream = _Bounded(response, limits)

    return {"response": [bound]}


_handle_request = httpx.HTTPTransport.handle_request


def bounded_handling(limits: Limits = LIMITS) -> Callable[[httpx.HTTPTransport, httpx.Request], httpx.Response]:
    """Return what handles a request of httpx, likewise: below vcrpy, which reads an answer whole before any hook."""

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        response = _handle_request(transport, request)
        response.request = request
        response.stream = _Bounded(response, limits)
        return response

    return handle_request


def bounded_async(limits: Limits = LIMITS) -> dict[str, list[Callable[..., Any]]]:
    """Return the hooks of an asynchronous client, likewise."""

    async def bound(response: httpx.Response) -> None:
        response.stream = _Bounded(response, limits)

    return {"response": [bound]}


class _Bounded(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The bytes of an answer as they come, each counted before anything else unpacks it."""

    def __init__(self, response: httpx.Response, limits: Limits) -> None:
        self._stream: Any = response.stream
        self._host = response.request.url.host
        self._coding = response.headers.get("content-encoding", "identity").strip().lower()
        self._limits = limits
        self._length = self._values = self._frames = 0
        try:
            self._unpack = unpacking(self._coding)
        except LookupError:
            raise self._refusal(f"has the content-encoding {self._coding!r}; {ACCEPTED} are accepted") from None

    def __iter__(self) -> Iterator[bytes]:
        for content in self._stream:
            self._count(content)
            yield content

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for content in self._stream:
            self._count(content)
            yield content

    def _count(self, content: bytes) -> None:
        try:
            for piece in self._unpack(content):
                self._length += len(piece)
                # Texts that have commas and brackets count, too.
                self._values += piece.count(b",") + piece.count(b"{") + piece.count(b"[")
                self._frames += piece.count(b"data:")
                self._refuse_beyond()
        except zlib.error as error:
            raise self._refusal(f"has the content-encoding {self._coding}, and its bytes are not: {error}") from None

    def _refuse_beyond(self) -> None:
        for name, number, limit in (
            ("recorded-bytes", self._length, self._limits.recorded_bytes),
            ("answer-values", self._values, self._limits.answer_values),
            ("frames", self._frames, self._limits.frames),
        ):
            if number > limit:
                what = name.rpartition("-")[2]
                raise self._refusal(f"has more than {limit:,} {what}, all that is read of one {raising(name)}")

    def _refusal(self, why: str) -> SourceUnusable:
        return SourceUnusable(f"the answer of {self._host} {why}")

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await cast("httpx.AsyncByteStream", self._stream).aclose()
