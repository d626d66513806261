"""The facts of a conversation that could not be carried over to the recordings written from it."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import TypeVar

from crosswire.facts import (
    Answer,
    Ask,
    Failure,
    Item,
    Json,
    Media,
    Message,
    Other,
    Part,
    Reasoning,
    Refusal,
    ShapeName,
    Text,
    ToolCall,
    ToolResult,
)
from crosswire.losses import same
from crosswire.making.conversations import Conversation
from crosswire.shapes import SHAPES, opposite

Kind = TypeVar("Kind")


def notes_on(given: Conversation, recordings: Mapping[str, Conversation]) -> Iterator[str]:
    """Yield, in words, how the recordings differ from the given one, and what is missing in all."""
    differing: dict[str, list[str]] = {}
    for name, recording in recordings.items():
        for number, (turn, written) in enumerate(zip(given.turns, recording.turns, strict=True), start=1):
            for part, facts in (
                ("request", differing_asks(turn.asked, written.asked)),
                ("answer", differing_answers(turn.answer, written.answer)),
            ):
                if names := ", ".join(facts):
                    differing.setdefault(f"turn {number}: the {part} says something else of {names}", []).append(name)
    for words, recording_names in differing.items():
        yield f"{' and '.join(recording_names)}, {words}"
    yield from _dangling(given)


def facts_of_one_shape(recordings: Mapping[str, Conversation]) -> dict[ShapeName, tuple[str, ...]]:
    """Return, by shape, the names of the request facts that its recordings have and the other's lack."""
    names = {
        shape: dict.fromkeys(
            name
            for recording in recordings.values()
            if recording.shape == shape
            for turn in recording.turns
            for name in _facts_of(turn.asked)
        )
        for shape in SHAPES
    }
    only = {shape: tuple(name for name in names[shape] if name not in names[opposite(shape)]) for shape in SHAPES}
    return {shape: recording for shape, recording in only.items() if recording}


def differing_asks(given: Ask, written: Ask) -> Iterator[str]:
    """Yield the names of the facts that both requests have and that differ; `[only]` has those of one request alone."""
    one, another = _facts_of(given), _facts_of(written)
    for name in one:
        if name in another and not same(one[name], another[name]):
            lacking = _kinds(given.history) - _kinds(written.history) if name == "history" else Counter[str]()
            yield f"{name} (it lacks {' and '.join(lacking)})" if lacking else name


def _kinds(history: Sequence[Item]) -> Counter[str]:
    """Count the items of a history, and their parts that are not text, by kind."""
    return Counter(kind for item in history for kind in _kinds_in(item))


def _kinds_in(item: Item) -> Iterator[str]:
    match item:
        case Message(parts=parts) | ToolResult(parts=parts):
            yield "a message" if isinstance(item, Message) else "a result"
            yield from (part.kind for part in parts if isinstance(part, Media | Other))
        case Reasoning(encrypted=encrypted):
            yield "encrypted reasoning" if encrypted else "reasoning"
        case ToolCall():
            yield "a call"
        case Other(kind=kind):
            yield kind


_APART = ("stream", "settings")


def _facts_of(ask: Ask) -> dict[str, Json]:
    """Return the facts and settings of a request by name, without `stream`."""
    named = {fact.name: getattr(ask, fact.name) for fact in fields(ask) if fact.compare and fact.name not in _APART}
    return {**{name: value for name, value in named.items() if value}, **ask.settings}


_ANSWER_FACTS: Mapping[str, Callable[[Answer], Json]] = {
    "text": lambda answer: answer.text,
    "refusal": lambda answer: [part.text for part in _parts(answer) if isinstance(part, Refusal)],
    "reasoning": lambda answer: "".join(answer.reasoning),
    "encrypted reasoning": lambda answer: [item.encrypted for item in _items(answer, Reasoning) if item.encrypted],
    "citations": lambda answer: [
        part.citations for part in _parts(answer) if isinstance(part, Text) and part.citations
    ],
    "logprobs": lambda answer: [part.logprobs for part in _parts(answer) if isinstance(part, Text) and part.logprobs],
    "tool calls": lambda answer: answer.tool_calls,
    "items of other kinds": lambda answer: [item.kind for item in _items(answer, Other)],
    "finish": lambda answer: answer.finish,
    "usage": lambda answer: answer.usage and answer.usage.totals,
    "cached tokens": lambda answer: (answer.usage and answer.usage.cached) or 0,  # where they are due, none is 0
    "reasoning tokens": lambda answer: (answer.usage and answer.usage.reasoning) or 0,
    "metadata": lambda answer: answer.metadata,
    "moderation": lambda answer: answer.moderation,
    "model": lambda answer: answer.model,
    "time": lambda answer: answer.created,
    "service tier": lambda answer: answer.service_tier,
    "choices": lambda answer: answer.choices,
}


def _parts(answer: Answer) -> list[Part]:
    return [part for message in answer.messages for part in message.parts]


def _items(answer: Answer, kind: type[Kind]) -> list[Kind]:
    return [item for item in answer.items if isinstance(item, kind)]


def differing_answers(given: Answer | Failure, written: Answer | Failure) -> Iterator[str]:
    """Yield the names of the facts in which two answers differ."""
    if isinstance(given, Answer) and isinstance(written, Answer):
        for name, fact_of in _ANSWER_FACTS.items():
            if not same(fact_of(given), fact_of(written)):
                yield name
    elif given != written:
        yield "the error"


def _dangling(given: Conversation) -> Iterator[str]:
    """Yield, in words, the requests that continue an answer which the conversation lacks."""
    held: set[Json] = set()
    for number, turn in enumerate(given.turns, start=1):
        before = turn.asked.settings.get("previous_response_id")
        if before is not None and before not in held:
            yield f"turn {number} goes on from {before}, which is not recorded here: over Chat its history is missing"
        held.add(getattr(turn.answer, "id", None))
