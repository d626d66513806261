"""Writing files: whole, or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader, or a crash, meets the old one or the new one, never a part."""
    # Half of a surrogate pair, which JSON can say and UTF-8 cannot, is written as JSON writes it.
    written = content if isinstance(content, bytes) else content.encode("utf-8", errors="backslashreplace")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(written)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
