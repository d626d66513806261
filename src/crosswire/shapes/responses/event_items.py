"""What the events of a Responses stream say of each output item: its snapshots, its ids and its texts.

A stream says every text three times: in deltas, whole in a `.done` event, and in the snapshots of part and item.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosswire.facts import Json
from crosswire.shapes.responses.event_order import TERMINAL, About
from crosswire.wire.lenient_json import mapping, objects, position, string

Slot = tuple[About, str, int]
"""A text of an item: what it is, the field that holds it, and its index there (0 for what a call writes)."""

DELTAS: Mapping[str, tuple[About, str, str]] = {
    "response.output_text": ("text", "content", "text"),
    "response.refusal": ("refusal", "content", "refusal"),
    "response.reasoning_text": ("reasoning", "content", "text"),
    "response.reasoning_summary_text": ("reasoning", "summary", "text"),
    "response.function_call_arguments": ("arguments", "arguments", "arguments"),
    "response.custom_tool_call_input": ("input", "input", "input"),
}
"""By event type without `.delta` and `.done`: what the text is, its field in the item, its field in the `.done`."""

PARTS: Mapping[str, tuple[About, str]] = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("reasoning", "text"),
}
"""By the type of a part: what its text is, and its field."""

CALLS: Mapping[str, About] = {"arguments": "arguments", "input": "input"}
"""The fields in which an item holds what a call writes."""


@dataclass(slots=True)
class Words:
    """One text of an item: its deltas, and every whole copy by the name of the event or field that holds it."""

    deltas: list[str] = field(default_factory=list)
    wholes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The deltas, joined."""
        return "".join(self.deltas)


@dataclass(slots=True)
class Tokens:
    """The logprobs of one text: of its deltas, and of every whole copy by the name of what holds it."""

    deltas: list[Json] = field(default_factory=list)
    wholes: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class StreamedItem:
    """Everything that a stream says of one output item."""

    added: Mapping[str, Json] | None = None
    """The item in its first `output_item.added`."""
    done: Mapping[str, Json] | None = None
    """The item in its first `output_item.done`."""
    final: Mapping[str, Json] | None = None
    """The item in the terminal response: the one with its first id, else the one with its index."""
    ids: list[str] = field(default_factory=list)
    """Every id that an event or a snapshot gives the item, in order."""
    words: dict[Slot, Words] = field(default_factory=lambda: defaultdict(Words))
    annotations: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The annotations that events add, by content index."""
    annotation_indexes: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The `annotation_index` of these events, by content index."""
    names: list[str] = field(default_factory=list)
    """The names that the `done` events of a call's arguments give."""
    parts_added: list[Mapping[str, Json]] = field(default_factory=list)
    """The parts as they began."""
    parts_done: list[Mapping[str, Json]] = field(default_factory=list)
    """The parts as they ended."""
    logprobs: dict[int, Tokens] = field(default_factory=lambda: defaultdict(Tokens))
    """The logprobs of each content part that is text."""
    cited: dict[int, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    """The annotations of each content part that is text, by the name of the snapshot that holds them."""

    @property
    def snapshots(self) -> list[Mapping[str, Json]]:
        """The item as it began, as it ended, and as the terminal response has it, those of them that there are."""
        return [snapshot for snapshot in (self.added, self.done, self.final) if snapshot is not None]


def items_of(events: Sequence[Mapping[str, Json]]) -> dict[int, StreamedItem]:
    """Return the items of a stream by output index, in the order in which they first appear."""
    items: dict[int, StreamedItem] = defaultdict(StreamedItem)
    for event in events:
        if "output_index" in event:
            _add_event(items[position(event["output_index"], otherwise=0)], event)
    indexes = {streamed.ids[0]: index for index, streamed in items.items() if streamed.ids}
    for index, item in enumerate(final_output(events)):
        streamed = items[indexes.get(string(item.get("id")), index)]
        streamed.final = item
        _add_snapshot(streamed, item, "output")
    return dict(items)


def responses_of(events: Sequence[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
    """Yield the response of every event that carries one."""
    return (event["response"] for event in events if isinstance(event.get("response"), dict))


def final_output(events: Sequence[Mapping[str, Json]]) -> Sequence[Mapping[str, Json]]:
    """Return the output of the terminal response; nothing where there is none."""
    terminal = [event for event in events if event.get("type") in TERMINAL]
    return objects(mapping(terminal[-1].get("response")).get("output")) if terminal else []


def _add_event(item: StreamedItem, event: Mapping[str, Json]) -> None:
    kind, snapshot = string(event.get("type")), mapping(event.get("item"))
    stem, _, step = kind.rpartition(".")
    if "item_id" in event:
        item.ids.append(string(event["item_id"]))
    if kind == "response.output_item.added":
        item.added = item.added or snapshot
        item.ids.append(string(snapshot.get("id")))
    elif kind == "response.output_item.done":
        item.done = item.done or snapshot
        _add_snapshot(item, snapshot, "output_item.done")
    elif kind in ("response.content_part.added", "response.reasoning_summary_part.added"):
        item.parts_added.append(mapping(event.get("part")))
    elif kind in ("response.content_part.done", "response.reasoning_summary_part.done"):
        item.parts_done.append(mapping(event.get("part")))
        _add_part(item, mapping(event.get("part")), _field(stem), _index(event), kind.removeprefix("response."))
    elif kind == "response.output_text.annotation.added":
        item.annotations[_index(event)].append(event.get("annotation"))
        item.annotation_indexes[_index(event)].append(event.get("annotation_index"))
    elif stem in DELTAS:
        _add_words(item, event, stem, step)


def _add_words(item: StreamedItem, event: Mapping[str, Json], stem: str, step: str) -> None:
    """Add the text of a delta, or of the `done` of a text."""
    about, key, name = DELTAS[stem]
    words, holder = item.words[about, key, _index(event)], f"{stem.removeprefix('response.')}.{step}"
    if step == "delta":
        words.deltas.append(string(event.get("delta")))
    else:
        words.wholes[holder] = string(event.get(name))
    if about == "text":
        _add_logprobs(item.logprobs[_index(event)], event, None if step == "delta" else holder)
    if about == "arguments" and event.get("name"):
        item.names.append(string(event["name"]))


def _index(event: Mapping[str, Json]) -> int:
    return position(event.get("content_index", event.get("summary_index")), otherwise=0)


def _field(stem: str) -> str:
    return "summary" if "summary" in stem else "content"


def _add_snapshot(item: StreamedItem, snapshot: Mapping[str, Json], holder: str) -> None:
    """Add the texts of an item's snapshot."""
    item.ids.append(string(snapshot.get("id")))
    for key in ("content", "summary"):
        for index, part in enumerate(objects(snapshot.get(key))):
            # The parts of a reasoning item are no text of the answer, whatever their type says.
            typed = {**part, "type": "reasoning_text"} if snapshot.get("type") == "reasoning" else part
            _add_part(item, typed, key, index, holder)
    for key, about in CALLS.items():
        if key in snapshot and string(snapshot.get("type")) in ("function_call", "custom_tool_call"):
            item.words[about, key, 0].wholes[holder] = string(snapshot[key])


def _add_logprobs(tokens: Tokens, source: Mapping[str, Json], holder: str | None) -> None:
    """Add the logprobs of a delta, or, with a `holder`, of a whole copy."""
    found = objects(source.get("logprobs"))
    if holder is None:
        tokens.deltas += found
    else:
        tokens.wholes[holder] = found


def _add_part(item: StreamedItem, part: Mapping[str, Json], key: str, index: int, holder: str) -> None:
    if part.get("type") == "output_text":
        _add_logprobs(item.logprobs[index], part, holder)
        item.cited[index][holder] = part.get("annotations") or []
    if kind := PARTS.get(string(part.get("type"))):
        about, name = kind
        item.words[about, key, index].wholes[holder] = string(part.get(name))
