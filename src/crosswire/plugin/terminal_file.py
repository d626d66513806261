"""What pytest prints goes through here: without known secrets, and without what would act on the terminal or in CI.

pytest's own sequences pass. Those of an adapter are gone before: its words are made printable where they are put on a
test's report, and in Crosswire's own lines. This is for all others, such as warnings and the ids of tests.
"""

import re
from typing import Any, TextIO

from crosswire.printable import without_commands, without_controls
from crosswire.secrets.patterns import Clearing

_COLORS = r"\x1b\[[\d;]*m"
_MOVES = r"\r|\x1b\[[\d;]*[A-K]"
"""To the line's beginning, as pytest's progress does, and what plugins write that draw a bar."""


class TerminalFile:
    """A file of which the texts are changed so. All else of it is as it was."""

    def __init__(self, file: TextIO, clearing: Clearing, *, has_colors: bool) -> None:
        self._file = file
        self._clearing = clearing
        passing = [*([_COLORS] if has_colors else ()), *([_MOVES] if file.isatty() else ())]
        self._passing = re.compile(f"({'|'.join(passing)})") if passing else None
        self._begins_line = True

    def write(self, text: str) -> int:
        """Write a text."""
        return self._file.write(self._without_commands(self._without_controls(self._clearing.replace_learned(text))))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def _without_controls(self, text: str) -> str:
        if self._passing is None:
            return without_controls(text)
        parts = self._passing.split(text)
        return "".join(part if number % 2 else without_controls(part) for number, part in enumerate(parts))

    def _without_commands(self, text: str) -> str:
        before = "" if self._begins_line else "."  # a command begins its line
        _, line_end, last = text.rpartition("\n")
        self._begins_line = not last.strip() and bool(line_end or self._begins_line)
        return without_commands(before + text)[len(before) :]
