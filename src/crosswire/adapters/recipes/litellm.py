"""The litellm library, both directions. Source: its own documentation of `openai/responses/` models.

The same file runs where litellm has an environment of its own, and nothing of Crosswire is there: `litellm@1.80.8`.
"""

from __future__ import annotations  # for Python 3.9

import os
from collections.abc import AsyncIterator, Mapping
from importlib.metadata import version as version_of
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crosswire.upstreams import Upstream

os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")  # it fetches a price list when imported otherwise

import litellm
from litellm.types.router import GenericLiteLLMParams

name = "litellm"
version = version_of("litellm")

# Versions that load their tokenizer with the first call (1.81.1) fetch it from a host, beside the copy that they bring.
_TOKENIZERS = Path(litellm.__file__).with_name("litellm_core_utils") / "tokenizers"
if _TOKENIZERS.is_dir():
    os.environ.setdefault("TIKTOKEN_CACHE_DIR", str(_TOKENIZERS))

# Versions before this setting go over Chat for every provider without a Responses API, such as hosts like the vendor's.
_HAS_SETTING = "use_chat_completions_api" in GenericLiteLLMParams.model_fields
_OVER_CHAT = {"use_chat_completions_api": True} if _HAS_SETTING else {"custom_llm_provider": "custom_openai"}


async def chat(request: dict[str, Any], upstream: Upstream) -> Mapping[str, Any] | AsyncIterator[Mapping[str, Any]]:
    """Serve Chat Completions over Responses."""
    asked = {**request, "model": f"openai/responses/{request['model']}"}
    return _as_json(await litellm.acompletion(**asked, **_called(upstream)))


async def responses(
    request: dict[str, Any], upstream: Upstream
) -> Mapping[str, Any] | AsyncIterator[Mapping[str, Any]]:
    """Serve Responses over Chat Completions."""
    asked = {**request, "model": f"openai/{request['model']}", **_OVER_CHAT}
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
