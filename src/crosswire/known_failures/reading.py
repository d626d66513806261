"""Reading a known-failures file."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crosswire.errors import KnownFailuresInvalid
from crosswire.known_failures.entries import PLAIN, AcceptedCause, AcceptedVerdicts, KnownFailure, KnownFailures
from crosswire.quoting import quoted
from crosswire.spelling import did_you_mean
from crosswire.wire.reading import LONGEST_TOML, Unreadable, load_toml, read_text

HEADER = re.compile(r"\s*\[\[\s*(known|cause)\s*]]")
Choices = Mapping[str, Collection[str]]
"""What a key may name."""

SINGULAR = {"requirements": "requirement", "scenarios": "scenario"}


@dataclass(frozen=True, slots=True)
class _Table:
    """The keys that a table may have."""

    required: tuple[str, ...]
    optional: tuple[str, ...]


FAILURE = _Table(("requirement", "scenario", "reason"), ("serves", "mode", "variation", "facts", "link", "expires"))
CAUSE = _Table(("key", "serves", "rows"), ("sentence", "reason", "link", "expires"))
ROW = _Table(("requirements", "scenarios"), ("mode", "variation", "facts"))


def load_known_failures(path: Path, allowed: Choices) -> KnownFailures:
    """Read a known-failures file; `allowed` has the requirements, scenarios and variations that an entry may name.

    Raises:
        KnownFailuresInvalid: there is no such file, it is not TOML, or an entry names what does not exist.
    """
    where = f"--known-failures {path}"
    try:
        text = read_text(path, LONGEST_TOML)
        tables = load_toml(text)
    except OSError as error:
        raise KnownFailuresInvalid(f"{where}: {error.strerror}") from None
    except Unreadable as error:
        raise KnownFailuresInvalid(f"{where}: {error}") from None
    for key, value in tables.items():
        if key not in ("known", "cause") or not isinstance(value, list):
            kind = f"as {_a(type(value).__name__)}"
            raise KnownFailuresInvalid(
                f"{where}: it holds {quoted(key)} {kind}; [[cause]] and [[known]] tables are allowed, and nothing else"
            )
    choices: Choices = {
        **allowed,
        "variation": [PLAIN, *allowed["variation"]],
        "serves": ["chat", "responses"],
        "mode": ["json", "stream"],
    }
    failures, causes = tables.get("known", []), tables.get("cause", [])
    return KnownFailures(
        [_failure(entry, position, choices) for entry, position in _placed(path, text, "known", failures)],
        [_cause(entry, position, choices) for entry, position in _placed(path, text, "cause", causes)],
    )


def _placed(path: Path, text: str, name: str, entries: list[Any]) -> list[tuple[Any, str]]:
    """Return each entry with its line; with its number, where the entries do not stand under headers."""
    found = ((number, HEADER.match(line)) for number, line in enumerate(text.splitlines(), 1))
    lines = [number for number, header in found if header and header[1] == name]
    if len(lines) == len(entries):
        return [(entry, f"{path}:{line}") for entry, line in zip(entries, lines, strict=True)]
    return [(entry, f"{path}: entry {number}") for number, entry in enumerate(entries, 1)]


def _failure(entry: Any, where: str, choices: Choices) -> KnownFailure:
    _check(entry, FAILURE, f"--known-failures {where}", {**choices, "scenario": ["*", *choices["scenario"]]})
    return KnownFailure(where=where, **{**entry, "facts": tuple(entry.get("facts", ()))})


def _cause(entry: Any, where: str, choices: Choices) -> AcceptedCause:
    subject = f"--known-failures {where}"
    _check(entry, CAUSE, subject, choices)
    rows = tuple(_row(row, f"{subject}: row {number}", choices) for number, row in enumerate(entry["rows"], 1))
    return AcceptedCause(where=where, **{**entry, "rows": rows})


def _row(row: Any, subject: str, choices: Choices) -> AcceptedVerdicts:
    _check(row, ROW, subject, {**choices, "requirements": choices["requirement"], "scenarios": choices["scenario"]})
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return AcceptedVerdicts(**values)


def _check(entry: Any, table: _Table, subject: str, choices: Choices) -> None:
    """Refuse a table that lacks a key, has another one, or names what does not exist."""
    if not isinstance(entry, Mapping):
        raise KnownFailuresInvalid(f"{subject}: it is {_a(type(entry).__name__)}, not a table")
    for key in table.required:
        if not entry.get(key):
            raise KnownFailuresInvalid(f"{subject} has no {key}; it needs {', '.join(table.required)}")
    names = (*table.required, *table.optional)
    for key, value in entry.items():
        if key not in names:
            raise KnownFailuresInvalid(
                f"{subject}: {quoted(key)} is not one of {', '.join(names)}{did_you_mean(key, names)}"
            )
        is_right, form = FORMS.get(key, (lambda value: isinstance(value, str), 'a text, such as "…"'))
        if not is_right(value):
            raise KnownFailuresInvalid(f"{subject}: {key} is {quoted(value)}; it has to be {form}")
        for name in value if isinstance(value, list) else [value]:
            if key in choices and name not in choices[key]:
                suggestion = did_you_mean(str(name), choices[key])
                raise KnownFailuresInvalid(
                    f"{subject}: there is no {SINGULAR.get(key, key)} {quoted(name)}{suggestion}"
                )


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(text, str) for text in value)


FORMS: Mapping[str, tuple[Callable[[object], bool], str]] = {
    "expires": (lambda value: type(value) is date, "a date without quotes, such as 2027-01-31"),
    "facts": (_is_texts, 'a list of texts, such as ["usage.reasoning lost"]'),
    "requirements": (_is_texts, 'a list of texts, such as ["TOKENS-2"]'),
    "scenarios": (_is_texts, 'a list of texts, such as ["plain_text"]'),
    "rows": (lambda value: isinstance(value, list), "a list of tables"),
}
"""The form of each value that is not a text: its test, and its name."""


def _a(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"
