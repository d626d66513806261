"""The calls of a file are sorted into conversations, and each turn has the history of those before it."""

import json
from pathlib import Path
from typing import Any

import pytest

from crosswire.facts import Answer
from crosswire.making.importing import import_cassettes
from crosswire.scenarios import Scenario, load_scenario, load_scenarios
from tests.theirs import interaction, recorded, responses_answer, write
from tests.typed import as_type

NAMED = ": [only] in scenario.toml names them"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A folder for scenarios, not created yet."""
    return tmp_path / "cassettes"


def brought_in(file: Path, into: Path, **options: Any) -> list[Scenario]:
    return [load_scenario(folder) for folder in import_cassettes([file], into, **options).scenarios]


def test_each_conversation_is_a_scenario(tmp_path: Path, into: Path) -> None:
    """Each conversation of a file becomes a scenario; calls of other endpoints are left aside and listed."""
    file = write(
        tmp_path / "test_Agents[gpt-4.1].yaml",
        interaction("/models", None, {"data": []}, method="GET"),
        *recorded("parallel_tool_calls", "chat.json"),
        interaction("/embeddings", {"input": "x"}, {"data": []}),
        *recorded("plain_text", "chat.json"),
        *recorded("parallel_tool_calls", "responses.json"),
        interaction("/responses/resp_1/cancel", {}, {}),
        interaction("/responses", None, {}),
    )
    imported = import_cassettes([file], into)
    scenarios = [load_scenario(folder) for folder in imported.scenarios]

    assert [("agents_gpt_4_1_1", 2), ("agents_gpt_4_1_2", 1), ("agents_gpt_4_1_3", 2)] == [
        (scenario.name, len(scenario.turns["chat", "json"])) for scenario in scenarios
    ]
    assert ["chat.json", "chat.json", "responses.json"] == [
        name
        for scenario in scenarios
        for name, fields in scenario.provenance.items()
        if fields["provenance"] == "recorded"
    ]
    assert f"{file.name}, interactions 2 and 3" == scenarios[0].provenance["chat.json"]["from"]
    endpoints = "not one of POST …/chat/completions or POST …/responses"
    assert [
        f"{file}, interaction 1, GET /v1/models: {endpoints}",
        f"{file}, interaction 4, POST /v1/embeddings: {endpoints}",
        f"{file}, interaction 8, POST /v1/responses/resp_1/cancel: {endpoints}",
        f"{file}, interaction 9, POST /v1/responses: its request is not JSON",
    ] == imported.skipped


def test_interleaved_conversations_are_told_apart(tmp_path: Path, into: Path) -> None:
    """Conversations that take turns are told apart by the ids and messages that later requests repeat."""
    one, two = recorded("parallel_tool_calls", "chat.json")
    plain = recorded("plain_text", "chat.json")

    scenarios = brought_in(write(tmp_path / "theirs.yaml", one, *plain, two), into)

    assert [2, 1] == [len(scenario.turns["chat", "json"]) for scenario in scenarios]


def test_a_conversation_without_ids_is_one_by_its_words(tmp_path: Path, into: Path) -> None:
    """A request that repeats the answer's message continues its conversation; a similar one begins another."""
    (first,) = recorded("plain_text", "chat.json")
    request = json.loads(first["request"]["body"])
    (turn,) = load_scenarios()["plain_text"].turns["chat", "json"]
    more = [{"role": "assistant", "content": as_type(Answer, turn.answer).text}, {"role": "user", "content": "Go on."}]
    later = interaction("/chat/completions", {**request, "messages": [*request["messages"], *more]}, turn.answer_body)
    more[0]["content"] += "!"
    another = interaction("/chat/completions", {**request, "messages": [*request["messages"], *more]}, turn.answer_body)

    scenarios = brought_in(write(tmp_path / "theirs.yaml", first, later, another), into)

    assert [2, 1] == [len(scenario.turns["chat", "json"]) for scenario in scenarios]


def test_a_history_that_the_host_keeps_is_written_out_for_chat(tmp_path: Path, into: Path) -> None:
    """A turn that names the previous response has over Chat the whole history and its own instructions."""
    first = {"model": "gpt-5", "instructions": "Be kind.", "input": "One?"}
    second = {"model": "gpt-5", "instructions": "Be brief.", "input": "Two?", "previous_response_id": "resp_1"}
    file = write(
        tmp_path / "theirs.yaml",
        interaction("/responses", first, responses_answer(1, "Yes, one.")),
        interaction("/responses", second, responses_answer(2, "Two.")),
    )
    imported = import_cassettes([file], into)
    ((folder, draft),) = imported.scenarios.items()
    scenario = load_scenario(folder)

    assert [
        ("system", "Be brief."), ("user", "One?"), ("assistant", "Yes, one."), ("user", "Two?")
    ] == [
        (message["role"], message["content"]) for message in scenario.turns["chat", "json"][1].asked_body["messages"]
    ]  # fmt: skip
    assert ("previous_response_id",) == scenario.only["responses"]
    assert [
        f"responses.json and responses.stream do not say earlier as chat.json does{NAMED}",
        f"chat.json and chat.stream do not say previous_response_id as responses.json does{NAMED}",
        "chat.json and chat.stream, turn 2: the request says something else of history",
    ] == list(draft.notes)[:3]


def test_a_history_that_is_not_recorded_is_told(tmp_path: Path, into: Path) -> None:
    """A note says which turn goes on from a response that is not recorded."""
    asked_ = {"model": "gpt-5", "input": "Two?", "previous_response_id": "resp_1"}
    file = write(tmp_path / "theirs.yaml", interaction("/responses", asked_, responses_answer(2, "Two.")))
    ((_, draft),) = import_cassettes([file], into).scenarios.items()

    assert "turn 1 goes on from resp_1, which is not recorded here: over Chat its history is missing" in draft.notes


def test_ids_of_written_answers_differ_from_turn_to_turn(tmp_path: Path, into: Path) -> None:
    """Written answers have a new id each turn, the same in a recording and its stream; call ids are the same in all."""
    (scenario,) = brought_in(write(tmp_path / "theirs.yaml", *recorded("parallel_tool_calls", "chat.json")), into)
    whole, streamed = scenario.turns["responses", "json"], scenario.turns["responses", "stream"]
    ids = [item.id for turn in whole for item in as_type(Answer, turn.answer).output] + [
        as_type(Answer, turn.answer).id for turn in whole
    ]

    assert len(set(ids)) == len(ids) == 5
    assert [as_type(Answer, turn.answer).output for turn in whole] == [
        as_type(Answer, turn.answer).output for turn in streamed
    ]
    assert 1 == len(
        {tuple(call.id for call in as_type(Answer, turns[0].answer).tool_calls) for turns in scenario.turns.values()}
    )


def test_a_repeated_call_is_a_scenario_of_its_own(tmp_path: Path, into: Path) -> None:
    """A refusal and the answer to its retry are two scenarios, and no adapter has to wait for the refused one."""
    plain = recorded("plain_text", "chat.json")
    refused = interaction(
        "/chat/completions", json.loads(plain[0]["request"]["body"]), {"error": {"message": "no"}}, 429
    )
    scenarios = brought_in(write(tmp_path / "theirs.yaml", refused, *plain), into)

    assert [429, 200] == [scenario.turns["chat", "json"][0].status for scenario in scenarios]
    assert "false" == scenarios[0].turns["chat", "json"][0].headers["x-should-retry"]
    assert "x-should-retry: false" == scenarios[0].provenance["chat.json"]["added"]
