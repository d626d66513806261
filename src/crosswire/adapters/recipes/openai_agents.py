"""The Agents SDK's Chat Completions model. Source: its documentation of `OpenAIChatCompletionsModel`."""

import time
import uuid
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from agents import FunctionTool, ModelSettings, OpenAIChatCompletionsModel
from agents.agent_output import AgentOutputSchemaBase
from agents.exceptions import ModelBehaviorError, UserError
from agents.models.interface import ModelTracing
from openai import APIError, APIStatusError, AsyncOpenAI

SETTINGS = (
    "context_management",
    "metadata",
    "parallel_tool_calls",
    "prompt_cache_options",
    "prompt_cache_retention",
    "reasoning",
    "store",
    "temperature",
    "top_logprobs",
    "top_p",
    "truncation",
)
"""The settings that the SDK calls as Responses does."""
ALIKE = ("moderation", "prompt_cache_key", "safety_identifier", "service_tier", "user")
"""Parameters without a setting, which both APIs call alike."""


class Refused(Exception):
    """What the SDK's model has no place for, or refuses before anything is sent."""

    status_code = 400


class Failed(Exception):
    """What the SDK raises where the upstream failed, but for an error answer: the status is made up."""

    status_code = 502

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.body = getattr(error, "body", None)


class Schema(AgentOutputSchemaBase):
    """The schema of `text.format`."""

    def __init__(self, text_format: Mapping[str, Any]) -> None:
        self.text_format = text_format

    def is_plain_text(self) -> bool:
        """Tell that it is JSON."""
        return False

    def name(self) -> str:
        """Return its name."""
        return str(self.text_format.get("name"))

    def json_schema(self) -> dict[str, Any]:
        """Return it."""
        return dict(self.text_format["schema"])

    def is_strict_json_schema(self) -> bool:
        """Tell whether it is strict."""
        return bool(self.text_format.get("strict"))

    def validate_json(self, json_str: str) -> Any:
        """Return what is to be validated: here it is handed on."""
        return json_str


async def responses(request: dict[str, Any], upstream: Any) -> dict[str, Any] | AsyncIterator[dict[str, Any]]:
    """Serve Responses over Chat Completions."""
    if request.get("background"):
        raise Refused("background has no place in this model")
    client = AsyncOpenAI(base_url=upstream.base_url, api_key=upstream.api_key, max_retries=0)
    model = OpenAIChatCompletionsModel(request["model"], client)
    asked: dict[str, Any] = {
        "system_instructions": request.get("instructions"),
        "input": request["input"],
        "model_settings": _settings(request),
        "tools": [_tool(tool) for tool in request.get("tools") or []],
        "output_schema": _schema(request),
        "handoffs": [],
        "tracing": ModelTracing.DISABLED,
        "previous_response_id": request.get("previous_response_id"),
        "conversation_id": request.get("conversation"),
        "prompt": request.get("prompt"),
    }
    if request.get("stream"):
        return _frames(model.stream_response(**asked))
    with _failures():
        answer = await model.get_response(**asked)
    return _response(answer, request)


@contextmanager
def _failures() -> Iterator[None]:
    """Tell what is raised on purpose as an error answer; any other exception is a crash."""
    try:
        yield
    except APIStatusError:
        raise
    except (APIError, ModelBehaviorError) as error:
        raise Failed(error) from error
    except UserError as error:
        raise Refused(str(error)) from error


def _settings(request: Mapping[str, Any]) -> ModelSettings:
    return ModelSettings(
        **{name: request[name] for name in SETTINGS if request.get(name) is not None},
        max_tokens=request.get("max_output_tokens"),
        verbosity=(request.get("text") or {}).get("verbosity"),
        tool_choice=_choice(request.get("tool_choice")),
        response_include=request.get("include"),
        include_usage=True if request.get("stream") else None,
        extra_args={name: request[name] for name in ALIKE if request.get(name) is not None} or None,
    )


def _choice(choice: Any) -> str | None:
    if isinstance(choice, dict) and choice.get("type") != "function":
        raise Refused(f"tool_choice of type {choice.get('type')} has no place in this model")
    name: str | None = choice["name"] if isinstance(choice, dict) else choice
    return name


def _tool(tool: Mapping[str, Any]) -> FunctionTool:
    if tool.get("type") != "function":
        raise Refused(f"tools of type {tool.get('type')} have no place in this model")

    async def never(*_: Any) -> str:
        return ""

    return FunctionTool(
        name=tool["name"],
        description=tool.get("description") or "",
        params_json_schema=tool.get("parameters") or {},
        on_invoke_tool=never,
        strict_json_schema=bool(tool.get("strict")),
    )


def _schema(request: Mapping[str, Any]) -> Schema | None:
    text_format = (request.get("text") or {}).get("format") or {}
    if text_format.get("type", "text") not in ("text", "json_schema"):
        raise Refused(f"text.format of type {text_format['type']} has no place in this model")
    return Schema(text_format) if text_format.get("type") == "json_schema" else None


async def _frames(events: AsyncIterator[Any]) -> AsyncIterator[dict[str, Any]]:
    with _failures():
        async for event in events:
            yield event.model_dump(mode="json", exclude_unset=True)


def _response(answer: Any, request: Mapping[str, Any]) -> dict[str, Any]:
    """Put output and usage in a response; what that needs and the SDK has not is made up."""
    usage = answer.usage
    return {
        "id": answer.response_id or f"resp_{uuid.uuid4().hex}",
        "object": "response",
        "created_at": int(time.time()),
        "model": request["model"],
        "status": "completed",
        "output": [item.model_dump(mode="json", exclude_unset=True) for item in answer.output],
        "usage": {
            "input_tokens": usage.input_tokens,
            "input_tokens_details": usage.input_tokens_details.model_dump(mode="json"),
            "output_tokens": usage.output_tokens,
            "output_tokens_details": usage.output_tokens_details.model_dump(mode="json"),
            "total_tokens": usage.total_tokens,
        },
        "parallel_tool_calls": request.get("parallel_tool_calls", True),
        "tool_choice": request.get("tool_choice", "auto"),
        "tools": request.get("tools", []),
    }
