"""What became of a fact: kept, lost, altered or invented."""

from collections.abc import Mapping, Sequence
from typing import Literal

from crosswire.facts import Json

LossKind = Literal["lost", "altered", "invented"]


def same(one: Json, other: Json) -> bool:
    """Tell whether two values are equal in value and type: `1`, `1.0` and `True` differ, strings go by code point."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


def classify(expected: Json, received: Json) -> LossKind:
    """Name the difference between two values that are not the same.

    Lost, where any part of what was expected is gone; invented, where all of it is there and more; else altered.
    """
    if not _says(expected):
        return "invented"
    if not _says(received):
        return "lost"
    if isinstance(expected, Mapping) and isinstance(received, Mapping):
        return _classify_keys(expected, received)
    if _is_list(expected) and _is_list(received):
        return _classify_entries(expected, received)
    if isinstance(expected, str) and isinstance(received, str):
        return _classify_entries(expected, received)
    return "altered"


def _classify_keys(expected: Mapping[str, Json], received: Mapping[str, Json]) -> LossKind:
    kinds = {
        classify(value, received.get(key)) for key, value in expected.items() if not same(value, received.get(key))
    }
    worst: Sequence[LossKind] = ("lost", "altered", "invented")
    return next((kind for kind in worst if kind in kinds), "invented")


def _classify_entries(expected: Sequence[Json], received: Sequence[Json]) -> LossKind:
    if _is_within(received, expected):
        return "lost"
    return "invented" if _is_within(expected, received) else "altered"


def _is_within(some: Sequence[Json], whole: Sequence[Json]) -> bool:
    """Tell whether all of `some` stands in `whole`, in order."""
    rest = iter(whole)
    if isinstance(some, str) and isinstance(whole, str):
        return all(character in rest for character in some)
    return all(any(same(entry, other) for other in rest) for entry in some)


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)


def _says(value: Json) -> bool:
    return value is not None and value != "" and not (isinstance(value, Mapping | list | tuple) and not value)
