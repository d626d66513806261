"""Huge indexes and many items cost no more memory or time than the payload's own size."""

import pytest

from crosswire.facts import Answer, Failure, Json, Message, Other, ShapeName, Text, ToolCall, UsageChunk
from crosswire.shapes import SHAPES, chat, responses
from crosswire.shapes.responses.event_items import items_of
from crosswire.shapes.responses.event_order import order_faults
from tests.typed import as_type

INDEXES: list[Json] = [10**7, 10**30, -1, -(10**7), 2.0, 0.5, True, None, "1", [], {}]
MANY = 20_000


def texts(answer: Answer | Failure) -> list[str]:
    items = as_type(Answer, answer).items
    return [part.text for item in items for part in getattr(item, "parts", ()) if isinstance(part, Text)]


@pytest.mark.parametrize("index", INDEXES, ids=repr)
@pytest.mark.parametrize("name", ["output_index", "content_index", "sequence_number", "annotation_index"])
def test_an_index_of_events_is_no_length(name: str, index: Json) -> None:
    """A huge index in an event creates no more items or parts than the events describe."""
    delta = {"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": "words"}
    annotation = {"type": "response.output_text.annotation.added", "annotation": {"type": "url_citation"}}
    events = [{**event, name: index} for event in (delta, {**delta, **annotation})]
    answer = responses.read_stream(events)
    assert isinstance(answer, Answer)

    assert ["words"] == texts(answer)
    assert 1 == len(answer.items)
    assert len(items_of(events)) == 1
    assert len(list(order_faults(events))) <= 2 * len(events)


@pytest.mark.parametrize("index", INDEXES, ids=repr)
def test_an_index_of_a_summary_is_no_length(index: Json) -> None:
    """A huge index of a summary creates no more summaries than the events describe."""
    delta = {"type": "response.reasoning_summary_text.delta", "output_index": 0, "delta": "thought"}

    assert ("thought",) == as_type(Answer, responses.read_stream([{**delta, "summary_index": index}])).reasoning


def test_parts_stand_in_the_order_of_their_indexes() -> None:
    """Parts are ordered by index: before a snapshot's part if negative, behind it if greater."""
    item = {"type": "message", "content": [{"type": "output_text", "text": "one "}]}
    delta = {"type": "response.output_text.delta", "output_index": 0}
    events = [
        {"type": "response.output_item.added", "output_index": 0, "item": item},
        *({**delta, "content_index": index, "delta": text} for index, text in ((10**7, "three"), (7, "two "))),
        {**delta, "content_index": -1, "delta": "none "},
    ]

    assert ["none ", "one ", "two ", "three"] == texts(responses.read_stream(events))


@pytest.mark.parametrize("index", INDEXES, ids=repr)
def test_an_index_of_chunks_is_no_length(index: Json) -> None:
    """A huge index in a chunk creates no more choices or calls than the chunks describe."""
    call = {"index": index, "id": "call_1", "function": {"name": "f", "arguments": "{}"}}
    choice = {"index": index, "delta": {"content": "words", "tool_calls": [call]}, "finish_reason": "tool_calls"}
    answer = chat.read_stream([{"choices": [choice]}])
    assert isinstance(answer, Answer)

    assert 1 == len(answer.choices)
    assert (Message("assistant", (Text("words"),)), ToolCall("call_1", "f", "{}")) == answer.items


@pytest.mark.parametrize("ill", [[], {}, ["call_1"], {"id": "call_1"}, 7, None, "\ud800"], ids=repr)
@pytest.mark.parametrize("key", ["id", "index", "type"])
def test_a_call_is_one_whatever_names_it(key: str, ill: Json) -> None:
    """Deltas with an ill-typed id, index or type are joined by what they have in common."""
    delta = {"id": "call_1", "index": 0, "type": "function"} | {key: ill}
    pieces = [{**delta, "function": {"name": "f", "arguments": piece}} for piece in ('{"a"', ": 1}")]
    chunks = [{"choices": [{"delta": {"tool_calls": [piece]}}]} for piece in pieces]

    assert ['{"a": 1}'] == [call.arguments for call in as_type(Answer, chat.read_stream(chunks)).tool_calls]
    assert ("call id repeated" in chat.oddities(chunks)) == (ill not in ([], {}, None) or key != "id")


def test_calls_are_put_together_by_index_and_id() -> None:
    """Thousands of calls are put together: each delta finds its call without a search."""
    begun = [{"index": n, "id": f"call_{n}", "function": {"name": f"f{n}", "arguments": ""}} for n in range(MANY)]
    written = [{"index": n, "function": {"arguments": f"[{n}]"}} for n in range(MANY)]
    answer = chat.read_stream([{"choices": [{"delta": {"tool_calls": [*begun, *reversed(written)]}}]}])
    assert isinstance(answer, Answer)

    assert [ToolCall(f"call_{n}", f"f{n}", f"[{n}]") for n in range(MANY)] == list(answer.tool_calls)


def test_usage_in_every_chunk_looks_a_little_ahead() -> None:
    """A chunk with usage notes a few of the chunks behind it, not all of them."""
    answer = chat.read_stream([{"choices": [{"delta": {}}], "usage": {"total_tokens": n}} for n in range(1, MANY)])
    assert isinstance(answer, Answer)

    assert MANY - 1 == len(answer.usage_chunks)
    assert UsageChunk.LOOKS_AT == max(len(chunk.followed_by) for chunk in answer.usage_chunks)
    assert () == answer.usage_chunks[-1].followed_by


def test_items_without_an_index_follow_each_other() -> None:
    """Thousands of items without an index are read as as many items."""
    opened = {"type": "response.output_item.added", "item": {"type": "message", "content": []}}
    answer = responses.read_stream([opened] * MANY)
    assert isinstance(answer, Answer)

    assert MANY == len(answer.items)


def test_items_that_begin_and_end_are_in_order() -> None:
    """Thousands of items in order have no fault; each that is still open at the end is one fault."""
    steps = ("response.output_item.added", "response.output_item.done")
    items: list[dict[str, Json]] = [{"type": step, "output_index": index} for index in range(MANY) for step in steps]
    events: list[dict[str, Json]] = [{"type": "response.created"}, *items, {"type": "response.completed"}]

    assert [] == list(order_faults(events))
    assert MANY == len(list(order_faults([event for event in events if event["type"] != steps[1]])))


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_text_is_one_part(shape: ShapeName) -> None:
    """A megabyte of text in a thousand pieces is one part."""
    piece = "x" * 1000
    frames: dict[ShapeName, list[Json]] = {
        "chat": [{"choices": [{"delta": {"content": piece}}]}],
        "responses": [{"type": "response.output_text.delta", "output_index": 0, "content_index": 0, "delta": piece}],
    }
    answer = SHAPES[shape].read_stream(frames[shape] * 1000)

    assert [piece * 1000] == texts(answer)


def test_a_type_that_is_none_is_of_another_kind() -> None:
    """An item or a part whose type is not a string is of an unknown kind."""
    output = [{"type": [], "content": [{"type": {}}]}, {"role": "assistant", "content": [{"type": []}]}]
    answer = responses.read_answer({"status": "completed", "output": output})
    assert isinstance(answer, Answer)

    assert (Other(""), Message("assistant", (Other(""),))) == answer.items
