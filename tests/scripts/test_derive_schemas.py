"""scripts/derive_schemas.py derives schemas/ from an API description."""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

_CHECKOUT = Path(__file__).parents[2]
_DESCRIPTION = _CHECKOUT.parent / "shared" / "reference" / "openai-openapi-2.3.0.slice.json"

needs_description = pytest.mark.skipif(
    not _DESCRIPTION.is_file(), reason=f"../shared/reference/{_DESCRIPTION.name} is not there"
)


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script as a module; it finds its neighbours as if it were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield importlib.import_module("derive_schemas")


@pytest.fixture(scope="module")
def description() -> dict[str, Any]:
    """Return the description that schemas/ is derived from."""
    read: dict[str, Any] = json.loads(_DESCRIPTION.read_text(encoding="utf-8"))
    return read


def _described(components: dict[str, Any]) -> dict[str, Any]:
    """Return a whole description in which chat/error holds `Subject`, and the other schemas are empty."""
    roots = ("CreateResponse", "Response", "ResponseStreamEvent", "CreateChatCompletionRequest",
             "CreateChatCompletionResponse", "CreateChatCompletionStreamResponse")  # fmt: skip
    subject = {"type": "object", "properties": {"subject": {"$ref": "#/components/schemas/Subject"}}}
    schemas = {**{root: {"type": "object"} for root in roots}, "ErrorResponse": subject, **components}
    return {"info": {"title": "A test", "version": "1"}, "components": {"schemas": schemas}}


def _derive(script: ModuleType, subject: dict[str, Any], **components: Any) -> dict[str, Any]:
    """Return the chat/error schema derived from `_described`."""
    schemas: dict[str, Any] = script.derived(_described({"Subject": subject, **components}), waivers=())
    return schemas["chat/error"]  # type: ignore[no-any-return]


def _subject(script: ModuleType, subject: dict[str, Any], **components: Any) -> Any:
    """Return what is derived from component `Subject`."""
    made = _derive(script, subject, **components)
    derived = made["$defs"]["ErrorResponse"]["properties"]["subject"]
    return made["$defs"]["Subject"] if derived == {"$ref": "#/$defs/Subject"} else derived


def _kind(value: str, **fields: Any) -> dict[str, Any]:
    properties = {"type": {"type": "string", "enum": [value]}, **fields}
    return {"type": "object", "properties": properties, "required": ["type", *fields]}


_AB = [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]


@needs_description
def test_schemas_are_what_the_script_writes(script: ModuleType, tmp_path: Path) -> None:
    """The script, run on the same description, writes the committed files, byte for byte."""
    assert 0 == script.main([str(_DESCRIPTION), "--out", str(tmp_path)])

    for name in script.ROOTS:
        assert (tmp_path / f"{name}.json").read_bytes() == (_CHECKOUT / "schemas" / f"{name}.json").read_bytes(), name


def _keywords(schema: object, *, names: bool = False) -> Iterator[str]:
    """Yield every keyword of a schema, but for the names of fields and definitions."""
    if isinstance(schema, dict):
        for key, value in schema.items():
            if not names:
                yield key
            yield from _keywords(value, names=not names and key in ("properties", "$defs"))
    elif isinstance(schema, list):
        for value in schema:
            yield from _keywords(value)


def test_schemas_hold_no_prose_and_no_undecided_union(script: ModuleType) -> None:
    """The committed files have no prose, and every union in them is decided by a field."""
    used = {
        word
        for name in script.ROOTS
        for word in _keywords(json.loads((_CHECKOUT / f"schemas/{name}.json").read_text()))
    }

    allowed = {
        *(
            "$comment",
            "$defs",
            "$id",
            "$ref",
            "$schema",
            "allOf",
            "if",
            "then",
            "else",
            "type",
            "const",
            "enum",
            "pattern",
        ),
        *("required", "properties", "additionalProperties", "propertyNames", "maxProperties", "items", "minItems"),
        *("maxItems", "minLength", "maxLength", "minimum", "maximum"),
    }
    assert set() == used - allowed


def test_schemas_are_valid_schemas(script: ModuleType) -> None:
    """Every committed file is JSON Schema 2020-12, and defines what it refers to and nothing else."""
    for name in script.ROOTS:
        schema = json.loads((_CHECKOUT / f"schemas/{name}.json").read_text(encoding="utf-8"))
        Draft202012Validator.check_schema(schema)
        text = json.dumps(schema)
        assert set(schema["$defs"]) == set(re.findall(r'"#/\$defs/([^"]+)"', text)), name


# Each waiver and the least that it lets pass.

_ANSWER = {"id": "r", "object": "response", "created_at": 1, "error": None, "incomplete_details": None, "model": "m",
           "instructions": None, "tools": [], "output": [], "parallel_tool_calls": True, "metadata": {},
           "tool_choice": "auto", "temperature": 1, "top_p": 1}  # fmt: skip
_USAGE = {"input_tokens": 1, "output_tokens": 1, "output_tokens_details": {"reasoning_tokens": 0}, "total_tokens": 2}
_MESSAGE = {"type": "message", "id": "m", "role": "assistant", "status": "completed"}
_REASONING = {"type": "reasoning", "id": "r", "summary": []}
_CALL = {"type": "function_call", "call_id": "c", "name": "n", "arguments": ""}
_MCP = {"type": "mcp", "server_label": "s"}
_EVENT = {"item_id": "m", "output_index": 0, "sequence_number": 1}
_CHAT = {"id": "c", "created": 1, "model": "m", "choices": []}
_WHOLE = {**_CHAT, "object": "chat.completion"}
_CHOICE = {"index": 0, "finish_reason": "stop", "logprobs": None}
_EMPTY_MESSAGE = {"role": "assistant", "content": None, "refusal": None}

_LET_PASS: dict[tuple[str, str], tuple[str, Any]] = {
    ("Response", "user"): ("responses/response", {**_ANSWER, "user": None}),
    ("Response", "usage"): ("responses/response", {**_ANSWER, "usage": None}),
    ("ResponseUsage", "input_tokens_details.cache_write_tokens"): (
        "responses/response", {**_ANSWER, "usage": {**_USAGE, "input_tokens_details": {"cached_tokens": 0}}}),
    ("OutputTextContent", "logprobs"): (
        "responses/response",
        {**_ANSWER, "output": [{**_MESSAGE, "content": [{"type": "output_text", "text": "", "annotations": []}]}]}),
    ("ResponseTextDeltaEvent", "logprobs"): (
        "responses/event", {**_EVENT, "type": "response.output_text.delta", "content_index": 0, "delta": ""}),
    ("ResponseTextDoneEvent", "logprobs"): (
        "responses/event", {**_EVENT, "type": "response.output_text.done", "content_index": 0, "text": ""}),
    ("ResponseFunctionCallArgumentsDoneEvent", "name"): (
        "responses/event", {**_EVENT, "type": "response.function_call_arguments.done", "arguments": ""}),
    ("WebSearchToolCall", "action"): (
        "responses/response", {**_ANSWER, "output": [{"type": "web_search_call", "id": "w", "status": "in_progress"}]}),
    ("TextResponseFormatJsonSchema", "description"): (
        "responses/response",
        {**_ANSWER, "text": {"format": {"type": "json_schema", "name": "n", "schema": {}, "description": None}}}),
    ("ReasoningItem", "status"): ("responses/response", {**_ANSWER, "output": [{**_REASONING, "status": None}]}),
    ("ReasoningItem", "content"): ("responses/response", {**_ANSWER, "output": [{**_REASONING, "content": None}]}),
    ("WebSearchActionSearch", "sources[].url"): (
        "responses/response",
        {**_ANSWER, "output": [{"type": "web_search_call", "id": "w", "status": "completed",
                                "action": {"type": "search", "query": "q", "sources": [{"type": "url"}]}}]}),
    ("MCPApprovalResponse", "request_id"): (
        "responses/request",
        {"input": [{"type": "mcp_approval_response", "approval_request_id": "a", "approve": True}]}),
    ("MCPApprovalResponseResource", "request_id"): (
        "responses/response",
        {**_ANSWER,
         "output": [{"type": "mcp_approval_response", "id": "m", "approval_request_id": "a", "approve": True}]}),
    ("MCPTool", "server_url"): ("responses/response", {**_ANSWER, "tools": [{**_MCP, "server_url": None}]}),
    ("MCPTool", "server_description"): (
        "responses/response", {**_ANSWER, "tools": [{**_MCP, "server_description": None}]}),
    ("ImageGenToolCall", "status"): (
        "responses/request", {"input": [{"type": "image_generation_call", "id": "i", "result": None}]}),
    ("ImageGenToolCall", "result"): (
        "responses/request", {"input": [{"type": "image_generation_call", "id": "i", "status": "completed"}]}),
    ("FunctionToolCall", "status"): ("responses/request", {"input": [{**_CALL, "status": None}]}),
    ("CreateChatCompletionResponse", "choices[].logprobs"): (
        "chat/response", {**_WHOLE, "choices": [{"index": 0, "finish_reason": "stop", "message": _EMPTY_MESSAGE}]}),
    ("CreateChatCompletionResponse", "system_fingerprint"): ("chat/response", {**_WHOLE, "system_fingerprint": None}),
    ("CreateChatCompletionStreamResponse", "system_fingerprint"): (
        "chat/chunk", {**_CHAT, "object": "chat.completion.chunk", "system_fingerprint": None}),
    ("ChatCompletionResponseMessage", "content"): (
        "chat/response", {**_WHOLE, "choices": [{**_CHOICE, "message": {"role": "assistant", "refusal": None}}]}),
    ("ChatCompletionResponseMessage", "refusal"): (
        "chat/response", {**_WHOLE, "choices": [{**_CHOICE, "message": {"role": "assistant", "content": None}}]}),
}  # fmt: skip


def test_every_waiver_has_an_example(script: ModuleType) -> None:
    """The waivers and the examples in this test name the same fields."""
    assert set(_LET_PASS) == {(waiver.component, waiver.field) for waiver in script.WAIVERS}


@needs_description
def test_every_waiver_is_needed(script: ModuleType, description: dict[str, Any]) -> None:
    """What a waiver allows is valid, and would be invalid without it."""
    allowed, strict = script.derived(description), script.derived(description, waivers=())

    for field, (name, payload) in _LET_PASS.items():
        assert Draft202012Validator(allowed[name]).is_valid(payload), field
        assert not Draft202012Validator(strict[name]).is_valid(payload), field


@needs_description
@pytest.mark.parametrize(
    ("component", "field", "allowed", "complaint"),
    [
        ("Respones", "user", "null", "matches nothing: no schema reaches Respones"),
        ("Response", "usr", "null", "matches nothing: there is no such field"),
        ("CreateChatCompletionResponse", "choices[].reason", "null", "matches nothing: there is no such field"),
        ("Response", "status", "absent", "changes nothing: the description allows it"),
        ("Response", "completed_at", "null", "changes nothing: the description allows it"),
        ("Response", "service_tier", "null", "changes nothing: the description allows it"),
    ],
)
def test_a_useless_waiver_fails_loudly(
    script: ModuleType, description: dict[str, Any], component: str, field: str, allowed: str, complaint: str
) -> None:
    """A waiver that matches nothing, or allows what is allowed, ends the run with an error."""
    waiver = script.Waiver(component, field, allowed, "nobody")

    with pytest.raises(script.UselessWaiverError, match=rf"may be {allowed} {complaint}"):
        script.derived(description, waivers=(waiver,))


# Unions.


def test_a_scalar_union_is_a_list_of_types(script: ModuleType) -> None:
    """A string that may be null becomes a list of types; its limits and values stay."""
    nullable = {"anyOf": [{"type": "integer", "minimum": 16}, {"type": "null"}]}

    assert {"type": ["integer", "null"], "minimum": 16} == _subject(script, nullable)
    assert {"type": ["integer", "null"], "minimum": 16} == _subject(
        script, {"type": "integer", "minimum": 16, "nullable": True}
    )
    assert {"type": ["string", "null"], "enum": ["a", None]} == _subject(
        script, {"type": "string", "enum": ["a"], "nullable": True}
    )


def test_a_string_beside_some_strings_is_any_string(script: ModuleType) -> None:
    """Enumerated values beside a plain string are dropped: any string is allowed."""
    assert {"type": "string"} == _subject(
        script, {"anyOf": [{"type": "string"}, {"type": "string", "enum": ["gpt-5"]}]}
    )


def test_limits_of_one_type_bind_that_type_only(script: ModuleType) -> None:
    """A string or a list of strings has the values of the string and the items of the list."""
    union = {
        "oneOf": [{"type": "string", "enum": ["all"]}, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
    }
    derived = _subject(script, union)

    valid = Draft202012Validator(derived).is_valid
    assert [True, True, False, False, False] == [valid(value) for value in ("all", ["a"], "a", [], [5])]


def test_objects_are_told_apart_by_their_field(script: ModuleType) -> None:
    """A union of objects is decided by the field whose values differ, also where the description names none."""
    derived = _subject(script, {"oneOf": _AB}, A=_kind("a", x={"type": "string"}), B=_kind("b"))

    assert {
        "type": "object",
        "required": ["type"],
        "properties": {"type": {"enum": ["a", "b"]}},
        "allOf": [
            {"if": {"properties": {"type": {"const": "a"}}, "required": ["type"]}, "then": {"$ref": "#/$defs/A"}},
            {"if": {"properties": {"type": {"const": "b"}}, "required": ["type"]}, "then": {"$ref": "#/$defs/B"}},
        ],
    } == derived


def test_nested_unions_are_flat(script: ModuleType) -> None:
    """A union in a union adds its branches to the outer one."""
    derived = _subject(
        script,
        {"oneOf": [{"type": "object", "$ref": "#/components/schemas/Inner"}, _kind("c")]},
        Inner={"oneOf": _AB}, A=_kind("a"), B=_kind("b"),
    )  # fmt: skip

    assert ["a", "b", "c"] == derived["properties"]["type"]["enum"]


def test_branches_that_share_a_value_are_united(script: ModuleType) -> None:
    """Two objects of one type are one object with the fields of both; required is what both require."""
    shared = _kind("a", x={"type": "string"}), _kind("a", x={"type": "null"}, y={"type": "integer"})
    made = _derive(script, {"oneOf": [*_AB, _kind("c")]}, A=shared[0], B=shared[1])

    assert {
        "type": "object",
        "required": ["type", "x"],
        "properties": {
            "type": {"type": "string", "enum": ["a"]},
            "x": {"type": ["string", "null"]},
            "y": {"type": "integer"},
        },
    } == made["$defs"]["A-or-B"]


def test_without_its_field_an_object_is_what_the_rest_shows(script: ModuleType) -> None:
    """Where a branch may leave the field out, its first other required field decides."""
    optional = {**_kind("a", role={"type": "string"}), "required": ["role"]}
    derived = _subject(script, {"oneOf": _AB}, A=optional, B=_kind("b"))

    assert {"if": {"required": ["role"]}, "then": {"$ref": "#/$defs/A"}, "else": {"required": ["type"]}} == derived[
        "else"
    ]


def test_what_nothing_tells_apart_stays_a_union(script: ModuleType) -> None:
    """Objects without a field that decides stay `anyOf`."""
    derived = _subject(script, {"oneOf": _AB}, A={"type": "object"}, B={"type": "object", "required": ["x"]})

    assert {"anyOf": [{"$ref": "#/$defs/A"}, {"$ref": "#/$defs/B"}]} == derived


def test_all_of_is_one_object(script: ModuleType) -> None:
    """`allOf` is one object with the fields of all; a field that occurs twice is the last one."""
    again = {"type": "object", "properties": {"x": {"type": "integer"}}, "required": ["x"]}
    derived = _subject(
        script, {"allOf": [{"$ref": "#/components/schemas/A"}, again]}, A=_kind("a", x={"type": "string"})
    )

    assert {
        "type": "object",
        "required": ["type", "x"],
        "properties": {"type": {"type": "string", "enum": ["a"]}, "x": {"type": "integer"}},
    } == derived


def test_an_object_may_hold_itself(script: ModuleType) -> None:
    """A `$recursiveRef` and a component that refers to itself become references."""
    inner = {"type": "array", "items": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$recursiveRef": "#"}]}}
    derived = _derive(script, {"$recursiveAnchor": True, **_kind("b", filters=inner)}, A=_kind("a"))["$defs"]["Subject"]

    assert {"$ref": "#/$defs/Subject"} == derived["properties"]["filters"]["items"]["allOf"][1]["then"]


def test_unknown_fields_stay_allowed(script: ModuleType) -> None:
    """`additionalProperties: false` is dropped; a schema for other fields stays."""
    closed = {"type": "object", "additionalProperties": False}
    mapped = {"type": "object", "additionalProperties": {"type": "string"}}

    assert {"type": "object"} == _subject(script, closed)
    assert mapped == _subject(script, mapped)


def test_fields_named_as_prose_are_fields(script: ModuleType) -> None:
    """Titles and descriptions are dropped; a field called `description` stays."""
    subject = {
        "type": "object",
        "title": "T",
        "description": "D",
        "properties": {"description": {"type": "string", "example": "E"}},
    }

    assert {"type": "object", "properties": {"description": {"type": "string"}}} == _subject(script, subject)


@pytest.mark.parametrize(
    ("subject", "complaint"),
    [
        ({"type": "object", "patternProperties": {}}, "Subject uses patternProperties"),
        ({"$ref": "#/components/schemas/Nobody"}, "there is no component 'Nobody'"),
        ({"$ref": "other.json"}, "other.json is no component"),
        ({"allOf": [{"type": "string"}]}, "allOf joins something other than plain objects"),
    ],
)
def test_what_cannot_be_derived_is_refused(script: ModuleType, subject: dict[str, Any], complaint: str) -> None:
    """A description with something unknown is refused by its name."""
    with pytest.raises(script.DescriptionError, match=complaint):
        _derive(script, subject)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [("{}", "is this an OpenAPI description of the API?"), ("openapi: 3.1.0", "Expecting value: line 1 column 1")],
)
def test_a_failed_run_leaves_no_file(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, complaint: str
) -> None:
    """What is no description is an error with its name and the reason; nothing is written."""
    given = tmp_path / "given.json"
    given.write_text(text, encoding="utf-8")

    assert 1 == script.main([str(given), "--out", str(tmp_path / "schemas")])
    error = capsys.readouterr().err
    assert error.startswith(f"{given}: ")
    assert complaint in error
    assert not (tmp_path / "schemas").exists()
