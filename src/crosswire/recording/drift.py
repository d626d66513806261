"""How the structure of two answers differs, values aside: what is gone, new, of another type or in another order.

A place is a JSON pointer in which `*` stands for every element of a list, and `(message)` for the `type` of the object
that stands there: `/output/*(message)/content`. Elements of one type count as one: what one of them has, they have.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from crosswire.facts import Json, ShapeName
from crosswire.shapes.lenient import at, mapping, objects, said
from crosswire.wire.event_streams import DONE
from crosswire.wire.pointers import escape

Severity = Literal["breaking", "notable", "note"]
Change = Literal["refused", "form", "lost", "gone", "type", "order", "invalid", "new", "null"]

SEVERITIES: Mapping[Change, Severity] = {
    "refused": "breaking",
    "form": "breaking",
    "lost": "breaking",
    "type": "breaking",
    "order": "breaking",
    "gone": "notable",
    "invalid": "notable",
    "new": "notable",
    "null": "note",
}
"""How much each kind of change matters.

`refused`: an error where an answer was, or the reverse. `form`: a stream where a whole answer was, or the reverse.
`lost`: a field, element or event is gone, or null, and without it the recording says other facts; `gone`: it is, and
the facts are the same. `type`: a value of a type that was not there. `order`: events of the same kinds in another
order. `invalid`: it breaks `schemas/`, and the recording does not. `new`: a field, element or event that was not there.
`null`: null where nothing or a value was, or where null was, nothing or a value.
"""

Facts = Callable[[Json], object]
"""Reads what an answer says."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a live answer differs from the recorded one."""

    change: Change
    place: str
    told: str

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITIES[self.change]


@dataclass(frozen=True, slots=True)
class Structure:
    """What several values that stand at one place are made of."""

    types: frozenset[str]
    fields: Mapping[str, "Structure"]
    elements: Mapping[str, "Structure"]
    """By what stands for them in a place: `*`, `*(message)`."""

    @property
    def said(self) -> frozenset[str]:
        """The types, null apart."""
        return self.types - {"null"}


def structure_of(values: Sequence[Json]) -> Structure:
    """Return what values are made of, all in one."""
    fields: dict[str, list[Json]] = {}
    elements: dict[str, list[Json]] = {}
    for value in values:
        if isinstance(value, dict):
            for key, entry in value.items():
                fields.setdefault(key, []).append(entry)
        elif isinstance(value, list):
            for entry in value:
                elements.setdefault(mark(entry), []).append(entry)
    return Structure(frozenset(map(_type, values)), _structures(fields), _structures(elements))


def _structures(values: Mapping[str, Sequence[Json]]) -> dict[str, Structure]:
    return {key: structure_of(each) for key, each in values.items()}


def mark(element: Json) -> str:
    """Return what stands for an element of a list in a place."""
    kind = mapping(element).get("type")
    return f"*({kind})" if isinstance(kind, str) else "*"


def _type(value: Json) -> str:
    return _TYPES[type(value)]


_TYPES: Mapping[type, str] = {
    dict: "object",
    list: "list",
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    type(None): "null",
}


def differences(recorded: Json, live: Json, facts: Facts) -> list[Difference]:
    """Return how the structure of a live answer differs from the recorded one; `facts` reads what the latter says."""
    return list(_Comparison(recorded, facts).between(structure_of([recorded]), structure_of([live]), ""))


@dataclass(frozen=True, slots=True)
class _Comparison:
    recorded: Json
    facts: Facts

    def between(self, old: Structure, new: Structure, place: str) -> Iterator[Difference]:
        """Yield the differences at a place and below; below what is gone or new, nothing is told again."""
        if added := new.said - old.said if old.said else ():
            yield Difference("type", place, f"{_words(old.types)}, now {_words(added)}")
        elif old.said and not new.said:
            change: Change = "lost" if self._is_read(place) else "null"
            yield Difference(change, place, f"{_words(old.types)}, now null")
        elif old.types != new.types and "null" in old.types ^ new.types:
            yield Difference("null", place, f"{_words(old.types)}, now {_words(new.types)}")
        for key in _all(old.fields, new.fields) if "object" in old.types & new.types else ():
            yield from self._at(f"{place}/{escape(key)}", old.fields.get(key), new.fields.get(key))
        for kind in _all(old.elements, new.elements) if "list" in old.types & new.types else ():
            yield from self._at(f"{place}/{kind}", old.elements.get(kind), new.elements.get(kind))

    def _at(self, place: str, old: Structure | None, new: Structure | None) -> Iterator[Difference]:
        if old and new:
            yield from self.between(old, new, place)
        elif old:
            change: Change = "lost" if self._is_read(place) else "gone" if old.said else "null"
            yield Difference(change, place, f"{_words(old.types)}, now gone")
        elif new:
            yield Difference("new" if new.said else "null", place, f"{_words(new.types)}, not there before")

    def _is_read(self, place: str) -> bool:
        """Tell whether the recording says other facts without what stands at a place."""
        return self.facts(without(self.recorded, place)) != self.facts(self.recorded)


def _all(old: Mapping[str, Key], new: Mapping[str, Key]) -> Iterator[str]:
    yield from dict.fromkeys([*old, *new])


def _words(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))


def without(value: Json, place: str, here: str = "") -> Json:
    """Return a value without what stands at a place."""
    match value:
        case dict():
            inner = {key: f"{here}/{escape(key)}" for key in value}
            return {key: without(value[key], place, below) for key, below in inner.items() if below != place}
        case list():
            marked = [(f"{here}/{mark(entry)}", entry) for entry in value]
            return [without(entry, place, below) for below, entry in marked if below != place]
        case _:
            return value


def differing_order(recorded: Sequence[str], live: Sequence[str]) -> Iterator[Difference]:
    """Tell where events of kinds that both streams have begin or end in another order; how many there are is aside."""
    common = set(recorded) & set(live)
    for told, ends in (("begins", False), ("ends", True)):
        old, new = ([kind for kind in _in_order(each, ends=ends) if kind in common] for each in (recorded, live))
        for before, now in zip(old, new, strict=True):
            if before != now:
                yield Difference("order", f"/*({now})", f"{told} before {before}, not after it")
                return


def _in_order(kinds: Sequence[str], *, ends: bool) -> list[str]:
    """Return each kind once, in the order of its first event, or of its last."""
    return list(dict.fromkeys(reversed(kinds)))[::-1] if ends else list(dict.fromkeys(kinds))


def event_kinds(shape: ShapeName, frames: Sequence[Json], *, done: bool) -> list[str]:
    """Return what the events of a stream are, in order: their types; of chunks, which have none, what they bring."""
    kinds = [kind for frame in frames for kind in (_brought(frame) if shape == "chat" else _typed(frame))]
    return [*kinds, DONE] if done else kinds


def _typed(event: Json) -> Iterator[str]:
    yield str(at(event, "type"))


def _brought(chunk: Json) -> Iterator[str]:
    for choice in objects(mapping(chunk).get("choices")):
        yield from (key for key, value in mapping(choice.get("delta")).items() if said(value))
        if said(choice.get("finish_reason")):
            yield "finish_reason"
    yield from (key for key in ("usage", "error") if said(mapping(chunk).get(key)))
