"""Differences of Responses answers from the vendor's own, as hosts are reported to send them.

These tables name the differences that a recording has. Requirements use the names as conditions; they compare none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosswire.facts import Json
from crosswire.shapes.lenient import has_value, hashable, mapping, objects, string, word
from crosswire.shapes.responses.event_order import TERMINAL
from crosswire.shapes.responses.stream import EVENTS

Frames = Sequence[Mapping[str, Json]]


def oddities(body: Json) -> frozenset[str]:
    """Return the names of the differences that an answer has: the events of a stream, or a response."""
    table, events = (STREAM, objects(body)) if isinstance(body, list) else (WHOLE, [{"response": mapping(body)}])
    return frozenset(name for name, holds in table.items() if holds(events))


def _kinds(events: Frames) -> set[str]:
    return {string(event.get("type")) for event in events}


def _items(events: Frames) -> Iterator[Mapping[str, Json]]:
    """Yield the items of every `output_item.done` and of every response."""
    for event in events:
        yield from objects(mapping(event.get("response")).get("output"))
        if event.get("type") == "response.output_item.done":
            yield mapping(event.get("item"))


def _undelivered(kind: str, item_kind: str, field: str) -> Callable[[Frames], bool]:
    """Return a check: whether an item or a snapshot has a text that no delta had."""

    def is_undelivered(events: Frames) -> bool:
        if f"response.{kind}.delta" in _kinds(events):
            return False
        ours = [item for item in _items(events) if item.get("type") == item_kind]
        return any(has_value(holder.get(field)) for item in ours for holder in (item, *objects(item.get("content"))))

    return is_undelivered


def _empty_terminal(events: Frames) -> bool:
    ends = [event for event in events if event.get("type") in TERMINAL]
    return any(not has_value(mapping(end.get("response")).get("output")) for end in ends) and any(_items(events))


def _ids_change(events: Frames) -> bool:
    ids: dict[Json, set[str]] = {}
    for event in events:
        named = [word(event.get("item_id")), word(mapping(event.get("item")).get("id"))]
        ids.setdefault(hashable(event.get("output_index")), set()).update(id_ for id_ in named if id_)
    return any(len(id_) > 1 for index, id_ in ids.items() if index is not None)


def _unknown_event(events: Frames) -> bool:
    """Return whether there is an event of a vendor's own: the API's begin with `response.`."""
    return any(kind not in EVENTS and not kind.startswith("response.") and kind != "error" for kind in _kinds(events))


def _unknown_item(events: Frames) -> bool:
    return any(":" in string(item.get("type")) or string(item.get("type")).startswith("x_") for item in _items(events))


def _no_annotations(events: Frames) -> bool:
    return any("annotations" not in part for item in _items(events) for part in _texts(item))


def _texts(item: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    return (part for part in objects(item.get("content")) if part.get("type") == "output_text")


def _no_status(events: Frames) -> bool:
    return any(item.get("type") == "message" and "status" not in item for item in _items(events))


def _no_usage_details(events: Frames) -> bool:
    return any(
        has_value(usage := mapping(event.get("response")).get("usage")) and "input_tokens_details" not in mapping(usage)
        for event in events
    )


WHOLE: Mapping[str, Callable[[Frames], bool]] = {
    "unknown item": _unknown_item,
    "no annotations": _no_annotations,
    "no status": _no_status,
    "no usage details": _no_usage_details,
}
"""By the name of a difference: whether a whole response has it."""

STREAM: Mapping[str, Callable[[Frames], bool]] = {
    **WHOLE,
    "text without deltas": _undelivered("output_text", "message", "text"),
    "arguments without deltas": _undelivered("function_call_arguments", "function_call", "arguments"),
    "empty terminal output": _empty_terminal,
    "item ids change": _ids_change,
    "unknown frame": _unknown_event,
}
"""By the name of a difference: whether a stream has it."""
