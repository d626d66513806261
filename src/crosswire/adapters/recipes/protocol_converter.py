"""The protocol-converter library. Source: its README's `convert_and_forward`."""

import json
from collections.abc import AsyncIterator
from typing import Any

from protocol_converter import ConverterConfig, ProtocolConverterEngine
from protocol_converter.engine import create_http_client


async def chat(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Chat Completions over Responses."""
    return await _forwarded(request, "openai_responses", f"{upstream.base_url}/responses", upstream.api_key)


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    return await _forwarded(request, "openai", f"{upstream.base_url}/chat/completions", upstream.api_key)


async def _forwarded(
    request: dict[str, Any], backend: str, url: str, api_key: str
) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    engine = ProtocolConverterEngine(ConverterConfig(backend_type=backend, backend_url=url, api_key=api_key))
    answer = await engine.convert_and_forward(request, create_http_client())
    return _frames(answer) if hasattr(answer, "__aiter__") else answer


async def _frames(events: AsyncIterator[str]) -> AsyncIterator[dict[str, Any]]:
    """Yield the JSON of what the library writes as an event stream."""
    async for text in events:
        for line in text.split("\n"):  # no other: it leaves what else `splitlines` ends a line at in the JSON as it is
            data = line.removeprefix("data:").strip()
            if line.startswith("data:") and data != "[DONE]":
                yield json.loads(data)
