"""Calls in the form in which the client offered the tool, whatever form the upstream calls in."""

from collections.abc import Generator

import pytest

from crosswire.facts import Json
from crosswire.reference.call_forms import as_arguments, as_input
from crosswire.reference.http import DONE
from crosswire.reference.responses_stream import events, response

PATCH = {"type": "custom", "name": "patch", "format": {"type": "text"}}
CLOCK = {"type": "function", "name": "clock", "parameters": {"type": "object"}}
ASKED = {"model": "asked", "input": "hi", "tools": [PATCH, CLOCK]}


def payloads(*chunks: Json) -> Generator[Json]:
    """Chunks as they come in."""
    yield from chunks


def chunk(*calls: Json, finish: str | None = None) -> Json:
    """Return a chunk with entries of calls."""
    return {"id": "1", "choices": [{"index": 0, "delta": {"tool_calls": [*calls]}, "finish_reason": finish}]}


def function(written: str, index: int = 0, **fields: Json) -> Json:
    """Return an entry in function form."""
    return {"index": index, **fields, "function": {"arguments": written, "name": fields.pop("name", None)}}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ('{"input": "a\\nb"}', "a\nb"),
        ('{"patch": "a"}', "a"),
        ('{"input": "a", "why": "b"}', "a"),
        ('{"a": 1}', '{"a": 1}'),
        ('{"input": "cut \\n he', "cut \n he"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_the_text_within_arguments_is_the_input(arguments: str, expected: str) -> None:
    """The one text within a function's arguments is the custom input; else all of the arguments are."""
    assert expected == as_input(arguments)


@pytest.mark.parametrize(("words", "expected"), [('{"a": 1}', '{"a": 1}'), ("ls", '{"input": "ls"}')])
def test_a_text_becomes_arguments(words: str, expected: str) -> None:
    """A custom input becomes a function's arguments, unchanged if it is a JSON object."""
    assert expected == as_arguments(words)


def test_a_custom_tool_called_as_a_function_is_a_custom_call() -> None:
    """A function call of a custom tool is served as a custom call; the next call is served in its own form."""
    chunks = [
        chunk(function("", id="call_1", name="patch")),
        chunk(function('{"input": "- a')),
        chunk(function('\\n+ b"}')),
        chunk(function("{}", 1, id="call_2", name="clock")),
        chunk(finish="tool_calls"),
        DONE,
    ]
    frames = list(events(payloads(*chunks), ASKED))
    streamed, whole = frames[-1]["response"]["output"], response(payloads(*chunks), ASKED)["output"]

    assert [("custom_tool_call", "patch", "- a\n+ b"), ("function_call", "clock", "{}")] == [
        (item["type"], item["name"], item.get("input", item.get("arguments"))) for item in streamed
    ]
    assert streamed == whole
    assert ["- a\n+ b"] == [event["delta"] for event in frames if event["type"].endswith("input.delta")]


def test_a_function_called_as_a_custom_tool_is_a_function_call() -> None:
    """A custom call of a function is served as a function call with JSON arguments."""
    call = {"index": 0, "id": "call_1", "type": "custom", "custom": {"name": "clock", "input": "Oslo"}}
    answer = response(payloads(chunk(call, finish="tool_calls"), DONE), ASKED)

    assert [("function_call", '{"input": "Oslo"}')] == [(item["type"], item["arguments"]) for item in answer["output"]]


def test_a_custom_tool_of_a_namespace_in_an_item_is_called_by_its_own_name() -> None:
    """A call is served with the tool's own name and namespace, not with the name that Chat had."""
    desk = {"type": "namespace", "name": "desk", "description": "", "tools": [{**PATCH, "name": "run_note"}]}
    item = {"type": "additional_tools", "role": "developer", "tools": [desk]}
    call = {"id": "call_1", "type": "custom", "custom": {"name": "desk__run_note", "input": "x"}}
    asked = {"model": "m", "input": [item, {"role": "user", "content": "hi"}]}
    answer = response(payloads(chunk(call, finish="tool_calls"), DONE), asked)

    assert [("custom_tool_call", "run_note", "desk", "x")] == [
        (item["type"], item["name"], item["namespace"], item["input"]) for item in answer["output"]
    ]
