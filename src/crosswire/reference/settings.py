"""Settings that both APIs have: those with one name, and the forms of tools, tool choice and text format.

Chat nests an object under the name of its type (`{"type": "function", "function": {…}}`); in Responses it is flat.
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
    """Return the fields of a request that both APIs have, without null."""
    return {name: request[name] for name in SAME if request.get(name) is not None}


def flat(value: Any) -> Json:
    """Return an object that Chat nests, flat: a tool, a tool choice, a text format, a grammar."""
    outer = mapping(value)
    kind = text(outer.get("type"))
    inner = outer.get(kind)
    return {"type": kind, **inner} if isinstance(inner, dict) else outer


def nested(value: Json) -> Json:
    """Return a flat object of Responses, nested under the name of its type; a type alone stays as it is."""
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
    """Return a flat function or custom tool with the fields that both APIs have, without null."""
    kind = text(tool.get("type"))
    if not text(tool.get("name")):
        raise refusal(f"{where}.name", "the name of the tool is due")
    given = {name: tool[name] for name in DEFINED[kind] if tool.get(name) is not None}
    return {"type": kind, **given}


def allowed(entries: Any, where: str) -> list[Json]:
    """Return the tools that a choice allows, flat. Raises a 400 for one that Chat cannot name."""
    flattened = [flat(entry) for entry in asked_list(entries, where)]
    for number, entry in enumerate(flattened):
        if entry.get("type") not in NAMED:
            raise refusal(f"{where}[{number}]", f"a {entry.get('type')} tool has no form in both APIs")
    return flattened
