"""The response object that an answer over Chat is served as: what the request set, and the items of the output."""

import time
import uuid

from crosswire.reference.details import RESPONSES_TIERS
from crosswire.reference.failures import OWN_CODE, UNNAMED, UpstreamError
from crosswire.reference.lenient import Json, mapping, objects, said, seconds, text

CUT = {"length": "max_output_tokens", "content_filter": "content_filter"}
"""The finish reasons of an answer that was cut, and why it is incomplete. With any other it is completed."""

# What the request set and the answer repeats, with the value that stands for "not set" where the field is required.
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

CODE_OF_STATUS = {429: "rate_limit_exceeded", 400: "invalid_prompt"}


def envelope(request: Json, chunk: Json) -> Json:
    """Return a response without its answer: who gave it, when, and what was set. Its id is the upstream's, prefixed."""
    upstream_id = text(chunk.get("id")) or uuid.uuid4().hex
    return {
        "id": upstream_id if upstream_id.startswith("resp_") else f"resp_{upstream_id}",
        "object": "response",
        "created_at": seconds(chunk.get("created")) or int(time.time()),
        "model": text(chunk.get("model")) or text(request.get("model")),
        **{name: unset if request.get(name) is None else request[name] for name, unset in ECHOED.items()},
        "text": {**ECHOED["text"], **mapping(request.get("text"))},
        "tools": [_tool(tool) for tool in objects(request.get("tools"))],
        "metadata": mapping(request.get("metadata")),
        **said(user=request.get("user")),
        **said(prompt_cache_options=_whole_options(request)),
    }


def _tool(tool: Json) -> Json:
    """Return a tool as answers have it: a function has both fields, also where the request left them out."""
    return {"strict": None, "parameters": None, **tool} if tool.get("type") == "function" else tool


def _whole_options(request: Json) -> Json | None:
    options = mapping(request.get("prompt_cache_options"))
    return options if {"ttl", "mode"} <= options.keys() else None


def tier(chunk: Json) -> str | None:
    """Return the service tier, where Responses has the word."""
    named = text(chunk.get("service_tier"))
    return named if named in RESPONSES_TIERS else None


def response_error(error: UpstreamError) -> Json:
    """Why an answer failed, as the upstream says it; the API's word for its status where it says no code.

    The description lists codes, but the vendor's own host says others, too, and clients go by them.
    """
    upstream = error.body["error"]
    said_code = upstream["code"] if upstream["code"] != OWN_CODE else None
    code = said_code or CODE_OF_STATUS.get(error.status_code, "server_error")
    extras = {name: upstream[name] for name in ("type", "param") if upstream[name] not in (None, UNNAMED)}
    return {"code": code, "message": upstream["message"], **extras}
