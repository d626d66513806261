"""Mutants of a payload: each differs from it in one place.

A site is one change that could be made; the payload is changed only where it is chosen. A place is a pointer in which
`*` stands for any entry of a list, with the entry's type or role; in a stream, the frame's kind stands before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosswire.facts import Json

Steps = tuple[str | int, ...]
Change = Callable[[Any], Json]
"""From the value that stands somewhere to the one that is to stand there."""


@dataclass(frozen=True, slots=True)
class Site:
    """One change that can be made to a payload: of the value at `steps`."""

    position: str
    kind: str
    steps: Steps
    change: Change


@dataclass(slots=True)
class Donors:
    """What payloads of one point say, by place: what a mutant takes from another exchange, or from nowhere."""

    values: dict[str, list[Json]] = field(default_factory=dict)
    fields: dict[str, dict[str, str]] = field(default_factory=dict)
    """The fields that the objects of a place have, each with its own place."""
    _entries: dict[str, dict[str, Json]] = field(default_factory=dict)

    def take(self, payload: Json, is_stream: bool) -> None:
        """Remember what a payload says: some values of each place."""
        for position, value, _ in walk(payload, is_stream):
            values = self.values.setdefault(position, [])
            if len(values) < MOST_DONORS and value not in values:
                values.append(value)
            if isinstance(value, Mapping):
                fields = self.fields.setdefault(position, {})
                for key, entry in value.items():
                    fields.setdefault(key, _field(position, key, entry))
            elif isinstance(value, list):
                entries = self._entries.setdefault(position, {})
                for entry in value:
                    entries.setdefault(_entry(position, entry), entry)

    def entries(self, position: str) -> Iterable[Json]:
        """Return one entry of each type that lists of a place have."""
        return self._entries.get(position, {}).values()

    def other_than(self, value: Json, position: str) -> Iterator[Json]:
        """Yield what stands at a place in other payloads, and says something."""
        return (donor for donor in self.values.get(position, ()) if donor != value and donor not in EMPTY)


MOST_DONORS = 6
EMPTY: Sequence[Json] = (None, "", [], {})


def walk(payload: Json, is_stream: bool) -> Iterator[tuple[str, Json, Steps]]:
    """Yield each value of a payload, with its place and its steps; of a stream, the values of its frames."""
    if is_stream and isinstance(payload, list):
        for number, frame in enumerate(payload):
            yield from _walk(frame, kind_of_frame(frame), (number,))
    else:
        yield from _walk(payload, "", ())


def _walk(value: Json, position: str, steps: Steps) -> Iterator[tuple[str, Json, Steps]]:
    yield position, value, steps
    if isinstance(value, Mapping):
        for key, entry in value.items():
            yield from _walk(entry, _field(position, str(key), entry), (*steps, key))
    elif isinstance(value, list):
        for index, entry in enumerate(value):
            yield from _walk(entry, _entry(position, entry), (*steps, index))


def _entry(position: str, entry: Json) -> str:
    """Return the place of a list's entry."""
    return f"{position}/*{_type(entry)}"


def _field(position: str, key: str, value: Json) -> str:
    """Return the place of a field."""
    if any(f"/{free}/" in f"{position}/" for free in FREE_KEYS):
        return f"{position}/*"
    return f"{position}/{key}{_type(value) if key not in FREE_KEYS else ''}"


def _type(value: Json) -> str:
    """Return the type or the role of an object: those of one type have the same fields."""
    kind = value.get("type") or value.get("role") if isinstance(value, Mapping) else None
    return f"({kind})" if isinstance(kind, str) else ""


FREE_KEYS = ("metadata", "parameters", "schema", "properties", "logit_bias", "headers")
"""Objects whose fields are anybody's: in a place, one stands for all."""


def kind_of_frame(frame: Json) -> str:
    """Return what kind of frame it is: an event's type, or what a chunk is about."""
    if not isinstance(frame, Mapping):
        return "frame"
    if isinstance(frame.get("type"), str):
        return str(frame["type"])
    if "error" in frame:
        return "chunk of an error"
    choices = frame.get("choices")
    if not (isinstance(choices, list) and choices and isinstance(choices[0], Mapping)):
        return "chunk of usage" if frame.get("usage") else "chunk of nothing"
    if choices[0].get("finish_reason"):
        return "chunk of the finish"
    delta = choices[0].get("delta")
    keys = sorted(key for key, value in delta.items() if value not in EMPTY) if isinstance(delta, Mapping) else []
    return f"chunk of {' and '.join(keys) or 'nothing'}"


def sites(payload: Json, donors: Donors, is_stream: bool) -> Iterator[Site]:
    """Yield every change that can be made to a payload."""
    for position, value, steps in walk(payload, is_stream):
        if len(steps) > is_stream:
            yield from _of_value(position, value, steps, donors)
        if isinstance(value, Mapping):
            yield from _of_object(position, value, steps, donors)
        elif isinstance(value, list):
            yield from _of_list(position, value, steps, donors)
    if is_stream and isinstance(payload, list):
        yield from _of_frames(payload)


def _of_value(position: str, value: Json, steps: Steps, donors: Donors) -> Iterator[Site]:
    *parent, last = steps
    if isinstance(last, str):
        yield Site(position, "dropped", tuple(parent), lambda old: {key: old[key] for key in old if key != last})
    if value is not None:
        yield Site(position, "null", steps, _always(None))
    for kind, new in _others(value).items():
        yield Site(position, kind, steps, _always(new))
    for stale in donors.other_than(value, position):
        if type(stale) is type(value) or value is None:
            yield Site(position, "invented" if value is None else "stale", steps, _always(stale))
            break


def _always(new: Json) -> Change:
    return lambda _: new


def _others(value: Json) -> Mapping[str, Json]:
    """Return the values that may stand where this one stands, by what became of it."""
    match value:
        case bool():
            return {"flipped": not value, "wrong type": str(value).lower()}
        case int() | float():
            return {"off by one": value + 1, "wrong type": str(value)} | ({"zero": 0} if value else {})
        case str() if value:
            changed: dict[str, Json] = {"empty": "", "another": f"{value}~", "wrong type": 7}
            if len(value) > 3:
                changed["truncated"] = value[: len(value) // 2]
            return changed | ({"case": value.swapcase()} if value.swapcase() != value else {})
        case [_, *_]:
            return {"empty": [], "wrong type": {}}
        case Mapping() if value:
            return {"empty": {}, "wrong type": []}
        case _:
            return {}


def _of_object(position: str, value: Mapping[str, Json], steps: Steps, donors: Donors) -> Iterator[Site]:
    """Yield what is invented: a field that objects of this place have elsewhere."""
    for key, here in donors.fields.get(position, {}).items():
        if key not in value:
            for new in donors.other_than(None, here):
                yield Site(here, "invented", steps, _always({**value, key: new}))
                break


def _of_list(position: str, value: list[Json], steps: Steps, donors: Donors) -> Iterator[Site]:
    for index, entry in enumerate(value):
        here, before, behind = _entry(position, entry), value[:index], value[index + 1 :]
        changed = {"dropped": [*before, *behind], "repeated": [*before, entry, entry, *behind]}
        if behind and behind[0] != entry:
            changed["swapped"] = [*before, behind[0], entry, *behind[1:]]
            if merged := _merged(entry, behind[0]):
                changed["merged"] = [*before, merged, *behind[1:]]
            yield from _of_neighbours(here, entry, behind[0], (*steps, index))
        if len(behind) > 1:
            changed["moved"] = [*before, *behind, entry]
        for kind, new in changed.items():
            yield Site(here, kind, steps, _always(new))
    for entry in donors.entries(position):
        if entry not in value:
            yield Site(_entry(position, entry), "invented", steps, _always([*value, entry]))
            if value:
                yield Site(_entry(position, entry), "invented", steps, _always([entry, *value]))


TEXTS = ("text", "content", "refusal", "delta", "arguments")


def _merged(one: Mapping[str, Json], other: Json) -> Json:
    """Return two entries as one, their texts joined; nothing where they have none."""
    for key in TEXTS:
        if isinstance(other, Mapping) and isinstance(one.get(key), str) and isinstance(other.get(key), str):
            return {**one, key: f"{one[key]}{other[key]}"}
    return None


def _of_neighbours(position: str, one: Json, other: Json, steps: Steps) -> Iterator[Site]:
    """Yield what an entry takes from the next one."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        for key, value in one.items():
            if isinstance(value, str) and isinstance(other.get(key), str) and value != other[key]:
                yield Site(f"{position}/{key}", "of another", (*steps, key), _always(other[key]))


def _of_frames(frames: list[Json]) -> Iterator[Site]:
    for index, frame in enumerate(frames):
        kind = kind_of_frame(frame)
        before, behind = frames[:index], frames[index + 1 :]
        for name, changed in (
            ("frame dropped", [*before, *behind]),
            ("frame doubled", [*before, frame, frame, *behind]),
            ("frame swapped", [*before, *behind[:1], frame, *behind[1:]]),
            ("frame delayed", [*before, *behind, frame]),
        ):
            if changed != frames:
                yield Site(kind, name, (), _always(changed))


def mutated(payload: Json, site: Site) -> Json:
    """Return a payload with a change; what is not changed is shared with the original."""
    return _at(payload, site.steps, site.change)


def _at(value: Any, steps: Steps, change: Change) -> Json:
    if not steps:
        return change(value)
    step, *rest = steps
    copy = value.copy()
    copy[step] = _at(value[step], tuple(rest), change)
    return copy


def group_of(position: str) -> str:
    """Return the group of facts that a place belongs to: its first named step, `usage` of `/usage/total_tokens`."""
    named = [step for step in re.split(r"[/]", position) if step and step != "*"]
    return named[0] if named else position
