"""Real clients play a tool loop of three turns through the reference gateway, over an upstream of the other API."""

import json
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from crosswire.adapters.servers.asgi import AsgiProcess
from crosswire.errors import AdapterUnusable
from crosswire.facts import Answer, Ask, Message, Reasoning, ShapeName, Text, ToolCall, ToolResult
from crosswire.reference.server import Server
from crosswire.shapes import SHAPES, opposite
from crosswire.upstreams import Upstream
from tests.clients.asking.running import ASKING, asked, lacking
from tests.recording.live_server import USAGE, LiveServer

Call = tuple[str, dict[str, Any]]
NOTES: Sequence[Call] = (("find_note", {"words": "roof"}), ("read_note", {"number": "7"}))
COMMANDS: Sequence[Call] = (("exec_command", {"cmd": "echo 7"}), ("exec_command", {"cmd": "echo slate"}))
THOUGHTS = ("There is a note.", "It has to be read.")
TEXT = "The roof is slate."


def played(calls: Sequence[Call], ask: Ask) -> Answer:
    """Return the model's answer: a call of each tool, one a turn, then a text."""
    turn = sum(isinstance(item, ToolResult) for item in ask.history)
    if turn == len(calls):
        return Answer(items=(Message("assistant", (Text(TEXT),)),), finish="stop", usage=USAGE)
    name, arguments = calls[turn]
    thought = Reasoning((THOUGHTS[turn],), summaries=1)
    call = ToolCall(f"call_{turn}", name, json.dumps(arguments))
    return Answer(items=(thought, call), finish="tool_calls", usage=USAGE)


@pytest.fixture
def model() -> Iterator[LiveServer]:
    """Return the model, which speaks both APIs."""
    with LiveServer() as server:
        yield server


@pytest.fixture
def gateway(model: LiveServer) -> Iterator[str]:
    """Return the base URL of the reference gateway in front of the model: it asks each API over the other."""
    process = AsgiProcess(Server(model.base_url, "none"))
    process.open("chat", Upstream("http://127.0.0.1:1/v1"))
    yield process.url("chat").removesuffix("/chat/completions")
    process.close()


@pytest.mark.parametrize(
    ("client", "apis", "calls", "shows_reasoning"),
    [
        ("codex", ("responses",), COMMANDS, ("responses",)),
        ("ai_sdk", ("chat", "responses"), NOTES, ("responses",)),
        ("agents", ("chat", "responses"), NOTES, ("chat", "responses")),
        ("langchain", ("chat", "responses"), NOTES, ("responses",)),
        ("agents_js", ("chat", "responses"), NOTES, ("responses",)),
        ("langchain_js", ("chat", "responses"), NOTES, ("responses",)),
        ("pydantic_ai", ("chat", "responses"), NOTES, ("chat", "responses")),
    ],
    ids=ASKING,
)
def test_a_client_finishes_a_tool_loop(
    client: str,
    apis: Sequence[ShapeName],
    calls: Sequence[Call],
    shows_reasoning: Sequence[ShapeName],
    model: LiveServer,
    gateway: str,
) -> None:
    """Two calls reach the client, and what they gave the model; the client shows the text, and most show reasoning."""
    if reason := lacking(client):
        pytest.skip(reason)
    model.answers = partial(played, calls)

    try:
        seen = asked(client, gateway, [f"{api}_loop" for api in apis])
    except AdapterUnusable as error:
        pytest.skip(f"{client} cannot be installed: {error}")

    assert [TEXT] * len(apis) == [view.get("text", view) for view in seen]
    shown = [" ".join(THOUGHTS) if api in shows_reasoning else "" for api in apis]
    assert shown == [view["reasoning"] for view in seen]
    upstreams = [opposite(api) for api in apis for _ in range(len(calls) + 1)]
    assert [f"/v1{SHAPES[upstream].PATH}" for upstream in upstreams] == [heard.path for heard in model.heard]
    for api, heard in zip(apis, model.heard[len(calls) :: len(calls) + 1], strict=True):
        ask = SHAPES[opposite(api)].read_request(heard.body)
        found = [(item.name, json.loads(item.arguments)) for item in ask.history if isinstance(item, ToolCall)]
        assert [*calls] == found
        assert [True, True] == [GAVE[turn] in result for turn, result in enumerate(results_in(ask))]
        assert ask.stream


GAVE = ("7", "slate")
"""A word of what each call gives."""


def results_in(ask: Ask) -> list[str]:
    """Return the results of the calls in a history, in the order of the calls."""
    given = {item.call_id: item for item in ask.history if isinstance(item, ToolResult)}
    calls = [item.id for item in ask.history if isinstance(item, ToolCall)]
    return ["".join(part.text for part in given[call].parts if isinstance(part, Text)) for call in calls]
