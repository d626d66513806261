"""`crosswire verify` asks a live source the recorded requests, compares structures, and writes nothing."""

import copy
import json
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result

from crosswire.cli import main
from crosswire.data import data_folder
from crosswire.facts import Failure, Mode, ShapeName
from crosswire.recording.sources import Source
from crosswire.recording.verifying import Verified, between, verified
from crosswire.scenarios import load_scenarios
from tests.recording.live_server import Fault, LiveServer
from tests.recording.recording_live import answer_of
from tests.theirs import files

KEY = "any-key"
SCENARIOS = load_scenarios()


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server


def recorded(name: str, edit: Callable[[Any], Any] = lambda body: body) -> Callable[[list[Any]], list[Any]]:
    """Return what replaces a server's answers by a scenario's first recorded answer, edited."""

    def change(own: list[Any]) -> list[Any]:
        shape: ShapeName = "chat" if "choices" in own[0] else "responses"
        mode: Mode = "json" if own[0].get("object") in ("chat.completion", "response") else "stream"
        body = edit(copy.deepcopy(SCENARIOS[name].turns[shape, mode][0].answer_body))
        return body if mode == "stream" else [body]

    return change


def compared(name: str, live: LiveServer) -> list[Verified]:
    return list(verified(SCENARIOS[name], Source(live.base_url, KEY)))


def changes_in(results: list[Verified]) -> set[tuple[str, str, str]]:
    return {(result.recording, found.change, found.path) for result in results for _, found in result.differences}


def run(*words: str, live: LiveServer | None = None, **environment: str) -> Result:
    variables = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": live.base_url if live else "", **environment}
    return CliRunner(env=variables).invoke(main, ["verify", *words])


def test_an_answer_as_recorded_differs_in_nothing(live: LiveServer) -> None:
    """All four recorded requests are sent, with the key of the environment, and nothing differs."""
    live.change = recorded("plain_text")

    result = run("plain_text", live=live)

    turns = [turns[0] for turns in SCENARIOS["plain_text"].turns.values()]
    assert (0, "") == (result.exit_code, result.stderr)
    assert "plain_text: nothing differs\n" in result.stdout
    assert "4 of 4 recordings compared" in result.stdout
    assert [turn.asked_body for turn in turns] == [heard.body for heard in live.heard]
    assert {f"Bearer {KEY}"} == {heard.headers["authorization"] for heard in live.heard}


def test_values_are_aside(live: LiveServer) -> None:
    """Ids, times, texts and counts may differ."""
    ours = compared("plain_text", live)
    live.change = lambda frames: [json.loads(json.dumps(frame).replace("kookaburra", "magpie")) for frame in frames]

    assert ours == compared("plain_text", live)


def _renamed(body: Any) -> Any:
    return json.loads(json.dumps(body).replace('"usage"', '"use"'))


def _padded(body: Any) -> Any:
    return [{**frame, "extra": 1} for frame in body] if isinstance(body, list) else {**body, "extra": 1}


def test_a_renamed_field_breaks(live: LiveServer) -> None:
    """The old name is a lost fact, which is breaking; the new name is notable."""
    live.change = recorded("plain_text", _renamed)

    found = changes_in(compared("plain_text", live))

    assert {("chat.json", "lost", "/usage"), ("chat.json", "new", "/use")} <= found
    assert {("chat.stream", "lost", "/*/usage"), ("chat.stream", "new", "/*/use")} <= found
    assert {("responses.json", "lost", "/usage"), ("responses.json", "new", "/use")} <= found
    assert ("responses.stream", "lost", "/*(response.completed)/response/usage") in found


def test_a_field_more_is_notable(live: LiveServer) -> None:
    """A new field breaks nothing, and the exit status is that of no break."""
    live.change = recorded("plain_text", _padded)

    result = run("plain_text", live=live)

    assert 0 == result.exit_code
    assert "  notable   /extra: number, not there before (chat.json, responses.json)\n" in result.stdout
    assert " 0 breaking, " in result.stdout


def _without_kind(kind: str) -> Callable[[Any], Any]:
    return lambda body: [event for event in body if event.get("type") != kind] if isinstance(body, list) else body


def _swapped(body: Any) -> Any:
    return [body[1], body[0], *body[2:]] if isinstance(body, list) and "type" in body[0] else body


def _usage_first(body: Any) -> Any:
    return [body[-1], *body[:-1]] if isinstance(body, list) and "choices" in body[0] else body


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (_without_kind("response.in_progress"), ("responses.stream", "gone", "/*(response.in_progress)")),
        (_without_kind("response.completed"), ("responses.stream", "lost", "/*(response.completed)")),
        (_swapped, ("responses.stream", "order", "/*(response.in_progress)")),
        (_usage_first, ("chat.stream", "order", "/*(usage)")),
    ],
)
def test_events_are_compared(edit: Callable[[Any], Any], expected: tuple[str, str, str], live: LiveServer) -> None:
    """The kinds of events and their order are compared, in both shapes."""
    live.change = recorded("plain_text", edit)

    assert {expected} == changes_in(compared("plain_text", live))


def test_a_new_event_is_notable(live: LiveServer) -> None:
    """A new kind of event is notable, and so is what schemas/ don't allow in it."""
    new = {"type": "response.output_text.mused", "sequence_number": 99}
    live.change = recorded("plain_text", lambda body: [*body, new] if isinstance(body, list) else body)

    results = compared("plain_text", live)

    assert ("responses.stream", "new", "/*(response.output_text.mused)") in changes_in(results)
    assert {"invalid"} == {
        found.change for result in results for _, found in result.differences if result.recording == "responses.stream"
    } - {"new"}


def test_what_schemas_do_not_allow_is_told(live: LiveServer) -> None:
    """A value that the schema doesn't allow is named, although the structure is the same."""
    live.change = recorded("plain_text", lambda body: body if isinstance(body, list) else {**body, "object": "thing"})

    assert {("chat.json", "invalid", "/object"), ("responses.json", "invalid", "/object")} == changes_in(
        compared("plain_text", live)
    )


def test_a_conversation_goes_on_from_live_ids(live: LiveServer) -> None:
    """A later turn names the answer that was just given, not the recorded one."""
    compared("state_previous_response", live)

    heard = [request.body for request in live.heard if request.path.endswith("/responses")]
    recorded_ids = {answer_of(turn).id for turn in SCENARIOS["state_previous_response"].turns["responses", "json"]}
    given = heard[1]["previous_response_id"]
    assert given.startswith("resp_")
    assert given not in recorded_ids


def test_a_refusal_breaks(live: LiveServer) -> None:
    """The source's error message is shown without secrets; nothing else is compared."""
    key = "sk-proj-a1B2c3D4e5F6g7H8i9J0"
    live.answers = lambda _: Failure(400, f"No such field, {key}.", "invalid_request_error")

    result = run("plain_text", live=live)

    assert 1 == result.exit_code
    assert "breaking  the answer: a whole answer, now an error 400 No such field, sk-proj-redacted" in result.stdout
    assert key not in result.stdout


@pytest.mark.parametrize(
    ("fault", "status", "expected"),
    [
        ("garbage", 1, "breaking  the answer: object, now text (chat.json, responses.json)"),
        ("html", 1, "breaking  the answer: a stream, now a whole answer (chat.stream, responses.stream)"),
        ("empty", 1, "breaking  the answer: object, now text (chat.json, responses.json)"),
        ("break", 2, "gave no whole answer: RemoteProtocolError"),
        ("truncate", 2, "gave no whole answer: RemoteProtocolError"),
    ],
)
def test_a_source_that_fails_is_told(fault: Fault, status: int, expected: str, live: LiveServer) -> None:
    """An answer that isn't JSON has another type, one that breaks off is an error; there is never a traceback."""
    live.fault = fault

    result = run("plain_text", live=live)

    assert status == result.exit_code
    assert expected in result.output
    assert isinstance(result.exception, SystemExit)


def test_a_sentinel_that_is_gone_is_told(live: LiveServer) -> None:
    """`[DONE]` is compared as an event, although it isn't JSON."""
    live.change = recorded("plain_text")
    (before,) = [result for result in compared("plain_text", live) if result.recording == "chat.stream"]
    without = SCENARIOS["broken_done_is_missing"].turns["chat", "stream"][0]
    with_it = SCENARIOS["plain_text"].turns["chat", "stream"][0]

    assert () == before.differences
    assert [("gone", "/*([DONE])", "now gone")] == [
        (result.change, result.path, result.text) for result in between(with_it, without) if "DONE" in result.path
    ]
    assert ["new"] == [result.change for result in between(without, with_it) if "DONE" in result.path]


def test_what_cannot_be_asked_for_is_left_aside(live: LiveServer) -> None:
    """Recordings that no live source can repeat are left aside, and the reason is given."""
    results = [result for name in ("rate_limited", "broken_stream_is_cut") for result in compared(name, live)]
    words = [result.left_aside or "" for result in results]

    assert 4 == sum("a 429 cannot be asked for" in result for result in words)
    assert any("on purpose" in result for result in words)


def test_what_is_left_aside_is_told_once(live: LiveServer) -> None:
    """The reason is printed once, with the recordings that it applies to."""
    result = run("rate_limited", live=live)

    recordings = "chat.json, chat.stream, responses.json, responses.stream"
    assert [
        "rate_limited: nothing to compare",
        f"  left aside: a 429 cannot be asked for ({recordings})",
        f"0 of 4 recordings compared with {live.base_url}: 0 breaking, 0 notable, 0 note",
    ] == result.stdout.splitlines()
    assert [] == live.heard


@pytest.mark.parametrize("command", ["verify", "proxy"])
def test_help_names_what_there_is(command: str) -> None:
    """--help names each option, and what the command doesn't do."""
    help_texts = {
        "verify": ["NAME...", "--base-url", "--model", "--format", "OPENAI_API_KEY", "nothing is written"],
        "proxy": ["--base-url", "--into FILE.yaml", "--port", "--force", "--allow", "crosswire import"],
    }
    result = CliRunner().invoke(main, [command, "--help"])

    assert 0 == result.exit_code
    assert [] == [word for word in help_texts[command] if word not in " ".join(result.output.split())]


def test_json_says_all(live: LiveServer) -> None:
    """The JSON has every difference with its recording, turn, severity and path."""
    live.change = recorded("plain_text", _padded)

    document = json.loads(run("plain_text", "--format", "json", "--model", "other", live=live).stdout)

    assert (live.base_url, "other") == (document["base_url"], document["model"])
    assert ["chat.json", "chat.stream", "responses.json", "responses.stream"] == [
        recording["recording"] for recording in document["recordings"]
    ]
    new = {"turn": 1, "severity": "notable", "change": "new", "place": "/extra", "told": "number, not there before"}
    assert [new] == document["recordings"][0]["differences"]
    assert document["counts"]["notable"] >= 4
    assert {"other"} == {heard.body["model"] for heard in live.heard}


def test_nothing_is_written(live: LiveServer) -> None:
    """The files of the scenario stay as they were."""
    folder = data_folder("cassettes") / "plain_text"
    before = files(folder)

    run("plain_text", live=live)

    assert before == files(folder)


def test_a_users_own_scenario_is_found(live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario of the working directory's own is found without an option, one of another folder with it."""
    shutil.copytree(SCENARIOS["plain_text"].folder, tmp_path / "cassettes" / "my_text")
    shutil.copytree(SCENARIOS["plain_text"].folder, tmp_path / "others" / "their_text")
    monkeypatch.chdir(tmp_path)

    here, others = run("my_text", live=live), run("their_text", "--scenarios", "others", live=live)
    unknown = run("their_txt", "--scenarios", "others", live=live)

    assert ("my_text: ", "their_text: ", 2) == (here.stdout[:9], others.stdout[:12], unknown.exit_code)
    assert "error: scenario 'their_txt' is not in others; did you mean 'their_text'?" in unknown.stderr


@pytest.mark.parametrize(
    ("words", "environment", "expected"),
    [
        (["plain_txt"], {}, "scenario 'plain_txt' is not in cassettes/; did you mean 'plain_text'?"),
        (["plain_text"], {"OPENAI_API_KEY": "", "OPENAI_BASE_URL": ""}, "https://api.openai.com/v1 needs a key; "),
        (["plain_text"], {"OPENAI_API_KEY": "schlüssel"}, "'{url}' cannot be asked: "),
        (["plain_text", "--base-url", "localhost:1"], {}, "'localhost:1' is no base URL; it is like https://"),
    ],
)
def test_a_mistake_is_told(words: list[str], environment: dict[str, str], expected: str, live: LiveServer) -> None:
    """A user's mistake is one line on stderr and exit status 2, before anything is sent."""
    result = run(*words, live=live, **environment)

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(f"error: {expected.format(url=live.base_url)}")
    assert 1 == result.stderr.count("\n")
    assert [] == live.heard


@pytest.mark.parametrize(
    ("status", "hint"),
    [
        (401, "is OPENAI_API_KEY a key for this source?"),
        (403, "what may this key do?"),
        (404, "is this API served there, and is there a model 'other'?"),
        (429, "ask again later"),
        (503, "ask again later"),
    ],
)
def test_an_error_that_is_no_answer_ends_it(status: int, hint: str, live: LiveServer) -> None:
    """The message has the URL, the status, the source's words, and a hint."""
    live.answers = lambda _: Failure(status, "Not so.", "some_error")

    result = run("plain_text", "--model", "other", live=live)

    assert 2 == result.exit_code
    assert f"error: {live.base_url}/chat/completions answers {status} Not so.; {hint}" in result.stderr
    assert 1 == result.stderr.count("\n")
    assert 1 == len(live.heard)


def test_a_host_that_is_not_there_is_told() -> None:
    """The message names the address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"

    result = run("plain_text", "--base-url", url)

    assert 2 == result.exit_code
    assert result.stderr.startswith(f"error: {urlsplit(url).netloc} gave no whole answer: ConnectError: ")
    assert 1 == result.stderr.count("\n")
