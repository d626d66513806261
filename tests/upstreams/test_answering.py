"""A recorded answer is played as a host would give it to what was forwarded."""

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
    """Its one text is the custom tool's raw input, whole, also where that is told in pieces."""
    ((*_, text),) = calls(recorded(SQL, shape, mode))
    answered = played(SQL, shape, mode, function(shape, "run_sql", statement={"type": "string"}))
    ((kind, name, _, arguments),) = calls(answered)

    assert ("function", "run_sql") == (kind, name)
    assert {"statement": text} == json.loads(arguments)
    assert [] == faults(answered)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("shape", SHAPES)
def test_a_custom_tool_is_called_for_a_recorded_function(shape: ShapeName, mode: Mode) -> None:
    """A recording of a host that takes functions only has JSON around the text: the custom tool gets the text."""
    as_function = played(SQL, shape, mode, function(shape, "run_sql", statement={"type": "string"}))
    back = answer_to(as_function, {"stream": mode == "stream", "tools": [custom(shape, "run_sql")]})

    assert calls(recorded(SQL, shape, mode)) == calls(back)
    assert [] == faults(back)


@pytest.mark.parametrize("mode", MODES)
def test_a_text_is_written_to_the_parameter_that_was_offered(mode: Mode) -> None:
    """A function with one text under another name than the recording's is called with its own."""
    scenario = "tools_custom_called_as_a_function"
    ((_, _, _, written),) = calls(recorded(scenario, "chat", mode))
    ((_, _, _, arguments),) = calls(
        played(scenario, "chat", mode, function("chat", "patch_page", body={"type": "string"}))
    )

    assert {"body": json.loads(written)["input"]} == json.loads(arguments)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_stream_keeps_its_pieces(shape: ShapeName) -> None:
    """A call that was told in pieces is told in as many, between the same other frames."""
    before = recorded(SQL, shape, "stream")
    after = played(SQL, shape, "stream", function(shape, "run_sql", statement={"type": "string"}))

    assert len(before.answer_body) == len(after.answer_body)
    assert before.is_done is after.is_done


@pytest.mark.parametrize("mode", MODES)
def test_a_function_is_called_by_the_name_it_was_offered_under(mode: Mode) -> None:
    """Functions of a namespace may be offered under any name that ends in theirs; the arguments stay."""
    scenario = "tools_in_a_namespace"
    before = calls(recorded(scenario, "chat", mode))
    tools = (function("chat", "crm-find_customer"), function("chat", "list_orders"))
    after = calls(played(scenario, "chat", mode, *tools))

    assert ["find_customer", "crm__list_orders"] == [name for _, name, _, _ in before]
    assert ["crm-find_customer", "list_orders"] == [name for _, name, _, _ in after]
    assert [arguments for *_, arguments in before] == [arguments for *_, arguments in after]


@pytest.mark.parametrize("mode", MODES)
def test_a_tool_in_a_namespace_is_called_there(mode: Mode) -> None:
    """Responses calls what was offered inside a namespace with that namespace."""
    group = {"type": "namespace", "name": "database", "tools": [custom("responses", "run_sql")]}
    ((*_, text),) = calls(recorded(SQL, "responses", mode))

    assert [("custom", "run_sql", "database", text)] == calls(played(SQL, "responses", mode, group))


@pytest.mark.parametrize("mode", MODES)
def test_a_tool_of_an_input_item_is_offered_too(mode: Mode) -> None:
    """`additional_tools` offers tools as the request's own `tools` do."""
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
    """Nothing stands for the tool: it was dropped, wants more than a text, is called otherwise, or is one of two."""
    before = recorded(SQL, "chat", "json")

    assert before is played(SQL, "chat", "json", *tools)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("mode", MODES)
def test_what_is_offered_as_it_is_called_is_played_as_it_is(shape: ShapeName, mode: Mode) -> None:
    """The recording itself, whose facts were read once."""
    before = recorded(SQL, shape, mode)

    assert before is answer_to(before, before.asked_body)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("shape", "scenario"), [("chat", "responses_agent_message"), ("responses", "thin_reasoning_only_in_the_item")]
)
def test_the_model_that_was_asked_answers(shape: ShapeName, scenario: str, mode: Mode) -> None:
    """Where the recording answers under the very name that it was asked by, another model answers under its own."""
    answered = played(scenario, shape, mode, model="another-model")

    assert "small-model" == recorded(scenario, shape, mode).answer.model
    assert "another-model" == answered.answer.model
    assert "small-model" not in answered.response["body"]["string"].decode()


@pytest.mark.parametrize("asked", [{"model": "another-model"}, {"model": ""}, {}])
def test_an_alias_is_answered_as_recorded(asked: Json) -> None:
    """Nobody knows which name stands behind another alias; a request without a model names none."""
    before = recorded("plain_text", "chat", "json")

    assert before.asked.model != before.answer.model
    assert before is played("plain_text", "chat", "json", **asked)


def test_what_was_played_is_what_answered() -> None:
    """The replay notes the answer that it gave; the same request again gets the same."""
    replay = Replay("https://upstream.invalid/v1", turns_of(SQL, "chat"))
    forwarded = {"tools": [function("chat", "run_sql", statement={"type": "string"})]}

    first, second = replay.play(forwarded), replay.play(forwarded)

    assert first is second is replay.played[0].interaction
    assert ["function"] == [kind for kind, *_ in calls(first)]
