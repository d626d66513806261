"""Writing facts as the events of a Responses stream."""

from collections.abc import Iterator, Mapping
from typing import Any

from crosswire.facts import Answer, Failure, Item, Json, Message, Reasoning, Refusal, Text, ToolCall
from crosswire.shapes.lenient import objects
from crosswire.shapes.pieces import pieces
from crosswire.shapes.responses.item_writing import CALLS, write_output_part
from crosswire.shapes.responses.writing import output_of, status_of, write_answer

Event = dict[str, Json]

# The events of a status that ends a stream, and of those that begin it.
TERMINAL = {"completed": "response.completed", "incomplete": "response.incomplete"}
WAITING = ("queued", "in_progress")

# The fields of a response that its beginning does not have.
LAST = ("usage", "moderation", "incomplete_details")


def write_stream(answer: Answer | Failure) -> list[Event]:
    """Write the frames of a stream. An unfinished answer has no terminal event; a failure is an `error` event."""
    return [*written_frames(answer)]


def written_frames(answer: Answer | Failure) -> Iterator[Event]:
    """Yield the frames of a stream, each written when it is asked for."""
    events = _error(answer) if isinstance(answer, Failure) else _events(answer)
    yield from ({**event, "sequence_number": number} for number, event in enumerate(events))


def _error(failure: Failure) -> Iterator[Event]:
    yield {"type": "error", "code": failure.code, "message": failure.message, "param": failure.param}


def _events(answer: Answer) -> Iterator[Event]:
    whole, status = write_answer(answer), status_of(answer)
    begun = {key: value for key, value in whole.items() if key not in LAST}
    begun |= {"status": status if status in WAITING else "in_progress", "output": [], "incomplete_details": None}
    yield {"type": "response.created", "response": begun}
    yield {"type": f"response.{begun['status']}", "response": begun}
    for index, (item, written, label) in enumerate(output_of(answer)):
        labelled = {"output_index": index}
        opened = {**written, **label, **({"status": "in_progress"} if "status" in label else {}), **_empty(item)}
        yield {"type": "response.output_item.added", "item": opened, **labelled}
        for event in _within(item):
            yield {**event, **labelled, "item_id": label.get("id", "")}
        yield {"type": "response.output_item.done", "item": {**written, **label}, **labelled}
    if status in TERMINAL:
        yield {"type": TERMINAL[status], "response": whole}


def _empty(item: Item) -> dict[str, Json]:
    """Return the fields of an item that are empty when it is added."""
    match item:
        case Message():
            return {"content": []}
        case Reasoning():
            return {"summary": []}
        case ToolCall(searches=True):
            return {"arguments": {}}
        case ToolCall():
            return {CALLS[item.kind][1]: ""}
        case _:
            return {}


def _within(item: Item) -> Iterator[Event]:
    """Yield the events of an item between its beginning and its end."""
    match item:
        case Message():
            written = [part for part in item.parts if write_output_part(part)]
            for index, part in enumerate(written):
                yield from ({**event, "content_index": index} for event in _part(part))
        case Reasoning():
            for index, text in enumerate(item.texts):
                yield from ({**event, "summary_index": index} for event in _summary(text))
        case ToolCall(searches=False):
            yield from _call(item)


def _part(part: Any) -> Iterator[Event]:
    whole = write_output_part(part)
    yield {"type": "response.content_part.added", "part": {**whole, **EMPTIED.get(whole["type"], {})}}
    match part:
        case Text():
            for piece, tokens in pieces(part.text, part.logprobs):
                yield {"type": "response.output_text.delta", "delta": piece, "logprobs": [_poor(one) for one in tokens]}
            for index, annotation in enumerate(whole["annotations"]):
                annotated = {"annotation": annotation, "annotation_index": index}
                yield {"type": "response.output_text.annotation.added", **annotated}
            logprobs = [_poor(one) for one in part.logprobs]
            yield {"type": "response.output_text.done", "text": part.text, "logprobs": logprobs}
        case Refusal():
            for piece, _ in pieces(part.text):
                yield {"type": "response.refusal.delta", "delta": piece}
            yield {"type": "response.refusal.done", "refusal": part.text}
    yield {"type": "response.content_part.done", "part": whole}


# By type of a part: its fields that are empty when it is added.
EMPTIED: Mapping[str, Mapping[str, Json]] = {
    "output_text": {"text": "", "annotations": [], "logprobs": []},
    "refusal": {"refusal": ""},
}


def _poor(token: Mapping[str, Json]) -> dict[str, Json]:
    """Write a token's probability as events do: without bytes."""
    plain = {key: token[key] for key in ("token", "logprob") if key in token}
    alternatives = [_poor(one) for one in objects(token.get("top_logprobs"))]
    return {**plain, "top_logprobs": alternatives} if alternatives else plain


def _summary(text: str) -> Iterator[Event]:
    yield {"type": "response.reasoning_summary_part.added", "part": {"type": "summary_text", "text": ""}}
    for piece, _ in pieces(text):
        yield {"type": "response.reasoning_summary_text.delta", "delta": piece}
    yield {"type": "response.reasoning_summary_text.done", "text": text}
    yield {"type": "response.reasoning_summary_part.done", "part": {"type": "summary_text", "text": text}}


def _call(call: ToolCall) -> Iterator[Event]:
    kind, written = CALLS[call.kind]
    for piece, _ in pieces(call.arguments):
        yield {"type": f"response.{kind}_{written}.delta", "delta": piece}
    name = {"name": call.name or ""} if call.kind == "function" else {}
    yield {"type": f"response.{kind}_{written}.done", written: call.arguments, **name}
