"""`crosswire record`: a new scenario from a client's request, asked of a real server."""

import json
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from live_server import LiveServer, a_short_answer
from recording_live import KEY, on_disk

from crosswire.cli import main
from crosswire.exchange import cases_of
from crosswire.facts import Message, Text
from crosswire.recording.agreement import disagreements
from crosswire.scenarios import RECORDINGS, Scenario, load_scenario
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations

TOOL = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
CHAT = {
    "model": "gpt-5",
    "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Is it sunny in Perth?"}],
    "tools": [{"type": "function", "function": TOOL}],
}
RESPONSES = {"model": "gpt-5", "instructions": "Be brief.", "input": "What does a kookaburra say?", "stream": True}


@pytest.fixture
def live():
    with LiveServer() as server:
        yield server


@pytest.fixture
def run(live, tmp_path, monkeypatch):
    """The command, on a request, with the live server as its source."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", live.base_url)
    return lambda request, *options: record(tmp_path, request, *options)


def record(folder: Path, request: object, *options: str) -> Result:
    file = folder / "request.json"
    file.write_text(request if isinstance(request, str) else json.dumps(request))
    words = ["record", "a_new_one", "--request", str(file), "--into", str(folder / "made"), *options]
    return CliRunner().invoke(main, words)


def made(folder: Path) -> Scenario:
    return load_scenario(folder / "made" / "a_new_one")


@pytest.mark.parametrize(("request_", "shape"), [(CHAT, "chat"), (RESPONSES, "responses")])
def test_a_request_becomes_a_scenario(request_, shape, run, live, tmp_path):
    """Recorded over both APIs, whole and streamed; its API is told from what it says; all four agree."""
    result = run(request_)
    scenario = made(tmp_path)

    assert (0, ["recorded"] * 4) == (result.exit_code, [told["provenance"] for told in scenario.provenance.values()])
    assert {("/v1/chat/completions", False), ("/v1/chat/completions", True), ("/v1/responses", False)} <= {
        (heard.path, bool(heard.body.get("stream"))) for heard in live.heard
    }
    assert (4, {f"Bearer {KEY}"}) == (len(live.heard), {heard.headers["authorization"] for heard in live.heard})
    assert [] == list(disagreements(scenario))
    expected = SHAPES[shape].read_request(request_)
    for turns in scenario.turns.values():
        assert [expected.history] == [turn.asked.history for turn in turns]
        assert [[]] == [violations(SHAPES[turn.shape].REQUEST, turn.asked_body) for turn in turns]
    assert result.output.splitlines()[0].endswith(", ".join(f"{name} recorded" for name in sorted(RECORDINGS)))
    assert [1, 1] == [len(cases_of(scenario, serves, "stream")) for serves in SHAPES]


def test_the_four_recordings_have_the_same_ids_and_times(run, live, tmp_path):
    """Although the source gave each its own."""
    run(CHAT)
    answers = [turns[0].answer for turns in made(tmp_path).turns.values()]

    assert [1, 1] == [len({answer.created for answer in answers}), len({answer.tool_calls for answer in answers})]
    assert (4, 2) == (len(live.heard), len({answer.id for answer in answers}))


def test_what_was_recorded_again_is_the_same_file(run, tmp_path):
    """Made anew from the same answers, a scenario does not change."""
    run(CHAT)
    before = on_disk(tmp_path)
    result = run(CHAT, "--force")

    assert (0, before) == (result.exit_code, on_disk(tmp_path))


def test_a_model_and_a_source_may_be_given(run, live, tmp_path, monkeypatch):
    """Instead of the request's and the environment's; a compatible server may need no key."""
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    result = run({**CHAT, "model": None}, "--model", "qwen3", "--base-url", live.base_url + "/")

    assert 0 == result.exit_code, result.output
    assert {"qwen3"} == {heard.body["model"] for heard in live.heard}
    assert [False] * 4 == ["authorization" in heard.headers for heard in live.heard]
    assert {"qwen3"} == {told["model"] for told in made(tmp_path).provenance.values()}


def test_what_the_source_cannot_do_is_written_and_named(run, live, tmp_path):
    """One API is not there: its recordings are authored from the other's, and the reason is told."""
    live.lacks = "/responses"
    result = run(CHAT)
    scenario = made(tmp_path)

    assert 0 == result.exit_code, result.output
    assert ["recorded", "recorded", "authored", "authored"] == [
        scenario.provenance[name]["provenance"] for name in sorted(RECORDINGS)
    ]
    assert [
        "not recorded: responses.json: the source answered 404 'Not found'",
        "not recorded: responses.stream: the source answered 404 'Not found'",
    ] == result.output.splitlines()[:2]
    assert "host" not in scenario.provenance["responses.json"]
    assert [] == list(disagreements(scenario))


def test_where_the_model_answers_anew_the_stream_is_kept(run, live, tmp_path):
    """Whole and streamed have to say the same; what the two APIs say differently is named under [only]."""
    words = iter(["One", "Two", "Three", "Four"])
    live.answers = lambda ask: replace(a_short_answer(ask), items=(Message("assistant", (Text(next(words)),)),))
    result = run(RESPONSES)
    scenario = made(tmp_path)

    assert 0 == result.exit_code, result.output
    assert {"chat.stream", "responses.stream"} == {
        name for name, told in scenario.provenance.items() if told["provenance"] == "recorded"
    }
    assert "text" in scenario.only["responses"]
    assert [] == list(disagreements(scenario))
    for shape in SHAPES:
        differ = f"{shape}.json and {shape}.stream, turn 1, do not say the same of text"
        assert f"not recorded: {shape}.json: {differ}" in result.output


def test_an_upstream_that_deviates_is_recorded_as_odd(run, live, tmp_path):
    """scenario.toml says as which host, and how."""
    live.change = lambda frames: [{key: value for key, value in frame.items() if key != "created"} for frame in frames]
    result = run(CHAT)
    said = tomllib.loads((tmp_path / "made" / "a_new_one" / "scenario.toml").read_text())

    assert {"chat.json", "chat.stream"} == said["odd"].keys()
    host = live.base_url.split("/")[2]
    assert [True] * 2 == [told.startswith(f"as {host}: ") and "created" in told for told in said["odd"].values()]
    assert 2 == result.output.count("[odd] says so")


@pytest.mark.parametrize(
    ("request_", "options", "told"),
    [
        ("{", [], "request.json is not a request, which is JSON: "),
        ([CHAT], [], "request.json holds a list of 1; one request is due, the JSON that a client sends"),
        ({"model": "m"}, [], "could be a request of neither API: Chat Completions has `messages`, Responses `input`"),
        ({**CHAT, "input": "a"}, [], "could be a request of both APIs"),
        (CHAT, ["--shape", "responses"], "holds a request of chat, not of responses; leave --shape out"),
        ({**CHAT, "model": ""}, [], "names no model; --model M does"),
        (CHAT, ["--base-url", "127.0.0.1:8000/v1"], "'127.0.0.1:8000/v1' is no base URL; it is like https://"),
    ],
)
def test_a_mistake_is_told_in_a_line(request_, options, told, run, live, tmp_path):
    """Before anything is asked."""
    result = run(request_, *options)

    assert (2, []) == (result.exit_code, live.heard)
    assert told in result.output
    assert 1 == len(result.output.splitlines())
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("fault", ["error", "garbage", "html", "empty", "break", "truncate"])
def test_a_source_that_answers_nothing_leaves_nothing(fault, run, live, tmp_path):
    """Each of the four is told."""
    live.fault = fault
    result = run(CHAT)

    assert (2, 4) == (result.exit_code, len(live.heard))
    assert result.output.startswith("error: nothing could be recorded, and nothing was written:\n  chat.json: ")
    named = [line.partition(":")[0].strip() for line in result.output.splitlines()[1:]]
    assert sorted(RECORDINGS) == named
    assert not (tmp_path / "made").exists()
