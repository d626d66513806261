"""Reading Responses."""

import pytest

from crosswire.facts import Answer, Failure, Json, Message, Other, OutputItem, Reasoning, Refusal, Text
from crosswire.shapes import chat, responses
from tests.typed import as_type


def message(*texts: str, **fields: Json) -> Json:
    return {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "output_text", "text": text} for text in texts],
        **fields,
    }


CALL = {
    "type": "function_call",
    "id": "fc_1",
    "call_id": "call_1",
    "name": "f",
    "arguments": "{}",
    "status": "completed",
}


def test_an_answer_is_read_in_order() -> None:
    """Every item of the output is read in order; an unknown one is read by its type."""
    answer = responses.read_answer(
        {
            "status": "completed",
            "output": [
                {"type": "reasoning", "summary": [{"text": "s"}], "content": [{"text": "c"}], "encrypted_content": "e"},
                {"type": "web_search_call", "id": "ws_1", "status": "completed"},
                message("a", "b", phase="commentary"),
                {
                    "type": "message",
                    "role": "assistant",
                    "content": [{"type": "refusal", "refusal": "no"}, {"type": "new"}],
                },
            ],
        }
    )
    assert isinstance(answer, Answer)

    assert (
        Reasoning(("s", "c"), "e"),
        Other("web_search_call"),
        Message("assistant", (Text("a"), Text("b")), "commentary"),
        Message("assistant", (Refusal("no"), Other("new"))),
    ) == answer.items
    assert "stop" == answer.finish
    assert OutputItem("web_search_call", "ws_1", "completed") == answer.output[1]


@pytest.mark.parametrize(
    ("fields", "finish"),
    [
        ({"status": "completed", "output": [CALL]}, "tool_calls"),
        ({"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}, "output": [CALL]}, "length"),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content_filter"),
        ({"status": "incomplete", "incomplete_details": {"reason": "steered"}}, "other"),
        ({"status": "incomplete", "incomplete_details": None}, "other"),
        ({"status": "in_progress"}, "unfinished"),
        ({"status": "queued"}, "unfinished"),
        ({}, "unfinished"),
    ],
)
def test_the_finish_is_worked_out(fields: Json, finish: str) -> None:
    """The finish follows from the status, the reason, and whether the client has to run a call."""
    assert finish == as_type(Answer, responses.read_answer(fields)).finish


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"output": None},
        {"output": [None, 5, {}, {"type": "new_item"}, {"type": "message", "content": None}]},
        {"output": [{"type": "message", "content": "plain"}, {"type": "message", "content": [None, {"text": 5}]}]},
        {"output": [{"type": "reasoning", "summary": None, "content": None}, {"type": "function_call"}]},
        {"usage": {"input_tokens": None, "input_tokens_details": None}, "metadata": [], "tools": [None], "text": None},
        {"instructions": [message("a")], "tools": [{"type": None}], "reasoning": "x"},
    ],
)
def test_odd_answers_are_read(body: Json) -> None:
    """No JSON value makes the reader raise, neither as an answer nor within an event."""
    assert isinstance(responses.read_answer(body), Answer)
    responses.read_request(body)
    for kind in (
        "response.created",
        "response.output_item.added",
        "response.completed",
        "response.output_text.delta",
        "new.event",
        None,
    ):
        responses.read_stream([{"type": kind, "response": body, "item": body, "delta": body, "part": body}])


@pytest.mark.parametrize(
    "body",
    [
        {"status": "failed", "error": {"code": "server_error", "message": "no"}, "output": []},
        {"error": {"code": "server_error", "message": "no"}},
    ],
)
def test_a_failed_response_is_a_failure(body: Json) -> None:
    """A response of status `failed`, or an error in the answer's stead, is a failure."""
    assert Failure(200, "no", code="server_error") == responses.read_answer(body)


def test_both_shapes_read_the_same_ask() -> None:
    """The same request in both shapes reads as the same facts, though names and nesting differ."""
    tool = {"name": "f", "description": "d", "parameters": {"type": "object"}, "strict": False}
    asked_in_chat = {
        "model": "m",
        "messages": [
            {"role": "developer", "content": "be brief"},
            {
                "role": "user",
                "content": [
                    {"type": "text", "text": "hi"},
                    {"type": "image_url", "image_url": {"url": "u", "detail": "low"}},
                ],
            },
            {
                "role": "assistant",
                "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}],
            },
            {"role": "tool", "tool_call_id": "call_1", "content": "3"},
        ],
        "tools": [{"type": "function", "function": tool}],
        "tool_choice": {"type": "function", "function": {"name": "f"}},
        "reasoning_effort": "low",
        "verbosity": "low",
        "max_completion_tokens": 64,
        "response_format": {"type": "json_schema", "json_schema": {"name": "n", "schema": {}, "strict": True}},
        "metadata": {"k": "v"},
    }
    asked_in_responses = {
        "model": "m",
        "instructions": "be brief",
        "input": [
            {
                "role": "user",
                "content": [
                    {"type": "input_text", "text": "hi"},
                    {"type": "input_image", "image_url": "u", "detail": "low"},
                ],
            },
            {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
            {"type": "function_call_output", "call_id": "call_1", "output": "3"},
        ],
        "tools": [{"type": "function", **tool}],
        "tool_choice": {"type": "function", "name": "f"},
        "reasoning": {"effort": "low"},
        "text": {"verbosity": "low", "format": {"type": "json_schema", "name": "n", "schema": {}, "strict": True}},
        "max_output_tokens": 64,
        "metadata": {"k": "v"},
    }

    assert chat.read_request(asked_in_chat) == responses.read_request(asked_in_responses)
