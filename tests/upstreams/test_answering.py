"""A recorded answer is played in the form that fits the forwarded request."""

import json

import pytest

from crosswire.facts import Answer, Json, Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.upstreams.answering import answer_to
from crosswire.upstreams.replay import Replay
from crosswire.wire.schemas import violations
from crosswire.wire.violation import Violation
from tests.upstreams.lines import turns_of

SQL = "stream_custom_call"
SHAPES: tuple[ShapeName, ...] = ("chat", "responses")
MODES: tuple[Mode, ...] = ("json", "stream")

Call = tuple[str, str | None, str | None, str]
"""The kind, name, namespace and arguments of a call."""


def recorded(scenario: str, shape: ShapeName, mode: Mode) -> Interaction:
    return turns_of(scenario, shape)[0][mode]


def function(shape: ShapeName, name: str, **properties: Json) -> Json:
    """Return a function as an API is offered it."""
    fields = {"name": name, "parameters": {"type": "object", "properties": properties}}
    return {"type": "function", "function": fields} if shape == "chat" else {"type": "function", **fields}


def custom(shape: ShapeName, name: str) -> Json:
    """Return a custom tool as an API is offered it."""
    return {"type": "custom", "custom": {"name": name}} if shape == "chat" else {"type": "custom", "name": name}


def played(scenario: str, shape: ShapeName, mode: Mode, *tools: Json, **asked: Json) -> Interaction:
    """Return the interaction that answers a request which offers these tools."""
    return answer_to(recorded(scenario, shape, mode), {"stream": mode == "stream", "tools": list(tools), **asked})


def calls(interaction: Interaction) -> list[Call]:
    """Return kind, name, namespace and arguments of the calls that an interaction answers with."""
    assert isinstance(interaction.answer, Answer)
    return [(call.kind, call.name, call.namespace, call.arguments) for call in interaction.answer.tool_calls]


def faults(interaction: Interaction) -> list[Violation]:
    """Return what is not valid in an answer."""
    shape = interaction.shape
    body = interaction.answer_body
    if not interaction.streams:
        return violations(f"{shape}/{'response'}", body)
    schema = f"{shape}/{'chunk' if shape == 'chat' else 'event'}"
    return [violation for frame in body for violation in violations(schema, frame)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_function_with_one_text_is_called_for_a_custom_tool(shape: ShapeName, mode: Mode) -> None:
    """A function offered for a custom tool is called with the raw input as its one text, also streamed."""
    ((*_, text),) = calls(recorded(SQL, shape, mode))
    answered = played(SQL, shape, mode, function(shape, "run_sql", statement={"type": "string"}))
    ((kind, name, _, arguments),) = calls(answered)

    assert ("function", "run_sql") == (kind, name)
    assert {"statement": text} == json.loads(arguments)
    assert [] == faults(answered)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_custom_tool_is_called_for_a_recorded_function(shape: ShapeName, mode: Mode) -> None:
    """A custom tool offered for a recorded function gets the text within its arguments as input."""
    as_function = played(SQL, shape, mode, function(shape, "run_sql", statement={"type": "string"}))
    back = answer_to(as_function, {"stream": mode == "stream", "tools": [custom(shape, "run_sql")]})

    assert calls(recorded(SQL, shape, mode)) == calls(back)
    assert [] == faults(back)


@pytest.mark.parametrize("mode", MODES)
def test_a_text_is_written_to_the_parameter_that_was_offered(mode: Mode) -> None:
    """A function's one text is written under the name that was offered, not that of the recording."""
    scenario = "tools_custom_called_as_a_function"
    ((_, _, _, written),) = calls(recorded(scenario, "chat", mode))
    ((_, _, _, arguments),) = calls(
        played(scenario, "chat", mode, function("chat", "patch_page", body={"type": "string"}))
    )

    assert {"body": json.loads(written)["input"]} == json.loads(arguments)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stream_keeps_its_pieces(shape: ShapeName) -> None:
    """A streamed call has as many frames after the change as before, among the same other frames."""
    before = recorded(SQL, shape, "stream")
    after = played(SQL, shape, "stream", function(shape, "run_sql", statement={"type": "string"}))

    assert len(before.answer_body) == len(after.answer_body)
    assert before.is_done is after.is_done


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["crm-find_customer", "crm_find_customer_c1d82fb934cf"])
def test_a_function_is_called_by_the_name_it_was_offered_under(name: str, mode: Mode) -> None:
    """A namespace's function is called by the name it was offered under; its arguments stay."""
    scenario = "tools_in_a_namespace"
    before = calls(recorded(scenario, "chat", mode))
    tools = (function("chat", name), function("chat", "list_orders"))
    after = calls(played(scenario, "chat", mode, *tools))

    assert ["find_customer", "crm__list_orders"] == [called for _, called, _, _ in before]
    assert [name, "list_orders"] == [called for _, called, _, _ in after]
    assert [arguments for *_, arguments in before] == [arguments for *_, arguments in after]


@pytest.mark.parametrize("mode", MODES)
def test_a_tool_in_a_namespace_is_called_there(mode: Mode) -> None:
    """Responses calls a tool that was offered in a namespace with that namespace."""
    group = {"type": "namespace", "name": "database", "tools": [custom("responses", "run_sql")]}
    ((*_, text),) = calls(recorded(SQL, "responses", mode))

    assert [("custom", "run_sql", "database", text)] == calls(played(SQL, "responses", mode, group))


@pytest.mark.parametrize("mode", MODES)
def test_a_tool_of_an_input_item_is_offered_too(mode: Mode) -> None:
    """Tools in an `additional_tools` item are offered like those in the request's `tools`."""
    tool = function("responses", "run_sql", statement={"type": "string"})
    answered = played(SQL, "responses", mode, input=[{"type": "additional_tools", "tools": [tool]}])

    assert ["function"] == [kind for kind, *_ in calls(answered)]


@pytest.mark.parametrize(
    "tools",
    [
        [],
        [function("chat", "run_sql", text={"type": "string"}, limit={"type": "integer"})],
        [function("chat", "run_sql", limit={"type": "integer"})],
        [function("chat", "run", text={"type": "string"})],
        [
            function("chat", "a-run_sql", text={"type": "string"}),
            function("chat", "b-run_sql", text={"type": "string"}),
        ],
    ],
)
def test_what_was_not_offered_is_called_as_recorded(tools: list[Json]) -> None:
    """Where no single offered tool stands for the recorded one, the recorded call is played."""
    before = recorded(SQL, "chat", "json")

    assert before is played(SQL, "chat", "json", *tools)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", MODES)
def test_what_is_offered_as_it_is_called_is_played_as_it_is(shape: ShapeName, mode: Mode) -> None:
    """A tool offered in its recorded form gets the recording itself, not a copy."""
    before = recorded(SQL, shape, mode)

    assert before is answer_to(before, before.asked_body)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("shape", "scenario"),
    [("chat", "responses_agent_message_in_plain_words"), ("responses", "thin_reasoning_only_in_the_item")],
)
def test_the_model_that_was_asked_answers(shape: ShapeName, scenario: str, mode: Mode) -> None:
    """If the recording answers under the model it was asked for, another asked model answers under its own name."""
    answered = played(scenario, shape, mode, model="another-model")

    assert "small-model" == recorded(scenario, shape, mode).answer.model
    assert "another-model" == answered.answer.model
    assert "small-model" not in answered.response["body"]["string"].decode()


@pytest.mark.parametrize("asked", [{"model": "another-model"}, {"model": ""}, {}])
def test_an_alias_is_answered_as_recorded(asked: Json) -> None:
    """If the recording answers under another name than asked, the name in the answer stays."""
    before = recorded("plain_text", "chat", "json")

    assert before.asked.model != before.answer.model
    assert before is played("plain_text", "chat", "json", **asked)


def test_what_was_played_is_what_answered() -> None:
    """The replay notes the answer that it gave, and gives it again for the same request."""
    replay = Replay("https://upstream.invalid/v1", turns_of(SQL, "chat"))
    forwarded = {"tools": [function("chat", "run_sql", statement={"type": "string"})]}

    first, second = replay.play(forwarded), replay.play(forwarded)

    assert first is second is replay.played[0].interaction
    assert ["function"] == [kind for kind, *_ in calls(first)]
