"""The fields of a payload: every key in it, by the keys and types on the way to it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from crosswire.facts import Json

Body = dict[str, Any]
Steps = tuple[str, ...]
"""The way to a value: keys, and in place of the index of a list `*`, or `*` and the type of the entry."""


class Field(NamedTuple):
    """A field of a whole answer, a chunk or an event."""

    frame: str
    """Of an event its type without `response.`; empty for a field of every event, and of what is no event."""
    steps: Steps

    @property
    def name(self) -> str:
        """Its name: the frame, then keys and types, joined by dots."""
        return ".".join(filter(None, (self.frame, *(step.lstrip("*") for step in self.steps))))


class Found(NamedTuple):
    """One occurrence of a field: the frame's number, the object that holds it, and the key."""

    number: int
    holder: Body
    key: str

    @property
    def value(self) -> Json:
        """What stands there; `None` where the holder lacks the key."""
        return self.holder.get(self.key)


def frame_of(payload: Mapping[str, Json]) -> str:
    """Return the type of an event without `response.`; of anything else an empty string."""
    kind = payload.get("type")
    return kind.removeprefix("response.") if isinstance(kind, str) else ""


def fields_of(payloads: Sequence[Body]) -> Iterator[Field]:
    """Yield every field of a whole answer, or of the frames of a stream."""
    yield from dict.fromkeys(Field(frame_of(body), steps) for body in payloads for steps, _, _ in _walked(body, ()))


def holders(payloads: Sequence[Body], field: Field) -> Iterator[Found]:
    """Yield every object that has a field, or could have it: its container stands there."""
    for number, body in enumerate(payloads):
        if field.frame in ("", frame_of(body)):
            yield from (Found(number, holder, field.steps[-1]) for holder in _at(body, field.steps[:-1]))


def occurrences(payloads: Sequence[Body], field: Field) -> list[Found]:
    """Return every occurrence of a field that says something."""
    return [found for found in holders(payloads, field) if found.value is not None]


def _walked(value: Json, way: Steps) -> Iterator[tuple[Steps, Body, str]]:
    if isinstance(value, dict):
        for key, entry in value.items():
            yield (*way, key), value, key
            yield from _walked(entry, (*way, key))
    elif isinstance(value, list):
        for entry in value:
            yield from _walked(entry, (*way, _entry(entry)))


def _entry(value: Json) -> str:
    kind = value.get("type") if isinstance(value, dict) else None
    return f"*{kind}" if isinstance(kind, str) else "*"


def _at(value: Json, steps: Steps) -> Iterator[Body]:
    """Yield the objects at the end of a way."""
    if not steps:
        if isinstance(value, dict):
            yield value
    elif steps[0].startswith("*"):
        for entry in value if isinstance(value, list) else ():
            if steps[0] in ("*", _entry(entry)):
                yield from _at(entry, steps[1:])
    elif isinstance(value, dict) and steps[0] in value:
        yield from _at(value[steps[0]], steps[1:])
