"""The order in which a stream tells its parts: which of them come in one piece, one after the other."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from crosswire.facts import Json
from crosswire.wire.lenient_json import mapping, objects

PART_OF: Mapping[str, str] = {
    "reasoning_content": "reasoning",
    "reasoning": "reasoning",
    "content": "text",
    "refusal": "refusal",
}
"""By field of a Chat delta: the part that it is a piece of."""

DELTA = ".delta"


def parts_in_order(frames: Sequence[Json]) -> list[str]:
    """Return the parts of a stream, each as often as its pieces begin anew: `text`, `call 0`, `text`."""
    named = (name for frame in frames for name in _parts(mapping(frame)))
    return [name for name, _ in groupby(named)]


def comes_in_order(frames: Sequence[Json]) -> bool:
    """Return whether each part of a stream is told in one piece, before the next begins."""
    parts = parts_in_order(frames)
    return len(set(parts)) == len(parts)


def _parts(frame: Mapping[str, Json]) -> Iterator[str]:
    kind = str(frame.get("type") or "")
    if kind.endswith(DELTA) and frame.get("delta"):
        yield f"item {frame.get('output_index')}"
    for choice in objects(frame.get("choices")):
        delta = mapping(choice.get("delta"))
        yield from (name for field, name in PART_OF.items() if delta.get(field))
        yield from (f"call {call.get('index')}" for call in objects(delta.get("tool_calls")))


def open_beside(events: Sequence[Mapping[str, Json]], kinds: Sequence[str]) -> list[str]:
    """Return, for every item of these kinds that is added, the earlier ones of these kinds that are not done yet."""
    still_open: dict[str, str] = {}
    found = []
    for event in events:
        index, kind = str(event.get("output_index")), str(mapping(event.get("item")).get("type"))
        if event.get("type") == "response.output_item.added" and kind in kinds:
            found += [f"{earlier} at {number} beside {kind} at {index}" for number, earlier in still_open.items()]
            still_open[index] = kind
        if event.get("type") == "response.output_item.done":
            still_open.pop(index, None)
    return found
