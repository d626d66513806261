"""Reading Chat Completions."""

import pytest

from crosswire.facts import (
    Answer,
    Failure,
    Json,
    Message,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
    Usage,
    UsageChunk,
)
from crosswire.shapes import chat
from tests.typed import as_type

CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}


def completion(message: Json = None, finish: str | None = "stop", **fields: Json) -> Json:
    return {"id": "c", "choices": [{"index": 0, "message": message or {}, "finish_reason": finish}], **fields}


def chunk(delta: Json = None, finish: str | None = None, **fields: Json) -> Json:
    return {"id": "c", "choices": [{"index": 0, "delta": delta or {}, "finish_reason": finish}], **fields}


def test_an_answer_is_read_in_order() -> None:
    """Reasoning, the message with its refusal, and the calls are read in this order."""
    answer = chat.read_answer(
        completion({"content": "hi", "refusal": "no", "reasoning_content": "hm", "tool_calls": [CALL]}, "tool_calls")
    )
    assert isinstance(answer, Answer)

    assert (
        Reasoning(("hm",)),
        Message("assistant", (Text("hi"), Refusal("no"))),
        ToolCall("call_1", "f", '{"a": 1}'),
    ) == answer.items
    assert "tool_calls" == answer.finish


@pytest.mark.parametrize("finish_reason", ["stop", "", None, "eos"])
def test_calls_win_over_what_the_finish_says(finish_reason: str | None) -> None:
    """An answer with calls finishes as `tool_calls` whatever the host states; the stated finish is read, too."""
    answer = chat.read_answer(completion({"tool_calls": [CALL]}, finish_reason))
    assert isinstance(answer, Answer)

    assert ("tool_calls", finish_reason or None) == (answer.finish, answer.stated_finish)


def test_a_cut_call_is_cut() -> None:
    """An answer with a call that the token limit cut finishes as `length`."""
    assert "length" == as_type(Answer, chat.read_answer(completion({"tool_calls": [CALL]}, "length"))).finish


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"choices": None},
        {"choices": []},
        {"choices": [None, 5]},
        {"choices": [{"message": None}]},
        completion({"content": None, "tool_calls": None, "annotations": None}),
        completion({"content": [{"type": "text", "text": "a"}, {"type": "new"}, 3]}),
        completion({"content": 5, "tool_calls": [{"id": None, "function": None}, {"custom": {"input": None}}]}),
        completion({"function_call": {"name": None}}),
        completion(usage={"prompt_tokens": None, "prompt_tokens_details": []}, metadata=[], created="x"),
        {"choices": [{"message": {"content": "a"}, "logprobs": {"content": None}}]},
    ],
)
def test_odd_answers_are_read(body: Json) -> None:
    """No JSON value makes the reader raise, neither whole nor in a stream."""
    assert isinstance(chat.read_answer(body), Answer)
    assert isinstance(chat.read_stream([body, body]), Answer)
    chat.read_request(body)


def test_an_error_inside_an_answer_is_a_failure() -> None:
    """A 200 that holds an error is a failure, whole and streamed."""
    assert Failure(200, "no", code="7") == chat.read_answer({"error": {"message": "no", "code": 7}})
    assert Failure(200, "no") == chat.read_stream([chunk({"content": "a"}), {"error": "no"}])


def test_deltas_add_up() -> None:
    """Text, reasoning and calls are the joined deltas."""
    answer = chat.read_stream(
        [
            chunk({"role": "assistant", "content": ""}),
            chunk({"reasoning_content": "h"}),
            chunk({"reasoning_content": "m"}),
            chunk({"content": "ha"}),
            chunk({"content": "ha"}),
            chunk(
                {
                    "tool_calls": [
                        {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}}
                    ]
                }
            ),
            chunk({"tool_calls": [{"index": 1, "id": "call_2", "function": {"name": "g", "arguments": "{"}}]}),
            chunk(
                {
                    "tool_calls": [
                        {"index": 0, "function": {"arguments": "{}"}},
                        {"index": 1, "function": {"arguments": "}"}},
                    ]
                }
            ),
            chunk(finish="tool_calls"),
        ]
    )
    assert isinstance(answer, Answer)

    assert "haha" == answer.text
    assert ("hm",) == answer.reasoning
    assert (ToolCall("call_1", "f", "{}"), ToolCall("call_2", "g", "{}")) == answer.tool_calls


def test_calls_without_an_index_are_told_apart_by_id() -> None:
    """Calls whose index is repeated or missing are told apart by id."""
    repeated = [{"index": 0, "id": f"call_{n}", "function": {"name": "f", "arguments": "{}"}} for n in (1, 2)]
    absent = [{key: value for key, value in call.items() if key != "index"} for call in repeated]

    for calls in (repeated, absent):
        answer = chat.read_stream([chunk({"tool_calls": [call]}) for call in calls])
        assert isinstance(answer, Answer)

        assert ["call_1", "call_2"] == [call.id for call in answer.tool_calls]


def test_a_stream_without_a_finish_has_not_finished() -> None:
    """A stream without a finish reason is unfinished."""
    assert "unfinished" == as_type(Answer, chat.read_stream([chunk({"content": "a"})])).finish


def test_usage_chunks_tell_where_they_stand() -> None:
    """A chunk with usage notes what comes before and behind it: clients that keep the last one depend on that."""
    usage = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}
    answer = chat.read_stream(
        [
            chunk({"content": "a"}, usage=usage),
            chunk(finish="stop"),
            {"choices": [], "usage": usage},
            {"choices": [], "moderation": {"a": 1}},
        ]
    )
    assert isinstance(answer, Answer)

    assert (
        UsageChunk(after_finish=False, has_choices=True, followed_by=("choices", "usage", "moderation")),
        UsageChunk(after_finish=True, has_choices=False, followed_by=("moderation",)),
    ) == answer.usage_chunks
    assert {"input": 1, "output": 2, "total": 3} == as_type(Usage, answer.usage).totals


def test_a_request_is_read() -> None:
    """System text is instructions, tool messages are results, and settings have one name in both shapes."""
    ask = chat.read_request(
        {
            "model": "m",
            "messages": [
                {"role": "system", "content": "be brief"},
                {"role": "user", "content": [{"type": "text", "text": "hi"}]},
                {"role": "assistant", "content": None, "tool_calls": [CALL]},
                {"role": "tool", "tool_call_id": "call_1", "content": "3"},
            ],
            "max_tokens": 5,
            "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {}}},
            "tools": [{"type": "function", "function": {"name": "f", "parameters": None}}],
            "temperature": None,
            "stream_options": {"include_usage": True},
        }
    )

    assert (
        Message("instructions", (Text("be brief"),)),
        Message("user", (Text("hi"),)),
        ToolCall("call_1", "f", '{"a": 1}'),
        ToolResult("call_1", (Text("3"),)),
    ) == ask.history
    assert {"max_output_tokens": 5, "format": {"type": "json_schema", "name": "n", "schema": {}}} == ask.settings
    assert ask.include_usage


def test_a_stream_that_fails_holds_what_was_begun() -> None:
    """A failure in a stream holds the items before the error, which may be an object or a text."""
    chunk = {"choices": [{"index": 0, "delta": {"role": "assistant", "content": "ha"}}]}

    failed = chat.read_stream([chunk, {"error": {"message": "no"}}])
    assert isinstance(failed, Failure)
    bare = chat.read_stream([chunk, {"error": "no"}])
    assert isinstance(bare, Failure)

    assert ("no", True, "ha") == (failed.message, failed.has_error_object, as_type(Message, failed.begun[0]).text)
    assert ("no", False, "ha") == (bare.message, bare.has_error_object, as_type(Message, bare.begun[0]).text)
