"""Mutants of the facts of a point: each loses, alters, doubles, moves or invents one fact.

They are made of facts, not of payloads, so that every field of `facts/` is mutated, in either shape.
"""

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Finish,
    Media,
    Message,
    Other,
    OutputItem,
    Reasoning,
    Refusal,
    ShapeName,
    Text,
    Tool,
    ToolCall,
    Usage,
)
from crosswire.shapes import SHAPES
from crosswire.shapes.responses.answer import NO_ECHO
from crosswire.specification.ownership import Change
from tests.suites.invented_facts import ADDED, DEFINITION, ENUMS, INVENTED, SETTINGS, SETTINGS_OF

Mutant = tuple[str, Change, Any]
"""The path in the facts, the change, and the whole value with that change."""

DERIVED = {
    Ask: {"instructions", "messages", "unknown_settings", "updated"},
    Message: {"text"},
    Other: {"value", "waits"},
    Answer: {"message_keys", "usage_chunks", "choices", "has_error", "unknown_fields"},
    Failure: {"stated_finish"},
    Usage: {"has_input_details", "has_output_details"},
    Reasoning: {"summaries"},
    ToolCall: {"searches"},
}
"""Fields that only requirements about the form of one shape read, or that repeat another field."""

SHAPELESS: Mapping[ShapeName, Mapping[type, set[str]]] = {
    "chat": {
        Answer: {"echoed", "output", "finish", "stated_finish", "status", "incomplete_reason"},
    },
    "responses": {Answer: {"finish", "stated_finish", "status", "incomplete_reason"}},
}
"""Fields of an answer that a shape does not have, or that are one fact there: how the answer ended (`ENDS`)."""

ENDS: Mapping[ShapeName, Mapping[Finish, tuple[str | None, str | None]]] = {
    "chat": {
        "stop": (None, None),
        "tool_calls": (None, None),
        "length": (None, None),
        "content_filter": (None, None),
        "unfinished": (None, None),
    },
    "responses": {
        "stop": ("completed", None),
        "length": ("incomplete", "max_output_tokens"),
        "content_filter": ("incomplete", "content_filter"),
        "other": ("incomplete", None),
        "unfinished": ("in_progress", None),
    },
}
"""How an answer may end, with the status and the reason of a response that ends so."""

OTHER_STATUS: Mapping[int, Sequence[int]] = {4: (404, 429, 500), 5: (400, 429)}
"""Statuses of another meaning, by class."""


def mutants(value: Any, shape: ShapeName) -> Iterator[Mutant]:
    """Yield every mutant of an ask, an answer or a failure."""
    return _of(value, type(value).__name__.lower(), shape)


def expressible(value: Any, shape: ShapeName) -> Callable[[Any], bool]:
    """Return what tells whether `shape` can express a mutant: the request written of it reads otherwise."""
    if not isinstance(value, Ask):
        return lambda _: True
    api = SHAPES[shape]
    readable = api.read_request(api.write_request(value))
    return lambda changed: api.read_request(api.write_request(changed)) != readable


def _of(value: Any, path: str, shape: ShapeName) -> Iterator[Mutant]:
    for field in dataclasses.fields(value):
        if field.name in DERIVED.get(type(value), ()) or field.name in SHAPELESS[shape].get(type(value), ()):
            continue
        here = f"{path}.{field.name}"
        for where, kind, changed in _field(type(value), field.name, getattr(value, field.name), here, shape):
            yield where, kind, dataclasses.replace(value, **{field.name: changed})
    if isinstance(value, Answer):
        yield from _ends(value, path, shape)


def _ends(answer: Answer, path: str, shape: ShapeName) -> Iterator[Mutant]:
    """Yield the answer with every other end; where it completed, also with a reason to be incomplete."""
    for finish, (status, reason) in ENDS[shape].items():
        stated: Finish = "tool_calls" if finish == "stop" and shape == "responses" and answer.tool_calls else finish
        if stated != answer.stated_finish:
            changed = dataclasses.replace(
                answer, finish=stated, stated_finish=stated, status=status, incomplete_reason=reason
            )
            yield f"{path}.finish", "altered", changed
    if answer.status == "completed":
        yield f"{path}.incomplete_reason", "invented", dataclasses.replace(answer, incomplete_reason="content_filter")


def _field(owner: type, name: str, value: Any, path: str, shape: ShapeName) -> Iterator[Mutant]:
    key = (owner, name)
    if name in ("settings", "echoed", "definition"):
        yield from _named(value, path, DEFINITION if name == "definition" else SETTINGS, shape, owner)
    elif isinstance(value, tuple) and key in ADDED:
        yield from _sequence(value, path, ADDED[key], shape)
    elif key == (Answer, "output"):
        yield from _labels(value, path)
    elif isinstance(value, tuple) and value and dataclasses.is_dataclass(value[0]):
        yield from _sequence(value, path, (), shape)
        yield path, "lost", ()
    elif dataclasses.is_dataclass(value):
        yield path, "lost", None
        yield from _of(value, path, shape)
    elif not value and value is not False and value != 0:
        if key in INVENTED:
            yield path, "invented", INVENTED[key]
    else:
        yield from _value(key, value, path)


def _labels(labels: tuple[OutputItem, ...], path: str) -> Iterator[Mutant]:
    """Yield the labels with another id or status of one item. `Answer.items` has the mutants of the items."""
    for index, label in enumerate(labels):
        identified: Sequence[tuple[str, Change, OutputItem]] = (
            ("id", "altered", dataclasses.replace(label, id="own_id")),
            ("id", "lost", dataclasses.replace(label, id=None)),
            ("status", "lost", dataclasses.replace(label, status=None)),
        )
        for name, kind, changed in identified:
            yield f"{path}.{label.kind}.{name}", kind, (*labels[:index], changed, *labels[index + 1 :])
        for word in ENUMS[OutputItem, "status"]:
            changed = dataclasses.replace(label, status=word)
            if changed != label:
                yield f"{path}.{label.kind}.status", "altered", (*labels[:index], changed, *labels[index + 1 :])


def _value(key: tuple[type, str], value: Any, path: str) -> Iterator[Mutant]:
    if key == (Failure, "status"):
        # A failure always has a status; one inside a 200 has 200.
        yield from ((path, "altered", status) for status in OTHER_STATUS.get(value // 100, ()) if status != value)
        return
    match value:
        case bool():
            yield path, "altered", not value
        case int() | float():
            yield path, "lost", None
            yield path, "altered", value + 1
        case str():
            yield from _text(key, value, path)
        case Mapping():
            yield path, "lost", {}
            for name in value:
                yield f"{path}[*]", "lost", {key: entry for key, entry in value.items() if key != name}
                yield f"{path}[*]", "altered", {**value, name: _other(value[name])}
            yield f"{path}[*]", "invented", {**value, "invented": _other(next(iter(value.values())))}
        case tuple() | list():
            yield path, "lost", ()
            yield path, "altered", (*value[:-1], _other(value[-1]))
            yield path, "invented", (*value, value[-1])


def _text(key: tuple[type, str], value: str, path: str) -> Iterator[Mutant]:
    if key in ENUMS:
        yield from ((path, "altered", word) for word in ENUMS[key] if word != value)
    else:
        yield path, "altered", f"{value[:-1]}¿" if len(value) > 1 else "another"
    if key in NEVER_LOST or value == NOTHING.get(key):
        return
    yield path, "lost", "" if key in EMPTY_TEXT else None
    if len(value) > 3:
        yield path, "altered", value[: len(value) // 2]


EMPTY_TEXT = {(Text, "text"), (Refusal, "text"), (ToolCall, "arguments"), (Failure, "message"), (Message, "role")}

NOTHING: Mapping[tuple[type, str], str] = {(ToolCall, "arguments"): "{}"}
"""Texts that say the same as none."""

NEVER_LOST = {(ToolCall, "kind"), (Tool, "kind"), (Media, "kind"), (Media, "form")}
"""Fields that are never empty: the form of a payload shows them."""


def _other(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str():
            return f"{value}¿"
        case Tool():
            return dataclasses.replace(value, name=f"{value.name}¿")
        case Mapping() if value:
            name = next(iter(value))
            return {**value, name: _other(value[name])}
        case [*entries] if entries:
            return [*entries[:-1], _other(entries[-1])]
        case _:
            return "another"


def _named(
    value: Mapping[str, Any], path: str, plausible: Mapping[str, Any], shape: ShapeName, owner: type
) -> Iterator[Mutant]:
    names = plausible if owner is Tool else [name for name in plausible if name in SETTINGS_OF[shape]]
    if owner is Answer:
        names = [name for name in names if value and name not in NO_ECHO]
    for name in [*value, *(name for name in names if name not in value)]:
        here = f"{path}.{name}"
        if name not in value:
            yield here, "invented", {**value, name: plausible[name]}
            continue
        yield here, "lost", {key: entry for key, entry in value.items() if key != name}
        changed = plausible.get(name, value[name])
        yield here, "altered", {**value, name: _other(value[name]) if changed == value[name] else changed}


def _sequence(value: tuple[Any, ...], path: str, added: Sequence[Any], shape: ShapeName) -> Iterator[Mutant]:
    for index, element in enumerate(value):
        here = f"{path}.{type(element).__name__}" if dataclasses.is_dataclass(element) else path
        before, behind = value[:index], value[index + 1 :]
        yield here, "lost", (*before, *behind)
        yield here, "doubled", (*before, element, element, *behind)
        if behind and behind[0] != element:
            yield here, "moved", (*before, behind[0], element, *behind[1:])
        if dataclasses.is_dataclass(element):
            for where, kind, changed in _of(element, here, shape):
                yield where, kind, (*before, changed, *behind)
        else:
            yield here, "altered", (*before, f"{element}¿", *behind)
    for element in added:
        here = f"{path}.{type(element).__name__}" if dataclasses.is_dataclass(element) else path
        yield here, "invented", (*value, element)
        if value:
            yield here, "invented", (element, *value)
