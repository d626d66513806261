"""Reading nested JSON that may be anything: what `wire/lenient_json.py` has, and paths into it."""

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
    "hashable",
    "mapping",
    "objects",
    "position",
    "said",
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
    """Return what stands under nested keys, `None` where one is missing."""
    for key in path:
        value = mapping(value).get(key)
    return value


def first(value: Json, paths: Sequence[Path]) -> Json:
    """Return what stands at the first of several paths that says something, `None` if none does."""
    return next((found for path in paths if said(found := at(value, *path))), None)


def source_of(part: Json, forms: Sequence[tuple[str, Any]]) -> tuple[str | None, Any]:
    """Return the source of a part's media, and its form: `forms` names both of each field that may have it.

    A part with several sources, which neither API takes, has all of them joined: it is none of them.
    """
    found = [(source, form) for field, form in forms if (source := word(at(part, field)))]
    return " and ".join(source for source, _ in found) or None, found[0][1] if found else forms[0][1]


def said(value: Json) -> bool:
    """Tell whether a value says anything: null and empty do not."""
    return value is not None and value not in ("", [], {})


def add_text(told: dict[str, Json], key: str, text: str) -> None:
    """Add to a text that is being told: it grows in place, where `told[key] += text` copies all of it each time."""
    grown = string(told.pop(key, ""))
    grown += text
    told[key] = grown
