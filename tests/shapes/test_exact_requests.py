"""Each shape reads a request only in the form of its own API."""

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
    """Chat reads only the type of a setting that is written flat, as Responses has it."""
    name = "format" if field == "response_format" else field
    read = {
        form: SHAPES["chat"].read_request({field: value}).settings[name]
        for form, value in [("flat", flat), ("nested", nested)]
    }

    assert {"flat": {"type": flat["type"]}, "nested": flat} == read


def test_chat_does_not_read_a_flat_tool() -> None:
    """Chat reads neither name nor parameters of a flat tool."""
    (tool,) = SHAPES["chat"].read_request({"tools": [{"type": "function", **NAMED}]}).tools

    assert ("function", None, {}) == (tool.kind, tool.name, tool.definition)


def test_chat_does_not_read_a_flat_grammar() -> None:
    """Chat reads a grammar's syntax and definition only from `grammar`."""
    flat = {"type": "grammar", "syntax": "regex", "definition": "a+"}
    (tool,) = (
        SHAPES["chat"].read_request({"tools": [{"type": "custom", "custom": {"name": "n", "format": flat}}]}).tools
    )

    assert {"format": {"type": "grammar"}} == tool.definition


def test_chat_does_not_read_an_image_given_as_a_string() -> None:
    """Chat reads no source from an image URL that is a string, as Responses has it."""
    part = {"type": "image_url", "image_url": "https://example.com/a.png"}
    (message,) = SHAPES["chat"].read_request({"messages": [{"role": "user", "content": [part]}]}).history

    (image,) = as_type(Message, message).parts
    assert as_type(Media, image).source is None


def test_responses_does_not_read_a_nested_tool() -> None:
    """Responses reads no name from a tool that is nested, as Chat has it."""
    (tool,) = SHAPES["responses"].read_request({"tools": [{"type": "function", "function": NAMED}]}).tools

    assert tool.name is None


def test_an_empty_search_is_asked_for() -> None:
    """Empty `web_search_options` ask for a search."""
    assert {"web_search_options": {}} == SHAPES["chat"].read_request({"web_search_options": {}}).settings


def test_the_old_choice_of_a_function_is_read() -> None:
    """A deprecated `function_call` is read as the choice of that function."""
    settings = SHAPES["chat"].read_request({"function_call": {"name": "look"}}).settings

    assert {"tool_choice": {"type": "function", "name": "look"}} == settings
