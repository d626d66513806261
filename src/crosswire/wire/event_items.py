"""What the events of a Responses stream say of each output item: its snapshots, its ids, and its words, thrice over.

Words come as deltas, once more whole in a `.done`, once more in the snapshots of the part and of the item.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from crosswire.facts import Json
from crosswire.wire.event_order import About
from crosswire.wire.lenient_json import mapping, objects, position, string

TERMINAL = ("response.completed", "response.incomplete", "response.failed")
"""The events that end a stream; each carries the whole response."""

Slot = tuple[About, str, int]
"""Where words stand in an item: whose they are, in which field, as which entry of it (0 for what a call writes)."""

DELTAS: Mapping[str, tuple[About, str, str]] = {
    "response.output_text": ("text", "content", "text"),
    "response.refusal": ("refusal", "content", "refusal"),
    "response.reasoning_text": ("reasoning", "content", "text"),
    "response.reasoning_summary_text": ("reasoning", "summary", "text"),
    "response.function_call_arguments": ("arguments", "arguments", "arguments"),
    "response.custom_tool_call_input": ("input", "input", "input"),
}
"""Of the events that tell of words, without `.delta` and `.done`: whose words, in which field, and `.done`'s name."""

PARTS: Mapping[str, tuple[About, str]] = {
    "output_text": ("text", "text"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("reasoning", "text"),
    "summary_text": ("reasoning", "text"),
}
"""Of a part by its type: whose words it holds, and under which name."""

CALLS: Mapping[str, About] = {"arguments": "arguments", "input": "input"}
"""The fields in which an item holds what a call writes."""


@dataclass(slots=True)
class Words:
    """One text as it is told: by deltas, and by every snapshot of it, each with the name of what holds it."""

    deltas: list[str] = field(default_factory=list)
    wholes: dict[str, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """What the deltas add up to."""
        return "".join(self.deltas)


@dataclass(slots=True)
class Tokens:
    """The logprobs of one text: of its deltas, and of every snapshot, each with the name of what holds them."""

    deltas: list[Json] = field(default_factory=list)
    wholes: dict[str, Json] = field(default_factory=dict)


@dataclass(slots=True)
class Told:
    """What a stream says of one item. `added` and `done` are snapshots, the first of each; `ids` all that name it."""

    added: Mapping[str, Json] | None = None
    done: Mapping[str, Json] | None = None
    final: Mapping[str, Json] | None = None
    """The item in the terminal response: the one with its first id, else the one at its place."""
    ids: list[str] = field(default_factory=list)
    words: dict[Slot, Words] = field(default_factory=lambda: defaultdict(Words))
    annotations: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))
    annotation_places: dict[int, list[Json]] = field(default_factory=lambda: defaultdict(list))
    """The place that each annotation says that it has."""
    names: list[str] = field(default_factory=list)
    """What the `done` of a call's arguments names it."""
    parts_added: list[Mapping[str, Json]] = field(default_factory=list)
    """The parts as they began."""
    parts_done: list[Mapping[str, Json]] = field(default_factory=list)
    """The parts as they ended."""
    logprobs: dict[int, Tokens] = field(default_factory=lambda: defaultdict(Tokens))
    """Of each content part that is text."""
    cited: dict[int, dict[str, Json]] = field(default_factory=lambda: defaultdict(dict))
    """The annotations of each content part that is text, as every snapshot has them."""

    @property
    def snapshots(self) -> list[Mapping[str, Json]]:
        """The item as it began, as it ended, and as the terminal response has it, where these are told."""
        return [snapshot for snapshot in (self.added, self.done, self.final) if snapshot is not None]


def items_of(events: Sequence[Mapping[str, Json]]) -> dict[int, Told]:
    """Return what is told of each item, by output index, in the order in which they are first told of."""
    items: dict[int, Told] = defaultdict(Told)
    for event in events:
        if "output_index" in event:
            _tell(items[position(event["output_index"], otherwise=0)], event)
    places = {told.ids[0]: index for index, told in items.items() if told.ids}
    for index, item in enumerate(final_output(events)):
        told = items[places.get(string(item.get("id")), index)]
        told.final = item
        _tell_snapshot(told, item, "output")
    return dict(items)


def responses_of(events: Sequence[Mapping[str, Json]]) -> Iterator[Mapping[str, Json]]:
    """Yield the response of every event that carries one."""
    return (event["response"] for event in events if isinstance(event.get("response"), dict))


def final_output(events: Sequence[Mapping[str, Json]]) -> Sequence[Mapping[str, Json]]:
    """Return the output of the terminal response."""
    terminal = [event for event in events if event.get("type") in TERMINAL]
    return objects(mapping(terminal[-1].get("response")).get("output")) if terminal else []


def _tell(item: Told, event: Mapping[str, Json]) -> None:
    kind, snapshot = string(event.get("type")), mapping(event.get("item"))
    stem, _, step = kind.rpartition(".")
    if "item_id" in event:
        item.ids.append(string(event["item_id"]))
    if kind == "response.output_item.added":
        item.added = item.added or snapshot
        item.ids.append(string(snapshot.get("id")))
    elif kind == "response.output_item.done":
        item.done = item.done or snapshot
        _tell_snapshot(item, snapshot, "output_item.done")
    elif kind in ("response.content_part.added", "response.reasoning_summary_part.added"):
        item.parts_added.append(mapping(event.get("part")))
    elif kind in ("response.content_part.done", "response.reasoning_summary_part.done"):
        item.parts_done.append(mapping(event.get("part")))
        _tell_part(item, mapping(event.get("part")), _field(stem), _index(event), kind.removeprefix("response."))
    elif kind == "response.output_text.annotation.added":
        item.annotations[_index(event)].append(event.get("annotation"))
        item.annotation_places[_index(event)].append(event.get("annotation_index"))
    elif stem in DELTAS:
        _tell_words(item, event, stem, step)


def _tell_words(item: Told, event: Mapping[str, Json], stem: str, step: str) -> None:
    """Note what a delta says, or the `done` of a text."""
    about, key, name = DELTAS[stem]
    words, holder = item.words[about, key, _index(event)], f"{stem.removeprefix('response.')}.{step}"
    if step == "delta":
        words.deltas.append(string(event.get("delta")))
    else:
        words.wholes[holder] = string(event.get(name))
    if about == "text":
        _tell_logprobs(item.logprobs[_index(event)], event, None if step == "delta" else holder)
    if about == "arguments" and event.get("name"):
        item.names.append(string(event["name"]))


def _index(event: Mapping[str, Json]) -> int:
    return position(event.get("content_index", event.get("summary_index")), otherwise=0)


def _field(stem: str) -> str:
    return "summary" if "summary" in stem else "content"


def _tell_snapshot(item: Told, snapshot: Mapping[str, Json], holder: str) -> None:
    """Note the words of an item's snapshot."""
    item.ids.append(string(snapshot.get("id")))
    for key in ("content", "summary"):
        for index, part in enumerate(objects(snapshot.get(key))):
            # Whatever a reasoning item calls its parts: they are no text of the answer.
            told = {**part, "type": "reasoning_text"} if snapshot.get("type") == "reasoning" else part
            _tell_part(item, told, key, index, holder)
    for key, about in CALLS.items():
        if key in snapshot and string(snapshot.get("type")) in ("function_call", "custom_tool_call"):
            item.words[about, key, 0].wholes[holder] = string(snapshot[key])


def _tell_logprobs(tokens: Tokens, source: Mapping[str, Json], holder: str | None) -> None:
    """Note the logprobs of a delta, or of what holds the whole text."""
    found = objects(source.get("logprobs"))
    if holder is None:
        tokens.deltas += found
    else:
        tokens.wholes[holder] = found


def _tell_part(item: Told, part: Mapping[str, Json], key: str, index: int, holder: str) -> None:
    if part.get("type") == "output_text":
        _tell_logprobs(item.logprobs[index], part, holder)
        item.cited[index][holder] = part.get("annotations") or []
    if kind := PARTS.get(string(part.get("type"))):
        about, name = kind
        item.words[about, key, index].wholes[holder] = string(part.get(name))
