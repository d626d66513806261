"""The text of a known-failures file."""

from collections.abc import Iterator, Sequence
from datetime import date

from crosswire.known_failures import KnownFailure
from crosswire.wire.toml_text import quoted

KEYS = ("requirement", "scenario", "serves", "mode", "variation", "facts", "reason", "link", "expires")
HEAD = """\
# Known failures: `pytest suites --adapter TARGET --known-failures FILE` expects these. It is red for a failure that is
# not listed here, and for an entry that no longer fails. `crosswire accept REPORT --into FILE` writes this file; the
# reason, link and date of what still fails stay.
"""


def to_toml(entries: Sequence[KnownFailure]) -> str:
    """Return the file's text."""
    return "\n".join([HEAD, *("\n".join(_table(entry)) + "\n" for entry in entries)])


def _table(entry: KnownFailure) -> Iterator[str]:
    yield "[[known]]"
    for key in KEYS:
        value = getattr(entry, key)
        if value not in (None, ()):
            yield f"{key} = {_toml(value)}"


def _toml(value: str | date | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return value.isoformat() if isinstance(value, date) else quoted(value)
