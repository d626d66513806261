"""Reading nested JSON of any quality: the functions of `wire/lenient_json.py`, and paths."""

from collections.abc import Sequence
from typing import Any

from crosswire.facts import Json
from crosswire.wire.lenient_json import count, hashable, mapping, objects, position, string, whole

__all__ = [
    "Path",
    "add_text",
    "at",
    "count",
    "first",
    "has_value",
    "hashable",
    "mapping",
    "objects",
    "position",
    "source_of",
    "string",
    "whole",
    "word",
]

Path = tuple[str, ...]
"""The keys that lead to a value, from the outside in."""


def word(value: Json) -> str | None:
    """Return a non-empty string as it is, anything else as `None`."""
    return value if isinstance(value, str) and value else None


def at(value: Json, *path: str) -> Json:
    """Return the value under nested keys; `None` where one is missing."""
    for key in path:
        value = mapping(value).get(key)
    return value


def first(value: Json, paths: Sequence[Path]) -> Json:
    """Return the value at the first of several paths that has one; `None` if none has."""
    return next((found for path in paths if has_value(found := at(value, *path))), None)


def source_of(part: Json, forms: Sequence[tuple[str, Any]]) -> tuple[str | None, Any]:
    """Return the source of a part's media, and its form. `forms` pairs the fields that may hold it with their forms.

    The sources of a part with several, which neither API takes, are joined, so that it equals no part with one.
    """
    found = [(source, form) for field, form in forms if (source := word(at(part, field)))]
    return " and ".join(source for source, _ in found) or None, found[0][1] if found else forms[0][1]


def has_value(value: Json) -> bool:
    """Return whether a value is neither null nor empty."""
    return value is not None and value not in ("", [], {})


def add_text(target: dict[str, Json], key: str, text: str) -> None:
    """Append to the text under a key.

    The text is taken out first, so that Python can extend it in place: `target[key] += text` would copy it every time.
    """
    grown = string(target.pop(key, ""))
    grown += text
    target[key] = grown
