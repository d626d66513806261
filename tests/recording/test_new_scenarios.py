"""`crosswire record` makes a new scenario: it sends a client's request to a real server."""

import json
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosswire.cli import main
from crosswire.exchange import cases_of
from crosswire.facts import Message, ShapeName, Text
from crosswire.recording.agreement import disagreements
from crosswire.scenario_toml import RECORDINGS
from crosswire.scenarios import Scenario, load_scenario
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations
from tests.recording.live_server import Fault, LiveServer, a_short_answer
from tests.recording.recording_live import KEY, answer_of, on_disk

TOOL = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
CHAT = {
    "model": "gpt-5",
    "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Is it sunny in Perth?"}],
    "tools": [{"type": "function", "function": TOOL}],
}
RESPONSES = {"model": "gpt-5", "instructions": "Be brief.", "input": "What does a kookaburra say?", "stream": True}
Run = Callable[..., Result]


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


@pytest.fixture
def run(live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs the command on a request, with the live server as its source."""
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
def test_a_request_becomes_a_scenario(
    request_: dict[str, Any], shape: ShapeName, run: Run, live: LiveServer, tmp_path: Path
) -> None:
    """The request's own fields show its API; all four recordings are made, and they agree."""
    result = run(request_)
    scenario = made(tmp_path)

    assert (0, ["recorded"] * 4) == (
        result.exit_code,
        [fields["provenance"] for fields in scenario.provenance.values()],
    )
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


def test_the_four_recordings_have_the_same_ids_and_times(run: Run, live: LiveServer, tmp_path: Path) -> None:
    """The recordings share their ids and times, although the source gave different ones each time."""
    run(CHAT)
    answers = [answer_of(turns[0]) for turns in made(tmp_path).turns.values()]

    assert [1, 1] == [len({answer.created for answer in answers}), len({answer.tool_calls for answer in answers})]
    assert (4, 2) == (len(live.heard), len({answer.id for answer in answers}))


def test_what_was_recorded_again_is_the_same_file(run: Run, tmp_path: Path) -> None:
    """A scenario that is made again from the same answers doesn't change."""
    run(CHAT)
    before = on_disk(tmp_path)
    result = run(CHAT, "--force")

    assert (0, before) == (result.exit_code, on_disk(tmp_path))


def test_a_model_and_a_source_may_be_given(
    run: Run, live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Options override the request's model and the environment's source; a compatible server may need no key."""
    monkeypatch.delenv("OPENAI_API_KEY")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    result = run({**CHAT, "model": None}, "--model", "qwen3", "--base-url", live.base_url + "/")

    assert 0 == result.exit_code, result.output
    assert {"qwen3"} == {heard.body["model"] for heard in live.heard}
    assert [False] * 4 == ["authorization" in heard.headers for heard in live.heard]
    assert {"qwen3"} == {fields["model"] for fields in made(tmp_path).provenance.values()}


def test_what_the_source_cannot_do_is_written_and_named(run: Run, live: LiveServer, tmp_path: Path) -> None:
    """Where a source lacks one API, its recordings are authored from the other's, and the output says why."""
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


def test_where_the_model_answers_anew_the_stream_is_kept(run: Run, live: LiveServer, tmp_path: Path) -> None:
    """Where a whole and a streamed answer differ, the stream is used; [only] names what differs between the APIs."""
    words = iter(["One", "Two", "Three", "Four"])
    live.answers = lambda ask: replace(a_short_answer(ask), items=(Message("assistant", (Text(next(words)),)),))
    result = run(RESPONSES)
    scenario = made(tmp_path)

    assert 0 == result.exit_code, result.output
    assert {"chat.stream", "responses.stream"} == {
        name for name, fields in scenario.provenance.items() if fields["provenance"] == "recorded"
    }
    assert "text" in scenario.only["responses"]
    assert [] == list(disagreements(scenario))
    for shape in SHAPES:
        differ = f"{shape}.json and {shape}.stream, turn 1, do not say the same of text"
        assert f"not recorded: {shape}.json: {differ}" in result.output


def test_an_upstream_that_deviates_is_recorded_as_odd(run: Run, live: LiveServer, tmp_path: Path) -> None:
    """[odd] in scenario.toml names the host, and how its answers deviate."""
    live.change = lambda frames: [{key: value for key, value in frame.items() if key != "created"} for frame in frames]
    result = run(CHAT)
    toml = tomllib.loads((tmp_path / "made" / "a_new_one" / "scenario.toml").read_text())

    assert {"chat.json", "chat.stream"} == toml["odd"].keys()
    host = live.base_url.split("/")[2]
    assert [True] * 2 == [how.startswith(f"as {host}: ") and "created" in how for how in toml["odd"].values()]
    assert 2 == result.output.count("[odd] says so")


@pytest.mark.parametrize(
    ("request_", "options", "error_text"),
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
def test_a_mistake_is_told_in_a_line(
    request_: Any, options: list[str], error_text: str, run: Run, live: LiveServer, tmp_path: Path
) -> None:
    """A user's mistake is one line of output, and nothing is sent."""
    result = run(request_, *options)

    assert (2, []) == (result.exit_code, live.heard)
    assert error_text in result.output
    assert 1 == len(result.output.splitlines())
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("fault", ["error", "garbage", "html", "empty", "break", "truncate"])
def test_a_source_that_answers_nothing_leaves_nothing(fault: Fault, run: Run, live: LiveServer, tmp_path: Path) -> None:
    """Where nothing can be recorded, the output names all four recordings, and no file is written."""
    live.fault = fault
    result = run(CHAT)

    assert (2, 4) == (result.exit_code, len(live.heard))
    assert result.output.startswith("error: nothing could be recorded, and nothing was written:\n  chat.json: ")
    named = [line.partition(":")[0].strip() for line in result.output.splitlines()[1:]]
    assert sorted(RECORDINGS) == named
    assert not (tmp_path / "made").exists()


def test_nothing_is_asked_for_a_name_that_is_taken(run: Run, live: LiveServer, tmp_path: Path) -> None:
    """An existing scenario is one error before anything is asked; a dry run asks, and writes nothing."""
    dry = run(CHAT, "--dry-run")
    there = (tmp_path / "made").exists()
    run(CHAT)
    asked = len(live.heard)
    again = run(CHAT)

    assert (0, False, 8) == (dry.exit_code, there, asked)
    assert dry.output.endswith("nothing was written (--dry-run)\n")
    assert (2, asked, True) == (again.exit_code, len(live.heard), "is there already" in again.output)
