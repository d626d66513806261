"""The events of a Responses stream, read into the items that they are about."""

from collections.abc import Callable, Iterator, Mapping

from crosswire.reference.chat_answer import CALLS
from crosswire.reference.chat_items import Items, Slot
from crosswire.reference.details import chat_citations
from crosswire.reference.lenient import Json, mapping, number, objects, text

Reader = Callable[[Items, Json], Iterator[Json]]


def _item(items: Items, event: Json) -> Iterator[Json]:
    snapshot = mapping(event.get("item"))
    yield from items.fill_item(items.at(event, text(snapshot.get("type"))), snapshot, ended=True)


def _added(items: Items, event: Json) -> Iterator[Json]:
    # Deltas or `done` repeat its content; if they do not, its arguments still count.
    snapshot = mapping(event.get("item"))
    kind = text(snapshot.get("type"))
    if kind in CALLS:
        items.at(event, kind).given = text(snapshot.get(CALLS[kind][0]))
    labels = ("type", "execution", "environment", "phase", "call_id", "name")
    yield from items.fill_item(items.at(event, kind), {name: snapshot.get(name) for name in labels})


def _slot(event: Json, kind: str) -> Slot:
    key = "summary" if kind == "summary_text" else "content"
    return key, number(event.get("summary_index" if key == "summary" else "content_index")) or 0


def _delta(item_kind: str, kind: str) -> Reader:
    def read(items: Items, event: Json) -> Iterator[Json]:
        words, logprobs = text(event.get("delta")), objects(event.get("logprobs"))
        yield from items.say(items.at(event, item_kind), _slot(event, kind), kind, words, logprobs)

    return read


def _done(item_kind: str, kind: str) -> Reader:
    def read(items: Items, event: Json) -> Iterator[Json]:
        yield from items.fill(items.at(event, item_kind), _slot(event, kind), {**event, "type": kind})

    return read


def _part_done(item_kind: str, key: str) -> Reader:
    def read(items: Items, event: Json) -> Iterator[Json]:
        part = mapping(event.get("part"))
        yield from items.fill(items.at(event, item_kind), _slot(event, key), part)

    return read


def _cited(items: Items, event: Json) -> Iterator[Json]:
    words = items.at(event, "message").texts.get(_slot(event, "output_text"))
    if words is not None:
        words.citations += chat_citations({"annotations": [event.get("annotation")]}, words.ahead)
    yield from ()


def _written_delta(item_kind: str) -> Reader:
    def read(items: Items, event: Json) -> Iterator[Json]:
        yield from items.write(items.at(event, item_kind), text(event.get("delta")))

    return read


def _written_done(item_kind: str) -> Reader:
    def read(items: Items, event: Json) -> Iterator[Json]:
        item = items.at(event, item_kind)
        item.name = item.name or text(event.get("name"))
        yield from items.write(item, item.written.rest(text(event.get(CALLS[item_kind][0]))))

    return read


READERS: Mapping[str, Reader] = {
    "response.output_item.added": _added,
    "response.output_item.done": _item,
    "response.content_part.done": _part_done("message", "content"),
    "response.output_text.delta": _delta("message", "output_text"),
    "response.output_text.done": _done("message", "output_text"),
    "response.output_text.annotation.added": _cited,
    "response.refusal.delta": _delta("message", "refusal"),
    "response.refusal.done": _done("message", "refusal"),
    "response.reasoning_text.delta": _delta("reasoning", "reasoning_text"),
    "response.reasoning_text.done": _done("reasoning", "reasoning_text"),
    "response.reasoning_summary_part.done": _part_done("reasoning", "summary_text"),
    "response.reasoning_summary_text.delta": _delta("reasoning", "summary_text"),
    "response.reasoning_summary_text.done": _done("reasoning", "summary_text"),
    "response.function_call_arguments.delta": _written_delta("function_call"),
    "response.function_call_arguments.done": _written_done("function_call"),
    "response.custom_tool_call_input.delta": _written_delta("custom_tool_call"),
    "response.custom_tool_call_input.done": _written_done("custom_tool_call"),
}
