"""Reading JSON that may be anything: a value of another type than expected counts as not said."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json

Path = tuple[str, ...]
"""The keys that lead to a value, from the outside in."""


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object as it is, anything else as `{}`."""
    return value if isinstance(value, dict) else {}


def objects(value: Json) -> Sequence[Mapping[str, Json]]:
    """Return the objects of a list, anything else as `[]`."""
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else []


def string(value: Json) -> str:
    """Return a string as it is, anything else as `""`."""
    return value if isinstance(value, str) else ""


def word(value: Json) -> str | None:
    """Return a non-empty string as it is, anything else as `None`."""
    return value if isinstance(value, str) and value else None


def count(value: Json) -> float | None:
    """Return a number as it is, anything else (a bool, too) as `None`."""
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def whole(value: Json) -> int | None:
    """Return an integer as it is, anything else (a bool, too) as `None`."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def position(value: Json, otherwise: int) -> int:
    """Return an index as it is, negative or huge, `1.0` as 1, and anything else as `otherwise`."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return otherwise if (index := whole(value)) is None else index


def hashable(value: Json) -> Json:
    """Return what stands for a value as a key: itself, and for a list or an object its text."""
    return repr(value) if isinstance(value, list | dict) else value


def at(value: Json, *path: str) -> Json:
    """Return what stands under nested keys, `None` where one is missing."""
    for key in path:
        value = mapping(value).get(key)
    return value


def first(value: Json, paths: Sequence[Path]) -> Json:
    """Return what stands at the first of several paths that says something, `None` if none does."""
    return next((found for path in paths if said(found := at(value, *path))), None)


def said(value: Json) -> bool:
    """Tell whether a value says anything: null and empty do not."""
    return value is not None and value not in ("", [], {})


def add_text(told: dict[str, Json], key: str, text: str) -> None:
    """Add to a text that is being told: it grows in place, where `told[key] += text` copies all of it each time."""
    grown = string(told.pop(key, ""))
    grown += text
    told[key] = grown
