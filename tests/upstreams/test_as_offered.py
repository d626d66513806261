"""A Chat upstream calls tools as it was offered them."""

import json

import pytest
from lines import turns_of

from crosswire.facts import Answer, ToolCall
from crosswire.shapes import chat
from crosswire.upstreams.answering import answer_to
from crosswire.wire.event_streams import read_events


def function(name, **properties):
    """Return a function as Chat is offered it."""
    return {"type": "function", "function": {"name": name, "parameters": {"properties": properties}}}


def calls(scenario, mode, *tools):
    """Return name and arguments of the calls that an upstream makes which was offered these tools."""
    interaction = turns_of(scenario, "chat")[0][mode]
    answered = answer_to(interaction, {"stream": mode == "stream", "tools": list(tools)})
    body = answered.response["body"]["string"].decode()
    if mode == "stream":
        answer = chat.read_stream([json.loads(data) for data in read_events(body) if data != "[DONE]"])
    else:
        answer = chat.read_answer(json.loads(body))
    assert isinstance(answer, Answer)
    return [(call.kind, call.name, call.arguments) for call in answer.tool_calls if isinstance(call, ToolCall)]


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_function_with_one_text_is_called_for_a_custom_tool(mode):
    """Its one text is the custom tool's raw input, whole, also where that is told in pieces."""
    ((_, _, said),) = calls("stream_custom_call", mode, {"type": "custom", "custom": {"name": "run_sql"}})
    ((kind, name, arguments),) = calls("stream_custom_call", mode, function("run_sql", statement={"type": "string"}))

    assert ("function", "run_sql") == (kind, name)
    assert {"statement": said} == json.loads(arguments)


@pytest.mark.parametrize("mode", ["json", "stream"])
def test_a_function_is_called_by_the_name_it_was_offered_under(mode):
    """Functions of a namespace may be offered under any name that ends in theirs; the arguments stay."""
    recorded = calls("tools_in_a_namespace", mode)
    offered = calls("tools_in_a_namespace", mode, function("crm-find_customer"), function("list_orders"))

    assert ["find_customer", "crm__list_orders"] == [name for _, name, _ in recorded]
    assert ["crm-find_customer", "list_orders"] == [name for _, name, _ in offered]
    assert [arguments for *_, arguments in recorded] == [arguments for *_, arguments in offered]


@pytest.mark.parametrize(
    "tools",
    [
        [],
        [function("run_sql", text={"type": "string"}, limit={"type": "integer"})],
        [function("run", text={"type": "string"})],
    ],
)
def test_what_was_not_offered_is_called_as_recorded(tools):
    """Nothing stands for the custom tool: it was dropped, wants more than a text, or is called otherwise."""
    ((kind, name, _),) = calls("stream_custom_call", "json", *tools)

    assert ("custom", "run_sql") == (kind, name)
