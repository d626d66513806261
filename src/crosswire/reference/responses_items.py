"""The output items of a Responses stream as they grow, and their events.

An item ends as soon as the next one begins, as at the vendor's own host: clients run a call, or fold reasoning, when
its item is done. Only a call that may still grow stays open beside a later item.
"""

import json
import uuid
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

from crosswire.reference.details import event_logprobs, part_logprobs
from crosswire.reference.lenient import Json

# By type of a part: its item, list and field, and the events of the part and of its text.
PARTS = {
    "output_text": ("message", "content", "text", "response.content_part", "response.output_text"),
    "refusal": ("message", "content", "refusal", "response.content_part", "response.refusal"),
    "reasoning_text": ("reasoning", "content", "text", "response.content_part", "response.reasoning_text"),
    "summary_text": (
        "reasoning",
        "summary",
        "text",
        "response.reasoning_summary_part",
        "response.reasoning_summary_text",
    ),
}

# By type of a call's item: the field of its arguments, and their events.
CALLS = {
    "function_call": ("arguments", "response.function_call_arguments"),
    "custom_tool_call": ("input", "response.custom_tool_call_input"),
}

SEARCH = "tool_search_call"
"""A call whose arguments are an object, which no event brings but the item's own."""

PREFIXES = {SEARCH: "tsc", "message": "msg", "reasoning": "rs", "function_call": "fc", "custom_tool_call": "ctc"}


@dataclass(eq=False, slots=True)
class _Part:
    """A part as it grows. `ahead` counts the code points of the answer before it."""

    kind: str
    index: int
    ahead: int = 0
    words: list[str] = field(default_factory=list)
    logprobs: list[Json] = field(default_factory=list)
    annotations: list[Json] = field(default_factory=list)

    def snapshot(self) -> Json:
        """Return the part as it is now."""
        part: Json = {"type": self.kind, PARTS[self.kind][2]: "".join(self.words)}
        if self.kind == "output_text":
            part |= {"annotations": [*self.annotations], "logprobs": [*self.logprobs]}
        return part


@dataclass(eq=False, slots=True)
class Item:
    """An item as it grows: the parts of a message or reasoning, the pieces of a call. `ended` is its last snapshot."""

    kind: str
    index: int
    id: str
    label: Json = field(default_factory=dict)
    parts: dict[str, _Part] = field(default_factory=dict)
    written: list[str] = field(default_factory=list)
    ended: Json | None = None

    def snapshot(self, status: str) -> Json:
        """Return the item as it is now."""
        head: Json = {"id": self.id, "type": self.kind, **self.label, "status": status}
        if self.kind in CALLS:
            return {**head, CALLS[self.kind][0]: "".join(self.written)}
        if self.kind == SEARCH:
            return {**head, "arguments": _object("".join(self.written))}
        if self.kind == "message":
            return {**head, "role": "assistant", "content": self._listed("content")}
        return {**head, "summary": self._listed("summary"), "content": self._listed("content")}

    def _listed(self, key: str) -> list[Json]:
        return [part.snapshot() for part in self.parts.values() if PARTS[part.kind][1] == key]


def _object(arguments: str) -> Json:
    """Return the arguments of a search; none where they are cut."""
    return json.loads(arguments) if is_whole(arguments) else {}


def is_whole(arguments: str) -> bool:
    """Return whether the arguments of a function are a whole JSON object, which cannot grow."""
    try:
        return isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        return False


class Output:
    """The output of an answer as it grows.

    With `lasting`, as for an answer that is served whole, all items stay open until the end, so that text after a call
    joins the text before it.
    """

    def __init__(self, *, lasting: bool = False) -> None:
        self.answer_id = ""
        self._lasting = lasting
        self._items: list[Item] = []
        self._open: list[Item] = []
        self._last: Item | None = None
        self._logprobs: list[Json] = []
        self._citations: list[Json] = []
        self._length = 0

    @property
    def closed(self) -> list[Json]:
        """The items that have ended, in order."""
        return [item.ended for item in self._items if item.ended is not None]

    def say(self, kind: str, words: str, logprobs: list[Json] | None = None) -> Iterator[Json]:
        """Serve a piece of text; an empty one opens no part. Logprobs without text wait for the next piece."""
        self._logprobs += logprobs or []
        if not words:
            return
        item, part = yield from self._part(kind)
        self._last = item
        part.words.append(words)
        delta = {"type": f"{PARTS[kind][4]}.delta", **_at(item, part), "delta": words}
        if kind != "output_text":
            yield delta
            return
        self._length += len(words)
        yield {**delta, "logprobs": event_logprobs(self._logprobs)}
        part.logprobs += part_logprobs(self._logprobs)
        self._logprobs = []
        yield from self.cite([])

    def cite(self, citations: list[Json]) -> Iterator[Json]:
        """Serve citations; those that come before any text wait for the text."""
        self._citations += citations
        item = self._open_item("message")
        part = item.parts.get("output_text") if item else None
        if not item or not part:
            return
        for citation in self._citations:
            shifted = {name: citation[name] - part.ahead for name in ("start_index", "end_index")}
            index = len(part.annotations)
            part.annotations.append(citation | (shifted if shifted["start_index"] >= 0 else {}))
            annotation = {"annotation_index": index, "annotation": part.annotations[-1]}
            yield {"type": "response.output_text.annotation.added", **_at(item, part), **annotation}
        self._citations = []

    def open(self, kind: str, label: Json | None = None) -> Generator[Json, None, Item]:
        """End the items before, open one at the next place, and return it."""
        yield from self._end_earlier(kind)
        index = len(self._items)
        item_id = f"{PREFIXES[kind]}_{uuid.uuid5(uuid.NAMESPACE_OID, f'{self.answer_id}/{index}').hex}"
        item = Item(kind, index, item_id, label or {})
        self._items.append(item)
        self._open.append(item)
        yield {"type": "response.output_item.added", "output_index": index, "item": item.snapshot("in_progress")}
        return item

    def write(self, item: Item, written: str) -> Iterator[Json]:
        """Serve a piece of a call."""
        self._last = item
        item.written.append(written)
        if item.kind != SEARCH:
            yield {"type": f"{CALLS[item.kind][1]}.delta", **_at(item), "delta": written}

    def seal(self, encrypted: str) -> Iterator[Json]:
        """Serve a reasoning item that only carries data which the client has to send back."""
        item = yield from self.open("reasoning", {"encrypted_content": encrypted})
        yield from self.end(item, "completed")

    def end(self, item: Item, status: str) -> Iterator[Json]:
        """End an item, if it has not ended."""
        if item.ended is not None:
            return
        for part in item.parts.values():
            yield from self._end_part(item, part)
        snapshot = item.snapshot(status)
        if item.kind in CALLS:
            field_name, event = CALLS[item.kind]
            named = {"name": item.label["name"]} if item.kind == "function_call" else {}
            yield {"type": f"{event}.done", **_at(item), **named, field_name: snapshot[field_name]}
        item.ended = snapshot
        self._open.remove(item)
        yield {"type": "response.output_item.done", "output_index": item.index, "item": snapshot}

    def close(self, status: str, last: str | None = None) -> Iterator[Json]:
        """End all items, in order; `last` is the status of the one that grew last."""
        for item in [*self._open]:
            yield from self.end(item, last or status if item is self._last else status)

    def _end_earlier(self, kind: str) -> Iterator[Json]:
        """End the items that a new item of a kind ends. Reasoning after a message does not end it."""
        for item in [] if self._lasting else [*self._open]:
            is_ended = item.kind != "custom_tool_call" and is_whole("".join(item.written))
            grows = item.kind in (SEARCH, *CALLS) and not is_ended
            if not (grows or (kind == "reasoning" and item.kind == "message")):
                yield from self.end(item, "completed")

    def _open_item(self, kind: str) -> Item | None:
        return next((item for item in reversed(self._open) if item.kind == kind), None)

    def _part(self, kind: str) -> Generator[Json, None, tuple[Item, _Part]]:
        """Return the part that words of a kind belong to, opened where there is none yet."""
        item_kind, key, _, event, _ = PARTS[kind]
        item = self._open_item(item_kind)
        if item is None:
            item = yield from self.open(item_kind)
        if kind not in item.parts:
            index = sum(PARTS[part_kind][1] == key for part_kind in item.parts)
            part = item.parts[kind] = _Part(kind, index, self._length)
            yield {"type": f"{event}.added", **_at(item, part), "part": part.snapshot()}
        return item, item.parts[kind]

    def _end_part(self, item: Item, part: _Part) -> Iterator[Json]:
        if part.kind == "output_text":
            part.logprobs += part_logprobs(self._logprobs)
            self._logprobs = []
        _, _, field_name, event, text_event = PARTS[part.kind]
        whole = part.snapshot()
        done = {"type": f"{text_event}.done", **_at(item, part), field_name: whole[field_name]}
        yield {**done, "logprobs": event_logprobs(part.logprobs)} if part.kind == "output_text" else done
        yield {"type": f"{event}.done", **_at(item, part), "part": whole}


def _at(item: Item, part: _Part | None = None) -> Json:
    where: Json = {"item_id": item.id, "output_index": item.index}
    if part is None:
        return where
    return {**where, "summary_index" if PARTS[part.kind][1] == "summary" else "content_index": part.index}
