"""The items of a Responses stream as they grow, and the deltas of a chat stream that they become.

Items are told apart by their place in the output: ids change from event to event at some upstreams. Deltas are what was
said; a snapshot (`*.done`, an item, the terminal response) only adds what the deltas left out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

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
from crosswire.reference.lenient import Json, number, objects, said, text

Place = tuple[str, int]
"""Which list of an item (`content`, `summary`), and which entry of it."""

# Where a part keeps its words, and where a chat delta does.
PARTS = {
    "output_text": ("text", "content"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("text", "reasoning_content"),
    "summary_text": ("text", "reasoning_content"),
}

TYPED = {"function_call": {"type": "function"}, "custom_tool_call": {}}
"""The type of a call in a chunk: it is `function` there, so custom calls have none."""

IMAGE = "image_generation_call"


@dataclass
class _Words:
    """A text as it grows; `ahead` is how much of the answer stood before it."""

    deltas: list[str] = field(default_factory=list)
    ahead: int = 0
    logprobs: int = 0
    citations: list[Json] = field(default_factory=list)

    def rest(self, whole: str) -> str:
        """Return what a snapshot adds to the deltas; nothing, if it does not begin with them."""
        told = "".join(self.deltas)
        self.deltas = [told]
        return whole[len(told) :] if whole.startswith(told) else ""


@dataclass(eq=False)
class _Item:
    """An output item as it grows.

    `call` is its place among the calls once served, `held` what is not served yet, `given` the arguments it began with,
    `otherwise` what it has written if it wrote nothing, once it has ended.
    """

    kind: str
    phase: str | None = None
    call_id: str = ""
    name: str = ""
    given: str = ""
    otherwise: str | None = None
    call: int | None = None
    held: list[str] = field(default_factory=list)
    texts: dict[Place, _Words] = field(default_factory=dict)
    written: _Words = field(default_factory=_Words)

    def label(self, snapshot: Json) -> None:
        """Take over what a snapshot says first."""
        self.phase = self.phase or snapshot.get("phase")
        self.call_id = self.call_id or text(snapshot.get("call_id"))
        self.name = self.name or text(snapshot.get("name"))


class Items(dict[int, _Item]):
    """The items of a stream by output index."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """Know the form in which each tool was offered: what a call of it is, by the tool's name."""
        super().__init__()
        self._forms = forms
        self.answer_id = ""
        self.call_ids: list[str] = []
        self.says_something = False
        self._images: list[_Item] = []
        self._said = 0
        self._thought = False

    def at(self, event: Json, kind: str) -> _Item:
        """Return the item that an event is about: the one at its place, else the last one."""
        place = number(event.get("output_index"))
        return self.setdefault(max(self, default=0) if place is None else place, _Item(kind))

    def say(self, item: _Item, place: Place, kind: str, words: str, logprobs: list[Json]) -> Iterator[Json]:
        """Pass a piece of text on. Commentary goes beside the answer: it must not stand where that does."""
        name = PARTS[kind][1]
        if item.phase == COMMENTARY and name == "content":
            name, logprobs = "reasoning_content", []
        told = item.texts.setdefault(place, _Words(ahead=self._said))
        told.logprobs += len(logprobs)
        ahead = ""
        if words:
            if name == "reasoning_content":
                ahead = PARAGRAPH if self._thought and not any(told.deltas) else ""
                self._thought = True
            told.deltas.append(words)
            self._said += len(words) if name == "content" else 0
            self.says_something = True
        if words or logprobs:
            yield {"delta": {name: ahead + words} if words else {}, **said(logprobs=chat_logprobs(logprobs))}

    def fill(self, item: _Item, place: Place, part: Json) -> Iterator[Json]:
        """Pass on what a snapshot of a part adds; keep its citations for later."""
        kind = text(part.get("type"))
        if kind not in PARTS:
            return
        told = item.texts.setdefault(place, _Words(ahead=self._said))
        words = told.rest(text(part.get(PARTS[kind][0])))
        yield from self.say(item, place, kind, words, objects(part.get("logprobs"))[told.logprobs :])
        cited = chat_citations(part, told.ahead)
        if item.phase != COMMENTARY and len(cited) > len(told.citations):
            told.citations = cited

    def fill_item(self, item: _Item, snapshot: Json, *, ended: bool = False) -> Iterator[Json]:
        """Pass on what a snapshot of an item adds; of one that has `ended`, that a call wrote nothing.

        Raises:
            UpstreamError: it is one that the client would have to run.
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
        """Pass a piece of a call on, as soon as it has an id and a name, and those before it have begun to write.

        One that writes nothing has to have its `{}` before the next begins: clients add what comes late to a wrong one.
        """
        if written:
            item.written.deltas.append(written)
            item.held.append(written)
        if item.call is not None and item.call < len(self.call_ids) - 1:
            yield from self._pass(item)
            return
        for place in sorted(self):
            call = self[place]
            if call.kind not in CALLS:
                continue
            if call.call is None and not (call.call_id and call.name):
                return
            yield from self._pass(call)
            if call.otherwise is None and (call.held or not any(call.written.deltas)):
                return

    def _pass(self, item: _Item) -> Iterator[Json]:
        """Pass on what is held of a call. What has to change its form is held until the call has ended."""
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
        """Pass on what the final output adds.

        Ids and places do not hold at every upstream, call ids do: the first message there is the first here, and so on.
        """
        known = [self[place] for place in sorted(self)]
        for snapshot in output:
            same = [item for item in known if item.kind == snapshot.get("type")]
            by_id = [item for item in same if item.call_id and item.call_id == snapshot.get("call_id")]
            unnamed = [item for item in same if not (item.call_id and snapshot.get("call_id"))]
            if found := (by_id or unnamed)[:1]:
                known.remove(found[0])
            item = found[0] if found else _Item(text(snapshot.get("type")))
            if not found:
                self[max(self, default=-1) + 1] = item
            yield from self.fill_item(item, snapshot)

    def rest(self, *, cut: bool) -> Iterator[Json]:
        """Yield what is still to be said when the stream ends: calls held back, and all citations.

        A call without arguments has `{}`, unless the answer was cut.
        """
        for place in sorted(self):
            item = self[place]
            if item.kind in CALLS:
                item.otherwise = item.otherwise or item.given or ("" if cut else EMPTY[item.kind])
                yield from self._pass(item)
        if cited := [each for place in sorted(self) for told in self[place].texts.values() for each in told.citations]:
            # At once: the official accumulator cannot add up lists whose entries have no index.
            yield {"delta": {"annotations": cited}}
