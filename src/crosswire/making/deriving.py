"""The missing recordings of a conversation, written from the facts of the one that there is."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, get_args

from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Item,
    Json,
    Message,
    Mode,
    ShapeName,
)
from crosswire.interactions import Interaction
from crosswire.making.carrying_over import notes_on
from crosswire.making.conversations import Conversation
from crosswire.making.one_sided import left_out, one_sided
from crosswire.shapes import SHAPES
from crosswire.shapes.stream_text import stream_text
from crosswire.wire.cassettes import HttpCall
from crosswire.wire.exact_json import sent
from crosswire.wire.leaves import map_leaves


@dataclass(frozen=True, slots=True)
class Derived:
    """The four recordings of a scenario, by name."""

    recordings: Mapping[str, Conversation]
    only: Mapping[ShapeName, tuple[str, ...]]
    """By shape: the request facts that the other shape cannot say."""
    notes: tuple[str, ...]
    """What could not be carried over, in words."""


def derive(given: Conversation) -> Derived:
    """Write the other recordings of a conversation: the other mode, and both modes of the other shape."""
    asks = _whole_histories(given.turns)
    recordings = {
        f"{shape}.{mode}": given if (shape, mode) == (given.shape, given.mode) else _written(given, shape, mode, asks)
        for shape in SHAPES
        for mode in get_args(Mode)
    }
    only = one_sided(recordings, given.shape)
    return Derived(recordings, only, (*left_out(only), *notes_on(given, recordings)))


def _written(given: Conversation, shape: ShapeName, mode: Mode, asks: Sequence[Ask]) -> Conversation:
    calls = [
        _call(turn, call, shape, mode, ask) for turn, call, ask in zip(given.turns, given.calls, asks, strict=True)
    ]
    return Conversation(shape, mode, tuple(calls))


def _call(turn: Interaction, call: HttpCall, shape: ShapeName, mode: Mode, ask: Ask) -> HttpCall:
    uri, query, rest = call.uri.partition("?")
    request = request_for(turn, shape, mode, ask)
    streams = mode == "stream" and turn.status < 400
    return replace(
        call,
        uri=uri.rstrip("/").removesuffix(SHAPES[turn.shape].PATH) + SHAPES[shape].PATH + query + rest,
        request_headers={"content-type": ["application/json"]},
        request_body=sent(request).encode(),
        headers={**call.headers, "content-type": [_CONTENT_TYPES[streams]]},
        body=_answer(turn, shape, mode).encode(),
    )


_CONTENT_TYPES = {False: "application/json", True: "text/event-stream; charset=utf-8"}

# The fields that a request for a stream has beside those for a whole answer.
_STREAMED: Mapping[ShapeName, Mapping[str, Json]] = {
    "chat": {"stream": True, "stream_options": {"include_usage": True}},
    "responses": {"stream": True},
}


def request_for(turn: Interaction, shape: ShapeName, mode: Mode, ask: Ask) -> dict[str, Json]:
    """Return the request of a turn: in its own shape as it was given, in the other shape written from `ask`."""
    if turn.shape == shape:
        request = dict(turn.asked_body)
    else:
        request = SHAPES[shape].write_request(replace(ask, stream=False, include_usage=False))
    whole = {key: value for key, value in request.items() if key not in _STREAMED["chat"]}
    return {**whole, **_STREAMED[shape]} if mode == "stream" else whole


def _answer(turn: Interaction, shape: ShapeName, mode: Mode) -> str:
    if turn.shape == shape and turn.status >= 400:
        return sent(turn.answer_body)
    answer = turn.answer if turn.shape == shape else _with_another_id(turn.answer, shape)
    if mode == "json" or turn.status >= 400:
        return sent(_with_ids_of_the_turn(SHAPES[shape].write_answer(answer), answer))
    frames = [_with_ids_of_the_turn(frame, answer) for frame in SHAPES[shape].write_stream(answer)]
    return stream_text(shape, [{**_tier_of(turn, shape), **frame} for frame in frames])


def _tier_of(turn: Interaction, shape: ShapeName) -> dict[str, Json]:
    """Return the service tier of a Chat answer for its frames: a host's own, which no writer knows, is kept."""
    tier = getattr(turn.answer, "service_tier", None)
    return {"service_tier": tier} if tier and shape == turn.shape == "chat" else {}


_ID_PREFIXES: Mapping[ShapeName, str] = {"chat": "chatcmpl-", "responses": "resp_"}


def _with_another_id(answer: Answer | Failure, shape: ShapeName) -> Answer | Failure:
    """Return an answer with an id in the form of the other API, the same for the same answer."""
    if isinstance(answer, Failure):
        return answer
    return replace(answer, id=_ID_PREFIXES[shape] + _digest(answer.id or ""))


_COUNTED_ID = re.compile(r"(msg|rs|fc|ctc|item)_\d+")
"""The ids that the writers make up for items without one: they count from 0."""


def _with_ids_of_the_turn(written: Json, answer: Answer | Failure) -> Any:
    """Return an answer whose made-up item ids differ from turn to turn, as genuine ids do."""
    if isinstance(answer, Failure) or answer.output:
        return written
    return map_leaves(written, lambda key, leaf: _item_id(leaf, answer.id or "") if key in ("id", "item_id") else leaf)


def _item_id(value: Json, answer_id: str) -> Json:
    found = _COUNTED_ID.fullmatch(value) if isinstance(value, str) else None
    return f"{found[1]}_{_digest(f'{answer_id} {value}')}" if found else value


def _digest(text: str) -> str:
    return hashlib.sha256(f"crosswire {text}".encode(errors="surrogatepass")).hexdigest()[:32]


# A Responses request may name the answer that it continues; a Chat request repeats the history.


def _whole_histories(turns: Sequence[Interaction]) -> list[Ask]:
    """Return the request facts of every turn with the whole history, as far as the conversation has it."""
    heard: dict[str, tuple[Item, ...]] = {}
    asks = []
    for turn in turns:
        ask, answer = turn.asked, turn.answer
        before = heard.get(ask.settings.get("previous_response_id") or "")
        if before is not None:
            ask = replace(ask, history=_joined(before, ask.history))
        if isinstance(answer, Answer) and answer.id:
            heard[answer.id] = (*ask.history, *answer.items)
        asks.append(ask)
    return asks


def _joined(before: tuple[Item, ...], now: tuple[Item, ...]) -> tuple[Item, ...]:
    """Join two parts of a history; only the instructions of the later part count."""
    return (
        *(item for item in now if _instructs(item)),
        *(item for item in before if not _instructs(item)),
        *(item for item in now if not _instructs(item)),
    )


def _instructs(item: Item) -> bool:
    return isinstance(item, Message) and item.role == "instructions"
