"""One exchange becomes a scenario, with a note of what the other shape cannot express."""

import json
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import AlreadyThere, ConfigurationError, ExchangeUnreadable
from crosswire.facts import Answer, Failure, Json, Message, ShapeName
from crosswire.making import drafts
from crosswire.making.checks import faults
from crosswire.making.one_exchange import make_scenario
from crosswire.scenarios import Scenario, load_scenario
from crosswire.wire.cassettes import HttpCall
from tests.theirs import CORPUS, files, interaction, recorded, write
from tests.typed import as_type

CHAT = {"model": "gpt-4.1", "messages": [{"role": "user", "content": "One word?"}], "temperature": 0, "store": False}
COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1_781_000_000,
    "model": "gpt-4.1",
    "choices": [
        {"index": 0, "message": {"role": "assistant", "content": "Yes", "refusal": None}, "finish_reason": "stop"}
    ],
    "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
}
RESPONSES = {"model": "gpt-5", "input": "One word?"}
NAMED = ": [only] in scenario.toml names them"


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A folder for scenarios, not created yet."""
    return tmp_path / "cassettes"


def exchange(folder: Path, request: Json, response: Json, **more: Json) -> Path:
    path = folder / "exchange.json"
    path.write_text(json.dumps({"request": request, "response": response, **more}), encoding="utf-8")
    return path


def made(shape: ShapeName, file: Path, into: Path, **options: Any) -> tuple[Scenario, list[str]]:
    folder, draft = make_scenario("made", shape, file, into, **options)
    return load_scenario(folder), list(draft.notes)


def test_two_json_objects_are_an_exchange(tmp_path: Path, into: Path) -> None:
    """A request and a response become a scenario; settings of 0 or false are written in both shapes."""
    scenario, notes = made("chat", exchange(tmp_path, CHAT, COMPLETION), into)

    assert [] == notes
    assert {"chat": ("include_usage",)} == scenario.only
    assert [{"temperature": 0, "store": False}] * 4 == [turns[0].asked.settings for turns in scenario.turns.values()]
    assert {"Yes"} == {as_type(Answer, turns[0].answer).text for turns in scenario.turns.values()}
    assert CHAT == scenario.turns["chat", "json"][0].asked_body
    assert COMPLETION == scenario.turns["chat", "json"][0].answer_body
    assert {"provenance": "authored", "from": "exchange.json"} == scenario.provenance["chat.json"]
    assert "https://api.openai.com/v1/responses" == scenario.turns["responses", "json"][0].request.uri
    assert [] == list(faults(scenario))


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
@pytest.mark.parametrize(
    ("name", "recording", "host"),
    [
        ("chat/json/api.openai.com.04a0ed59.json", "chat.json", "api.openai.com"),
        ("chat/stream/api.openai.com.687edf75.json", "chat.stream", "api.openai.com"),
        ("responses/json/api.openai.com.09303c38.json", "responses.json", "api.openai.com"),
        ("responses/stream/api.openai.com.606cf1d9.json", "responses.stream", "api.openai.com"),
    ],
)
def test_an_exchange_of_the_corpus_is_recorded(name: str, recording: str, host: str, into: Path) -> None:
    """An exchange that names its host is `recorded`, and has that host."""
    shape: ShapeName = "chat" if recording.startswith("chat") else "responses"
    scenario, notes = made(shape, CORPUS / name, into)
    left_out = [f"chat.json and chat.stream do not say include as responses.json does{NAMED}"]

    assert (left_out if recording == "responses.stream" else []) == notes
    assert ("recorded", host) == (scenario.provenance[recording]["provenance"], scenario.provenance[recording]["host"])
    assert {"authored"} == {fields["provenance"] for key, fields in scenario.provenance.items() if key != recording}
    assert [] == list(faults(scenario))


def test_a_cassette_of_one_conversation_is_one_exchange(tmp_path: Path, into: Path) -> None:
    """A cassette of one conversation becomes a scenario with all its turns."""
    file = write(tmp_path / "theirs.yaml", *recorded("parallel_tool_calls", "chat.json"))
    scenario, _ = made("chat", file, into)

    assert {2} == {len(turns) for turns in scenario.turns.values()}
    assert "recorded" == scenario.provenance["chat.json"]["provenance"]


def test_what_the_other_shape_cannot_say_is_told(tmp_path: Path, into: Path) -> None:
    """Settings of one shape are listed under `[only]`, and notes name what an answer or a history loses."""
    request = {**RESPONSES, "reasoning": {"summary": "auto"}, "truncation": "auto", "metadata": {"trace": "1"}}
    answer = {
        "id": "resp_1",
        "object": "response",
        "created_at": 1_781_000_000,
        "status": "completed",
        "model": "gpt-5",
        "metadata": {"trace": "1"},
        "output": [
            {"id": "rs_1", "type": "reasoning", "summary": [], "encrypted_content": "gAAAA"},
            {
                "id": "ws_1",
                "type": "web_search_call",
                "status": "completed",
                "action": {"type": "search", "query": "x"},
            },
        ],
    }
    scenario, notes = made("responses", exchange(tmp_path, request, answer), into)

    assert {"chat": ("include_usage",), "responses": ("reasoning_summary", "truncation")} == scenario.only
    assert scenario.refusable == "Chat Completions has no form of its own for truncation."
    assert ["responses.json and responses.stream, turn 1: the answers differ in echoed"] == list(faults(scenario))
    assert [
        f"chat.json and chat.stream do not say reasoning_summary, truncation as responses.json does{NAMED}",
        "chat.json, turn 1: the answer says something else of encrypted reasoning, items of other kinds",
        "chat.stream, turn 1: the answer says something else of encrypted reasoning, items of other kinds, metadata",
    ] == notes[:3]
    assert ["responses.json"] == [*scenario.deviations]  # it lacks fields that the description requires


@pytest.mark.parametrize(
    ("shape", "request_", "error_text"),
    [
        ("responses", CHAT, "exchange.json holds an exchange over chat; give it with --chat"),
        ("chat", RESPONSES, "exchange.json holds an exchange over responses; give it with --responses"),
        (
            "chat",
            {"method": "POST", "path": "/responses", "body": {"model": "gpt-5"}},
            "exchange.json holds an exchange over responses; give it with --responses",
        ),
        ("chat", [], 'exchange.json is no exchange: {"request": …, "response": …}, each the API\'s JSON or an object'),
        ("chat", "{}", "exchange.json is no exchange: "),
    ],
)
def test_another_shape_is_told(shape: ShapeName, request_: Json, error_text: str, tmp_path: Path, into: Path) -> None:
    """An exchange of the other shape is an error that says which option to give."""
    with pytest.raises(ExchangeUnreadable) as raised:
        made(shape, exchange(tmp_path, request_, COMPLETION), into)

    assert error_text in str(raised.value)
    assert not into.exists()


def test_a_cassette_of_several_conversations_is_told(tmp_path: Path, into: Path) -> None:
    """A cassette of several conversations is an error with the command that imports it."""
    interactions = [*recorded("plain_text", "chat.json"), *recorded("plain_text", "responses.json")]
    file = write(tmp_path / "theirs.yaml", *interactions, *interactions)

    with pytest.raises(ExchangeUnreadable) as raised:
        made("chat", file, into)
    assert (
        f"{file} holds 2 conversations over chat and 2 of the other API; one is due here; "
        f"crosswire import {file} makes a scenario of each"
    ) == str(raised.value)


@pytest.mark.parametrize("text", [None, "{", "just text"])
def test_a_file_that_holds_nothing_is_told(text: str | None, tmp_path: Path, into: Path) -> None:
    """A missing file, and one that is neither JSON nor a cassette, is an error."""
    file = tmp_path / "nothing.json"
    if text is not None:
        file.write_text(text)

    with pytest.raises(ConfigurationError, match=r"nothing\.json"):
        made("chat", file, into)


def test_an_error_is_an_exchange(tmp_path: Path, into: Path) -> None:
    """An error answer is written in all four recordings, with its retry hints, and asks for no retry."""
    error = {"error": {"message": "Too fast.", "type": "requests", "code": "rate_limit_exceeded", "param": None}}
    response = {"status": 429, "headers": {"Retry-After": "7", "x-request-id": "req_1"}, "body": error}
    scenario, notes = made("chat", exchange(tmp_path, {"body": CHAT}, response, host="api.openai.com"), into)
    (found,) = {
        json.dumps([t[0].status, as_type(Failure, t[0].answer).message, as_type(Failure, t[0].answer).code])
        for t in scenario.turns.values()
    }

    assert [429, "Too fast.", "rate_limit_exceeded"] == json.loads(found)
    assert [] == notes
    assert {("7", "false")} == {
        (turns[0].headers["retry-after"], turns[0].headers["x-should-retry"]) for turns in scenario.turns.values()
    }
    assert "unknown" == scenario.provenance["chat.json"]["date"]


def test_half_a_surrogate_pair_goes_through(tmp_path: Path, into: Path) -> None:
    """Half of a surrogate pair, which JSON can hold and UTF-8 cannot, is written."""
    request = {**CHAT, "messages": [{"role": "user", "content": "\ud83d"}]}
    scenario, _ = made("chat", exchange(tmp_path, request, COMPLETION), into)

    assert {"\ud83d"} == {as_type(Message, turns[0].asked.history[0]).text for turns in scenario.turns.values()}


def test_an_existing_scenario_is_not_overwritten(tmp_path: Path, into: Path) -> None:
    """An existing scenario is replaced only with --force."""
    file = exchange(tmp_path, CHAT, COMPLETION)
    made("chat", file, into)
    before = files(into)

    with pytest.raises(AlreadyThere, match="made is there already; give another name, or replace it with --force"):
        made("chat", exchange(tmp_path, {**CHAT, "model": "other"}, COMPLETION), into)
    assert before == files(into)

    scenario, _ = made("chat", file, into, force=True)
    assert {"other"} == {turns[0].asked.model for turns in scenario.turns.values()}


def test_an_interrupted_making_leaves_nothing(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interruption leaves no half scenario, and the one that --force would replace stays."""
    file = exchange(tmp_path, CHAT, COMPLETION)
    made("chat", file, into)
    before = files(into)
    written: list[int] = []

    def stop(calls: list[HttpCall]) -> str:
        written.append(len(calls))
        if len(written) == 3:
            raise KeyboardInterrupt
        return "interactions: []\n"

    monkeypatch.setattr(drafts, "write_cassette", stop)
    with pytest.raises(KeyboardInterrupt):
        made("chat", file, into, force=True)

    assert 3 == len(written)
    assert before == files(into)
    assert [into / "made"] == list(into.iterdir())


def test_a_secret_is_replaced(tmp_path: Path, into: Path) -> None:
    """A secret is replaced unless it is allowed, as in an import."""
    request = {**CHAT, "user": "jo@samaritans.org", "metadata": {"key": "sk-a1b2c3d4e5f6g7h8"}}
    scenario, _ = made("chat", exchange(tmp_path, request, COMPLETION), into, allowed=["jo@samaritans.org"])

    asked = [turns[0] for turns in scenario.turns.values()]
    assert {"sk-redactedredacted"} == {turn.asked.metadata["key"] for turn in asked}
    assert {"jo@samaritans.org"} == {turn.asked_body.get("user") for turn in asked}


def test_other_hosts_are_kept(tmp_path: Path, into: Path) -> None:
    """Both APIs are at the recorded host, without the account in its name, with the same path and query."""
    uri = "https://x.openai.azure.com/openai/v1/chat/completions?api-version=preview&api-key=abc"
    file = write(tmp_path / "a.yaml", interaction("/chat/completions", CHAT, COMPLETION))
    file.write_text(file.read_text().replace("https://api.openai.com/v1/chat/completions", uri))
    scenario, _ = made("chat", file, into)

    rest = "?api-version=preview&api-key=red"
    assert "r.openai.azure.com" == scenario.provenance["chat.json"]["host"]
    assert {
        f"https://r.openai.azure.com/openai/v1/chat/completions{rest}",
        f"https://r.openai.azure.com/openai/v1/responses{rest}",
    } == {turns[0].request.uri for turns in scenario.turns.values()}


def test_what_a_history_lacks_is_named(tmp_path: Path, into: Path) -> None:
    """A note names every kind of item that the other shape's history lacks."""
    history = [
        {"role": "user", "content": [{"type": "input_text", "text": "x"}, {"type": "input_file", "file_url": "https://x/y"}]},
        {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": "gAAAA"},
        {"type": "compaction", "encrypted_content": "gAAAA"},
    ]  # fmt: skip
    answer = {"id": "resp_1", "created_at": 1_781_000_000, "status": "completed", "model": "gpt-5", "output": []}
    scenario, notes = made("responses", exchange(tmp_path, {"model": "gpt-5", "input": history}, answer), into)

    assert {"chat": ("include_usage",), "responses": ("file", "reasoning", "compaction")} == scenario.only
    assert [
        f"chat.json and chat.stream do not say file, reasoning, compaction as responses.json does{NAMED}",
        "chat.json and chat.stream, turn 1: the request says something else of history "
        "(it lacks file and encrypted reasoning and compaction)",
    ] == notes[:2]


def test_an_id_may_hold_half_a_surrogate_pair(tmp_path: Path, into: Path) -> None:
    """The other API's answer has an id made of it."""
    scenario, _ = made("chat", exchange(tmp_path, CHAT, {**COMPLETION, "id": "\ud800x"}), into)

    assert str(scenario.turns["responses", "json"][0].answer_body["id"]).startswith("resp_")


@pytest.mark.parametrize("text", ["", "\ud800", "notes/today.txt"])
def test_an_answer_with_a_text_of_its_own_is_no_event_stream(text: str, tmp_path: Path, into: Path) -> None:
    """An answer of Responses has a field `text`; where that is no object, the answer is still the API's own JSON."""
    answer = {"id": "resp_1", "object": "response", "status": "completed", "output": [], "text": text}
    scenario, _ = made("responses", exchange(tmp_path, RESPONSES, answer), into)

    assert text == scenario.turns["responses", "json"][0].answer_body["text"]


def test_half_a_surrogate_pair_of_a_stream_is_its_escape(tmp_path: Path, into: Path) -> None:
    """The text of an event stream that JSON holds may have one."""
    frame = {**COMPLETION, "object": "chat.completion.chunk"}
    frame["choices"] = [{"index": 0, "delta": {"content": "\ud83d"}, "finish_reason": "stop"}]
    text = f"data: {json.dumps(frame, ensure_ascii=False)}\n\ndata: [DONE]\n\n"
    scenario, _ = made("chat", exchange(tmp_path, {**CHAT, "stream": True}, {"text": text}), into)

    assert "\ud83d" == as_type(Answer, scenario.turns["chat", "stream"][0].answer).text


@pytest.mark.parametrize(
    ("request_", "answer", "why"),
    [
        (CHAT, {"status": "completed", "text": "data: {}"}, "the status is str 'completed', not a number such as 200"),
        (CHAT, {"status": [200], "body": COMPLETION}, "the status is list [200], not a number such as 200"),
        ({"url": "http://[1/chat/completions", **CHAT}, COMPLETION, "str 'http://[1/chat/completions' is no URL: "),
        (
            CHAT,
            {**COMPLETION, "object": "chat.completion.chunk"},
            "the answer is none of Chat Completions: it is one frame of a stream of Chat Completions",
        ),
    ],
)
def test_what_is_no_answer_is_told(
    request_: dict[str, Json], answer: dict[str, Json], why: str, tmp_path: Path, into: Path
) -> None:
    """A status that is no number, an address that is no URL, and one frame of a stream are errors."""
    with pytest.raises(ExchangeUnreadable) as raised:
        made("chat", exchange(tmp_path, request_, answer), into)

    assert why in str(raised.value)


def test_a_request_without_a_body_is_told(tmp_path: Path, into: Path) -> None:
    """A request without a body, as some recorders lose it, is an error."""
    file = exchange(tmp_path, {"path": "/chat/completions", "body": None}, COMPLETION)

    with pytest.raises(ExchangeUnreadable, match="holds no request: its body is None, not an object"):
        made("chat", file, into)
