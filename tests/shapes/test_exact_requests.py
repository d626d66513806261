"""Requests are bytes: each reader knows the form of its own API alone."""

from typing import Any

import pytest

from crosswire.facts import Media, Message
from crosswire.shapes import SHAPES
from tests.typed import as_type

NAMED = {"name": "look", "parameters": {"type": "object", "properties": {"at": {"type": "string"}}}}


@pytest.mark.parametrize(
    ("field", "flat", "nested"),
    [
        ("tool_choice", {"type": "function", "name": "look"}, {"type": "function", "function": {"name": "look"}}),
        (
            "response_format",
            {"type": "json_schema", "name": "answer", "schema": {"type": "object"}},
            {"type": "json_schema", "json_schema": {"name": "answer", "schema": {"type": "object"}}},
        ),
        (
            "tool_choice",
            {"type": "allowed_tools", "mode": "auto", "tools": []},
            {"type": "allowed_tools", "allowed_tools": {"mode": "auto", "tools": []}},
        ),
    ],
)
def test_chat_does_not_read_what_is_flat(field: str, flat: dict[str, Any], nested: dict[str, Any]) -> None:
    """It says its type, and nothing else."""
    name = "format" if field == "response_format" else field
    read = {
        form: SHAPES["chat"].read_request({field: value}).settings[name]
        for form, value in [("flat", flat), ("nested", nested)]
    }

    assert {"flat": {"type": flat["type"]}, "nested": flat} == read


def test_chat_does_not_read_a_flat_tool() -> None:
    """It has no name, nor parameters."""
    (tool,) = SHAPES["chat"].read_request({"tools": [{"type": "function", **NAMED}]}).tools

    assert ("function", None, {}) == (tool.kind, tool.name, tool.definition)


def test_chat_does_not_read_a_flat_grammar() -> None:
    """Its syntax and definition stand in `grammar`."""
    flat = {"type": "grammar", "syntax": "regex", "definition": "a+"}
    (tool,) = (
        SHAPES["chat"].read_request({"tools": [{"type": "custom", "custom": {"name": "n", "format": flat}}]}).tools
    )

    assert {"format": {"type": "grammar"}} == tool.definition


def test_chat_does_not_read_an_image_given_as_a_string() -> None:
    """Responses has it so."""
    part = {"type": "image_url", "image_url": "https://example.com/a.png"}
    (message,) = SHAPES["chat"].read_request({"messages": [{"role": "user", "content": [part]}]}).history

    (image,) = as_type(Message, message).parts
    assert as_type(Media, image).source is None


def test_responses_does_not_read_a_nested_tool() -> None:
    """It has no name of its own."""
    (tool,) = SHAPES["responses"].read_request({"tools": [{"type": "function", "function": NAMED}]}).tools

    assert tool.name is None


def test_an_empty_search_is_asked_for() -> None:
    """Chat searches where the options are there, however empty."""
    assert {"web_search_options": {}} == SHAPES["chat"].read_request({"web_search_options": {}}).settings


def test_the_old_choice_of_a_function_is_read() -> None:
    """`function_call` names it without a type."""
    settings = SHAPES["chat"].read_request({"function_call": {"name": "look"}}).settings

    assert {"tool_choice": {"type": "function", "name": "look"}} == settings
