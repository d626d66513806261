"""Reading a file that somebody has: plain text, or packed by gzip."""

import gzip
import zlib
from pathlib import Path

from crosswire.errors import CassetteUnreadable

LONGEST = 512 * 2**20
"""Bytes of an unpacked file, at most."""
_PACKED = b"\x1f\x8b"
"""The first bytes of gzip. A name is no proof."""


def read_text(file: Path) -> str:
    """Return the text of a file, unpacked where it is packed.

    Raises:
        CassetteUnreadable: it cannot be read, is no text, or is longer than `LONGEST` when it is unpacked.
    """
    try:
        content = file.read_bytes()
        return (_unpacked(file) if content.startswith(_PACKED) else content).decode("utf-8")
    except (OSError, ValueError, EOFError, zlib.error) as error:
        raise CassetteUnreadable(f"{file} cannot be read: {error}") from None


def _unpacked(file: Path) -> bytes:
    with gzip.open(file) as packed:
        content = packed.read(LONGEST + 1)
    if len(content) > LONGEST:
        raise ValueError(f"unpacked it is longer than {LONGEST:,} bytes, all that is read of a file")
    return content
