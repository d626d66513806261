"""The text of a known-failures file."""

from collections.abc import Iterator, Sequence
from datetime import date

from crosswire.known_failures import PLAIN, AcceptedCause, AcceptedVerdicts, KnownFailure, KnownFailures
from crosswire.wire.toml_text import quoted

FAILURE_KEYS = ("requirement", "scenario", "serves", "mode", "variation", "facts", "reason", "link", "expires")
CAUSE_KEYS = ("key", "serves", "sentence", "reason", "link", "expires")
WIDTH = 120
LONGEST = 240
"""How much of a sentence is written, in characters."""
HEAD = """\
# Known failures: `pytest suites --adapter TARGET --known-failures FILE` expects these. It is red for a failure that is
# not listed here, and for an entry that no longer fails. `crosswire accept REPORT --into FILE` writes this file; the
# reason, link and date of what still fails stay.
"""


def to_toml(file: KnownFailures) -> str:
    """Return the file's text."""
    tables = [*map(_cause, file.causes), *map(_failure, file.failures)]
    return "\n".join([HEAD, *("\n".join(table) + "\n" for table in tables)])


def _failure(entry: KnownFailure) -> Iterator[str]:
    yield "[[known]]"
    yield from _pairs(entry, FAILURE_KEYS)


def _cause(entry: AcceptedCause) -> Iterator[str]:
    yield "[[cause]]"
    yield from _pairs(entry, CAUSE_KEYS)
    yield "rows = ["
    for row in entry.rows:
        yield from _row(row)
    yield "]"


def _row(row: AcceptedVerdicts) -> Iterator[str]:
    requirements = f"requirements = [{', '.join(map(quoted, row.requirements))}]"
    words = [
        *([f"mode = {quoted(row.mode)}"] if row.mode else []),
        *([f"variation = {quoted(row.variation)}"] if row.variation != PLAIN else []),
        *([f"facts = {_toml(row.facts)}"] if row.facts else []),
        "scenarios = [",
    ]
    if len(requirements) < WIDTH // 2:
        yield f"    {{ {', '.join((requirements, *words))}"
    else:
        yield "    { requirements = ["
        yield from _wrapped(row.requirements)
        yield f"    ], {', '.join(words)}"
    yield from _wrapped(row.scenarios)
    yield "    ] },"


def _wrapped(names: Sequence[str]) -> Iterator[str]:
    line = "       "
    for name in names:
        if len(line) + len(name) + 4 > WIDTH and line.strip():
            yield line
            line = "       "
        line += f" {quoted(name)},"
    yield line


def _pairs(entry: KnownFailure | AcceptedCause, keys: Sequence[str]) -> Iterator[str]:
    for key in keys:
        value = getattr(entry, key)
        if value not in (None, (), ""):
            yield f"{key} = {_toml(_clipped(value) if key == 'sentence' else value)}"


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _toml(value: str | date | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return value.isoformat() if isinstance(value, date) else quoted(value)
