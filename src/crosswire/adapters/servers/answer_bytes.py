"""The bytes of an answer over HTTP: decompressed piece by piece as they come, up to a limit."""

import zlib
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing
from typing import Any, cast

import httpx

from crosswire.errors import Crashed, WrongKind
from crosswire.limits import LIMITS, Limits, raising

PIECE = 2**20
"""Bytes that are decompressed at once, at most: one compressed piece may hold a thousand times its size."""


async def answer_bytes(answer: httpx.Response, limits: Limits = LIMITS) -> AsyncGenerator[bytes]:
    """Yield the bytes of an answer's body.

    Raises:
        WrongKind: there are more than the limit, or the client does not accept their coding.
        Crashed: they are not in the coding that `content-encoding` names.
    """
    decompress = _decompressing(answer.headers.get("content-encoding", "identity").strip().lower())
    length, longest = 0, limits.answer_bytes if answer.is_success else limits.error_bytes
    async with aclosing(cast("AsyncGenerator[bytes]", answer.aiter_raw())) as received:
        async for content in received:
            for piece in decompress(content):
                length += len(piece)
                if length > longest:
                    how = raising("answer-bytes" if answer.is_success else "error-bytes")
                    raise WrongKind(
                        f"the adapter's answer is longer than {longest:,} bytes, all that is read of one {how}"
                    )
                yield piece


def _decompressing(coding: str) -> Callable[[bytes], Iterator[bytes]]:
    if coding not in _CODINGS:
        raise WrongKind(f"the adapter answered with content-encoding {coding!r}; the client accepts {ACCEPTED}")
    decompressor = _CODINGS[coding]()

    def decompress(content: bytes) -> Iterator[bytes]:
        if decompressor is None:
            yield content
            return
        try:
            while content:
                yield decompressor.decompress(content, PIECE)
                content = decompressor.unconsumed_tail
        except zlib.error as error:
            raise Crashed(
                f"the adapter answered with content-encoding {coding}, and its bytes are not: {error}"
            ) from error

    return decompress


_CODINGS: Mapping[str, Callable[[], Any]] = {
    "identity": lambda: None,
    "gzip": lambda: zlib.decompressobj(zlib.MAX_WBITS | 16),
    "deflate": zlib.decompressobj,
}

ACCEPTED = ", ".join(coding for coding in _CODINGS if coding != "identity")
"""The content codings that the client accepts: those that the standard library decompresses in pieces."""
