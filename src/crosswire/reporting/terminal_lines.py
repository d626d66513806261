"""Crosswire's lines on pytest's terminal: what a line quotes neither ends it nor acts on the terminal."""

import pytest

from crosswire.printable import printable_line


class TerminalLines:
    """Writes lines to pytest's terminal, in its colours."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def write(self, line: str, **markup: bool) -> None:
        """Write a line."""
        self._terminal.write_line(printable_line(line), **markup)

    def head(self, title: str, **markup: bool) -> None:
        """Write a line as wide as the terminal, with a title."""
        self._terminal.write_sep("=", printable_line(title), **markup)
