"""What a client wrote of recorded answers, kept beside its packages from run to run.

The key of a line holds all that the answer to it depends on, but for the client's packages: these are of the folder
that the lines are in, and go with it. What an adapter serves is never kept.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

from crosswire.files import write_whole

FOLDER = "crosswire-views"
"""The folder in a client's environment."""


class RememberedLines:
    """The lines that a client's program wrote, by the lines that it was given."""

    def __init__(self, environment: Path, programs: Path, runtime: str) -> None:
        """Read what earlier runs kept of the same programs on the same runtime, such as `v20.20.2`."""
        sources = [path.read_bytes() for path in sorted(programs.glob("*.*"))]
        self._file = environment / FOLDER / f"{_hash(*sources, runtime.encode())}.json"
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
        """Write what is new, beside what other processes wrote since; remove what older programs wrote."""
        if not self._new:
            return
        with suppress(OSError):  # a cache that is read-only, or full: the next run asks again
            self._file.parent.mkdir(exist_ok=True)
            for other in self._file.parent.glob("*.json"):
                if other != self._file:
                    other.unlink(missing_ok=True)
            write_whole(self._file, json.dumps({**_lines_of(self._file), **self._new}))
        self._new = {}


def _lines_of(file: Path) -> dict[str, str]:
    try:
        lines = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):  # another process has just removed it, or a disk that was full cut it
        return {}
    return dict(cast("Mapping[str, str]", lines)) if isinstance(lines, dict) else {}


def _hash(*contents: bytes) -> str:
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:32]
