"""Responses events as chat chunks, one by one as they come in.

Items are told apart by their place in the output: ids change from event to event at some upstreams. Deltas are what was said;
a snapshot (`*.done`, an item, the terminal response) only adds what the deltas left out.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from crosswire.reference.chat_answer import COMMENTARY, failure_of, finish, head, tier, unique_call_id, unsayable
from crosswire.reference.details import chat_citations, chat_logprobs, chat_moderation, chat_usage
from crosswire.reference.failures import UpstreamError, bad_gateway, from_error
from crosswire.reference.http import DONE, failure_within
from crosswire.reference.lenient import Json, mapping, number, objects, said, text

Place = tuple[str, int]
"""Which list of an item (`content`, `summary`), and which entry of it."""

TERMINAL = ("response.completed", "response.incomplete", "response.failed", "response.cancelled")


@dataclass
class _Piece:
    """A text that grows; `ahead` is how much of the answer stood before it."""

    deltas: list[str] = field(default_factory=list)
    ahead: int = 0
    logprobs: int = 0
    citations: list[Json] = field(default_factory=list)

    def rest(self, whole: str) -> str:
        """What a snapshot adds to the deltas; nothing, if it does not begin with them."""
        self.deltas = ["".join(self.deltas)]
        return whole[len(self.deltas[0]) :] if whole.startswith(self.deltas[0]) else ""


@dataclass
class _Item:
    """One output item as it grows; `call` is its place among the calls, None until it is told."""

    kind: str = ""
    phase: str | None = None
    call_id: str = ""
    name: str = ""
    call: int | None = None
    pieces: dict[Place, _Piece] = field(default_factory=dict)

    def piece(self, place: Place) -> _Piece:
        return self.pieces.setdefault(place, _Piece())


# Which field a snapshot of a part keeps its text in, and which field of a delta that becomes.
PARTS = {
    "output_text": ("text", "content"),
    "refusal": ("refusal", "refusal"),
    "reasoning_text": ("text", "reasoning_content"),
    "summary_text": ("text", "reasoning_content"),
}
CALLS = {"function_call": ("function", "arguments"), "custom_tool_call": ("custom", "input")}
"""What a call writes, and where a chunk has it. A chunk's `type` can only be `function`: custom calls go without one."""

WRITTEN: Place = ("written", 0)


def chunks(events: Generator[Json], request: Json) -> Iterator[Json]:
    """Translate a stream. One that fails ends in `{"error": …}` and has no finish reason."""
    stream = _Stream(request)
    with closing(events):
        try:
            for event in events:
                yield from stream.take(_as_event(event))
                if stream.terminal is not None:
                    break
            yield from stream.end()
        except UpstreamError as error:
            yield error.body


def whole(events: Generator[Json]) -> Json:
    """The response that an upstream gave, be it as one object, or as a stream in answer to a plain request.

    Raises:
        UpstreamError: the stream failed or broke off.
    """
    items: dict[int, Json] = {}
    with closing(events):
        for event in events:
            told = _as_event(event)
            if failure := failure_within(told):
                raise failure
            if told.get("type") == "response.output_item.done":
                items[number(told.get("output_index")) or len(items)] = mapping(told.get("item"))
            if told.get("type") in TERMINAL:
                response = mapping(told.get("response"))
                return {**response, "output": response.get("output") or [items[place] for place in sorted(items)]}
    raise bad_gateway("the upstream's stream ended without an answer")


def _as_event(payload: Json) -> Json:
    """A response object, which some upstreams send in answer to a streamed request, as the event that ends a stream."""
    if payload is DONE or "type" in payload or (payload.get("error") and "output" not in payload):
        return payload
    return {"type": f"response.{payload.get('status') or 'completed'}", "response": payload}


class _Stream:
    """What one stream has said so far."""

    def __init__(self, request: Json) -> None:
        self.request = request
        self.terminal: Json | None = None
        self.done = False
        self._head: Json = {}
        self._items: dict[int, _Item] = {}
        self._call_ids: list[str] = []
        self._length = 0

    def take(self, event: Json) -> Iterator[Json]:
        """The chunks that an event becomes; none, if it is not known."""
        if failure := failure_within(event):
            raise failure
        kind = text(event.get("type"))
        self.done = self.done or event is DONE
        if isinstance(event.get("response"), dict):
            yield from self._response(kind, event["response"])
        elif kind in READERS:
            yield from self._start({})
            yield from READERS[kind](self, self._item(event), event)

    def end(self) -> Iterator[Json]:
        """The finish, and what stands after it. A stream that just stops is no answer; `[DONE]` alone ends one."""
        if self.terminal is None:
            if not (self.done and self._items):
                raise bad_gateway("the upstream's stream ended before the answer did")
            self.terminal = {"status": "completed"}
        response = self.terminal
        for item in self._items.values():
            yield from self._tell(item, last=True)
        cited = [entry for item in self._items.values() for piece in item.pieces.values() for entry in piece.citations]
        if cited:
            # All in one: the official accumulator cannot add up lists without an index.
            yield self._chunk({"annotations": cited})
        ended = {"delta": {}, "finish_reason": finish(response, wanted=bool(self._call_ids))}
        extras = said(service_tier=tier(response))
        yield self._chunk(**ended) | extras | said(metadata=response.get("metadata") or None)
        usage, moderation = chat_usage(response.get("usage")), chat_moderation(response.get("moderation"))
        if usage and mapping(self.request.get("stream_options")).get("include_usage"):
            yield {**self._head, "choices": [], "usage": usage, **extras}
        if moderation:
            yield {**self._head, "choices": [], "moderation": moderation, **extras}

    def _response(self, kind: str, response: Json) -> Iterator[Json]:
        if kind in TERMINAL:
            ended = {"status": kind.removeprefix("response."), **response, "output": response.get("output") or []}
            if failure := failure_of(ended):
                raise failure
            yield from self._start(response)
            for item, snapshot in self._matched(objects(response.get("output"))):
                yield from _snapshot(self, item, {"item": snapshot})
            self.terminal = ended
        else:
            yield from self._start(response)

    def _matched(self, output: list[Json]) -> Iterator[tuple[_Item, Json]]:
        """The items of a final output beside those of the stream: the first message the first, and so on.

        Neither ids nor places hold at every upstream, but call ids do.
        """
        known = [self._items[place] for place in sorted(self._items)]
        for snapshot in output:
            kind, call_id = text(snapshot.get("type")), text(snapshot.get("call_id"))
            same = [item for item in known if item.kind == kind]
            item = next((item for item in same if call_id and item.call_id == call_id), None)
            item = item or next((item for item in same if not (call_id and item.call_id)), None)
            if item is None:
                item = self._items[max(self._items, default=-1) + 1] = _Item()
            else:
                known.remove(item)
            yield item, snapshot

    def _start(self, response: Json) -> Iterator[Json]:
        if not self._head:
            self._head = {**head(response, self.request), "object": "chat.completion.chunk"}
            yield self._chunk({"role": "assistant", "content": ""})

    def _item(self, event: Json) -> _Item:
        place = number(event.get("output_index"))
        return self._items.setdefault(max(self._items, default=0) if place is None else place, _Item())

    def _chunk(self, delta: Json, finish_reason: str | None = None, logprobs: Json | None = None) -> Json:
        choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, **said(logprobs=logprobs)}
        return {**self._head, "choices": [choice]}

    def say(self, item: _Item, place: Place, kind: str, words: str, logprobs: list[Json]) -> Iterator[Json]:
        """Pass a piece of text on; commentary goes beside the answer."""
        piece = item.piece(place)
        name = PARTS[kind][1]
        if item.phase == COMMENTARY and name == "content":
            name, logprobs = "reasoning_content", []
        if not piece.deltas:
            piece.ahead = self._length
        if words:
            piece.deltas.append(words)
            self._length += len(words) if name == "content" else 0
        piece.logprobs += len(logprobs)
        if words or logprobs:
            yield self._chunk({name: words} if words else {}, logprobs=chat_logprobs(logprobs))

    def write(self, item: _Item, written: str) -> Iterator[Json]:
        """Pass a piece of arguments on, or hold it back until the call has a name."""
        piece = item.piece(WRITTEN)
        piece.deltas.append(written)
        yield from self._tell(item)
        if item.call is not None and written and piece.ahead == len(piece.deltas) - 1:
            piece.ahead += 1
            yield self._chunk(_call_delta(item, written))

    def _tell(self, item: _Item, *, last: bool = False) -> Iterator[Json]:
        """The first delta of a call, as soon as its id and name are known; and what was held back till then."""
        if item.kind not in CALLS:
            return
        piece = item.piece(WRITTEN)
        if item.call is None and ((item.call_id and item.name) or last):
            item.call = len(self._call_ids)
            self._call_ids.append(unique_call_id(item.call_id, self._call_ids, text(self._head.get("id"))))
            kind = {"type": "function"} if item.kind == "function_call" else {}
            told = _call_delta(item, "")["tool_calls"][0]
            told[CALLS[item.kind][0]] = {"name": item.name, **told[CALLS[item.kind][0]]}
            yield self._chunk({"tool_calls": [{**told, "id": self._call_ids[-1], **kind}]})
        held, piece.ahead = "".join(piece.deltas[piece.ahead :]), len(piece.deltas)
        whole_answer = self.terminal is not None and self.terminal.get("status") != "incomplete"
        if last and whole_answer and item.kind == "function_call" and not any(piece.deltas):
            held = "{}"
        if held:
            yield self._chunk(_call_delta(item, held))


def _call_delta(item: _Item, written: str) -> Json:
    kind, name = CALLS[item.kind]
    return {"tool_calls": [{"index": item.call, kind: {name: written}}]}


Reader = Callable[[_Stream, _Item, Json], Iterator[Json]]


def _added(stream: _Stream, item: _Item, event: Json) -> Iterator[Json]:
    snapshot = mapping(event.get("item"))
    _label(item, snapshot)
    # Arguments in here are left to the deltas, or to `done`.
    yield from stream.write(item, "") if item.kind in CALLS else ()


def _label(item: _Item, snapshot: Json) -> None:
    if failure := unsayable(snapshot):
        raise failure
    item.kind = item.kind or text(snapshot.get("type"))
    item.phase = item.phase or snapshot.get("phase")
    item.call_id = item.call_id or text(snapshot.get("call_id"))
    item.name = item.name or text(snapshot.get("name"))


def _snapshot(stream: _Stream, item: _Item, event: Json) -> Iterator[Json]:
    snapshot = mapping(event.get("item"))
    _label(item, snapshot)
    if item.kind in CALLS:
        yield from stream.write(item, item.piece(WRITTEN).rest(text(snapshot.get(CALLS[item.kind][1]))))
    for key in ("summary", "content"):
        for index, part in enumerate(objects(snapshot.get(key))):
            yield from _part(stream, item, (key, index), part)


def _part(stream: _Stream, item: _Item, place: Place, part: Json) -> Iterator[Json]:
    kind = text(part.get("type"))
    if kind not in PARTS:
        return
    piece = item.piece(place)
    words = piece.rest(text(part.get(PARTS[kind][0])))
    yield from stream.say(item, place, kind, words, objects(part.get("logprobs"))[piece.logprobs :])
    if item.phase != COMMENTARY and len(piece.citations) < len(cited := chat_citations(part, piece.ahead)):
        piece.citations = cited
