"""The bytes of an answer over HTTP: decompressed piece by piece as they come, up to a limit."""

import zlib
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import aclosing
from typing import cast

import httpx

from crosswire.errors import Crashed, WrongKind
from crosswire.limits import LIMITS, Limits, raising
from crosswire.wire.unpacking import ACCEPTED, unpacking


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
    try:
        unpack = unpacking(coding)
    except LookupError:
        raise WrongKind(
            f"the adapter answered with content-encoding {coding!r}; the client accepts {ACCEPTED}"
        ) from None

    def decompress(content: bytes) -> Iterator[bytes]:
        try:
            yield from unpack(content)
        except zlib.error as error:
            raise Crashed(
                f"the adapter answered with content-encoding {coding}, and its bytes are not: {error}"
            ) from error

    return decompress
