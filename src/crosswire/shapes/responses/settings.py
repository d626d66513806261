"""The settings and tools of a Responses request, which an answer repeats."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json, Tool
from crosswire.shapes.flat_tools import flat_tool
from crosswire.shapes.lenient import objects
from crosswire.shapes.settings import Places, read_settings

SETTINGS: Places = {
    "temperature": [("temperature",)],
    "top_p": [("top_p",)],
    "max_output_tokens": [("max_output_tokens",)],
    "parallel_tool_calls": [("parallel_tool_calls",)],
    "tool_choice": [("tool_choice",)],
    "format": [("text", "format")],
    "reasoning_effort": [("reasoning", "effort")],
    "reasoning_summary": [("reasoning", "summary"), ("reasoning", "generate_summary")],
    "reasoning_context": [("reasoning", "context")],
    "reasoning_mode": [("reasoning", "mode")],
    "verbosity": [("text", "verbosity")],
    "store": [("store",)],
    "service_tier": [("service_tier",)],
    "user": [("user",)],
    "safety_identifier": [("safety_identifier",)],
    "prompt_cache_key": [("prompt_cache_key",)],
    "prompt_cache_retention": [("prompt_cache_retention",)],
    "prompt_cache_options": [("prompt_cache_options",)],
    "moderation": [("moderation",)],
    "include_obfuscation": [("stream_options", "include_obfuscation")],
    "top_logprobs": [("top_logprobs",)],
    "include": [("include",)],
    "truncation": [("truncation",)],
    "max_tool_calls": [("max_tool_calls",)],
    "previous_response_id": [("previous_response_id",)],
    "conversation": [("conversation",)],
    "background": [("background",)],
    "prompt": [("prompt",)],
    "context_management": [("context_management",)],
    "access_programs": [("access_programs",)],
    "background_options": [("background_options",)],
    "client_metadata": [("client_metadata",)],
    "image_options": [("image",)],
}


def read_responses_settings(body: Mapping[str, Json]) -> dict[str, Json]:
    """Return the settings that a request gives, or an answer repeats, by name."""
    return read_settings(SETTINGS, body)


UPDATE = "configuration_update"
"""The item of an input that changes settings for what comes after it."""

UPDATED: Places = {name: SETTINGS[name] for name in ("reasoning_effort", "format")}
"""The settings that such an item may have; the official SDKs name them."""


def read_updates(items: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """Return the settings that items of an input change, the last of each."""
    updated: dict[str, Json] = {}
    for item in items:
        if item.get("type") == UPDATE:
            updated |= read_settings(UPDATED, item)
    return updated


def read_tools(body: Mapping[str, Json]) -> tuple[Tool, ...]:
    """Return the tools that a request offers; those inside a `namespace` are in its definition."""
    return tuple(map(flat_tool, objects(body.get("tools"))))


def write_tools(tools: tuple[Tool, ...]) -> list[Json]:
    """Write tools; a function's `parameters` and `strict`, which the description requires, as null where not given."""
    return [{**REQUIRED.get(tool.kind, {}), "type": tool.kind, **_named(tool), **tool.definition} for tool in tools]


REQUIRED: Mapping[str, Mapping[str, Json]] = {"function": {"parameters": None, "strict": None}}


def _named(tool: Tool) -> dict[str, Json]:
    return {"name": tool.name} if tool.name else {}
