"""The reference adapter on genuine answers of both APIs, where the recordings are at hand."""

import json
from collections.abc import Generator
from functools import cache
from pathlib import Path

import pytest

from crosswire.facts import Json, ShapeName
from crosswire.reference import UpstreamError, chat_answer, chat_stream, responses_stream
from crosswire.reference.http import DONE
from crosswire.reference.searches import as_function
from crosswire.wire.event_streams import read_events
from crosswire.wire.schemas import violations

CORPUS = Path(__file__).parents[2].parent / "shared" / "wire-corpus"
ASKED = {"model": "asked", "stream_options": {"include_usage": True}, "metadata": {"trace": "1"}}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the recordings are not part of the checkout")


@cache
def recorded(shape: ShapeName) -> dict[str, list[Json]]:
    """Every recorded answer of a shape: its name, and its payloads."""
    names = sorted(path for folder in ("json", "stream") for path in (CORPUS / shape / folder).glob("*.json"))
    return {f"{path.parent.name}/{path.stem}": payloads(json.loads(path.read_text())["response"]) for path in names}


def payloads(answer: Json) -> list[Json]:
    """Return the one JSON object of an answer, or its frames."""
    if "body" in answer:
        return [answer["body"]]
    return [DONE if data == "[DONE]" else json.loads(data) for data in read_events(answer["text"])]


def played(frames: list[Json]) -> Generator[Json]:
    """Payloads as they come in."""
    yield from frames


def added(chunks: list[Json], field: str) -> str:
    """Return what the deltas of a chat stream add up to."""
    return "".join(choice["delta"].get(field) or "" for chunk in chunks for choice in chunk["choices"])


def arguments(chunks: list[Json]) -> dict[str, str]:
    """Return the arguments of each call of a chat stream, by call id."""
    written: dict[int, list[Json]] = {}
    for chunk in chunks:
        for choice in chunk["choices"]:
            for call in choice["delta"].get("tool_calls", []):
                written.setdefault(call["index"], []).append(call)
    return {calls[0]["id"]: "".join(call["function"]["arguments"] for call in calls) for calls in written.values()}


def test_every_response_is_served_over_chat() -> None:
    """Valid, whole and streamed alike, with the upstream's text, calls and token counts."""
    refused = set()
    for name, frames in recorded("responses").items():
        try:
            body = chat_answer.completion(chat_stream.whole(played(frames)), ASKED)
        except UpstreamError as error:
            refused.add(str(error))
            continue
        served_chunks = list(chat_stream.chunks(played(frames), ASKED))
        message = body["choices"][0]["message"]
        output = (frames[-1] if frames[-1] is not DONE else frames[-2]).get("response", frames[0])["output"]
        parts = [
            part["text"]
            for item in output
            if item["type"] == "message" and item.get("phase") != "commentary"
            for part in item["content"]
        ]

        assert [] == violations("chat/response", body), name
        assert [] == [violation for chunk in served_chunks for violation in violations("chat/chunk", chunk)], name
        assert "".join(parts) == (message["content"] or "") == added(served_chunks, "content"), name
        assert (message.get("reasoning_content") or "") == added(served_chunks, "reasoning_content"), name
        assert (
            {item["call_id"]: item["arguments"] for item in map(as_function, output) if item["type"] == "function_call"}
            == {call["id"]: call["function"]["arguments"] for call in message.get("tool_calls", [])}
            == arguments(served_chunks)
        ), name
        assert (
            [body["usage"]]
            if "usage" in body
            else [] == [chunk["usage"] for chunk in served_chunks if "usage" in chunk]
        ), name
    assert {
        "502: the upstream's answer is not finished: its status is 'queued'",
    } == refused


def test_every_completion_is_served_over_responses() -> None:
    """Valid, whole and streamed alike, with the upstream's text, calls and token counts."""
    for name, frames in recorded("chat").items():
        served_events = list(responses_stream.events(played(frames), ASKED))
        streamed = served_events[-1]["response"]

        # Codes are the upstream's own, such as Groq's `tool_use_failed`.
        assert [] == [
            violation
            for event in served_events
            for violation in violations("responses/event", event)
            if violation.pointer != "/response/error/code"
        ], name
        if streamed["status"] == "failed":
            assert any("error" in frame for frame in frames), name
            continue
        body = responses_stream.response(played(frames), ASKED)
        assert [] == violations("responses/response", body), name
        assert facts_of(body) == facts_of(streamed), name
        if "message" in frames[0]["choices"][0]:
            message = frames[0]["choices"][0]["message"]
            wanted = [call["function"].get("arguments") or "{}" for call in message.get("tool_calls") or []]
            content = message.get("content")
            content = content if isinstance(content, str) else facts_of(body)[0]
            assert (content, wanted) == facts_of(body), name
            assert frames[0]["usage"]["total_tokens"] == body["usage"]["total_tokens"], name


def facts_of(response: Json) -> tuple[str, list[str]]:
    """Return the text and the arguments of every call of a response."""
    output = response["output"]
    parts = [part["text"] for item in output if item["type"] == "message" for part in item["content"]]
    return "".join(parts), [item["arguments"] for item in output if item["type"] == "function_call"]
