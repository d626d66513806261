"""What the reference adapter serves, as the official SDK reads it."""

import json
from collections.abc import Generator
from typing import Any

import httpx
import pytest

from crosswire.facts import Json
from crosswire.reference import chat_answer, chat_stream, responses_stream
from crosswire.reference.http import DONE

openai = pytest.importorskip("openai")

ITEMS = [
    {"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}]},
    {"type": "message", "id": "msg_1", "role": "assistant", "content": [{"type": "output_text", "text": "looking"}]},
    {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "f", "arguments": '{"a":1}'},
    {"type": "function_call", "id": "fc_2", "call_id": "call_2", "name": "g", "arguments": ""},
]
ANSWER = {"id": "resp_1", "created_at": 7, "model": "gpt", "status": "completed", "output": ITEMS}
EVENTS = [
    {"type": "response.created", "response": {**ANSWER, "status": "in_progress", "output": []}},
    {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "look"},
    {"type": "response.output_text.delta", "output_index": 1, "content_index": 0, "delta": "ing"},
    {"type": "response.completed", "response": ANSWER},
]
CHUNKS = [
    {"choices": [{"index": 0, "delta": {"content": "look"}, "finish_reason": None}]},
    {"choices": [{"index": 0, "delta": {"content": "ing"}, "finish_reason": None}]},
    *(
        {"choices": [{"index": 0, "delta": {"tool_calls": [call]}, "finish_reason": None}]}
        for call in [
            {"index": 0, "id": "call_1", "type": "function", "function": {"name": "f", "arguments": '{"a"'}},
            {"index": 0, "function": {"arguments": ":1}"}},
            {"index": 1, "id": "call_2", "type": "function", "function": {"name": "g", "arguments": ""}},
        ]
    ),
    {"choices": [{"index": 0, "delta": {}, "finish_reason": "tool_calls"}]},
    DONE,
]
CALLS = [("call_1", "f", '{"a":1}'), ("call_2", "g", "{}")]

Call = tuple[str, str, str]
"""The id, name and arguments of a call."""


def served(body: Json) -> httpx.Response:
    """Return what an adapter serves, as an HTTP answer."""
    if isinstance(body, dict):
        return httpx.Response(200, json=body)
    frames = [f"event: {frame.get('type')}\n" * ("type" in frame) + f"data: {json.dumps(frame)}\n\n" for frame in body]
    return httpx.Response(200, headers={"content-type": "text/event-stream"}, text="".join(frames))


def client(body: Json) -> Any:
    """Return the official client of an adapter that serves this."""
    transport = httpx.MockTransport(lambda _request: served(body))
    return openai.OpenAI(api_key="k", base_url="http://adapter/v1", http_client=httpx.Client(transport=transport))


def played(frames: list[Json]) -> Generator[Json]:
    """Payloads as they come in."""
    yield from frames


def chat_facts(completion: Any) -> tuple[str, str, list[Call]]:
    """Text, finish and calls of a completion."""
    message = completion.choices[0].message
    calls = [(call.id, call.function.name, call.function.arguments) for call in message.tool_calls]
    return message.content, completion.choices[0].finish_reason, calls


def responses_facts(response: Any) -> tuple[str, str, list[Call]]:
    """Text, status and calls of a response."""
    calls = [(item.call_id, item.name, item.arguments) for item in response.output if item.type == "function_call"]
    return response.output_text, response.status, calls


def test_a_completion_is_read() -> None:
    """The official SDK reads a served completion with its text, finish and calls."""
    asked = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    body = chat_answer.completion(ANSWER, asked)

    assert ("looking", "tool_calls", CALLS) == chat_facts(client(body).chat.completions.create(**asked))


def test_chunks_add_up() -> None:
    """The SDK's accumulator joins the served chunks to the whole answer."""
    asked = {"model": "m", "messages": [{"role": "user", "content": "hi"}]}
    with client(chat_stream.chunks(played(EVENTS), asked)).chat.completions.stream(**asked) as stream:
        final = stream.get_final_completion()

    assert ("looking", "tool_calls", CALLS) == chat_facts(final)


def test_images_and_usage_add_up() -> None:
    """The accumulated answer has the image once, and still has its usage after a moderation chunk."""
    item = {"type": "image_generation_call", "id": "ig_1", "status": "completed", "result": "AA=="}
    flagged = {"type": "moderation_result", "model": "omni", "flagged": False, "categories": {}, "category_scores": {}}
    usage = {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}
    last = {**ANSWER, "output": [item], "usage": usage, "moderation": {"input": flagged, "output": flagged}}
    sent_events = [EVENTS[0], {"type": "response.output_item.done", "output_index": 0, "item": item}]
    asked = {"messages": [{"role": "user", "content": "hi"}], "stream_options": {"include_usage": True}}
    frames = chat_stream.chunks(played([*sent_events, {"type": "response.completed", "response": last}]), asked)
    with client(frames).chat.completions.stream(model="m", **asked) as stream:
        final = stream.get_final_completion()

    assert ["data:image/png;base64,AA=="] == [
        image["image_url"]["url"] for image in final.choices[0].message.model_extra["images"]
    ]
    assert 3 == final.usage.total_tokens


def test_a_summary_and_what_travels_in_reasoning_add_up() -> None:
    """A summary and a host's extra fields become two reasoning items, the second without text."""
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}, "extra_content": {"a": 1}}
    delta = {"reasoning_content": "hm", "tool_calls": [{"index": 0, **call}]}
    frames = [{"choices": [{"index": 0, "delta": delta, "finish_reason": "tool_calls"}]}, DONE]
    asked = {"model": "m", "input": "hi", "reasoning": {"summary": "auto"}}
    with client(responses_stream.events(played(frames), asked)).responses.stream(**asked) as stream:
        final = stream.get_final_response()

    assert ["reasoning", "reasoning", "function_call"] == [item.type for item in final.output]
    assert ["hm"] == [part.text for part in final.output[0].summary]
    assert final.output[1].encrypted_content


def test_a_response_is_read() -> None:
    """The official SDK reads a served response with its text, status and calls."""
    asked = {"model": "m", "input": "hi"}
    body = responses_stream.response(played(CHUNKS), asked)

    assert ("looking", "completed", CALLS) == responses_facts(client(body).responses.create(**asked))


def test_events_add_up() -> None:
    """The SDK's accumulator joins the served events to the whole answer."""
    asked = {"model": "m", "input": "hi"}
    with client(responses_stream.events(played(CHUNKS), asked)).responses.stream(**asked) as stream:
        kinds = [event.type for event in stream]
        final = stream.get_final_response()

    assert "response.completed" == kinds[-1]
    assert ("looking", "completed", CALLS) == responses_facts(final)
