"""What the schemas accept, and the messages for what they refuse."""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from crosswire.wire.schemas import is_valid, violations
from crosswire.wire.violation import Violation

_SHARED = Path(__file__).parents[2].parent / "shared"
_SEED = next(iter(sorted((_SHARED / "reference").glob("seed-*.txt"))), None)

_ANSWER: dict[str, Any] = {
    "id": "resp_1",
    "object": "response",
    "created_at": 1759303461,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "metadata": {},
    "model": "gpt-5-mini",
    "output": [],
    "parallel_tool_calls": True,
    "temperature": 1.0,
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
}
_CALL: dict[str, Any] = {"type": "function_call", "id": "fc_1", "call_id": "call_1", "name": "add", "arguments": "{}"}
_CHAT_REQUEST: dict[str, Any] = {"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Hello"}]}


def _texts(schema: str, payload: object) -> list[str]:
    return [str(violation) for violation in violations(schema, payload)]


def _answer(**changed: object) -> dict[str, object]:
    return {**_ANSWER, **changed}


def test_a_plain_answer_is_valid() -> None:
    """An answer with what the description requires, and no more, breaks nothing."""
    assert [] == violations("responses/response", _answer(output=[_CALL]))


def test_unknown_fields_are_allowed() -> None:
    """A field that the description does not know is no violation, at any depth."""
    assert [] == violations("responses/response", _answer(output=[{**_CALL, "colour": "red"}], weather={"sun": True}))


@pytest.mark.skipif(_SEED is None, reason="../shared/reference/seed-*.txt is not there")
def test_the_seed_is_valid() -> None:
    """The genuine answer that the project starts from breaks nothing, its nulls included."""
    assert _SEED is not None
    found = re.search(r"### Responses API:\s+```json\n(.*?)```", _SEED.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None

    assert [] == violations("responses/response", json.loads(found[1]))


def test_a_missing_field_names_its_branch() -> None:
    """A field that a function call lacks is missing from a function call."""
    call = {key: value for key, value in _CALL.items() if key != "call_id"}

    assert ["output[0] (function_call): 'call_id' is missing"] == _texts("responses/response", _answer(output=[call]))


def test_a_wrong_type_is_told_with_value_and_place() -> None:
    """A value of the wrong type is shown with its position and the type that it should have."""
    calls = [_CALL, _CALL, _CALL, {**_CALL, "arguments": 5}]

    assert ["output[3].arguments: 5 is not a string"] == _texts("responses/response", _answer(output=calls))


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"temperature": 3}, "temperature: 3 is more than 2"),
        ({"temperature": -0.5}, "temperature: -0.5 is less than 0"),
        ({"parallel_tool_calls": None}, "parallel_tool_calls: null is not true or false"),
        ({"instructions": 5}, "instructions: 5 is not a string, a list or null"),
        ({"object": "chat.completion"}, "object: 'chat.completion' is not 'response'"),
        ({"metadata": {"a key": 5}}, "metadata['a key']: 5 is not a string"),
        ({"metadata": {"a/key~": None}}, "metadata['a/key~']: null is not a string"),
        ({"safety_identifier": "x" * 65}, "safety_identifier: has 65 characters, more than 64"),
        ({"output": {"text": "x" * 100}}, f'output: {{"text": "{"x" * 69}… is not a list'),
        ({"tool_choice": "any"}, "tool_choice: 'any' is not one of 'none', 'auto', 'required'"),
        ({"tool_choice": True}, "tool_choice: true is not a string or an object"),
        ({"truncation": 5}, "truncation: 5 is not a string or null"),
        ({"output": [None]}, "output[0]: null is not an object"),
        ({"output": [{}]}, "output[0]: 'type' is missing"),
        (
            {"text": {"format": {"type": "jsonschema"}}},
            "text.format.type: 'jsonschema' is not one of 'text', 'json_schema', 'json_object'; "
            "did you mean 'json_schema'?",
        ),
    ],
)
def test_a_broken_answer_is_told_in_plain_words(changed: dict[str, object], text: str) -> None:
    """One fault is one violation: the position, the shortened value, and what is wrong with it."""
    assert [text] == _texts("responses/response", _answer(**changed))


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"messages": []}, "messages: has 0 items, fewer than 1"),
        ({"stop": ["a", "b", "c", "d", "e"]}, "stop: has 5 items, more than 4"),
        ({"logit_bias": {"50256": "x"}}, "logit_bias[50256]: 'x' is not an integer"),
        ({"messages": [{"role": "assistant", "tool_calls": [{"id": "a", "type": "function"}]}]},
         "messages[0].tool_calls[0] (function): 'function' is missing"),
        ({"messages": [{"role": "user", "content": [{"type": "input_text", "text": "Hello"}]}]},
         "messages[0].content[0].type: 'input_text' is not one of 'text', 'image_url', 'input_audio', 'file'"),
        ({"messages": [{"role": "tool", "content": "5"}]}, "messages[0] (tool): 'tool_call_id' is missing"),
    ],
)  # fmt: skip
def test_a_broken_chat_request_is_told_in_plain_words(changed: dict[str, object], text: str) -> None:
    """A forwarded request is judged in the same words as an answer."""
    assert [text] == _texts("chat/request", {**_CHAT_REQUEST, **changed})


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ({"role": "tool", "content": "Hello"},
         "input[0].role: 'tool' is not one of 'user', 'assistant', 'system', 'developer'"),
        ({"type": "message", "role": "user"}, "input[0] (message): 'content' is missing"),
        ({"content": "Hello"}, "input[0]: 'type' is missing"),
        ({"type": "item_reference"}, "input[0] (item_reference): 'id' is missing"),
        ({"type": "function_call_output", "call_id": "x" * 65, "output": ""},
         "input[0].call_id: has 65 characters, more than 64"),
    ],
)  # fmt: skip
def test_a_broken_input_item_is_told_in_plain_words(item: dict[str, object], text: str) -> None:
    """An input item is judged by its type, or by its other fields where it has no type."""
    assert [text] == _texts("responses/request", {"model": "gpt-5-mini", "input": [item]})


@pytest.mark.parametrize(
    "item",
    [
        {"role": "user", "content": "Hello"},
        {"role": "assistant", "content": [{"type": "output_text", "text": "Hello", "annotations": []}]},
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Hello"}]},
        {"id": "rs_1"},
        {"type": None, "id": "rs_1"},
        {**_CALL, "status": None},
    ],
)
def test_input_items_may_leave_out_their_type(item: dict[str, object]) -> None:
    """Messages and references are valid with and without a type, as the description allows."""
    assert [] == violations("responses/request", {"model": "gpt-5-mini", "input": [item]})


def test_an_unknown_item_type_is_one_violation() -> None:
    """An item of an unknown type is one violation, which lists some valid types and suggests one."""
    [text] = _texts("responses/response", _answer(output=[_CALL, {"type": "functioncall"}]))

    assert text.startswith(
        "output[1].type: 'functioncall' is not one of 'message', 'file_search_call', 'function_call', "
    )
    assert text.endswith(", … (28 in all); did you mean 'function_call'?")


def test_an_unknown_event_type_is_one_violation() -> None:
    """An event of an unknown type is refused for its type alone."""
    [text] = _texts("responses/event", {"type": "response.output_text.dleta", "delta": 5})

    assert text.startswith("type: 'response.output_text.dleta' is not one of 'response.audio.delta', ")
    assert text.endswith("did you mean 'response.output_text.delta'?")


@pytest.mark.parametrize(
    ("payload", "text"), [(5, "5 is not an object"), (None, "null is not an object"), ({}, "'type' is missing")]
)
def test_what_is_no_event_is_one_violation(payload: object, text: str) -> None:
    """What is not an object, or has no type, is refused for that alone."""
    assert [text] == _texts("responses/event", payload)


def test_the_root_is_named_by_its_branch() -> None:
    """A missing field of the payload itself is reported with the payload's type."""
    event = {"type": "error", "code": None, "message": "Stopped", "sequence_number": 3}

    assert ["(error): 'param' is missing"] == _texts("responses/event", event)


def test_a_violation_carries_data_first() -> None:
    """A violation has a JSON pointer, a message and the branch, beside its text."""
    found = violations("responses/response", _answer(output=[{**_CALL, "name": None}], metadata={"a/b": 1}))

    assert {
        Violation(pointer="/output/0/name", message="null is not a string"),
        Violation(pointer="/metadata/a~1b", message="1 is not a string"),
    } == set(found)


def test_true_is_no_integer_but_one_point_zero_is() -> None:
    """As in JSON Schema, `true` is not an integer and `1.0` is one."""
    usage = {"prompt_tokens": True, "completion_tokens": 1.0, "total_tokens": 2}
    answer = {"id": "a", "object": "chat.completion", "created": 1, "model": "m", "choices": [], "usage": usage}

    assert ["usage.prompt_tokens: true is not an integer"] == _texts("chat/response", answer)


@pytest.mark.parametrize(
    ("changed", "texts"),
    [
        ({"usage": None, "safety_identifier": None, "output": [{**_CALL, "namespace": None}]}, []),
        ({"metadata": ..., "instructions": ..., "error": ...}, []),
        ({"model": None}, ["model: null is not a string"]),
        ({"output": ...}, ["'output' is missing"]),
        ({"output": [{**_CALL, "name": None}]}, ["output[0].name: null is not a string"]),
        ({"output": [{**_CALL, "status": "done"}]},
         ["output[0].status: 'done' is not one of 'in_progress', 'completed', 'incomplete', null"]),
    ],
)  # fmt: skip
def test_null_may_be_absent(changed: dict[str, object], texts: list[str]) -> None:
    """With `null_is_absent`, optional fields may be null and nullable ones absent; nothing else is excused."""
    answer = {key: value for key, value in _answer(**changed).items() if value is not ...}

    assert not is_valid("responses/response", answer)
    assert texts == [str(violation) for violation in violations("responses/response", answer, null_is_absent=True)]


@pytest.mark.parametrize("valid", [True, False])
def test_libraries_are_imported_when_they_are_needed(valid: bool) -> None:
    """Importing the module imports no schema library; a valid payload never imports the one that explains."""
    payload = {"error": {"message": "m", "type": "t", "param": None, "code": None}} if valid else {}
    imported = "print('jsonschema_rs' in sys.modules, 'jsonschema' in sys.modules)"
    code = f"""if True:
        import sys
        from crosswire.wire.schemas import violations
        {imported}
        violations("chat/error", {payload!r})
        {imported}
    """
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert ["False False", f"True {not valid}"] == run.stdout.splitlines()


def test_an_unknown_schema_names_those_there_are() -> None:
    """An unknown schema name is an error that suggests the right one."""
    with pytest.raises(ValueError, match=r"'chat/respnse' is not in schemas/; did you mean 'chat/response'\?"):
        violations("chat/respnse", {})


def test_a_violation_that_is_a_null_is_told_apart() -> None:
    """A violation is marked as a null if it would pass with null and absent taken as one."""
    chunk = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": []}
    found = violations("chat/chunk", {**chunk, "model": 5, "obfuscation": None, "service_tier": None})

    assert {"/model": False} == {
        violation.pointer: violation.is_null for violation in found if violation.pointer == "/model"
    }
    assert all(violation.is_null for violation in found if violation.pointer != "/model")
