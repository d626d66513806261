"""The unusual things of items: their names, and the items without one of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from crosswire.facts import Item, Media, Message, Other, Part, Reasoning, Refusal, Text, ToolCall, ToolResult


def names_of(items: Sequence[Item]) -> frozenset[str]:
    """Return the names of all unusual things in items."""
    return frozenset(name for item in items for name in (*_kinds(item), *_fields(item), *_in_parts(item)))


def without(items: Sequence[Item], name: str) -> tuple[Item, ...]:
    """Return items without one unusual thing: an item, a part or a field of that name."""
    return tuple(_without(item, name) for item in items if name not in _kinds(item))


def _kinds(item: Item) -> Collection[str]:
    """Return the name of an item that is unusual as a whole: all but a user's message."""
    match item:
        case ToolCall():
            return (f"{item.kind} call",)
        case ToolResult():
            return ("result of a call",)
        case Reasoning():
            return ("reasoning",)
        case Other():
            return (f"{item.kind} item",)
        case Message(role="user"):
            return ()
        case Message():
            return (item.role if item.role == "instructions" else f"{item.role} message",)


FIELDS: Mapping[type[Item], Mapping[str, str]] = {
    ToolCall: {"call in a namespace": "namespace"},
    Reasoning: {"encrypted reasoning": "encrypted"},
    Message: {"phase": "phase", "name": "name"},
}
"""By item: the names of its unusual fields, and the fields."""


def _fields(item: Item) -> Iterator[str]:
    return (name for name, field in FIELDS.get(type(item), {}).items() if getattr(item, field))


def _without(item: Item, name: str) -> Item:
    changes: dict[str, Any] = {field: None for unusual, field in FIELDS.get(type(item), {}).items() if unusual == name}
    if isinstance(item, Message | ToolResult):
        changes["parts"] = tuple(_part_without(part, name) for part in item.parts if name not in _kinds_of_part(part))
    return replace(item, **changes)


# Parts.


def _in_parts(item: Item) -> Iterator[str]:
    for part in item.parts if isinstance(item, Message | ToolResult) else ():
        yield from _kinds_of_part(part)
        yield from _fields_of_part(part)


def _kinds_of_part(part: Part) -> Collection[str]:
    """Return the name of a part that is unusual as a whole: all but text."""
    match part:
        case Text():
            return ()
        case Refusal():
            return ("refusal",)
        case Media():
            return (part.kind,)
        case Other():
            return (f"{part.kind} part",)


def _fields_of_part(part: Part) -> Iterator[str]:
    if isinstance(part, Text | Media) and part.cache_breakpoint:
        yield "cache breakpoint"
    if isinstance(part, Text):
        yield from {citation.kind for citation in part.citations}
        yield from ["logprobs"] if part.logprobs else []


def _part_without(part: Part, name: str) -> Part:
    if isinstance(part, Text | Media) and name == "cache breakpoint":
        return replace(part, cache_breakpoint=None)
    if not isinstance(part, Text):
        return part
    citations = tuple(citation for citation in part.citations if citation.kind != name)
    return replace(part, citations=citations, logprobs=() if name == "logprobs" else part.logprobs)
