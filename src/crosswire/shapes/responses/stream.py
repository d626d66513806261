"""Adding up the events of a Responses stream to a response, as a client does.

Deltas count. A snapshot (`….done`, an item, the terminal response) only fills in what no delta had. Whether snapshots
agree with the deltas is judged elsewhere.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from crosswire.facts import Answer, Failure, Json
from crosswire.shapes.failure import failed_after
from crosswire.shapes.lenient import add_text, has_value, mapping, objects, position, string
from crosswire.shapes.responses.answer import read_answer
from crosswire.shapes.responses.event_order import TERMINAL

# The type of an item that no event opened, by the field that was written.
IMPLIED = {"content": "message", "summary": "reasoning", "arguments": "function_call", "input": "custom_tool_call"}

Slot = tuple[str, int]
"""A part of an item: its list (`content`, `summary`), and its index there."""


@dataclass
class _Item:
    """One item as it grows: its first and last snapshot, and the deltas of its parts and of its own fields.

    The logprobs of deltas are `poor`: they lack the bytes, and are used where no snapshot has logprobs.
    """

    begun: Mapping[str, Json] = field(default_factory=dict)
    snapshot: Mapping[str, Json] = field(default_factory=dict)
    parts: dict[Slot, Mapping[str, Json]] = field(default_factory=dict)
    deltas: dict[Slot, dict[str, Json]] = field(default_factory=dict)
    poor: dict[Slot, list[Json]] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)
    whole: dict[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Json]:
        item = dict(self.snapshot)
        slots = sorted({*self.parts, *self.deltas})
        for key, of_key in groupby(slots, key=lambda slot: slot[0]):
            # A dictionary, since an index may be any number.
            entries = dict(enumerate(objects(item.get(key))))
            for slot in of_key:
                filled = {name: value for name, value in self.parts.get(slot, {}).items() if has_value(value)}
                entry = {**entries.get(slot[1], {}), **filled, **self.deltas.get(slot, {})}
                if self.poor.get(slot) and not has_value(entry.get("logprobs")):
                    entry["logprobs"] = self.poor[slot]
                entries[slot[1]] = entry
            item[key] = [entries[index] for index in sorted(entries)]
        for key, value in self.whole.items():
            if not has_value(item.get(key)):
                item[key] = value
        item |= {key: self._as_begun(key, value) for key, value in self.written.items()}
        return item if "type" in item else {"type": next((IMPLIED[key] for key in item if key in IMPLIED), ""), **item}

    def _as_begun(self, key: str, written: str) -> str:
        """Return deltas behind what the item was added with, as the SDK adds it up, where a later snapshot agrees."""
        whole = string(self.begun.get(key)) + written
        return whole if whole in (self.whole.get(key), string(self.snapshot.get(key))) else written


class _Items(dict[int, _Item]):
    """The items of a stream by output index."""

    def __init__(self) -> None:
        super().__init__()
        self._last = -1

    def of(self, event: Mapping[str, Json]) -> _Item:
        opens = event.get("type") == "response.output_item.added"
        index = position(event.get("output_index"), otherwise=self._last + 1 if opens else max(self._last, 0))
        self._last = max(self._last, index)
        return self.setdefault(index, _Item())


Reader = Callable[[_Item, Mapping[str, Json]], None]


def _snapshot(item: _Item, event: Mapping[str, Json]) -> None:
    item.snapshot = mapping(event.get("item"))
    item.begun = item.begun or item.snapshot


def _part(key: str) -> Reader:
    def read(item: _Item, event: Mapping[str, Json]) -> None:
        item.parts[_slot(key, event)] = mapping(event.get("part"))

    return read


def _slot(key: str, event: Mapping[str, Json]) -> Slot:
    return key, position(event.get("content_index" if key == "content" else "summary_index"), otherwise=0)


def _part_delta(key: str, field_name: str, kind: str) -> Reader:
    def read(item: _Item, event: Mapping[str, Json]) -> None:
        slot = _slot(key, event)
        part = item.deltas.setdefault(slot, {"type": kind})
        add_text(part, field_name, string(event.get("delta")))
        item.poor.setdefault(slot, []).extend(objects(event.get("logprobs")))

    return read


def _part_whole(key: str, field_name: str, kind: str) -> Reader:
    def read(item: _Item, event: Mapping[str, Json]) -> None:
        slot = _slot(key, event)
        item.parts[slot] = {"type": kind, **item.parts.get(slot, {}), field_name: event.get(field_name)}

    return read


def _annotation(item: _Item, event: Mapping[str, Json]) -> None:
    part = item.deltas.setdefault(_slot("content", event), {"type": "output_text"})
    part.setdefault("annotations", []).append(mapping(event.get("annotation")))


def _delta(field_name: str) -> Reader:
    def read(item: _Item, event: Mapping[str, Json]) -> None:
        add_text(item.written, field_name, string(event.get("delta")))

    return read


def _whole(field_name: str) -> Reader:
    def read(item: _Item, event: Mapping[str, Json]) -> None:
        item.whole[field_name] = string(event.get(field_name))

    return read


EVENTS: Mapping[str, Reader] = {
    "response.output_item.added": _snapshot,
    "response.output_item.done": _snapshot,
    "response.content_part.added": _part("content"),
    "response.content_part.done": _part("content"),
    "response.output_text.delta": _part_delta("content", "text", "output_text"),
    "response.output_text.done": _part_whole("content", "text", "output_text"),
    "response.output_text.annotation.added": _annotation,
    "response.refusal.delta": _part_delta("content", "refusal", "refusal"),
    "response.refusal.done": _part_whole("content", "refusal", "refusal"),
    "response.reasoning_text.delta": _part_delta("content", "text", "reasoning_text"),
    "response.reasoning_text.done": _part_whole("content", "text", "reasoning_text"),
    "response.reasoning_summary_part.added": _part("summary"),
    "response.reasoning_summary_part.done": _part("summary"),
    "response.reasoning_summary_text.delta": _part_delta("summary", "text", "summary_text"),
    "response.reasoning_summary_text.done": _part_whole("summary", "text", "summary_text"),
    "response.function_call_arguments.delta": _delta("arguments"),
    "response.function_call_arguments.done": _whole("arguments"),
    "response.custom_tool_call_input.delta": _delta("input"),
    "response.custom_tool_call_input.done": _whole("input"),
}


def read_stream(frames: Sequence[Json]) -> Answer | Failure:
    """Read a stream as its events add up to a response."""
    events = objects(list(frames))
    response = assemble(events)
    answer = read_answer(response)
    if isinstance(answer, Failure):
        is_completed = any(event.get("type") == "response.completed" for event in events)
        answer = replace(answer, stated_finish="stop" if is_completed else answer.stated_finish)
        begun = read_answer({**response, "status": "in_progress", "error": None})
        return failed_after(answer, begun) if isinstance(begun, Answer) else answer
    return answer


def assemble(events: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Add up events to a response object. Without a terminal event its status is that of the last event with one.

    An `error` event makes it a failure; the error of `response.failed` takes precedence.
    """
    response: dict[str, Json] = {}
    error: Json = None
    items = _Items()
    for event in events:
        kind = string(event.get("type"))
        if reader := EVENTS.get(kind):
            reader(items.of(event), event)
        elif kind == "error":
            error = event.get("error") or {**event, "type": None}
        elif kind in TERMINAL:
            carried = mapping(event.get("response"))
            # The event's name says it, too, of a response without a status, and without a response.
            response = {**(carried or response), "status": carried.get("status") or kind.removeprefix("response.")}
            break
        elif isinstance(event.get("response"), dict):
            response = dict(event["response"])
    for index, item in enumerate(objects(response.get("output"))):
        streamed = items.setdefault(index, _Item())
        streamed.snapshot = streamed.snapshot or item
    if error:
        response |= {"status": "failed", "error": response.get("error") or error}
    response["output"] = [items[index].json() for index in sorted(items)]
    return response
