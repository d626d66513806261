"""The output items of a Responses stream as they grow, and the events that tell of it.

All stay open until the answer ends, each at the place where it was opened: text may go on behind a call, and reasoning
behind text, and both belong to the one item that they began.
"""

import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from crosswire.reference.details import event_logprobs, part_logprobs
from crosswire.reference.lenient import Json

# The parts that words become: of which item, in which field, told by which events.
PARTS = {
    "output_text": ("message", "text", "response.output_text"),
    "refusal": ("message", "refusal", "response.refusal"),
    "reasoning_text": ("reasoning", "text", "response.reasoning_text"),
}

# What a call writes, told by which events.
CALLS = {
    "function_call": ("arguments", "response.function_call_arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input"),
}

PREFIXES = {"message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc"}


@dataclass(eq=False, slots=True)
class _Part:
    """A part as it grows."""

    kind: str
    place: int
    words: list[str] = field(default_factory=list)
    logprobs: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)

    def snapshot(self) -> Json:
        """Return the part as it stands."""
        told: Json = {"type": self.kind, PARTS[self.kind][1]: "".join(self.words)}
        if self.kind == "output_text":
            told |= {"annotations": [*self.annotations], "logprobs": [*self.logprobs]}
        return told


@dataclass(eq=False, slots=True)
class Item:
    """An item as it grows: parts of a message or reasoning, what a call has written."""

    kind: str
    place: int
    id: str
    label: Json = field(default_factory=dict)
    parts: dict[str, _Part] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)

    def snapshot(self, status: str) -> Json:
        """Return the item as it stands."""
        told: Json = {"id": self.id, "type": self.kind, **self.label}
        content = [part.snapshot() for part in self.parts.values()]
        if self.kind == "message":
            return {**told, "role": "assistant", "status": status, "content": content}
        if self.kind == "reasoning":
            return {**told, "status": status, "summary": [], "content": content}
        told[CALLS[self.kind][0]] = "".join(self.written)
        return told if self.kind == "custom_tool_call" else {**told, "status": status}


class Output:
    """The output of an answer as it grows. `closed` are the items as they ended."""

    def __init__(self) -> None:
        self.answer_id = ""
        self.closed: list[Json] = []
        self._items: list[Item] = []
        self._last: Item | None = None
        self._logprobs: list[Json] = []
        self._citations: list[Json] = []

    def say(self, kind: str, words: str, logprobs: list[Json] | None = None) -> Iterator[Json]:
        """Tell of words; what is empty opens nothing. Logprobs without words wait for the next ones."""
        self._logprobs += logprobs or []
        if not words:
            return
        item, part = yield from self._part(kind)
        self._last = item
        part.words.append(words)
        told = {"type": f"{PARTS[kind][2]}.delta", **_at(item, part), "delta": words}
        if kind != "output_text":
            yield told
            return
        yield {**told, "logprobs": event_logprobs(self._logprobs)}
        part.logprobs += part_logprobs(self._logprobs)
        self._logprobs = []
        yield from self.cite([])

    def cite(self, citations: list[Json]) -> Iterator[Json]:
        """Tell of citations; those that come before any text wait for it."""
        self._citations += citations
        for item in self._items:
            if self._citations and (part := item.parts.get("output_text")):
                for citation in self._citations:
                    place = len(part.annotations)
                    part.annotations.append(citation)
                    told = {"annotation_index": place, "annotation": citation}
                    yield {"type": "response.output_text.annotation.added", **_at(item, part), **told}
                self._citations = []

    def open(self, kind: str, label: Json | None = None) -> Generator[Json, None, Item]:
        """Open an item at the next place, and return it."""
        place = len(self._items)
        item_id = f"{PREFIXES[kind]}_{uuid.uuid5(uuid.NAMESPACE_OID, f'{self.answer_id}/{place}').hex}"
        item = Item(kind, place, item_id, label or {})
        self._items.append(item)
        yield {"type": "response.output_item.added", "output_index": place, "item": item.snapshot("in_progress")}
        return item

    def write(self, item: Item, written: str) -> Iterator[Json]:
        """Tell of what a call writes."""
        self._last = item
        item.written.append(written)
        yield {"type": f"{CALLS[item.kind][1]}.delta", **_at(item), "delta": written}

    def close(self, status: str, last: str | None = None) -> Iterator[Json]:
        """Close all items, in order; `last` is the status of the one that was told of last."""
        for item in self._items:
            for part in item.parts.values():
                yield from self._close_part(item, part)
            snapshot = item.snapshot(last or status if item is self._last else status)
            if item.kind in CALLS:
                field_name, told = CALLS[item.kind]
                named = {"name": item.label["name"]} if item.kind == "function_call" else {}
                yield {"type": f"{told}.done", **_at(item), **named, field_name: snapshot[field_name]}
            self.closed.append(snapshot)
            yield {"type": "response.output_item.done", "output_index": item.place, "item": snapshot}

    def _part(self, kind: str) -> Generator[Json, None, tuple[Item, _Part]]:
        """Return the part that words of a kind belong to, opened where there is none yet."""
        item_kind = PARTS[kind][0]
        item = next((item for item in self._items if item.kind == item_kind), None)
        if item is None:
            item = yield from self.open(item_kind)
        if kind not in item.parts:
            part = item.parts[kind] = _Part(kind, len(item.parts))
            yield {"type": "response.content_part.added", **_at(item, part), "part": part.snapshot()}
        return item, item.parts[kind]

    def _close_part(self, item: Item, part: _Part) -> Iterator[Json]:
        if part.kind == "output_text":
            part.logprobs += part_logprobs(self._logprobs)
            self._logprobs = []
        _, field_name, told = PARTS[part.kind]
        whole = part.snapshot()
        done = {"type": f"{told}.done", **_at(item, part), field_name: whole[field_name]}
        yield {**done, "logprobs": event_logprobs(part.logprobs)} if part.kind == "output_text" else done
        yield {"type": "response.content_part.done", **_at(item, part), "part": whole}


def _at(item: Item, part: _Part | None = None) -> Json:
    where = {"item_id": item.id, "output_index": item.place}
    return where if part is None else {**where, "content_index": part.place}
