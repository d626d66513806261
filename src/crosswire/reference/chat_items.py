"""The items of a Responses stream as they grow, and the deltas of a chat stream that they become.

Items are identified by their output index: at some upstreams ids change from event to event. Deltas count; a snapshot
(`*.done`, an item, the terminal response) only adds what the deltas lack.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from crosswire.reference.chat_answer import (
    CALLS,
    COMMENTARY,
    EMPTY,
    PARAGRAPH,
    image,
    in_form,
    unique_call_id,
    unsayable,
)
from crosswire.reference.details import chat_citations, chat_logprobs
from crosswire.reference.lenient import Json, number, objects, text, without_none

Slot = tuple[str, int]
"""A part of an item: its list (`content`, `summary`), and its index there."""

# By type of a part: the field of its text, and the field of a chat delta for it.
PARTS = {
    "output_text": ("text", "content"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("text", "reasoning_content"),
    "summary_text": ("text", "reasoning_content"),
}

TYPED = {"function_call": {"type": "function"}, "custom_tool_call": {}}
"""The type of a call in a chunk. The description has `function` alone, and the Python SDK raises at another one."""

IMAGE = "image_generation_call"


@dataclass
class _Words:
    """A text as it grows; `ahead` is the length of the answer before it, `whole` its own, once a snapshot has it."""

    deltas: list[str] = field(default_factory=list)
    ahead: int = 0
    logprobs: int = 0
    citations: list[Json] = field(default_factory=list)
    whole: int | None = None

    def is_over(self) -> bool:
        """Tell whether a snapshot had all of it, so that a delta is late: it is in the snapshot, too."""
        return self.whole is not None and sum(map(len, self.deltas)) >= self.whole

    def rest(self, whole: str) -> str:
        """Return what a snapshot adds to the deltas; empty if it does not begin with them."""
        there = 0
        for delta in self.deltas:
            if not whole.startswith(delta, there):
                return ""
            there += len(delta)
        if whole:
            self.whole = len(whole)
        return whole[there:]


@dataclass(eq=False)
class _Item:
    """An output item as it grows.

    `call` is its index among the served calls, `held` the arguments that are not served yet, `given` those it began
    with, `otherwise` those of a call that ended without any.
    """

    kind: str
    phase: str | None = None
    call_id: str = ""
    name: str = ""
    given: str = ""
    otherwise: str | None = None
    call: int | None = None
    held: list[str] = field(default_factory=list)
    texts: dict[Slot, _Words] = field(default_factory=dict)
    written: _Words = field(default_factory=_Words)

    def label(self, snapshot: Json) -> None:
        """Take the labels of a snapshot that the item lacks."""
        self.phase = self.phase or snapshot.get("phase")
        self.call_id = self.call_id or text(snapshot.get("call_id"))
        self.name = self.name or text(snapshot.get("name"))


class Items(dict[int, _Item]):
    """The items of a stream by output index."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """`forms` has the item type of a tool's calls, as the client offered it, by the tool's name."""
        super().__init__()
        self._forms = forms
        self.answer_id = ""
        self.call_ids: list[str] = []
        self.says_something = False
        self._waiting: dict[int, _Item] = {}
        """The calls from the last one that is served on, by output index."""
        self._images: list[_Item] = []
        self._length = 0
        self._thought = False

    def at(self, event: Json, kind: str) -> _Item:
        """Return the item of an event: the one with its output index, else the last one."""
        index = number(event.get("output_index"))
        index = max(self, default=0) if index is None else index
        return self[index] if index in self else self._add(index, kind)

    def _add(self, index: int, kind: str) -> _Item:
        item = self[index] = _Item(kind)
        if kind in CALLS:
            self._waiting[index] = item
        return item

    def say(self, item: _Item, slot: Slot, kind: str, words: str, logprobs: list[Json]) -> Iterator[Json]:
        """Serve a piece of text. Commentary becomes reasoning, since it is not part of the answer."""
        name = PARTS[kind][1]
        if item.phase == COMMENTARY and name == "content":
            name, logprobs = "reasoning_content", []
        so_far = item.texts.setdefault(slot, _Words(ahead=self._length))
        if words and so_far.is_over():
            return
        so_far.logprobs += len(logprobs)
        ahead = ""
        if words:
            if name == "reasoning_content":
                ahead = PARAGRAPH if self._thought and not any(so_far.deltas) else ""
                self._thought = True
            so_far.deltas.append(words)
            self._length += len(words) if name == "content" else 0
            self.says_something = True
        if words or logprobs:
            yield {"delta": {name: ahead + words} if words else {}, **without_none(logprobs=chat_logprobs(logprobs))}

    def fill(self, item: _Item, slot: Slot, part: Json) -> Iterator[Json]:
        """Serve what a snapshot of a part adds, and keep its citations for later."""
        kind = text(part.get("type"))
        if kind not in PARTS:
            return
        so_far = item.texts.setdefault(slot, _Words(ahead=self._length))
        words = so_far.rest(text(part.get(PARTS[kind][0])))
        yield from self.say(item, slot, kind, words, objects(part.get("logprobs"))[so_far.logprobs :])
        cited = chat_citations(part, so_far.ahead)
        if item.phase != COMMENTARY and len(cited) > len(so_far.citations):
            so_far.citations = cited

    def fill_item(self, item: _Item, snapshot: Json, *, ended: bool = False) -> Iterator[Json]:
        """Serve what a snapshot of an item adds. A call that has `ended` without arguments gets its default.

        Raises:
            UpstreamError: the client would have to run the item.
        """
        if failure := unsayable(snapshot):
            raise failure
        item.label(snapshot)
        if item.kind in CALLS:
            written = snapshot.get(CALLS[item.kind][0])
            if ended and isinstance(written, str) and snapshot.get("status") != "incomplete":
                item.otherwise = item.given or EMPTY[item.kind]
            yield from self.write(item, item.written.rest(text(written)))
        if text(snapshot.get("result")) and item.kind == IMAGE and item not in self._images:
            yield {"delta": {"images": [image(snapshot, len(self._images))]}}
            self._images.append(item)
            self.says_something = True
        for key in ("summary", "content"):
            for index, part in enumerate(objects(snapshot.get(key))):
                yield from self.fill(item, (key, index), part)

    def write(self, item: _Item, written: str) -> Iterator[Json]:
        """Serve a piece of a call, once it has an id and a name and the calls before it have arguments.

        A call without arguments gets its `{}` before the next begins: clients add late pieces to the wrong call.
        """
        if written and not item.written.is_over():
            item.written.deltas.append(written)
            item.held.append(written)
        last = len(self.call_ids) - 1
        if item.call is not None and item.call < last:
            yield from self._pass(item)
            return
        # Those before the last one that is served hold nothing back.
        self._waiting = {index: call for index, call in self._waiting.items() if call.call in (None, last)}
        for _, call in sorted(self._waiting.items()):
            if call.call is None and not (call.call_id and call.name):
                return
            yield from self._pass(call)
            if call.otherwise is None and (call.held or not any(call.written.deltas)):
                return

    def _pass(self, item: _Item) -> Iterator[Json]:
        """Serve the held pieces of a call. Arguments that have to change their form are held until the call ends."""
        form = self._forms.get(item.name, item.kind)
        field_name, part = CALLS[form]
        label: Json = {}
        name: Json = {}
        if item.call is None:
            item.call = len(self.call_ids)
            self.call_ids.append(unique_call_id(item.call_id, self.call_ids, self.answer_id))
            label, name = {"id": self.call_ids[-1], **TYPED[form]}, {"name": item.name}
            self.says_something = True
        if item.otherwise and not any(item.written.deltas):
            item.written.deltas.append(item.otherwise)
            item.held.append(item.otherwise)
        written = ""
        if form == item.kind or item.otherwise is not None:
            written = in_form(form, item.kind, "".join(item.held)) if item.held else ""
            item.held.clear()
        if name or written:
            yield {"delta": {"tool_calls": [{"index": item.call, **label, part: {**name, field_name: written}}]}}

    def gaps(self, output: list[Json]) -> Iterator[Json]:
        """Serve what the final output adds.

        Only call ids are reliable at every upstream. Other items are matched by type and order.
        """
        streamed = [self[index] for index in sorted(self)]
        for snapshot in output:
            kind, call_id = text(snapshot.get("type")), snapshot.get("call_id")
            item = _same(streamed, kind, call_id)
            if item:
                streamed.remove(item)
            else:
                item = self._add(max(self, default=-1) + 1, kind)
            yield from self.fill_item(item, snapshot)

    def rest(self, *, cut: bool) -> Iterator[Json]:
        """Serve the rest when the stream ends: calls that were held, and all citations.

        A call without arguments has `{}`, unless the answer was cut.
        """
        for index in sorted(self):
            item = self[index]
            if item.kind in CALLS:
                item.otherwise = item.otherwise or item.given or ("" if cut else EMPTY[item.kind])
                yield from self._pass(item)
        texts = [words for index in sorted(self) for words in self[index].texts.values()]
        if cited := [citation for words in texts for citation in words.citations]:
            # At once: the official accumulator cannot add up lists whose entries have no index.
            yield {"delta": {"annotations": cited}}


def _same(streamed: list[_Item], kind: str, call_id: Any) -> _Item | None:
    """Return the item of a snapshot: the one with its call id, else the first of its kind that may be it."""
    unnamed = None
    for item in streamed:
        if item.kind == kind and (not call_id or item.call_id == call_id):
            return item
        if item.kind == kind and not item.call_id:
            unnamed = unnamed or item
    return unnamed
