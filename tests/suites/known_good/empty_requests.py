"""Known-good adapters that forward a field without a value in another form: absent, null or empty.

The API description decides which forms a field has. `tools: []` is not allowed: strict hosts refuse it (CHATREQ-35).
"""

from collections.abc import Iterable

from tests.suites.alternatives import KnownGood
from tests.suites.mutations import Body

REQUEST = {
    "chat": (
        *("metadata", "top_logprobs", "temperature", "top_p", "safety_identifier", "prompt_cache_key"),
        *("prompt_cache_retention", "service_tier", "modalities", "verbosity", "reasoning_effort"),
        *("max_completion_tokens", "frequency_penalty", "presence_penalty", "audio", "store", "moderation", "stream"),
        *("stop", "logit_bias", "logprobs", "max_tokens", "n", "prediction", "seed", "stream_options"),
    ),
    "responses": (
        *("metadata", "temperature", "top_p", "safety_identifier", "prompt_cache_key", "prompt_cache_retention"),
        *("previous_response_id", "background", "max_tool_calls", "prompt", "service_tier", "truncation", "reasoning"),
        *("include", "parallel_tool_calls", "store", "instructions", "moderation", "stream", "stream_options"),
        *("conversation", "context_management", "max_output_tokens"),
    ),
}
"""The fields of each request that are optional and nullable in the API description."""

ITEM = {
    "assistant": ("content", "refusal", "audio", "function_call"),
    "function_call": ("caller",),
    "custom_tool_call": ("caller",),
    "function_call_output": ("id", "name", "namespace", "caller", "status"),
    "custom_tool_call_output": ("caller",),
    "reasoning": ("encrypted_content",),
    "input_image": ("file_id",),
    "input_file": ("file_id",),
}
"""The same of a Chat message, by its role; of an input item or a part of a message, by its type."""

TOOL = {
    "function": ("description", "output_schema", "allowed_callers"),
    "custom": ("allowed_callers",),
    "web_search": ("filters", "user_location"),
}
"""The same of a tool of Responses."""

SETTING = {"text": ("verbosity",), "reasoning": ("effort", "summary", "context", "generate_summary")}
"""The same of a group of settings of Responses."""


def _spelt(body: Body, names: Iterable[str]) -> Body:
    return {**dict.fromkeys(names), **body}


def _nulls_spelt_out(body: Body, _: Body) -> Body:
    """Forward every absent optional field of Chat as null, where the description allows null."""
    messages = [_spelt(message, ITEM.get(message["role"], ())) for message in body["messages"]]
    for tool in body.get("tools") or []:
        if tool["type"] == "function":
            tool["function"] = _spelt(tool["function"], ["strict"])
    if schema := (body.get("response_format") or {}).get("json_schema"):
        body["response_format"]["json_schema"] = _spelt(schema, ["strict"])
    return _spelt(body | {"messages": messages}, REQUEST["chat"])


def _nulls_spelt_out_to_responses(body: Body, _: Body) -> Body:
    """Forward every absent optional field of Responses as null, where the description allows null."""
    if isinstance(body.get("input"), list):
        body["input"] = [_item(item) for item in body["input"]]
    if body.get("tools"):
        body["tools"] = [_spelt(tool, TOOL.get(tool["type"], ())) for tool in body["tools"]]
    settings = {name: _spelt(body[name], names) for name, names in SETTING.items() if name in body}
    return _spelt(body | settings, REQUEST["responses"])


def _item(item: Body) -> Body:
    if isinstance(item.get("content"), list):
        item["content"] = [_spelt(part, ITEM.get(part["type"], ())) for part in item["content"]]
    phase = ["phase"] if item.get("role") == "assistant" else []
    return _spelt(item, [*ITEM.get(item.get("type", ""), ()), *phase])


def _emptied(body: Body, _: Body) -> Body:
    """Forward empty objects where Chat allows them, and an empty text beside calls."""
    for message in body["messages"]:
        if message.get("tool_calls") and not message.get("content"):
            message["content"] = ""
    return {"metadata": {}, "logit_bias": {}, **body}


def _emptied_to_responses(body: Body, _: Body) -> Body:
    """Forward empty lists, objects and instructions where Responses allows them."""
    return {"metadata": {}, "include": [], "text": {}, "reasoning": {}, "instructions": "", **body}


def _content_left_out(body: Body, _: Body) -> Body:
    """Leave out the content of a message with calls and no text, instead of null."""
    for message in body["messages"]:
        if message.get("tool_calls") and not message.get("content"):
            message.pop("content", None)
    return body


KNOWN_GOOD = [
    KnownGood(
        "spells_nulls_out", "responses", "what is nullable in a Chat request may be null", forwarded=_nulls_spelt_out
    ),
    KnownGood(
        "spells_nulls_out_to_responses",
        "chat",
        "what is nullable in a Responses request may be null",
        forwarded=_nulls_spelt_out_to_responses,
    ),
    KnownGood(
        "forwards_empty_fields", "responses", "the description sets no least number of entries", forwarded=_emptied
    ),
    KnownGood(
        "forwards_empty_fields_to_responses",
        "chat",
        "the description sets no least number of entries",
        forwarded=_emptied_to_responses,
    ),
    KnownGood(
        "leaves_content_out_beside_calls",
        "responses",
        "`content`: “Required unless `tool_calls` or `function_call` is specified.”",
        forwarded=_content_left_out,
    ),
]
