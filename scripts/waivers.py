"""What genuine answers of the API lack or have against its own description, and is therefore let pass.

Each line names a field of a component, what is allowed beyond the description, and which recordings show it, of those
that could. A line that changes nothing is an error: the description has caught up, so the line must go.
"""

from dataclasses import dataclass
from typing import Any, Literal

from openapi_components import referred

Schema = dict[str, Any]
Allowed = Literal["absent", "null"]


class UselessWaiverError(Exception):
    """A waiver that matches nothing in the description, or allows what it already allows."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """One relaxation: `field` of `component` may be `absent` or `null`; `[]` steps into a list's items."""

    component: str
    field: str
    allowed: Allowed
    shown_by: str

    def __str__(self) -> str:
        return f"the waiver that {self.component}.{self.field} may be {self.allowed}"


WAIVERS = (
    Waiver("Response", "user", "null", "245 of 245 answers"),
    Waiver("Response", "usage", "null", "the first snapshots of 29 of 29 streams; 5 of 245 answers, all queued"),
    Waiver(
        "ResponseUsage", "input_tokens_details.cache_write_tokens", "absent", "181 of 240 answers, 26 of 29 streams"
    ),
    Waiver("OutputTextContent", "logprobs", "absent", "16 of 157 answers; 13 of 13 requests that repeat a text"),
    Waiver("ResponseTextDeltaEvent", "logprobs", "absent", "1 of 24 streams, as in that stream's parts"),
    Waiver("ResponseTextDoneEvent", "logprobs", "absent", "1 of 24 streams, as in that stream's parts"),
    Waiver("ResponseFunctionCallArgumentsDoneEvent", "name", "absent", "5 of 5 streams"),
    Waiver("WebSearchToolCall", "action", "absent", "4 of 4 streams, while the search is in progress"),
    Waiver("WebSearchActionSearch", "sources[].url", "absent", "2 of 2 searches that name a source of type api"),
    Waiver("MCPApprovalResponse", "request_id", "absent", "neither SDK has the field"),
    Waiver("MCPApprovalResponseResource", "request_id", "absent", "neither SDK has the field"),
    Waiver("MCPTool", "server_url", "null", "1 of 1 answers to a request that named a connector"),
    Waiver("MCPTool", "server_description", "null", "2 of 2 streams for requests that left it out"),
    Waiver("ImageGenToolCall", "status", "absent", "1 of 1 requests that refer to a call by id; the API accepted it"),
    Waiver("ImageGenToolCall", "result", "absent", "1 of 1 requests that refer to a call by id; the API accepted it"),
    Waiver("TextResponseFormatJsonSchema", "description", "null", "5 of 5 answers to requests that left it out"),
    Waiver("ReasoningItem", "status", "null", "the observation that this project starts from"),
    Waiver("ReasoningItem", "content", "null", "the observation that this project starts from"),
    Waiver("FunctionToolCall", "status", "null", "2 of 75 requests that repeat a call; the API accepted them"),
    Waiver("CreateChatCompletionResponse", "choices[].logprobs", "absent", "83 of 162 answers"),
    Waiver("CreateChatCompletionResponse", "system_fingerprint", "null", "74 of 162 answers"),
    Waiver("CreateChatCompletionStreamResponse", "system_fingerprint", "null", "1 of 26 streams, as in answers"),
    Waiver("ChatCompletionResponseMessage", "content", "absent", "none of 162; absent is null, CONTENT-11 judges it"),
    Waiver("ChatCompletionResponseMessage", "refusal", "absent", "none of 162; absent is null, CONTENT-11 judges it"),
)


def waived(components: dict[str, Schema], waivers: tuple[Waiver, ...] = WAIVERS) -> dict[str, Schema]:
    """Return `components` with every waiver applied; raise UselessWaiverError for one that changes nothing."""
    relaxed = dict(components)
    for waiver in waivers:
        if waiver.component not in components:
            raise UselessWaiverError(f"{waiver} matches nothing: no schema reaches {waiver.component}")
        relaxed[waiver.component] = _relaxed(relaxed[waiver.component], waiver.field.split("."), waiver, components)
    return relaxed


def _relaxed(schema: Schema, steps: list[str], waiver: Waiver, components: dict[str, Schema]) -> Schema:
    """Return a copy of `schema` whose field at `steps` is relaxed."""
    name, *deeper = steps
    field = schema.get("properties", {}).get(name.removesuffix("[]"))
    if field is None and not (waiver.allowed == "absent" and name in schema.get("required", [])):
        raise UselessWaiverError(f"{waiver} matches nothing: there is no such field")
    if not deeper:
        return _absent(schema, name, waiver) if waiver.allowed == "absent" else _null(schema, name, waiver, components)
    if name.endswith("[]"):
        return _with_field(schema, name[:-2], {**field, "items": _relaxed(field["items"], deeper, waiver, components)})
    return _with_field(schema, name, _relaxed(field, deeper, waiver, components))


def _absent(schema: Schema, name: str, waiver: Waiver) -> Schema:
    required = schema.get("required", [])
    if name not in required:
        raise UselessWaiverError(f"{waiver} changes nothing: the description allows it")
    return {**schema, "required": [other for other in required if other != name]}


def _null(schema: Schema, name: str, waiver: Waiver, components: dict[str, Schema]) -> Schema:
    field = schema["properties"][name]
    if _allows_null(field, components):
        raise UselessWaiverError(f"{waiver} changes nothing: the description allows it")
    return _with_field(schema, name, {"anyOf": [field, {"type": "null"}]})


def _allows_null(schema: Schema, components: dict[str, Schema]) -> bool:
    if "$ref" in schema and _allows_null(components[referred(schema)], components):
        return True
    members = [*schema.get("oneOf", []), *schema.get("anyOf", [])]
    null = schema.get("nullable") or "null" in schema.get("type", "")
    return bool(null) or any(_allows_null(member, components) for member in members)


def _with_field(schema: Schema, name: str, field: Schema) -> Schema:
    return {**schema, "properties": {**schema["properties"], name: field}}
