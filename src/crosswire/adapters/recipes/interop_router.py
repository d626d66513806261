"""The interop-router library, whose answer has output and usage alone. Source: its README's `Router.create`."""

import time
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

from interop_router.router import Router
from interop_router.types import ChatMessage, InteropRouterError, RouterResponse
from openai import APIError, APIStatusError, AsyncOpenAI

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
"""The parameters that it takes."""
ALIKE = (
    "metadata",
    "moderation",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "service_tier",
    "store",
    "user",
)
"""What both APIs call alike, and the library takes as `provider_kwargs`."""
UNSUPPORTED = ("previous_response_id", "conversation", "prompt")
"""What would change the answer, and the library has no parameter for."""


class Refused(Exception):
    """What the library has no place for, or refuses before anything is sent."""

    status_code = 400


class Failed(Exception):
    """What the library raises where the upstream failed, but for an error answer: the status is made up."""

    status_code = 502

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.body = getattr(error, "body", None)


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    if refused := [name for name in UNSUPPORTED if request.get(name) is not None]:
        raise Refused(f"{', '.join(refused)}: the library has no such parameter")
    router = Router()
    router.register(
        "chat_completions", AsyncOpenAI(base_url=upstream.base_url, api_key=upstream.api_key, max_retries=0)
    )
    asked = request["input"]
    items = [{"role": "user", "content": asked}] if isinstance(asked, str) else asked
    with _failures():
        answer = await router.create(
            input=[ChatMessage(item) for item in items],
            model=f"chat_completions/{request['model']}",
            stream=bool(request.get("stream")),
            provider_kwargs={name: request[name] for name in ALIKE if request.get(name) is not None},
            **{name: request[name] for name in TAKEN if request.get(name) is not None},
        )
    return _response(answer, request) if isinstance(answer, RouterResponse) else _frames(answer, request)


async def _frames(events: AsyncIterator[Any], request: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
    number = -1
    with _failures():
        async for event in events:
            if isinstance(event, RouterResponse):
                response = _response(event, request)
                yield {"type": f"response.{response['status']}", "sequence_number": number + 1, "response": response}
            else:
                frame = event.model_dump(mode="json")
                number = frame.get("sequence_number", number)
                yield frame


@contextmanager
def _failures() -> Iterator[None]:
    """Tell what is raised on purpose as an error answer; any other exception is a crash."""
    try:
        yield
    except (APIError, InteropRouterError) as error:
        cause = getattr(error, "cause", None) or error  # the library's own errors have the SDK's inside
        if isinstance(cause, APIStatusError):
            raise cause from error
        raise Failed(cause) from error
    except ValueError as error:
        if type(error) is not ValueError:
            raise
        raise Refused(str(error)) from error


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
