r"""Text from outside that is shown: on a terminal, and in the log of a CI run, nothing of it acts.

Names, messages and payloads are an adapter's, a report's or a cassette's. They can hold control characters, which move
the cursor or name the window, marks that turn the direction of writing, and lines that a CI runner takes for commands.
All of these are shown as Python writes them: `\x1b`, `\u202e`, `\x3a:error::`.
"""

import re

_UNSEEN = re.compile(r"[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]")
"""Control characters but the tab and the line end, line ends of Unicode, marks of direction, half surrogate pairs."""
_BREAKING = re.compile(r"[\t\n]")
_COMMAND = re.compile(r"(?m)^(?P<before>\s*):(?=:)|#(?=#(?:vso)?\[)")
"""A workflow command: GitHub looks for `::` behind blanks, and for `##[` in the whole line, as Azure does for `##vso[`.

Source: https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
"""


def printable(text: str) -> str:
    """Return a text of lines of which none has a control character or is a workflow command."""
    return without_commands(without_controls(text))


def printable_line(text: str) -> str:
    """Return a text as `printable` does, with escapes for its tabs and line ends, too."""
    return without_commands(_BREAKING.sub(_escaped, without_controls(text)))


def without_controls(text: str) -> str:
    """Return a text with escapes for its control characters but tabs and line ends, and for what reorders it."""
    return _UNSEEN.sub(_escaped, text)


def without_commands(text: str) -> str:
    """Return lines of which none is a workflow command: the first character of one is escaped."""
    if "::" not in text and "##" not in text:
        return text
    return _COMMAND.sub(_without_command, text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _without_command(found: re.Match[str]) -> str:
    return f"{found['before']}\\x3a" if found["before"] is not None else "\\x23"
