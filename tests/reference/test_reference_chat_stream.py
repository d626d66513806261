"""Responses events as the reference adapter serves them over Chat Completions."""

from collections.abc import Generator

import pytest

from crosswire.facts import Json
from crosswire.reference.chat_answer import completion
from crosswire.reference.chat_stream import chunks, whole
from crosswire.reference.http import DONE
from crosswire.wire.schemas import violations

CREATED = {
    "type": "response.created",
    "response": {"id": "resp_1", "created_at": 7, "model": "gpt", "status": "in_progress"},
}
ASKED = {"model": "asked", "stream_options": {"include_usage": True}}
USAGE = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}


def payloads(*events: Json) -> Generator[Json]:
    """Events as they come in."""
    yield from events


def gated(*events: Json) -> Generator[Json]:
    """Return a stream of which no more than these events have come in."""
    yield from events
    pytest.fail("more was asked for than was there")


def served(*events: Json, asked: Json = ASKED) -> list[Json]:
    """Return the chunks that events become: each valid, under one head, the role first, one finish at the end."""
    frames = list(chunks(payloads(*events), asked))
    choices = [choice for chunk in frames for choice in chunk.get("choices", [])]

    assert [] == [
        violation for chunk in frames if "error" not in chunk for violation in violations("chat/chunk", chunk)
    ]
    assert 1 >= len({(chunk["id"], chunk["model"], chunk["created"]) for chunk in frames if "error" not in chunk})
    assert ["assistant"] == [choice["delta"]["role"] for choice in choices if "role" in choice["delta"]]
    assert "role" in choices[0]["delta"]
    assert not any(choice["finish_reason"] for choice in choices[:-1])
    return frames


def added(frames: list[Json], field: str) -> str:
    """Return what the deltas add up to."""
    return "".join(choice["delta"].get(field) or "" for chunk in frames for choice in chunk["choices"])


def calls(frames: list[Json]) -> list[Json]:
    """Return the deltas of calls, in order."""
    return [call for chunk in frames for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", [])]


def finish(frames: list[Json]) -> Json:
    """Return the last finish reason."""
    return next(choice["finish_reason"] for chunk in reversed(frames) for choice in chunk.get("choices", []))


def event(kind: str, index: int = 0, **fields: Json) -> Json:
    """Return an event about the item at an index."""
    return {"type": f"response.{kind}", "output_index": index, "item_id": "x", **fields}


def ended(*output: Json, status: str = "completed", **fields: Json) -> Json:
    """Return the terminal event."""
    return {"type": f"response.{status}", "response": {"id": "resp_1", "status": status, "output": [*output], **fields}}


def message(text: str, **fields: Json) -> Json:
    """Return an output message."""
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}], **fields}


def call(arguments: str, call_id: str = "call_1", name: str = "f", **fields: Json) -> Json:
    """Return a function call."""
    return {"type": "function_call", "call_id": call_id, "name": name, "arguments": arguments, **fields}


TEXT = (
    event("output_item.added", item=message("", content=[])),
    event("output_text.delta", content_index=0, delta="ha"),
    event("output_text.delta", content_index=0, delta="ha"),
    event("output_text.done", content_index=0, text="haha"),
    event("content_part.done", content_index=0, part={"type": "output_text", "text": "haha"}),
    event("output_item.done", item=message("haha")),
)


def test_text_is_served_once() -> None:
    """Equal deltas are both served, snapshots add nothing, and usage comes last in a chunk of its own."""
    frames = served(CREATED, *TEXT, ended(message("haha"), usage=USAGE, metadata={"a": "b"}, service_tier="default"))

    assert "haha" == added(frames, "content")
    assert "stop" == finish(frames)
    assert {"a": "b"} == frames[-2]["metadata"]
    assert [] == frames[-1]["choices"]
    assert {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3} == frames[-1]["usage"]


def test_usage_is_sent_only_if_asked() -> None:
    """No chunk has usage unless the client asked for it."""
    frames = served(CREATED, *TEXT, ended(usage=USAGE), asked={"model": "m"})

    assert not any("usage" in chunk for chunk in frames)


def test_chunks_come_as_the_events_do() -> None:
    """The first chunk is sent before the next event has come."""
    frames = chunks(gated(CREATED, *TEXT[:2]), ASKED)

    assert ["", "ha"] == [next(frames)["choices"][0]["delta"]["content"] for _ in range(2)]


@pytest.mark.parametrize(
    "thin",
    [
        [event("output_text.done", content_index=0, text="haha")],
        [event("content_part.done", content_index=0, part={"type": "output_text", "text": "haha"})],
        [event("output_item.done", item=message("haha"))],
        [
            event("output_text.delta", content_index=0, delta="ha"),
            event("output_text.done", content_index=0, text="haha"),
        ],
        [event("output_text.delta", content_index=0, delta="haha")],
        [],
    ],
)
def test_a_thin_stream_loses_nothing(thin: Json) -> None:
    """Text that is only in a snapshot is served once."""
    frames = served(CREATED, *thin, ended(message("haha", id="another")))

    assert "haha" == added(frames, "content")


def test_calls_have_a_head_and_then_arguments() -> None:
    """A call's id and name are sent once, before its arguments; ids of items may change."""
    frames = served(
        CREATED,
        *TEXT,
        event("output_item.added", 1, item=call("", id="fc_1")),
        event("function_call_arguments.delta", 1, delta='{"a"'),
        event("function_call_arguments.delta", 1, delta=":1}", item_id="y"),
        event("output_item.added", 2, item=call("", "call_2", "g", id="fc_2")),
        event("function_call_arguments.done", 2, arguments='{"b":2}'),
        event("output_item.done", 1, item=call('{"a":1}', id="fc_9")),
        event("output_item.added", 3, item=call("", "call_3", "h")),
        event("output_item.added", 4, item=call("[4]", "call_4", "i")),
        ended(call('{"a":1}', id="fc_8"), call('{"b":2}', "call_2", "g"), call("", "call_3", "h")),
    )
    expected = [
        {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}},
        {"index": 0, "function": {"arguments": '{"a"'}},
        {"index": 0, "function": {"arguments": ":1}"}},
        {"index": 1, "id": "call_2", "type": "function", "function": {"name": "g", "arguments": ""}},
        {"index": 1, "function": {"arguments": '{"b":2}'}},
        {"index": 2, "id": "call_3", "type": "function", "function": {"name": "h", "arguments": ""}},
        {"index": 2, "function": {"arguments": "{}"}},
        {"index": 3, "id": "call_4", "type": "function", "function": {"name": "i", "arguments": "[4]"}},
    ]

    assert expected == calls(frames)
    assert "tool_calls" == finish(frames)


def test_calls_of_a_thin_stream_are_all_there() -> None:
    """Calls are served without an item before them, with a late name, or from the terminal response only."""
    frames = served(
        CREATED,
        event("function_call_arguments.delta", 0, delta='{"a":1}'),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("output_item.done", 0, item=call('{"a":1}')),
        ended(call('{"a":1}'), call("{}", "call_2", "g"), call("[]", "call_3", "h")),
    )

    assert ["f", "g", "h"] == [delta["function"]["name"] for delta in calls(frames) if "id" in delta]
    assert ['{"a":1}', "{}", "[]"] == [
        "".join(delta["function"]["arguments"] for delta in calls(frames) if delta["index"] == index)
        for index in range(3)
    ]


def test_an_empty_call_has_its_arguments_before_the_next_begins() -> None:
    """`{}` of an empty call comes before the next call, because clients add it to the latest one."""
    frames = served(
        CREATED,
        event("output_item.added", 0, item=call("")),
        event("output_item.done", 0, item=call("", status="completed")),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("function_call_arguments.delta", 1, delta='{"a":1}'),
        ended(call(""), call('{"a":1}', "call_2", "g")),
    )

    assert [(0, ""), (0, "{}"), (1, ""), (1, '{"a":1}')] == [
        (delta["index"], delta["function"]["arguments"]) for delta in calls(frames)
    ]


def test_a_call_waits_for_the_first_arguments_of_the_one_before() -> None:
    """A call waits for the arguments of the one before it, since upstreams announce several at once."""
    begun = (
        event("output_item.added", 0, item=call("")),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("function_call_arguments.delta", 1, delta="{"),
    )
    whole = ended(call('{"a":1}'), call("{}", "call_2", "g"))
    frames = served(
        CREATED,
        *begun,
        event("function_call_arguments.delta", 0, delta='{"a"'),
        event("function_call_arguments.delta", 1, delta="}"),
        event("function_call_arguments.delta", 0, delta=":1}"),
        whole,
    )

    assert [0, 0, 1, 1, 0] == [delta["index"] for delta in calls(frames)]
    assert [0, 0, 1] == [delta["index"] for delta in calls(served(CREATED, *begun, ended(call(""))))]


def test_a_custom_tool_called_as_a_function_is_a_custom_call() -> None:
    """The input of a custom call is sent when the call is whole, and before the next one."""
    tools = [{"type": "custom", "custom": {"name": "patch"}}, {"type": "function", "function": {"name": "g"}}]
    frames = served(
        CREATED,
        event("output_item.added", 0, item=call("", name="patch")),
        event("function_call_arguments.delta", 0, delta='{"input": "- '),
        event("function_call_arguments.delta", 0, delta='a"}'),
        event("output_item.done", 0, item=call('{"input": "- a"}', name="patch", status="completed")),
        event("output_item.added", 1, item=call("{}", "call_2", "g")),
        ended(call('{"input": "- a"}', name="patch"), call("{}", "call_2", "g")),
        asked={**ASKED, "tools": tools},
    )

    assert [
        {"index": 0, "id": "call_1", "custom": {"name": "patch", "input": ""}},
        {"index": 0, "custom": {"input": "- a"}},
        {"index": 1, "id": "call_2", "type": "function", "function": {"name": "g", "arguments": ""}},
        {"index": 1, "function": {"arguments": "{}"}},
    ] == calls(frames)


def test_parts_of_reasoning_are_paragraphs() -> None:
    """Reasoning texts are joined as paragraphs, of one item and of several."""
    summary = [{"type": "summary_text", "text": "**Plan**"}, {"type": "summary_text", "text": "**Check**"}]
    frames = served(
        CREATED,
        event("reasoning_summary_text.delta", 0, summary_index=0, delta="**Pl"),
        event("reasoning_summary_text.delta", 0, summary_index=0, delta="an**"),
        event("reasoning_summary_text.delta", 0, summary_index=1, delta="**Check**"),
        event("output_item.done", 0, item={"type": "reasoning", "summary": summary}),
        event("output_item.done", 1, item={"type": "reasoning", "summary": [{"type": "summary_text", "text": "c"}]}),
        event("output_text.delta", 2, content_index=0, delta="a"),
        ended({"type": "reasoning", "summary": summary}),
    )

    assert "**Plan**\n\n**Check**\n\nc" == added(frames, "reasoning_content")


def test_an_image_is_served_once() -> None:
    """An image is served once in `delta.images`, when it is done."""
    item = {"type": "image_generation_call", "status": "completed", "result": "AA=="}
    frames = served(
        CREATED,
        event("output_item.added", item={"type": "image_generation_call", "status": "in_progress", "result": None}),
        event("output_item.done", item=item),
        ended(item),
    )
    images = [image for chunk in frames for choice in chunk["choices"] for image in choice["delta"].get("images", [])]

    assert [(0, "data:image/png;base64,AA==")] == [(image["index"], image["image_url"]["url"]) for image in images]
    assert "stop" == finish(frames)


def test_an_answer_that_chat_cannot_say_is_an_error() -> None:
    """An answer that Chat cannot express is an error; an answer of nothing is an empty success."""
    item = {"type": "code_interpreter_call", "code": "1"}
    frames = served(CREATED, event("output_item.done", item=item), ended(item))

    assert "code_interpreter_call" in frames[-1]["error"]["message"]
    assert finish(frames) is None
    assert "stop" == finish(served(CREATED, ended()))


def test_usage_is_the_last_word_on_usage() -> None:
    """Usage is in the last chunk, behind the moderation: clients that keep the last one would lose it."""
    result = {"type": "moderation_result", "model": "omni", "flagged": False, "categories": {}, "category_scores": {}}
    result["category_applied_input_types"] = {}
    frames = served(CREATED, *TEXT, ended(message("haha"), usage=USAGE, moderation={"input": result, "output": result}))

    assert "moderation" in frames[-2]
    assert 3 == frames[-1]["usage"]["total_tokens"]


def test_what_was_said_before_a_failure_is_served() -> None:
    """Before the error comes all that was received: text, calls without a name yet, and citations."""
    cited = {"type": "url_citation", "url": "https://x", "title": "X", "start_index": 0, "end_index": 2}
    error = {"code": "rate_limit_exceeded", "message": "Too many."}
    frames = served(
        CREATED,
        event("output_text.delta", content_index=0, delta="ha"),
        event("output_text.annotation.added", content_index=0, annotation_index=0, annotation=cited),
        event("function_call_arguments.delta", 1, delta="{"),
        ended(message("haha"), status="failed", error=error),
    )

    assert "haha" == added(frames[:-1], "content")
    assert ["{"] == [delta["function"]["arguments"] for delta in calls(frames[:-1])]
    assert [cited["url"]] == [
        delta["url_citation"]["url"]
        for chunk in frames[:-1]
        for choice in chunk["choices"]
        for delta in choice["delta"].get("annotations", [])
    ]
    assert ("rate_limit_exceeded", "Too many.") == (frames[-1]["error"]["code"], frames[-1]["error"]["message"])


def test_a_custom_call_is_streamed_as_one() -> None:
    """A custom call is streamed under `custom`, without a `type`, which chunks do not have."""
    item = {"type": "custom_tool_call", "call_id": "call_1", "name": "shell", "input": ""}
    frames = served(
        CREATED,
        event("output_item.added", item=item),
        event("custom_tool_call_input.delta", delta="ls"),
        event("custom_tool_call_input.done", input="ls -l"),
        ended({**item, "input": "ls -l"}),
    )
    expected = [
        {"index": 0, "id": "call_1", "custom": {"name": "shell", "input": ""}},
        {"index": 0, "custom": {"input": "ls"}},
        {"index": 0, "custom": {"input": " -l"}},
    ]

    assert expected == calls(frames)


def test_refusal_reasoning_and_commentary_have_their_fields() -> None:
    """Refusal, reasoning and commentary are streamed in fields of their own, outside of the content."""
    frames = served(
        CREATED,
        event("output_item.added", 0, item={"type": "reasoning", "summary": []}),
        event("reasoning_summary_text.delta", 0, summary_index=0, delta="s"),
        event("reasoning_text.delta", 0, content_index=0, delta="t"),
        event("output_item.done", 0, item={"type": "reasoning", "summary": [{"type": "summary_text", "text": "s"}]}),
        event("output_item.added", 1, item=message("", phase="commentary")),
        event("output_text.delta", 1, content_index=0, delta="hm"),
        event("output_item.added", 2, item=message("", phase="final_answer")),
        event("output_text.delta", 2, content_index=0, delta="42"),
        event("refusal.delta", 2, content_index=1, delta="no"),
        event("refusal.done", 2, content_index=1, refusal="no more"),
        ended(),
    )

    assert "s\n\nt\n\nhm" == added(frames, "reasoning_content")
    assert "42" == added(frames, "content")
    assert "no more" == added(frames, "refusal")


def test_citations_come_at_once_and_logprobs_with_their_text() -> None:
    """Citations are sent when they come, with offsets in the whole answer; logprobs come with their text."""
    cited = {"type": "url_citation", "url": "https://x", "title": "X", "start_index": 0, "end_index": 2}
    logprob = {"token": "cd", "logprob": -0.5, "top_logprobs": []}
    frames = served(
        CREATED,
        *TEXT,
        event("output_text.delta", 1, content_index=0, delta="cd", logprobs=[logprob]),
        event("output_text.annotation.added", 1, content_index=0, annotation_index=0, annotation=cited),
        ended(message("haha"), message("cd", content=[{"type": "output_text", "text": "cd", "annotations": [cited]}])),
    )
    deltas = [choice for chunk in frames for choice in chunk["choices"]]

    assert [[4, 6]] == [
        [annotation["url_citation"][name] for name in ("start_index", "end_index")]
        for choice in deltas
        for annotation in choice["delta"].get("annotations", [])
    ]
    assert [[{**logprob, "bytes": None}]] == [
        choice["logprobs"]["content"] for choice in deltas if choice.get("logprobs")
    ]


@pytest.mark.parametrize(
    "failing",
    [
        [{"type": "error", "code": "server_error", "message": "boom", "param": None, "sequence_number": 3}],
        [{"type": "error", "error": {"message": "boom"}}],
        [{"error": {"message": "boom"}}],
        [ended(status="failed", error={"code": "server_error", "message": "boom"})],
        [ended({"type": "computer_call", "call_id": "call_1"})],
        [],
    ],
)
def test_a_stream_that_fails_never_ends_as_if_complete(failing: Json) -> None:
    """It ends in an error chunk, and has no finish reason."""
    frames = served(CREATED, *TEXT, *failing)

    assert ["error"] == list(frames[-1])
    assert frames[-1]["error"]["message"]
    assert finish(frames) is None


def test_done_without_a_finish_is_completed() -> None:
    """`[DONE]` without a terminal event ends the answer as complete, as declared."""
    assert "stop" == finish(served(CREATED, *TEXT, DONE))


def test_what_is_not_known_is_ignored() -> None:
    """Unknown events and items are left out, and the stream goes on."""
    frames = served({"type": "keepalive"}, CREATED, {"type": "codex.rate_limits"}, *TEXT, ended({"type": "quux"}))

    assert "haha" == added(frames, "content")
    assert "stop" == finish(frames)


def test_a_cut_answer_is_told() -> None:
    """A cut answer finishes as `length`, also where it has no words; usage still comes."""
    frames = served(
        CREATED, ended(status="incomplete", incomplete_details={"reason": "max_output_tokens"}, usage=USAGE)
    )

    assert "length" == finish(frames)
    assert "usage" in frames[-1]


def test_a_plain_answer_is_served_as_a_stream() -> None:
    """Some upstreams send JSON though a stream was asked for."""
    answer = {"id": "resp_1", "object": "response", "status": "completed", "output": [message("hi"), call("{}")]}
    frames = served(answer)

    assert "hi" == added(frames, "content")
    assert "tool_calls" == finish(frames)


def test_a_stream_is_served_as_a_plain_answer() -> None:
    """Some upstreams stream unasked, and end with an empty output."""
    response = whole(payloads(CREATED, *TEXT, ended(usage=USAGE)))

    assert "haha" == completion(response, {})["choices"][0]["message"]["content"]
