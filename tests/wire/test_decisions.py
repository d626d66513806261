"""A schema that was compiled into decision tables accepts and refuses the same payloads."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from crosswire.data import data_folder
from crosswire.wire.decisions import DECISION, Decision, decided
from crosswire.wire.schemas import violations


def _rule(field: str, value: str | None, then: dict[str, Any]) -> dict[str, Any]:
    return {"if": {"properties": {field: {"const": value}}, "required": [field]}, "then": then}


def test_a_chain_over_one_field_becomes_a_table() -> None:
    """A chain of `if` this type `then` that schema becomes a table, looked up by the type."""
    schema = {"allOf": [_rule("type", "a", {"required": ["x"]}), _rule("type", None, {"required": ["y"]})]}

    assert {DECISION: Decision("type", {"a": {"required": ["x"]}, None: {"required": ["y"]}})} == decided(schema)


def test_several_values_may_mean_one_branch() -> None:
    """An `enum` of values leads each of them to the same schema."""
    schema = {
        "allOf": [
            {"if": {"properties": {"type": {"enum": ["a", "b"]}}, "required": ["type"]}, "then": {"minProperties": 2}}
        ]
    }

    assert {DECISION: Decision("type", {"a": {"minProperties": 2}, "b": {"minProperties": 2}})} == decided(schema)


@pytest.mark.parametrize(
    "chain",
    [
        [_rule("type", "a", {}), _rule("role", "b", {})],
        [_rule("type", "a", {}), {"required": ["type"]}],
        [{**_rule("type", "a", {}), "else": {"required": ["x"]}}],
        [{"if": {"properties": {"type": {"const": "a"}}}, "then": {}}],
        [{"if": {"properties": {"type": {"const": 1}}, "required": ["type"]}, "then": {}}],
    ],
)
def test_anything_else_stays_as_it_is(chain: list[dict[str, Any]]) -> None:
    """A chain over two fields, with an `else`, for objects without the field or over numbers is left alone."""
    assert {"allOf": chain} == decided({"allOf": chain})


def test_a_schema_that_holds_itself_is_followed() -> None:
    """A reference to the root or to a definition around it becomes a dictionary that holds itself."""
    schema = decided({"$ref": "#/$defs/tree", "$defs": {"tree": {"properties": {"child": {"$ref": "#/$defs/tree"}}}}})

    assert schema is schema["properties"]["child"]


def test_what_stands_beside_a_reference_counts() -> None:
    """Keywords beside `$ref` hold together with what it refers to, as in the standard."""
    schema = decided(
        {"$defs": {"text": {"type": "string"}}, "properties": {"a": {"$ref": "#/$defs/text", "maxLength": 2}}}
    )

    assert {"maxLength": 2, "allOf": [{"type": "string"}]} == schema["properties"]["a"]


def test_a_field_called_as_a_keyword_is_a_field() -> None:
    """A property named `$ref`, and a value that looks like a reference, are left alone."""
    schema = {"properties": {"$ref": {"type": "string"}, "a": {"const": {"$ref": "#/nowhere"}}}}

    assert schema == decided(schema)


_TEXT = {"type": "output_text", "text": "", "annotations": []}
_MESSAGE = {"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [_TEXT]}
_ITEMS: list[object] = [
    _MESSAGE,
    {**_MESSAGE, "content": [{"type": "refusal"}]},
    {**_MESSAGE, "content": [5]},
    {**_MESSAGE, "status": "done"},
    {"type": "reasoning", "id": "r", "summary": [], "status": None, "content": None},
    {"type": "function_call", "call_id": "c", "name": "n"},
    {"type": "web_search_call", "id": "w", "status": "completed", "action": {"type": "search"}},
    {"type": "web_search_call", "id": "w", "status": "completed", "action": {"type": "dig"}},
    {"type": "mcp_call"},
    {"type": "functioncall"},
    {"type": None},
    {"type": []},
    {},
    "text",
    None,
]


@pytest.mark.parametrize("name", ["response.output_item.added", "response.output_item.done"])
@pytest.mark.parametrize("item", _ITEMS, ids=json.dumps)
def test_the_verdict_is_that_of_the_file(name: str, item: object) -> None:
    """Any JSON Schema validator, reading the file as it is, accepts and refuses the same."""
    plain = Draft202012Validator(
        json.loads((data_folder("schemas") / "responses/event.json").read_text(encoding="utf-8"))
    )
    event = {"type": name, "sequence_number": 1, "output_index": 0, "item": item}

    assert plain.is_valid(event) == (not violations("responses/event", event))
