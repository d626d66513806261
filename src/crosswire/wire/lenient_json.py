"""Reading JSON of any quality: a value of another type than expected counts as absent."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json


def mapping(value: Json) -> Mapping[str, Json]:
    """Return an object as it is, anything else as `{}`."""
    return value if isinstance(value, dict) else {}


def entries(value: Json) -> Sequence[Json]:
    """Return a list as it is, anything else as `[]`."""
    return value if isinstance(value, list) else []


def objects(value: Json) -> Sequence[Mapping[str, Json]]:
    """Return the objects of a list, anything else as `[]`."""
    return [entry for entry in entries(value) if isinstance(entry, dict)]


def string(value: Json) -> str:
    """Return a string as it is, anything else as `""`."""
    return value if isinstance(value, str) else ""


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
    """Return a dictionary key for a value: the value itself; for a list or an object, its text."""
    return repr(value) if isinstance(value, list | dict) else value


def distinct(values: Sequence[Json]) -> list[Json]:
    """Return values without those that came before, in order."""
    found: dict[Json, Json] = {}
    for value in values:
        found.setdefault(hashable(value), value)
    return list(found.values())
