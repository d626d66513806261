"""What a client saw, kept from run to run.

The key of a line is a digest of the answer that was seen; the name of the file, of all else that decides what is seen
of it. Of what an adapter serves, nothing is kept but such a digest.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from crosswire.files import write_whole

MOST_REMEMBERED = 4
"""Files in a folder, those last written: several versions of what is asked each have theirs."""


class RememberedLines:
    """The lines that tell what a client saw, by the lines that it was given."""

    def __init__(self, folder: Path, *state: bytes, most: int | None = None) -> None:
        """Read what earlier runs kept in a folder. `state` is all that decides beside a line what is seen.

        Of more lines than `most` the newest are kept.
        """
        self._file = folder / f"{_hash(*state)}.json"
        self._most = most
        self._lines: dict[str, str] = _lines_of(self._file)
        self._new: dict[str, str] = {}

    def get(self, asked: str) -> bytes | None:
        """Return the line that answered a line; `None` where it is not known."""
        line = self._lines.get(_hash(asked.encode()))
        return line.encode() if line is not None else None

    def add(self, asked: str, line: bytes) -> None:
        """Note the line that answered a line."""
        key = _hash(asked.encode())
        self._lines[key] = self._new[key] = line.decode()

    def write(self) -> None:
        """Write what is new, beside what other processes wrote since; remove the oldest of many files."""
        if not self._new:
            return
        with suppress(OSError):  # a cache that is read-only, or full: the next run asks again
            self._file.parent.mkdir(parents=True, exist_ok=True)
            lines = {**_lines_of(self._file), **self._new}
            newest = list(lines.items())[-self._most :] if self._most else lines
            write_whole(self._file, json.dumps(dict(newest)))
            for older in sorted(self._file.parent.glob("*.json"), key=os.path.getmtime)[:-MOST_REMEMBERED]:
                older.unlink(missing_ok=True)
        self._new = {}


def _lines_of(file: Path) -> dict[str, str]:
    try:
        lines = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # another process has just removed it, or a disk that was full cut it
        return {}
    return dict(cast("Mapping[str, str]", lines)) if isinstance(lines, dict) else {}


def _hash(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:32]
