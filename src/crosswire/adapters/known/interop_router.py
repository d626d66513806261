"""The interop-router library, whose answer has output and usage alone. Source: its README's `Router.create`."""

import time
import uuid
from collections.abc import AsyncIterator
from typing import Any

from interop_router.router import Router
from interop_router.types import ChatMessage, RouterResponse
from openai import AsyncOpenAI

TAKEN = (
    "include",
    "instructions",
    "max_output_tokens",
    "parallel_tool_calls",
    "reasoning",
    "temperature",
    "text",
    "tool_choice",
    "tools",
    "top_logprobs",
    "top_p",
    "truncation",
    "background",
)
"""The parameters that it takes; it has none for what else a request says."""


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    router = Router()
    router.register(
        "chat_completions", AsyncOpenAI(base_url=upstream.base_url, api_key=upstream.api_key, max_retries=0)
    )
    asked = request["input"]
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    answer = await router.create(
        input=[ChatMessage(item) for item in items],
        model=f"chat_completions/{request['model']}",
        stream=bool(request.get("stream")),
        **{name: request[name] for name in TAKEN if request.get(name) is not None},
    )
    return _response(answer, request) if isinstance(answer, RouterResponse) else _frames(answer, request)


async def _frames(events: AsyncIterator[Any], request: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    number = -1
    async for event in events:
        if isinstance(event, RouterResponse):
            response = _response(event, request)
            yield {"type": f"response.{response['status']}", "sequence_number": number + 1, "response": response}
        else:
            frame = event.model_dump(mode="json")
            number = frame.get("sequence_number", number)
            yield frame


def _response(answer: RouterResponse, request: dict[str, Any]) -> dict[str, Any]:
    """Put what the library returns in a response; what that needs and the library has not is made up."""
    status = "failed" if answer.error else "incomplete" if answer.incomplete_details else "completed"
    return {
        "id": f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "model": request["model"],
        "status": status,
        "output": [message.message for message in answer.output],
        "error": _dumped(answer.error),
        "incomplete_details": _dumped(answer.incomplete_details),
        "usage": _dumped(answer.usage),
        "parallel_tool_calls": request.get("parallel_tool_calls", True),
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools", []),
    }


def _dumped(part: Any) -> Any:
    return part and part.model_dump(mode="json")
