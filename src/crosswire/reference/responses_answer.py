"""The response object for an answer over Chat, without its output: labels, settings of the request, errors."""

import time
import uuid

from crosswire.reference.details import RESPONSES_TIERS
from crosswire.reference.failures import OWN_CODE, UNNAMED, UpstreamError
from crosswire.reference.lenient import Json, mapping, objects, seconds, text, without_none

CUT = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""By finish reason of an answer that was cut: why it is incomplete. With any other it is completed."""

# The settings of the request that the answer repeats, with the values for those that are not set.
ECHOED: Json = {
    "background": False,
    "instructions": None,
    "max_output_tokens": None,
    "max_tool_calls": None,
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "prompt_cache_key": None,
    "prompt_cache_retention": None,
    "reasoning": None,
    "safety_identifier": None,
    "store": False,  # the API's default is true, but nothing is stored here that could be asked for by its id
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "top_logprobs": 0,
    "top_p": 1.0,
    "truncation": "disabled",
}

UNASKED: Json = {"frequency_penalty": 0.0, "presence_penalty": 0.0}
"""What the vendor's own answers have, and peers' suites require: no description has it, and no request sets it."""

CODE_OF_STATUS = {429: "rate_limit_exceeded", 400: "invalid_prompt"}


def envelope(request: Json, chunk: Json) -> Json:
    """Return a response without its output: id, time, model, settings. Its id is the upstream's with a prefix."""
    upstream_id = text(chunk.get("id")) or uuid.uuid4().hex
    return {
        "id": upstream_id if upstream_id.startswith("resp_") else f"resp_{upstream_id}",
        "object": "response",
        "created_at": seconds(chunk.get("created")) or int(time.time()),
        "model": text(chunk.get("model")) or text(request.get("model")),
        **{name: unset if request.get(name) is None else request[name] for name, unset in ECHOED.items()},
        "text": {**ECHOED["text"], **mapping(request.get("text"))},
        **UNASKED,
        "tools": [_tool(tool) for tool in objects(request.get("tools"))],
        "metadata": mapping(request.get("metadata")),
        **without_none(user=request.get("user")),
        **without_none(prompt_cache_options=_whole_options(request)),
    }


def _tool(tool: Json) -> Json:
    """Return a tool as answers have it: a function has `strict` and `parameters`, null where they were left out."""
    return {"strict": None, "parameters": None, **tool} if tool.get("type") == "function" else tool


def _whole_options(request: Json) -> Json | None:
    options = mapping(request.get("prompt_cache_options"))
    return options if {"ttl", "mode"} <= options.keys() else None


def tier(chunk: Json) -> str | None:
    """Return the service tier, where Responses has it."""
    named = text(chunk.get("service_tier"))
    return named if named in RESPONSES_TIERS else None


def response_error(error: UpstreamError) -> Json:
    """Return the error of a response: the upstream's, with the code for its status where it has none.

    The description lists codes; the vendor's own host sends others, too, and clients use them.
    """
    upstream = error.body["error"]
    own_code = upstream["code"] if upstream["code"] != OWN_CODE else None
    code = own_code or CODE_OF_STATUS.get(error.status_code, "server_error")
    extras = {name: upstream[name] for name in ("type", "param") if upstream[name] not in (None, UNNAMED)}
    return {"code": code, "message": upstream["message"], **extras}
