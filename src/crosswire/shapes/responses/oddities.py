"""How a Responses answer differs from the vendor's own: what hosts are reported to send, told by its events or items.

Which scenario tries what is told by this table; no requirement compares it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosswire.facts import Json
from crosswire.shapes.lenient import hashable, mapping, objects, said, string, word
from crosswire.shapes.responses.stream import EVENTS, TERMINAL

Frames = Sequence[Mapping[str, Json]]


def oddities(body: Json) -> frozenset[str]:
    """Name what is odd about an answer: the events of a stream, or a response."""
    table, told = (STREAM, objects(body)) if isinstance(body, list) else (WHOLE, [{"response": mapping(body)}])
    return frozenset(name for name, is_odd in table.items() if is_odd(told))


def _kinds(events: Frames) -> set[str]:
    return {string(event.get("type")) for event in events}


def _items(events: Frames) -> Iterator[Mapping[str, Json]]:
    """Yield every item as it stands when it is done, or in an answer."""
    for event in events:
        yield from objects(mapping(event.get("response")).get("output"))
        if event.get("type") == "response.output_item.done":
            yield mapping(event.get("item"))


def _undelivered(kind: str, item_kind: str, field: str) -> Callable[[Frames], bool]:
    """Some item or snapshot says it, and no delta did."""

    def told(events: Frames) -> bool:
        if f"response.{kind}.delta" in _kinds(events):
            return False
        ours = [item for item in _items(events) if item.get("type") == item_kind]
        return any(said(each.get(field)) for item in ours for each in (item, *objects(item.get("content"))))

    return told


def _empty_terminal(events: Frames) -> bool:
    ends = [event for event in events if event.get("type") in TERMINAL]
    return any(not said(mapping(end.get("response")).get("output")) for end in ends) and any(_items(events))


def _ids_change(events: Frames) -> bool:
    ids: dict[Json, set[str]] = {}
    for event in events:
        told = [word(event.get("item_id")), word(mapping(event.get("item")).get("id"))]
        ids.setdefault(hashable(event.get("output_index")), set()).update(each for each in told if each)
    return any(len(each) > 1 for index, each in ids.items() if index is not None)


def _unknown_event(events: Frames) -> bool:
    """Of those that the reader knows nothing of, a vendor's own do not begin as the API's do."""
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
        said(usage := mapping(event.get("response")).get("usage")) and "input_tokens_details" not in mapping(usage)
        for event in events
    )


WHOLE: Mapping[str, Callable[[Frames], bool]] = {
    "unknown item": _unknown_item,
    "no annotations": _no_annotations,
    "no status": _no_status,
    "no usage details": _no_usage_details,
}
"""What may be odd about a response."""

STREAM: Mapping[str, Callable[[Frames], bool]] = {
    **WHOLE,
    "text without deltas": _undelivered("output_text", "message", "text"),
    "arguments without deltas": _undelivered("function_call_arguments", "function_call", "arguments"),
    "empty terminal output": _empty_terminal,
    "item ids change": _ids_change,
    "unknown frame": _unknown_event,
}
"""What may be odd about a stream."""
