"""Responses events as the reference adapter serves them over Chat Completions."""

import pytest

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


def payloads(*events):
    """Events as they come in."""
    yield from events


def gated(*events):
    """Return a stream of which no more than these events have come in."""
    yield from events
    pytest.fail("more was asked for than was there")


def served(*events, asked=ASKED):
    """Return the chunks that events become: each valid, under one head, the role first, one finish at the end."""
    told = list(chunks(payloads(*events), asked))
    choices = [choice for chunk in told for choice in chunk.get("choices", [])]

    assert [] == [violation for chunk in told if "error" not in chunk for violation in violations("chat/chunk", chunk)]
    assert 1 >= len({(chunk["id"], chunk["model"], chunk["created"]) for chunk in told if "error" not in chunk})
    assert ["assistant"] == [choice["delta"]["role"] for choice in choices if "role" in choice["delta"]]
    assert "role" in choices[0]["delta"]
    assert not any(choice["finish_reason"] for choice in choices[:-1])
    return told


def added(told, field):
    """Return what the deltas add up to."""
    return "".join(choice["delta"].get(field) or "" for chunk in told for choice in chunk["choices"])


def calls(told):
    """Return the deltas of calls, in order."""
    return [call for chunk in told for choice in chunk["choices"] for call in choice["delta"].get("tool_calls", [])]


def finish(told):
    """Return the last finish reason."""
    return next(choice["finish_reason"] for chunk in reversed(told) for choice in chunk.get("choices", []))


def event(kind, place=0, **fields):
    """Return an event about the item at a place."""
    return {"type": f"response.{kind}", "output_index": place, "item_id": "x", **fields}


def ended(*output, status="completed", **fields):
    """Return the terminal event."""
    return {"type": f"response.{status}", "response": {"id": "resp_1", "status": status, "output": [*output], **fields}}


def message(text, **fields):
    """Return an output message."""
    return {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": text}], **fields}


def call(arguments, call_id="call_1", name="f", **fields):
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


def test_text_is_served_once():
    """Equal deltas both stay, snapshots add nothing; usage comes last, in a chunk of its own."""
    told = served(CREATED, *TEXT, ended(message("haha"), usage=USAGE, metadata={"a": "b"}, service_tier="default"))

    assert "haha" == added(told, "content")
    assert "stop" == finish(told)
    assert {"a": "b"} == told[-2]["metadata"]
    assert [] == told[-1]["choices"]
    assert {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3} == told[-1]["usage"]


def test_usage_is_sent_only_if_asked():
    """No chunk has usage unasked."""
    told = served(CREATED, *TEXT, ended(usage=USAGE), asked={"model": "m"})

    assert not any("usage" in chunk for chunk in told)


def test_chunks_come_as_the_events_do():
    """The first words are out before the second are in."""
    told = chunks(gated(CREATED, *TEXT[:2]), ASKED)

    assert ["", "ha"] == [next(told)["choices"][0]["delta"]["content"] for _ in range(2)]


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
def test_a_thin_stream_loses_nothing(thin):
    """Text that stands only in a snapshot is served, once."""
    told = served(CREATED, *thin, ended(message("haha", id="another")))

    assert "haha" == added(told, "content")


def test_calls_have_a_head_and_then_arguments():
    """Id and name once, in order of the calls; ids of items may change."""
    told = served(
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

    assert expected == calls(told)
    assert "tool_calls" == finish(told)


def test_calls_of_a_thin_stream_are_all_there():
    """Arguments without an item before them, a name that comes late, calls only in the terminal response."""
    told = served(
        CREATED,
        event("function_call_arguments.delta", 0, delta='{"a":1}'),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("output_item.done", 0, item=call('{"a":1}')),
        ended(call('{"a":1}'), call("{}", "call_2", "g"), call("[]", "call_3", "h")),
    )

    assert ["f", "g", "h"] == [each["function"]["name"] for each in calls(told) if "id" in each]
    assert ['{"a":1}', "{}", "[]"] == [
        "".join(each["function"]["arguments"] for each in calls(told) if each["index"] == place) for place in range(3)
    ]


def test_an_empty_call_has_its_arguments_before_the_next_begins():
    """`{}` behind the next call is added to that one, or to none, by clients that read in order."""
    told = served(
        CREATED,
        event("output_item.added", 0, item=call("")),
        event("output_item.done", 0, item=call("", status="completed")),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("function_call_arguments.delta", 1, delta='{"a":1}'),
        ended(call(""), call('{"a":1}', "call_2", "g")),
    )

    assert [(0, ""), (0, "{}"), (1, ""), (1, '{"a":1}')] == [
        (each["index"], each["function"]["arguments"]) for each in calls(told)
    ]


def test_a_call_waits_for_the_first_arguments_of_the_one_before():
    """Upstreams announce several at once; whether the first is empty, they tell later."""
    begun = (
        event("output_item.added", 0, item=call("")),
        event("output_item.added", 1, item=call("", "call_2", "g")),
        event("function_call_arguments.delta", 1, delta="{"),
    )
    whole = ended(call('{"a":1}'), call("{}", "call_2", "g"))
    told = served(
        CREATED,
        *begun,
        event("function_call_arguments.delta", 0, delta='{"a"'),
        event("function_call_arguments.delta", 1, delta="}"),
        event("function_call_arguments.delta", 0, delta=":1}"),
        whole,
    )

    assert [0, 0, 1, 1, 0] == [each["index"] for each in calls(told)]
    assert [0, 0, 1] == [each["index"] for each in calls(served(CREATED, *begun, ended(call(""))))]


def test_a_custom_tool_called_as_a_function_is_a_custom_call():
    """Its text comes when the call is whole, and before the next one."""
    tools = [{"type": "custom", "custom": {"name": "patch"}}, {"type": "function", "function": {"name": "g"}}]
    told = served(
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
    ] == calls(told)


def test_parts_of_reasoning_are_paragraphs():
    """As in a whole answer: of one item and of several."""
    summary = [{"type": "summary_text", "text": "**Plan**"}, {"type": "summary_text", "text": "**Check**"}]
    told = served(
        CREATED,
        event("reasoning_summary_text.delta", 0, summary_index=0, delta="**Pl"),
        event("reasoning_summary_text.delta", 0, summary_index=0, delta="an**"),
        event("reasoning_summary_text.delta", 0, summary_index=1, delta="**Check**"),
        event("output_item.done", 0, item={"type": "reasoning", "summary": summary}),
        event("output_item.done", 1, item={"type": "reasoning", "summary": [{"type": "summary_text", "text": "c"}]}),
        event("output_text.delta", 2, content_index=0, delta="a"),
        ended({"type": "reasoning", "summary": summary}),
    )

    assert "**Plan**\n\n**Check**\n\nc" == added(told, "reasoning_content")


def test_an_image_is_served_once():
    """In `delta.images`, when it is done; the terminal response repeats it."""
    item = {"type": "image_generation_call", "status": "completed", "result": "AA=="}
    told = served(
        CREATED,
        event("output_item.added", item={"type": "image_generation_call", "status": "in_progress", "result": None}),
        event("output_item.done", item=item),
        ended(item),
    )
    images = [image for chunk in told for choice in chunk["choices"] for image in choice["delta"].get("images", [])]

    assert [(0, "data:image/png;base64,AA==")] == [(image["index"], image["image_url"]["url"]) for image in images]
    assert "stop" == finish(told)


def test_an_answer_that_chat_cannot_say_is_an_error():
    """Not an empty success; where the upstream said nothing, it is one."""
    item = {"type": "code_interpreter_call", "code": "1"}
    told = served(CREATED, event("output_item.done", item=item), ended(item))

    assert "code_interpreter_call" in told[-1]["error"]["message"]
    assert finish(told) is None
    assert "stop" == finish(served(CREATED, ended()))


def test_usage_is_the_last_word_on_usage():
    """Clients that go by the last chunk would forget it."""
    result = {"type": "moderation_result", "model": "omni", "flagged": False, "categories": {}, "category_scores": {}}
    result["category_applied_input_types"] = {}
    told = served(CREATED, *TEXT, ended(message("haha"), usage=USAGE, moderation={"input": result, "output": result}))

    assert "moderation" in told[-2]
    assert 3 == told[-1]["usage"]["total_tokens"]


def test_what_was_said_before_a_failure_is_served():
    """Also what only the failed response says, a call that waited for its name, and citations."""
    cited = {"type": "url_citation", "url": "https://x", "title": "X", "start_index": 0, "end_index": 2}
    error = {"code": "rate_limit_exceeded", "message": "Too many."}
    told = served(
        CREATED,
        event("output_text.delta", content_index=0, delta="ha"),
        event("output_text.annotation.added", content_index=0, annotation_index=0, annotation=cited),
        event("function_call_arguments.delta", 1, delta="{"),
        ended(message("haha"), status="failed", error=error),
    )

    assert "haha" == added(told[:-1], "content")
    assert ["{"] == [each["function"]["arguments"] for each in calls(told[:-1])]
    assert [cited["url"]] == [
        each["url_citation"]["url"]
        for chunk in told[:-1]
        for choice in chunk["choices"]
        for each in choice["delta"].get("annotations", [])
    ]
    assert ("rate_limit_exceeded", "Too many.") == (told[-1]["error"]["code"], told[-1]["error"]["message"])


def test_a_custom_call_is_streamed_as_one():
    """Under `custom`, and without a type that chunks do not have."""
    item = {"type": "custom_tool_call", "call_id": "call_1", "name": "shell", "input": ""}
    told = served(
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

    assert expected == calls(told)


def test_refusal_reasoning_and_commentary_have_their_fields():
    """None of them is content."""
    told = served(
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

    assert "s\n\nt\n\nhm" == added(told, "reasoning_content")
    assert "42" == added(told, "content")
    assert "no more" == added(told, "refusal")


def test_citations_come_at_once_and_logprobs_with_their_text():
    """Offsets count from the beginning of the answer."""
    cited = {"type": "url_citation", "url": "https://x", "title": "X", "start_index": 0, "end_index": 2}
    logprob = {"token": "cd", "logprob": -0.5, "top_logprobs": []}
    told = served(
        CREATED,
        *TEXT,
        event("output_text.delta", 1, content_index=0, delta="cd", logprobs=[logprob]),
        event("output_text.annotation.added", 1, content_index=0, annotation_index=0, annotation=cited),
        ended(message("haha"), message("cd", content=[{"type": "output_text", "text": "cd", "annotations": [cited]}])),
    )
    deltas = [choice for chunk in told for choice in chunk["choices"]]

    assert [[4, 6]] == [
        [each["url_citation"][name] for name in ("start_index", "end_index")]
        for choice in deltas
        for each in choice["delta"].get("annotations", [])
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
def test_a_stream_that_fails_never_ends_as_if_complete(failing):
    """It ends in an error chunk, and has no finish reason."""
    told = served(CREATED, *TEXT, *failing)

    assert ["error"] == list(told[-1])
    assert told[-1]["error"]["message"]
    assert finish(told) is None


def test_done_without_a_finish_is_completed():
    """As declared."""
    assert "stop" == finish(served(CREATED, *TEXT, DONE))


def test_what_is_not_known_is_ignored():
    """Unknown events and items neither pass nor stop the stream."""
    told = served({"type": "keepalive"}, CREATED, {"type": "codex.rate_limits"}, *TEXT, ended({"type": "quux"}))

    assert "haha" == added(told, "content")
    assert "stop" == finish(told)


def test_a_cut_answer_is_told():
    """Also where nothing was said; usage still comes."""
    told = served(CREATED, ended(status="incomplete", incomplete_details={"reason": "max_output_tokens"}, usage=USAGE))

    assert "length" == finish(told)
    assert "usage" in told[-1]


def test_a_plain_answer_is_served_as_a_stream():
    """Some upstreams send JSON though a stream was asked for."""
    answer = {"id": "resp_1", "object": "response", "status": "completed", "output": [message("hi"), call("{}")]}
    told = served(answer)

    assert "hi" == added(told, "content")
    assert "tool_calls" == finish(told)


def test_a_stream_is_served_as_a_plain_answer():
    """Some upstreams stream unasked, and end with an empty output."""
    response = whole(payloads(CREATED, *TEXT, ended(usage=USAGE)))

    assert "haha" == completion(response, {})["choices"][0]["message"]["content"]
