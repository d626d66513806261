"""Request settings that both APIs have: those with one name, and the shapes of tools, tool choice and text format.

Chat nests what a type says under the type's name (`{"type": "function", "function": {…}}`); Responses has it flat.
"""

from typing import Any

from crosswire.reference.failures import refusal
from crosswire.reference.lenient import Json, asked_list, asked_object, mapping, text

SAME = (
    "model",
    "metadata",
    "moderation",
    "parallel_tool_calls",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "service_tier",
    "store",
    "temperature",
    "top_p",
    "user",
)
"""Fields with the same name, value and meaning in both requests."""

LOGPROBS = "message.output_text.logprobs"

NAMED = ("function", "custom")
"""The kinds of tools that a client runs, in both APIs."""

DEFINED = {"function": ("name", "description", "parameters", "strict"), "custom": ("name", "description", "format")}


def same(request: Json) -> Json:
    """Return the fields of a request that both APIs have; null is not said."""
    return {name: request[name] for name in SAME if request.get(name) is not None}


def flat(value: Any) -> Json:
    """Return what Chat nests, one level up: tools, tool choices, text formats, grammars."""
    outer = mapping(value)
    kind = text(outer.get("type"))
    inner = outer.get(kind)
    return {"type": kind, **inner} if isinstance(inner, dict) else outer


def nested(value: Json) -> Json:
    """Return what Responses has flat, nested under the name of its type; a lone type stays as it is."""
    inner = {name: entry for name, entry in value.items() if name != "type"}
    return {"type": value.get("type"), text(value.get("type")): inner} if inner else value


def checked(request: Any, needed: str, foreign: str) -> Json:
    """Return a request that has a model and its `needed` field. Raises a 400 where it lacks one."""
    body = asked_object(request, "request")
    if not text(body.get("model")):
        raise refusal("model", "the name of a model is due")
    if body.get(needed) is None:
        hint = f"; `{foreign}` belongs to the other API" if foreign in body else ""
        raise refusal(needed, "is missing" + hint)
    return body


def definition(tool: Json, where: str) -> Json:
    """Return a flat function or custom tool with the fields that both APIs have; null is not said."""
    kind = text(tool.get("type"))
    if not text(tool.get("name")):
        raise refusal(f"{where}.name", "the name of the tool is due")
    said = {name: tool[name] for name in DEFINED[kind] if tool.get(name) is not None}
    return {"type": kind, **said}


def allowed(entries: Any, where: str) -> list[Json]:
    """Return the tools that a choice allows, flat. Raises a 400 for one that Chat cannot name."""
    flattened = [flat(entry) for entry in asked_list(entries, where)]
    for place, entry in enumerate(flattened):
        if entry.get("type") not in NAMED:
            raise refusal(f"{where}[{place}]", f"a {entry.get('type')} tool has no form in both APIs")
    return flattened
