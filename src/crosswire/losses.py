"""The differences between the two sides of an arrow: facts that were lost, altered or invented."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from crosswire.facts import Json, Point

LossKind = Literal["lost", "altered", "invented"]

MOST_SHOWN = 10
"""The most pointers of a difference: one wrong field may be in thousands of frames."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs between two sides."""

    fact: str
    """Its path: `usage.reasoning`, `tools.get_weather.strict`, `history[2]`."""
    kind: LossKind
    expected: Json
    received: Json
    pointers: Mapping[Point, Sequence[str]] = field(default_factory=dict)
    """The JSON pointers of the fact in the payloads, by point."""
    turn: int | None = None
    """The turn of the conversation, counted from 1; `None` where there is only one."""
    times: int = 1
    """How many differences of this kind there are; the first stands for all."""

    @property
    def root(self) -> str:
        """The group of facts that it belongs to: `usage` of `usage.reasoning`."""
        return re.split(r"[.\[]", self.fact, maxsplit=1)[0]


def differences(fact: str, expected: Json, received: Json) -> list[Difference]:
    """Return every difference between two values; none if they are the same.

    Mappings are compared key by key, lists of one length entry by entry. Lists of other lengths are one difference.
    """
    if same(expected, received):
        return []
    if isinstance(expected, Mapping) and isinstance(received, Mapping) and expected and received:
        keys = [*expected, *(key for key in received if key not in expected)]
        pairs = [(f"{fact}.{key}", expected.get(key), received.get(key)) for key in keys]
        found = [difference for pair in pairs for difference in differences(*pair)]
        if found:
            return found
    if _is_list(expected) and _is_list(received) and len(expected) == len(received):
        pairs = [(f"{fact}[{index}]", *pair) for index, pair in enumerate(zip(expected, received, strict=True))]
        return [difference for pair in pairs for difference in differences(*pair)]
    return [Difference(fact, classify(expected, received), expected, received)]


def gathered(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Merge differences of one kind into one: those of the same fact, whatever its index in a list."""
    groups: dict[tuple[str, ...], list[Difference]] = {}
    for difference in found:
        groups.setdefault(_kind_of(difference), []).append(difference)
    return tuple(
        group[0]
        if len(group) == 1
        else replace(group[0], pointers=_pointers(group), times=sum(difference.times for difference in group))
        for group in groups.values()
    )


def _kind_of(difference: Difference) -> tuple[str, ...]:
    """Return a key that is equal for differences of one kind. Outside of lists, these have the same values, too."""
    anywhere = _anywhere(difference.fact)
    values = () if "[*]" in anywhere else (repr(difference.expected), repr(difference.received))
    return anywhere, difference.kind, str(difference.turn), *values


def kind_of_fact(difference: Difference) -> str:
    """Return the fact, whatever its index in a list, and the kind of loss: `history[*] lost`."""
    return f"{_anywhere(difference.fact)} {difference.kind}"


def _anywhere(fact: str) -> str:
    return re.sub(r"\[\d+\]", "[*]", fact)


def _pointers(group: Sequence[Difference]) -> dict[Point, Sequence[str]]:
    points = dict.fromkeys(point for difference in group for point in difference.pointers)
    return {
        point: list(dict.fromkeys(pointer for difference in group for pointer in difference.pointers.get(point, ())))[
            :MOST_SHOWN
        ]
        for point in points
    }


def same(one: Json, other: Json) -> bool:
    """Return whether two values are equal in value and type. `1`, `1.0` and `True` differ; strings go by code point."""
    if type(one) in _SCALARS:  # nearly all of what is compared
        return type(one) is type(other) and bool(one == other)
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if _is_list(one) and _is_list(other):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and bool(one == other)


_SCALARS = frozenset({str, int, float, bool, type(None)})


def classify(expected: Json, received: Json) -> LossKind:
    """Return the kind of the difference between two values that are not the same.

    `lost`: some of the expected value is gone. `invented`: all of it is there, and more. Else `altered`.
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
        return _classify_texts(expected, received)
    return "altered"


def _classify_keys(expected: Mapping[str, Json], received: Mapping[str, Json]) -> LossKind:
    kinds = {
        classify(value, received.get(key)) for key, value in expected.items() if not same(value, received.get(key))
    }
    worst: Sequence[LossKind] = ("lost", "altered", "invented")
    return next((kind for kind in worst if kind in kinds), "invented")


def _classify_texts(expected: str, received: str) -> LossKind:
    """Return the kind of the difference between two texts. Blanks do not hide that one has all of the other."""
    kind = _classify_entries(expected, received)
    words = ["".join(text.split()) for text in (expected, received)]
    return _classify_entries(*words) if kind == "altered" and words[0] != words[1] else kind


def _classify_entries(expected: Sequence[Json], received: Sequence[Json]) -> LossKind:
    if _is_within(received, expected):
        return "lost"
    return "invented" if _is_within(expected, received) else "altered"


def _is_within(some: Sequence[Json], whole: Sequence[Json]) -> bool:
    """Return whether all of `some` stands in `whole`, in order."""
    rest = iter(whole)
    if isinstance(some, str) and isinstance(whole, str):
        return all(character in rest for character in some)
    return all(any(same(entry, other) for other in rest) for entry in some)


def _is_list(value: Json) -> bool:
    return isinstance(value, list | tuple)


def _says(value: Json) -> bool:
    return value is not None and value != "" and not (isinstance(value, Mapping | list | tuple) and not value)
