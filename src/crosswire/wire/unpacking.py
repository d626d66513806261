"""Undoing gzip and deflate, within bounds: a thousand times its size may be packed into some bytes."""

import zlib

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
