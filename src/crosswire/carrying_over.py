"""What of a conversation could not be carried over to the recordings that were written from its facts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import TypeVar

from crosswire.conversations import Conversation
from crosswire.facts import Answer, Ask, Failure, Json, Other, Part, Reasoning, Refusal, ShapeName, Text
from crosswire.losses import same
from crosswire.shapes import SHAPES, other
from crosswire.shapes.lenient import said

Kind = TypeVar("Kind")


def compared_asks(recordings: Mapping[str, Conversation]) -> tuple[dict[ShapeName, tuple[str, ...]], list[str]]:
    """Return the names of the request facts that one shape alone says, and what is said differently, in words."""
    told = {name: [_said_by(turn.asked) for turn in each.turns] for name, each in recordings.items()}
    names = {
        shape: dict.fromkeys(
            name for key, turns in told.items() if recordings[key].shape == shape for turn in turns for name in turn
        )
        for shape in SHAPES
    }
    only = {shape: tuple(name for name in names[shape] if name not in names[other(shape)]) for shape in SHAPES}
    apart = {name for each in only.values() for name in each}
    differing = [
        f"{recording}, turn {number}: the request says another {name}"
        for recording, turns in told.items()
        for number, (one, first) in enumerate(zip(turns, next(iter(told.values())), strict=True), start=1)
        for name in sorted((one.keys() | first.keys()) - apart)
        if not same(one.get(name), first.get(name))
    ]
    return {shape: each for shape, each in only.items() if each}, differing


def _said_by(ask: Ask) -> dict[str, Json]:
    """Return what a request says by the name of the fact or setting, all but `stream`."""
    facts = {each.name: getattr(ask, each.name) for each in fields(ask) if each.name not in ("stream", "settings")}
    return {
        name: value for name, value in {**facts, **ask.settings}.items() if said(value) and value not in (False, ())
    }


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
    "usage": lambda answer: answer.usage and (answer.usage.totals, answer.usage.cached, answer.usage.reasoning),
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


def lost_in_answers(given: Conversation, recordings: Mapping[str, Conversation]) -> Iterator[str]:
    """Tell what the answers of a recording do not say as the given ones do."""
    for name, each in recordings.items():
        for number, (turn, written) in enumerate(zip(given.turns, each.turns, strict=True), start=1):
            if lost := list(_lost(turn.answer, written.answer)):
                yield f"{name}, turn {number}: the answer does not say the same of {', '.join(lost)}"


def _lost(given: Answer | Failure, written: Answer | Failure) -> Iterator[str]:
    if isinstance(given, Answer) and isinstance(written, Answer):
        for name, told in _ANSWER_FACTS.items():
            if not same(told(given), told(written)):
                yield name
    elif given != written:
        yield "the error"


def dangling(given: Conversation) -> Iterator[str]:
    """Tell where a request goes on from an answer that the conversation does not hold."""
    held: set[Json] = set()
    for number, turn in enumerate(given.turns, start=1):
        before = turn.asked.settings.get("previous_response_id")
        if before is not None and before not in held:
            yield f"turn {number} goes on from {before}, which is not recorded here: over Chat its history is missing"
        held.add(getattr(turn.answer, "id", None))
