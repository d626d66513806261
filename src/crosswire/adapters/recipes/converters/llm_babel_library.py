"""The llm-babel library. Source: its README's `translate`, and the docstrings of its `registry`."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
from llm_transform.registry import (
    END_EMIT,
    materialize,
    stream_encode_step,
    stream_step,
    translate,
    translate_error,
    translate_response,
)
from upstream_calls import streamed_events, whole_answer

CHAT, RESPONSES = "openai-chat", "openai-responses"
PATH = "/responses"


class Failed(Exception):
    """The upstream's error answer, its body translated."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.reason_phrase)
        self.status_code, self.headers = answer.status_code, answer.headers
        self.body = materialize(translate_error(RESPONSES, CHAT, answer.json()))


async def chat(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Chat Completions over Responses. The library encodes no Responses streams for the other direction."""
    forwarded = materialize(translate(CHAT, RESPONSES, request))
    if request.get("stream"):
        return _frames(streamed_events(upstream, PATH, forwarded))
    try:
        answer = await whole_answer(upstream, PATH, forwarded)
    except httpx.HTTPStatusError as error:
        raise Failed(error.response) from error
    converted: dict[str, Any] = materialize(translate_response(RESPONSES, CHAT, answer))
    return {**_envelope(answer), **converted}


async def _frames(events: AsyncIterator[dict[str, Any]]) -> AsyncIterator[dict[str, Any]]:
    """Yield the chunks of a stream."""
    reading: Any = {}
    writing: Any = {}
    try:
        async for event in events:
            if not writing:
                writing = {"envelope": _envelope(event.get("response") or {})}
            read = stream_step(RESPONSES, reading, event)
            reading = read["state"]
            for emit in read["emit"]:
                written = stream_encode_step(CHAT, writing, emit)
                writing = written["state"]
                for chunk in written["events"]:
                    yield materialize(chunk)
    except httpx.HTTPStatusError as error:
        raise Failed(error.response) from error
    for chunk in stream_encode_step(CHAT, writing, END_EMIT)["events"]:
        yield materialize(chunk)


def _envelope(response: dict[str, Any]) -> dict[str, Any]:
    """Return the id, model and time of an answer, which the library leaves to its host."""
    created = response.get("created_at")
    return {
        "id": response.get("id"),
        "model": response.get("model"),
        "created": int(created) if isinstance(created, (int, float)) else None,
    }
