"""How the structure of two answers differs, without their values: what is gone, new, of another type or order.

A path is a JSON pointer in which `*` is every element of a list, with its `type` in brackets:
`/output/*(message)/content`. Elements of one type count as one: together they have the fields that any of them has.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from crosswire.facts import Json, ShapeName
from crosswire.shapes.lenient import at, has_value, mapping, objects
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
"""Reads the facts of an answer."""

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a live answer differs from the recorded one."""

    change: Change
    path: str
    text: str

    @property
    def severity(self) -> Severity:
        """How much it matters."""
        return SEVERITIES[self.change]


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of several values at one path."""

    types: frozenset[str]
    fields: Mapping[str, "Structure"]
    elements: Mapping[str, "Structure"]
    """By their step in a path: `*`, `*(message)`."""

    @property
    def not_null(self) -> frozenset[str]:
        """The types, without null."""
        return self.types - {"null"}


def structure_of(values: Sequence[Json]) -> Structure:
    """Return the structure of values, merged."""
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
    return {key: structure_of(found) for key, found in values.items()}


def mark(element: Json) -> str:
    """Return the step of a list's element in a path."""
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
    """Return how the structure of a live answer differs from the recorded one; `facts` reads recorded facts."""
    return list(_Comparison(recorded, facts).between(structure_of([recorded]), structure_of([live]), ""))


@dataclass(frozen=True, slots=True)
class _Comparison:
    recorded: Json
    facts: Facts

    def between(self, old: Structure, new: Structure, path: str) -> Iterator[Difference]:
        """Yield the differences at a path and below, but none below what is gone or new."""
        if added := new.not_null - old.not_null if old.not_null else ():
            yield Difference("type", path, f"{_words(old.types)}, now {_words(added)}")
        elif old.not_null and not new.not_null:
            change: Change = "lost" if self._is_read(path) else "null"
            yield Difference(change, path, f"{_words(old.types)}, now null")
        elif old.types != new.types and "null" in old.types ^ new.types:
            yield Difference("null", path, f"{_words(old.types)}, now {_words(new.types)}")
        for key in _all(old.fields, new.fields) if "object" in old.types & new.types else ():
            yield from self._at(f"{path}/{escape(key)}", old.fields.get(key), new.fields.get(key))
        for kind in _all(old.elements, new.elements) if "list" in old.types & new.types else ():
            yield from self._at(f"{path}/{kind}", old.elements.get(kind), new.elements.get(kind))

    def _at(self, path: str, old: Structure | None, new: Structure | None) -> Iterator[Difference]:
        if old and new:
            yield from self.between(old, new, path)
        elif old:
            change: Change = "lost" if self._is_read(path) else "gone" if old.not_null else "null"
            yield Difference(change, path, f"{_words(old.types)}, now gone")
        elif new:
            yield Difference("new" if new.not_null else "null", path, f"{_words(new.types)}, not there before")

    def _is_read(self, path: str) -> bool:
        """Return whether the recording has other facts without the values at a path."""
        return self.facts(without(self.recorded, path)) != self.facts(self.recorded)


def _all(old: Mapping[str, Key], new: Mapping[str, Key]) -> Iterator[str]:
    yield from dict.fromkeys([*old, *new])


def _words(types: frozenset[str]) -> str:
    return " or ".join(sorted(types))


def without(value: Json, path: str, above: str = "") -> Json:
    """Return a value without the values at a path."""
    match value:
        case dict():
            inner = {key: f"{above}/{escape(key)}" for key in value}
            return {key: without(value[key], path, below) for key, below in inner.items() if below != path}
        case list():
            marked = [(f"{above}/{mark(entry)}", entry) for entry in value]
            return [without(entry, path, below) for below, entry in marked if below != path]
        case _:
            return value


def differing_order(recorded: Sequence[str], live: Sequence[str]) -> Iterator[Difference]:
    """Yield where the kinds of events that both streams have begin or end in another order; numbers do not count."""
    common = set(recorded) & set(live)
    for verb, ends in (("begins", False), ("ends", True)):
        old, new = ([kind for kind in _in_order(kinds, ends=ends) if kind in common] for kinds in (recorded, live))
        for before, now in zip(old, new, strict=True):
            if before != now:
                yield Difference("order", f"/*({now})", f"{verb} before {before}, not after it")
                return


def _in_order(kinds: Sequence[str], *, ends: bool) -> list[str]:
    """Return the kinds in the order of their first events, or, with `ends`, of their last."""
    return list(dict.fromkeys(reversed(kinds)))[::-1] if ends else list(dict.fromkeys(kinds))


def event_kinds(shape: ShapeName, frames: Sequence[Json], *, done: bool) -> list[str]:
    """Return the kinds of a stream's events, in order: their types; of chunks, the fields that they bring."""
    kinds = [kind for frame in frames for kind in (_brought(frame) if shape == "chat" else _typed(frame))]
    return [*kinds, DONE] if done else kinds


def _typed(event: Json) -> Iterator[str]:
    yield str(at(event, "type"))


def _brought(chunk: Json) -> Iterator[str]:
    for choice in objects(mapping(chunk).get("choices")):
        yield from (key for key, value in mapping(choice.get("delta")).items() if has_value(value))
        if has_value(choice.get("finish_reason")):
            yield "finish_reason"
    yield from (key for key in ("usage", "error") if has_value(mapping(chunk).get(key)))
