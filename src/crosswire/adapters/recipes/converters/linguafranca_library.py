"""The martian-linguafranca library. Source: its README's conversions of requests, responses and streams."""

from collections.abc import AsyncIterator
from typing import Any

import linguafranca
from linguafranca import FormatName
from upstream_calls import Refused, streamed_events, whole_answer

CHAT, RESPONSES = FormatName.OPENAI_CHAT_COMPLETIONS, FormatName.OPEN_RESPONSES
PATHS = {CHAT: "/chat/completions", RESPONSES: "/responses"}


async def chat(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Chat Completions over Responses."""
    return await _served(request, upstream, CHAT, RESPONSES)


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    return await _served(request, upstream, RESPONSES, CHAT)


async def _served(
    request: dict[str, Any], upstream: Any, client: FormatName, host: FormatName
) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    try:
        forwarded = linguafranca.convert_request_json(request, source_format=client, target_format=host).value
    except linguafranca.ConversionError as error:
        raise Refused(str(error)) from error
    formats = {"source_format": host, "target_format": client}
    if request.get("stream"):
        events = streamed_events(upstream, PATHS[host], forwarded)
        frames: AsyncIterator[dict[str, Any]] = aiter(linguafranca.aconvert_response_stream(events, **formats))
        return frames
    answer = await whole_answer(upstream, PATHS[host], forwarded)
    converted: dict[str, Any] = linguafranca.convert_response_json(answer, **formats).value
    return converted
