"""The settings and tools of a Chat request. Chat nests tools, tool choices and formats under the name of their type."""

from collections.abc import Mapping

from crosswire.facts import Json, Tool
from crosswire.shapes.flat_tools import flat_tool
from crosswire.shapes.lenient import has_value, mapping, objects, string
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
    if not has_value(request.get("tool_choice")) and isinstance(settings.get("tool_choice"), dict):
        # The old `function_call` names its function without a type.
        settings["tool_choice"] = {"type": "function", "function": settings["tool_choice"]}
    if isinstance(request.get("web_search_options"), dict):
        settings["web_search_options"] = request["web_search_options"]  # an empty object asks for a search, too
    return settings | {name: lifted(settings[name]) for name in NESTED if name in settings}


def write_chat_settings(settings: Mapping[str, Json]) -> dict[str, Json]:
    """Write settings as Chat nests them."""
    return write_settings(
        SETTINGS, {**settings, **{name: nested(settings[name]) for name in NESTED if name in settings}}
    )


def flat(value: Json) -> Json:
    """Return `{"type": "url_citation", "url_citation": {…}}` with the inner fields one level up.

    A flat object stays as it is: hosts write the annotations of an answer in both ways.
    """
    fields = mapping(value)
    kind = string(fields.get("type"))
    inner = fields.get(kind)
    return {"type": kind, **inner} if isinstance(inner, dict) else value


def lifted(value: Json) -> Json:
    """Return an object of a request with the fields under the name of its type one level up; flat fields are dropped.

    Some hosts leave the type out of a function.
    """
    fields = mapping(value)
    kind = "function" if "function" in fields and "type" not in fields else string(fields.get("type"))
    if kind not in NESTED_KINDS:
        return value
    return {"type": kind, **{key: _lifted_within(key, entry) for key, entry in mapping(fields.get(kind)).items()}}


def _lifted_within(key: str, value: Json) -> Json:
    """Return a field with its own nesting lifted: a custom tool's grammar, and the tools of `allowed_tools`."""
    if key == "format":
        return lifted(value)
    return [lifted(tool) if "type" in tool else tool for tool in objects(value)] if key == "tools" else value


def nested(value: Json) -> Json:
    """Return an object as Chat nests it: the reverse of `lifted`."""
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
    tools = (lifted(tool) for tool in objects(request.get("tools")))
    functions = ({"type": "function", **function} for function in objects(request.get("functions")))
    return tuple(map(flat_tool, (*tools, *functions)))


def write_tools(tools: tuple[Tool, ...]) -> list[Json]:
    """Write the tools that Chat has."""
    return [
        nested({"type": tool.kind, "name": tool.name or "", **tool.definition})
        for tool in tools
        if tool.kind in TOOL_KINDS
    ]
