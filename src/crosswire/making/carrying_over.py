"""What of a conversation could not be carried over to the recordings that were written from its facts."""

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
from crosswire.shapes import SHAPES, other

Kind = TypeVar("Kind")


def notes_on(given: Conversation, recordings: Mapping[str, Conversation]) -> Iterator[str]:
    """Tell, in words, what the recordings do not say as the given one does, and what is missing in all."""
    differing: dict[str, list[str]] = {}
    for name, each in recordings.items():
        for number, (turn, written) in enumerate(zip(given.turns, each.turns, strict=True), start=1):
            for part, facts in (
                ("request", differing_asks(turn.asked, written.asked)),
                ("answer", differing_answers(turn.answer, written.answer)),
            ):
                if told := ", ".join(facts):
                    differing.setdefault(f"turn {number}: the {part} says something else of {told}", []).append(name)
    for words, names in differing.items():
        yield f"{' and '.join(names)}, {words}"
    yield from _dangling(given)


def only_said_by(recordings: Mapping[str, Conversation]) -> dict[ShapeName, tuple[str, ...]]:
    """Return the names of the request facts that the recordings of one shape say, and none of the other's."""
    names = {
        shape: dict.fromkeys(
            name
            for each in recordings.values()
            if each.shape == shape
            for turn in each.turns
            for name in _said_by(turn.asked)
        )
        for shape in SHAPES
    }
    only = {shape: tuple(name for name in names[shape] if name not in names[other(shape)]) for shape in SHAPES}
    return {shape: each for shape, each in only.items() if each}


def differing_asks(given: Ask, written: Ask) -> Iterator[str]:
    """Yield the names of what both requests say, and not alike; what one says alone stands under `[only]`."""
    one, another = _said_by(given), _said_by(written)
    for name in one:
        if name in another and not same(one[name], another[name]):
            lacking = _kinds(given.history) - _kinds(written.history) if name == "history" else Counter[str]()
            yield f"{name} (it lacks {' and '.join(lacking)})" if lacking else name


def _kinds(history: Sequence[Item]) -> Counter[str]:
    """Count what a history is made of: items, and parts that are not text."""
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


def _said_by(ask: Ask) -> dict[str, Json]:
    """Return what a request says by the name of the fact or setting, all but `stream`."""
    facts = {each.name: getattr(ask, each.name) for each in fields(ask) if each.compare and each.name not in _APART}
    return {**{name: value for name, value in facts.items() if value}, **ask.settings}


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
    """Yield the names of what two answers do not say alike."""
    if isinstance(given, Answer) and isinstance(written, Answer):
        for name, told in _ANSWER_FACTS.items():
            if not same(told(given), told(written)):
                yield name
    elif given != written:
        yield "the error"


def _dangling(given: Conversation) -> Iterator[str]:
    """Tell where a request goes on from an answer that the conversation does not hold."""
    held: set[Json] = set()
    for number, turn in enumerate(given.turns, start=1):
        before = turn.asked.settings.get("previous_response_id")
        if before is not None and before not in held:
            yield f"turn {number} goes on from {before}, which is not recorded here: over Chat its history is missing"
        held.add(getattr(turn.answer, "id", None))
