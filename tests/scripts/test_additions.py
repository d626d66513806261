"""scripts/additions.py puts into a description's components what the SDKs know beyond it."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

_CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[ModuleType]:
    """Return the script as a module; it finds its neighbours as if it were run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(_CHECKOUT / "scripts"))
        yield importlib.import_module("additions")


def _components() -> dict[str, Any]:
    word = {"type": "string", "enum": ["length"]}
    ended = {"anyOf": [{"type": "object", "properties": {"reason": word}}, {"type": "null"}]}
    return {"Answer": {"type": "object", "properties": {"ended": ended}}, "Union": {"oneOf": []}}


def test_a_field_is_optional_and_may_be_null(script: ModuleType) -> None:
    """An added field is not required, and null is allowed; a scalar may be any, so that no verdict hangs on it."""
    field = {"type": "object", "properties": {"name": {"type": "string"}}}
    additions = script.Additions({"Answer": {"place": field}}, {}, {}, {})

    answer = script.extended(_components(), additions)["Answer"]

    assert {"type": "object", "properties": {"name": {}}, "nullable": True} == answer["properties"]["place"]
    assert "required" not in answer


def test_a_path_leads_into_a_list(script: ModuleType) -> None:
    """`sources[].name` is a field of every entry of a list."""
    sources = {"type": "array", "items": {"type": "object", "properties": {"url": {"type": "string"}}}}
    answer = {"type": "object", "properties": {"sources": sources}}
    additions = script.Additions({"Answer": {"sources[].name": {"type": "string"}}}, {}, {}, {})

    changed = script.extended({"Answer": answer}, additions)["Answer"]["properties"]["sources"]

    assert ["url", "name"] == [*changed["items"]["properties"]]


def test_words_stand_beside_those_described(script: ModuleType) -> None:
    """A word is added to a field, also within an object that may be null."""
    additions = script.Additions({}, {"Answer.ended.reason": ["steered"]}, {}, {})

    ended = script.extended(_components(), additions)["Answer"]["properties"]["ended"]

    reason = ended["anyOf"][0]["properties"]["reason"]
    assert [["length"], ["steered"]] == [way["enum"] for way in reason["anyOf"]]


def test_a_union_gets_a_new_component(script: ModuleType) -> None:
    """A member of a union is a component of the table."""
    additions = script.Additions({}, {}, {"Union": ["New"]}, {"New": {"type": "object"}})

    components = script.extended(_components(), additions)

    assert [{"$ref": "#/components/schemas/New"}] == components["Union"]["oneOf"]
    assert {"type": "object"} == components["New"]


@pytest.mark.parametrize(
    ("fields", "words", "why"),
    [
        ({"Answer": {"ended": {"type": "string"}}}, {}, "the description has the field"),
        ({"Nothing": {"place": {"type": "string"}}}, {}, "no schema reaches Nothing"),
        ({"Answer": {"place.name": {"type": "string"}}}, {}, "there is no field place"),
        ({}, {"Answer.ended.reason": ["length"]}, "the description has length"),
        ({}, {"Answer.place": ["here"]}, "there is no such field"),
    ],
)
def test_a_useless_addition_is_an_error(script: ModuleType, fields: Any, words: Any, why: str) -> None:
    """An addition that matches nothing, or that the description has, is an error that names it; others stay."""
    with pytest.raises(script.UselessAdditionError, match=why):
        script.extended(_components(), script.Additions(fields, words, {}, {}))

    more = fields | {"Answer": {**fields.get("Answer", {}), "found": {"type": "string"}}}
    left, useless = script.useful(_components(), script.Additions(more, words, {}, {}))

    assert [True] == [why in line for line in useless]
    assert ({"Answer": {"found": {"type": "string"}}}, {}) == (left.fields, left.words)
