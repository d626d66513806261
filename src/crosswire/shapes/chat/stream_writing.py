"""Writing facts as the chunks of a Chat stream."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from crosswire.facts import Answer, Failure, Json, Text, ToolCall
from crosswire.shapes.chat.items import WRITTEN
from crosswire.shapes.chat.message_writing import write_citations, write_reasoning
from crosswire.shapes.chat.writing import (
    finish_word,
    identity,
    logprob,
    moderation_of,
    refusals_of,
    sound_of,
    texts_of,
    usage_of,
)
from crosswire.shapes.failure import write_error
from crosswire.shapes.pieces import pieces


def write_stream(answer: Answer | Failure) -> list[dict[str, Json]]:
    """Write the frames of a stream, without `[DONE]`; an unfinished answer has no finish reason.

    Usage has a chunk of its own, which only a client that asks for it gets. Moderation has the chunk after it.
    """
    return [*written_frames(answer)]


def written_frames(answer: Answer | Failure) -> Iterator[dict[str, Json]]:
    """Yield the frames of a stream, each written when it is asked for."""
    if isinstance(answer, Failure):
        yield write_error(answer)
        return
    frame = {"object": "chat.completion.chunk", **identity(answer)}
    if answer.choices:
        ends = [] if answer.finish == "unfinished" else [_choice({}, finish_word(answer))]
        yield from ({**frame, "choices": [choice]} for choice in chain(_choices(answer), ends))
    beside = [fields for fields in (usage_of(answer), moderation_of(answer)) if fields]
    yield from ({**frame, "choices": [], **fields} for fields in beside)


def _choice(
    delta: dict[str, Json], finish: str | None = None, logprobs: Mapping[str, Sequence[Json]] = MappingProxyType({})
) -> dict[str, Json]:
    written = {key: [logprob(token) for token in tokens] for key, tokens in logprobs.items() if tokens}
    probable = {"content": None, "refusal": None, **written} if written else None
    return {"index": 0, "delta": delta, "logprobs": probable, "finish_reason": finish}


def _choices(answer: Answer) -> Iterator[dict[str, Json]]:
    yield _choice(
        {"role": "assistant", "content": None if answer.tool_calls and not answer.text else "", "refusal": None}
    )
    for thought in write_reasoning(answer.items).values():
        yield from (_choice({"reasoning_content": piece}) for piece, _ in pieces(thought))
    for key, parts in (("content", texts_of(answer)), ("refusal", refusals_of(answer))):
        for part in parts:
            yield from (
                _choice({key: piece}, logprobs={key: tokens}) for piece, tokens in pieces(part.text, part.logprobs)
            )
    yield from _beside(answer, texts_of(answer))
    for index, call in enumerate(answer.tool_calls):
        yield from (_choice({"tool_calls": [{"index": index, **delta}]}) for delta in _call(call))


def _beside(answer: Answer, texts: Sequence[Text]) -> Iterator[dict[str, Json]]:
    """Yield the deltas that the description lacks and hosts send: citations and sound."""
    if citations := write_citations(texts):
        yield _choice({"annotations": citations})
    if sound := sound_of(answer):
        yield _choice({"audio": sound})


def _call(call: ToolCall) -> Iterator[dict[str, Json]]:
    """Yield the deltas of a call: id and name once, then the arguments. A chunk has no type for a custom call."""
    kind, written = str(call.kind), WRITTEN[call.kind]
    typed = {"type": kind} if kind == "function" else {}
    yield {"id": call.id or "", **typed, kind: {"name": call.name or "", written: ""}}
    yield from ({kind: {written: piece}} for piece, _ in pieces(call.arguments))
