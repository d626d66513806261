"""The divyam-llm-interop library. Source: its README's `ChatTranslator`."""

from collections.abc import AsyncIterator
from typing import Any

from divyam_llm_interop.translate.chat.api_types import ModelApiType
from divyam_llm_interop.translate.chat.translate import ChatTranslateConfig, ChatTranslator
from divyam_llm_interop.translate.chat.translation_errors import InteropTranslationError
from divyam_llm_interop.translate.chat.types import ChatRequest, ChatResponse, ChatResponseStreaming, Model
from upstream_calls import Refused, streamed_events, whole_answer

CHAT, RESPONSES = ModelApiType.COMPLETIONS, ModelApiType.RESPONSES
PATHS = {CHAT: "/chat/completions", RESPONSES: "/responses"}
TRANSLATOR = ChatTranslator(ChatTranslateConfig(allow_generic_translate=True))
"""It converts for models that are not in its catalogue, too."""
ABILITIES = {
    "reasoning_content_replay": "all",
    "reasoning_dialect": "openai",
    "supports_function_calling": True,
    "supports_json_mode": True,
    "supports_reasoning": True,
    "supports_service_tier": True,
    "supports_vision": True,
}
"""What it is told that the upstream can do: it leaves out what it is not told of."""


async def chat(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Chat Completions over Responses."""
    return await _served(request, upstream, CHAT, RESPONSES)


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    return await _served(request, upstream, RESPONSES, CHAT)


async def _served(
    request: dict[str, Any], upstream: Any, client_api: ModelApiType, host_api: ModelApiType
) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    client = Model(request["model"], client_api)
    host = Model(request["model"], host_api, capability_overrides=ABILITIES)
    try:
        asked = TRANSLATOR.prepare_request(ChatRequest(request), client_api)
        forwarded = TRANSLATOR.translate_request(asked, client, host)
    except InteropTranslationError as error:
        raise Refused(str(error)) from error
    if request.get("stream"):
        events = streamed_events(upstream, PATHS[host_api], forwarded.body)
        frames: AsyncIterator[dict[str, Any]] = TRANSLATOR.translate_response_streaming(
            ChatResponseStreaming(events), host, client, forwarded
        ).stream
        return frames
    answer = ChatResponse(await whole_answer(upstream, PATHS[host_api], forwarded.body))
    body: dict[str, Any] = TRANSLATOR.translate_response(answer, host, client, forwarded).body
    return body
