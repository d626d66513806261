"""Undoing gzip and deflate, within bounds: a thousand times its size may be packed into some bytes."""

import zlib
from collections.abc import Callable, Iterator, Mapping
from typing import Any

GZIP = b"\x1f\x8b"
"""The first bytes of gzip."""


class TooLong(ValueError):
    """What was unpacked is longer than it may be."""

    def __init__(self, longest: int) -> None:
        super().__init__(f"unpacked it is longer than {longest:,} bytes, all that is read of it")


def unpacked(content: bytes, longest: int, window: int = zlib.MAX_WBITS | 16) -> bytes:
    """Return what is packed, up to `longest` bytes. `window` is that of zlib; gzip's unless given.

    Raises:
        TooLong: it is longer.
        zlib.error: it is not packed so, or not whole.
    """
    packed = zlib.decompressobj(window)
    plain = packed.decompress(content, longest + 1)
    if len(plain) > longest:
        raise TooLong(longest)
    if not packed.eof:
        raise zlib.error("it is incomplete")
    return plain


PIECE = 2**20
"""Bytes that are unpacked at once, at most."""
CODINGS: Mapping[str, Callable[[], Any]] = {
    "identity": lambda: None,
    "gzip": lambda: zlib.decompressobj(zlib.MAX_WBITS | 16),
    "deflate": zlib.decompressobj,
}
"""The content codings that the standard library undoes in pieces, and what undoes each."""
ACCEPTED = ", ".join(coding for coding in CODINGS if coding != "identity")
"""The content codings that a client accepts."""


def unpacking(coding: str) -> Callable[[bytes], Iterator[bytes]]:
    """Return a function that is given the bytes of a body as they come, and yields them unpacked, in pieces.

    Raises:
        LookupError: it is not one of `CODINGS`.
        zlib.error: from the function, where the bytes are not packed so.
    """
    decompressor = CODINGS[coding]()

    def unpack(content: bytes) -> Iterator[bytes]:
        if decompressor is None:
            yield content
            return
        while content:
            yield decompressor.decompress(content, PIECE)
            content = decompressor.unconsumed_tail

    return unpack
