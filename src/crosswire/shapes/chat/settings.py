"""What a Chat request says beside its messages: settings and tools, which Chat nests under the name of their type."""

from collections.abc import Mapping

from crosswire.facts import Json, Tool
from crosswire.shapes.flat_tools import flat_tool
from crosswire.shapes.lenient import mapping, objects, string
from crosswire.shapes.settings import Places, read_settings, write_settings

SETTINGS: Places = {
    "temperature": [("temperature",)],
    "top_p": [("top_p",)],
    "max_output_tokens": [("max_completion_tokens",), ("max_tokens",)],
    "parallel_tool_calls": [("parallel_tool_calls",)],
    "tool_choice": [("tool_choice",), ("function_call",)],
    "format": [("response_format",)],
    "reasoning_effort": [("reasoning_effort",)],
    "verbosity": [("verbosity",)],
    "store": [("store",)],
    "service_tier": [("service_tier",)],
    "user": [("user",)],
    "safety_identifier": [("safety_identifier",)],
    "prompt_cache_key": [("prompt_cache_key",)],
    "prompt_cache_retention": [("prompt_cache_retention",)],
    "prompt_cache_options": [("prompt_cache_options",)],
    "moderation": [("moderation",)],
    "include_obfuscation": [("stream_options", "include_obfuscation")],
    "logprobs": [("logprobs",)],
    "top_logprobs": [("top_logprobs",)],
    "stop": [("stop",)],
    "n": [("n",)],
    "seed": [("seed",)],
    "frequency_penalty": [("frequency_penalty",)],
    "presence_penalty": [("presence_penalty",)],
    "logit_bias": [("logit_bias",)],
    "modalities": [("modalities",)],
    "audio": [("audio",)],
    "prediction": [("prediction",)],
    "web_search_options": [("web_search_options",)],
}

# The settings that Chat nests as it nests tools.
NESTED = ("tool_choice", "format")

NESTED_KINDS = ("function", "custom", "grammar", "json_schema", "allowed_tools")

# The tools that Chat has: the others are Responses' own, or a vendor's.
TOOL_KINDS = ("function", "custom")


def read_chat_settings(request: Mapping[str, Json]) -> dict[str, Json]:
    """Return the settings that a request gives, by name, flat as Responses has them."""
    settings = read_settings(SETTINGS, request)
    return settings | {name: flat(settings[name]) for name in NESTED if name in settings}


def write_chat_settings(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Write settings as Chat nests them."""
    return write_settings(
        SETTINGS, {**settings, **{name: nested(settings[name]) for name in NESTED if name in settings}}
    )


def flat(value: Json) -> Json:
    """Lift what Chat nests under the name of its type (`{"type": "function", "function": {…}}`) one level up.

    Some hosts leave the type out, and the old `function_call` named a function without it: it is a function then.
    """
    fields = mapping(value)
    kind = string(fields.get("type")) or ("function" if {"function", "name"} & fields.keys() else "")
    inner = fields.get(kind)
    lifted = {"type": kind, **inner} if isinstance(inner, dict) else {"type": kind, **fields} if kind else value
    return {key: _flat_within(key, entry) for key, entry in lifted.items()} if isinstance(lifted, dict) else lifted


def _flat_within(key: str, value: Json) -> Json:
    """Flatten what is nested a second time: a custom tool's grammar, and the tools of `allowed_tools`."""
    if key == "format" and isinstance(value, dict):
        return flat(value)
    return [flat(tool) for tool in objects(value)] if key == "tools" else value


def nested(value: Json) -> Json:
    """Nest what `flat` lifts."""
    fields = dict(mapping(value))
    kind = string(fields.get("type"))
    if kind not in NESTED_KINDS:
        return value
    return {"type": kind, kind: {key: _nested_within(key, entry) for key, entry in fields.items() if key != "type"}}


def _nested_within(key: str, value: Json) -> Json:
    if key == "format":
        return nested(value)
    return [nested(tool) for tool in objects(value)] if key == "tools" else value


def read_tools(request: Mapping[str, Json]) -> tuple[Tool, ...]:
    """Return the tools that a request offers, the old `functions` among them."""
    tools = (flat(tool) for tool in objects(request.get("tools")))
    functions = ({"type": "function", **function} for function in objects(request.get("functions")))
    return tuple(map(flat_tool, (*tools, *functions)))


def write_tools(tools: tuple[Tool, ...]) -> list[Json]:
    """Write the tools that Chat has."""
    return [
        nested({"type": tool.kind, "name": tool.name or "", **tool.definition})
        for tool in tools
        if tool.kind in TOOL_KINDS
    ]
