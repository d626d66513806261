"""The litellm library in process, both directions. Source: its own documentation of `openai/responses/` models."""

import os
from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version as version_of
from typing import Any

from crosswire.upstreams import Upstream

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # it fetches a price list when imported otherwise

import litellm

name = "litellm"
version = version_of("litellm")


async def chat(request: dict[str, Any], upstream: Upstream) -> Mapping[str, Any] | AsyncIterator[Mapping[str, Any]]:
    """Serve Chat Completions over Responses."""
    asked = {**request, "model": f"openai/responses/{request['model']}"}
    return _as_json(await litellm.acompletion(**asked, **_called(upstream)))


async def responses(
    request: dict[str, Any], upstream: Upstream
) -> Mapping[str, Any] | AsyncIterator[Mapping[str, Any]]:
    """Serve Responses over Chat Completions."""
    asked = {**request, "model": f"openai/{request['model']}", "use_chat_completions_api": True}
    return _as_json(await litellm.aresponses(**asked, **_called(upstream)))


def _called(upstream: Upstream) -> dict[str, Any]:
    return {"api_base": upstream.base_url, "api_key": upstream.api_key, "max_retries": 0}


def _as_json(answer: Any) -> Mapping[str, Any] | AsyncIterator[Mapping[str, Any]]:
    return _frames(answer) if hasattr(answer, "__aiter__") else _dumped(answer)


async def _frames(answer: Any) -> AsyncIterator[Mapping[str, Any]]:
    async for frame in answer:
        yield _dumped(frame)


def _dumped(answer: Any) -> Mapping[str, Any]:
    """Write litellm's object as its own proxy does: what is null or was never set is left out, but for the content."""
    body: dict[str, Any] = answer.model_dump(mode="json", exclude_none=True, exclude_unset=True)
    for choice in body.get("choices", []):
        if "message" in choice:
            choice["message"].setdefault("content", None)
    return body
