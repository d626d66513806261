"""Secrets are planted wherever they can hide: none reaches the disk; what cannot be cleared is refused."""

import base64
import gzip
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.errors import RecordingRefused, SecretsFound
from crosswire.facts import Answer, Ask, Failure, Message, Mode, ShapeName, Text, ToolCall
from crosswire.recording.sources import Source
from crosswire.scenarios import load_scenario
from crosswire.secrets.fakes import fake
from tests.recording.live_server import LiveServer, a_short_answer
from tests.recording.recording_live import ROUTES, answer_of, copied, on_disk, record, record_all, source

KEY = "sk-live-a1B2c3D4e5F6g7H8"
ORGANISATION = "acme-rocketry"
PROJECT = "proj_moonbase-7"
COOKIE = "wRXRjCm3I3nNR2CUqEWySAcOyu67"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJlMTIz"
OTHER_KEY = "sk-proj-Z9y8X7w6V5u4T3s2R1q0"
PASSWORD = "hunter2-and-more"
USER = "jo.doe-4711"
REQUEST_ID = "req_011CSHoEeqs5C35K2UUqR7Fy"
ADDRESS = "jo@samaritans.org"
RANDOM = "q7Zp1LmX9vB3nK5tR8wY"
SECRETS = (ADDRESS, RANDOM, KEY, ORGANISATION, PROJECT, COOKIE, TOKEN, OTHER_KEY, PASSWORD, USER, REQUEST_ID)

Frames = list[dict[str, Any]]
Change = Callable[[Frames], Frames]
Plant = Callable[[LiveServer], None]


def holding_a_secret(folder: Path) -> dict[str, list[str]]:
    """Return the files that hold a secret, in any form in which a text can be written, with these secrets."""
    forms = {secret: (secret, quote(secret, safe=""), json.dumps(secret)[1:-1]) for secret in SECRETS}
    return {
        name: found
        for name, content in on_disk(folder).items()
        if (found := [secret for secret, written in forms.items() if any(form.encode() in content for form in written)])
    }


def let_in(server: LiveServer) -> Source:
    return source(server, key=KEY, organization=ORGANISATION, project=PROJECT)


def in_every_frame(**planted: Any) -> Change:
    return lambda frames: [{**frame, **planted} for frame in frames]


def planting(**planted: Any) -> Plant:
    """Return what plants these fields in every frame of a server's answers."""

    def plant(server: LiveServer) -> None:
        server.change = in_every_frame(**planted)

    return plant


def plant_in_a_dropped_header_and_a_field(server: LiveServer) -> None:
    server.headers.update({"set-cookie": f"sid={COOKIE}", "x-request-id": REQUEST_ID})
    server.change = in_every_frame(trace=f"session {COOKIE}, see {REQUEST_ID}")


def plant_compressed(server: LiveServer) -> None:
    server.encoding = "gzip"
    server.change = in_every_frame(note=OTHER_KEY)


def in_texts(text: str) -> Callable[[Ask], Answer]:
    """Return what answers with a text in one piece; its deltas break at words."""

    def answer(ask: Ask) -> Answer:
        plain = a_short_answer(ask)
        return Answer(items=(Message("assistant", (Text(text),)),), finish="stop", usage=plain.usage)

    return answer


CLEARED: Mapping[str, Plant] = {
    "answer headers": lambda server: server.headers.update(
        {
            "set-cookie": f"__cf_bm={COOKIE}; path=/; HttpOnly",
            "openai-organization": ORGANISATION,
            "openai-project": PROJECT,
            "x-api-key": OTHER_KEY,
            "x-request-id": REQUEST_ID,
            "x-debug": TOKEN,
        }
    ),
    "known forms in a field": planting(note=f"{OTHER_KEY} for Bearer {TOKEN}"),
    "what was sent, echoed": planting(echo={"seen": [f"key {KEY} of {ORGANISATION} ({PROJECT})"]}),
    "what a dropped header said": plant_in_a_dropped_header_and_a_field,
    "telling names": planting(debug={"organization_id": ORGANISATION, "login": {"password": PASSWORD}}),
    "JSON within JSON": planting(raw=json.dumps({"headers": json.dumps({"Authorization": f"Bearer {KEY}"})})),
    "a key": planting(**{OTHER_KEY: 1}),
    "URLs": planting(url=f"https://jo:{PASSWORD}@host.example/v1?api_key={OTHER_KEY}&v=1"),
    "compressed": plant_compressed,
    "in base64": planting(file=base64.b64encode(f"the key is {KEY}".encode()).decode()),
    "percent-encoded": planting(next=quote(f"jo:{TOKEN}", safe="").replace("-", "%2D")),
    "an address": planting(owner=ADDRESS),
    "random beside a telling name": planting(my_session_token=RANDOM),
}


@pytest.mark.parametrize(("shape", "mode"), ROUTES)
@pytest.mark.parametrize("position", CLEARED)
def test_a_secret_is_cleared(position: str, shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path) -> None:
    """Secrets in headers and bodies are cleared, also nested and compressed; the recording is as good as any."""
    scenario = copied("plain_text", tmp_path)
    CLEARED[position](live)
    record(scenario, let_in(live), shape, mode)

    assert {} == holding_a_secret(tmp_path)
    (turn,) = load_scenario(scenario.folder).recordings[shape, mode].turns
    assert "The kookaburra laughs: ha ha ha!" == answer_of(turn).text
    assert {"content-type", "x-request-id"} == turn.headers.keys()
    assert {"content-type"} == turn.request.headers.keys()


@pytest.mark.parametrize(
    ("before", "after"),
    [("", f"?api-key={OTHER_KEY}&api-version=1"), (f"jo:{PASSWORD}@", ""), ("", f"/accounts/{ORGANISATION}")],
)
def test_a_base_url_keeps_its_host_and_no_secret(before: str, after: str, live: LiveServer, tmp_path: Path) -> None:
    """The host is saved; a user, a password, a key and the name of an account are not."""
    scenario = copied("plain_text", tmp_path)
    scheme, _, rest = live.base_url.partition("://")
    record(scenario, Source(f"{scheme}://{before}{rest}{after}", KEY), "chat", "json")

    assert {} == holding_a_secret(tmp_path)
    assert rest.partition("/")[0] == load_scenario(scenario.folder).provenance["chat.json"]["host"].rpartition("@")[2]
    (heard,) = live.heard
    assert "/v1" in heard.path


def test_an_error_message_is_cleared(live: LiveServer, tmp_path: Path) -> None:
    """The key, organisation, project and request that an error message names are cleared."""
    scenario = copied("error_server", tmp_path)
    live.headers["x-request-id"] = REQUEST_ID
    message = f"Key {KEY[:8]}************{KEY[-4:]} of {ORGANISATION} failed; see {REQUEST_ID}, project {PROJECT}."
    live.answers = lambda _: Failure(500, message, "server_error")
    for route in ROUTES:
        record(scenario, let_in(live), *route)

    assert {} == holding_a_secret(tmp_path)
    assert KEY[-4:].encode() not in b"".join(on_disk(tmp_path).values())
    (turn,) = load_scenario(scenario.folder).recordings["chat", "json"].turns
    assert isinstance(turn.answer, Failure)
    cleared = re.sub(r"req_\w+", "ID", turn.answer.message)
    assert "Key sk-live-************reda of reda-ctedreda failed; see ID, project reda_ctedreda-c." == cleared


@pytest.mark.parametrize("broken", ["status", "description"])
def test_what_is_refused_for_another_reason_is_told_without_secrets(
    broken: str, live: LiveServer, tmp_path: Path
) -> None:
    """A refusal's message holds no secret, although it quotes an error and invalid values."""
    scenario = copied("plain_text", tmp_path)
    if broken == "status":
        live.answers = lambda _: Failure(401, f"Incorrect API key provided: {KEY}", "invalid_request_error")
    else:
        live.change = in_every_frame(created=f"by {OTHER_KEY}")
    with pytest.raises(RecordingRefused) as raised:
        record(scenario, let_in(live), "chat", "json")

    assert "redactedreda" in str(raised.value)
    assert [] == [secret for secret in SECRETS if secret in str(raised.value)]


REFUSED: Mapping[str, tuple[Plant, str]] = {
    "in compressed base64": (
        planting(file=base64.b64encode(gzip.compress(OTHER_KEY.encode())).decode()),
        "/file: an API key, encoded",
    ),
}


@pytest.mark.parametrize(("shape", "mode"), ROUTES)
@pytest.mark.parametrize("position", REFUSED)
def test_what_cannot_be_cleared_is_not_saved(
    position: str, shape: ShapeName, mode: Mode, live: LiveServer, tmp_path: Path
) -> None:
    """The refusal names the recording, the interaction, the event and the pointer."""
    scenario = copied("plain_text", tmp_path)
    before = on_disk(tmp_path)
    plant, where = REFUSED[position]
    plant(live)
    with pytest.raises(SecretsFound) as raised:
        record(scenario, let_in(live), shape, mode)

    event = ", event 0" if mode == "stream" else ""
    assert f"plain_text/{shape}.{mode}.yaml, interaction 1: answer{event} {where}" in str(raised.value)
    assert before == on_disk(tmp_path)


@pytest.mark.parametrize("shape", ["chat", "responses"])
def test_a_secret_that_deltas_add_up_to_is_cleared(shape: ShapeName, live: LiveServer, tmp_path: Path) -> None:
    """A secret that is split between events is replaced in all of its pieces."""
    scenario = copied("plain_text", tmp_path)
    live.answers = in_texts(f"It is {OTHER_KEY}, dear.")
    live.change = cut_in_two
    record(scenario, let_in(live), shape, "stream")

    assert {} == holding_a_secret(tmp_path)
    (turn,) = load_scenario(scenario.folder).recordings[shape, "stream"].turns
    assert "It is sk-proj-redactedredactedreda, dear." == answer_of(turn).text
    assert [] == [write for write in live.writes if OTHER_KEY.encode() in write and b".delta" in write]


def cut_in_two(frames: Frames) -> Frames:
    """Split each delta that holds the key into two."""
    return [half for frame in frames for half in halves(frame)]


def halves(frame: dict[str, Any]) -> Frames:
    text = json.dumps(frame)
    is_delta = str(frame.get("type")).endswith(".delta") or "choices" in frame
    if not is_delta or OTHER_KEY not in text:
        return [frame]
    first = text.replace(OTHER_KEY, OTHER_KEY[:9])
    second = re.sub(rf'("(?:delta|content)": ")[^"]*{OTHER_KEY}', rf"\g<1>{OTHER_KEY[9:]}", text)
    return [json.loads(first), json.loads(second)]


def test_arguments_of_a_tool_call_are_cleared_whole_and_streamed(live: LiveServer, tmp_path: Path) -> None:
    """A secret in arguments, which are JSON within JSON, is cleared in a whole answer and in a stream."""
    scenario = copied("parallel_tool_calls", tmp_path)
    live.answers = lambda ask: calling(ask) if not any("Result" in type(item).__name__ for item in ask.history) else END
    record(scenario, let_in(live), "responses", "json")

    record(load_scenario(scenario.folder), let_in(live), "responses", "stream")
    for mode in get_args(Mode):
        (call, _) = answer_of(load_scenario(scenario.folder).recordings["responses", mode].turns[0]).tool_calls
        assert {"city": "Rome", "password": fake(PASSWORD)} == json.loads(call.arguments)
    assert {} == holding_a_secret(tmp_path)


END = Answer(items=(Message("assistant", (Text("Done."),)),), finish="stop")


def calling(ask: Ask) -> Answer:
    arguments = json.dumps({"city": "Rome", "password": PASSWORD})
    calls = tuple(ToolCall(f"call_{number}", tool.name, arguments) for number, tool in enumerate(ask.tools[:1] * 2))
    return Answer(items=calls, finish="tool_calls")


def test_a_request_keeps_no_secret_either(live: LiveServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new scenario's request is cleared of its user and its tools' credentials, also where they are repeated."""
    tool = {
        "type": "function",
        "function": {"name": "look_up", "parameters": {"type": "object"}, "description": f"Use {OTHER_KEY}"},
    }
    history = [
        {"role": "user", "content": "Hello."},
        {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": "call_1",
                    "type": "function",
                    "function": {"name": "look_up", "arguments": json.dumps({"api_key": PASSWORD})},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": f"Bearer {TOKEN}"},
    ]
    request = {"model": "gpt-5", "user": USER, "tools": [tool], "messages": history}
    (tmp_path / "request.json").write_text(json.dumps(request))
    live.change = in_every_frame(seen=f"for {USER}")
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_ORG_ID", ORGANISATION)
    words = ["record", "planted", "--request", str(tmp_path / "request.json"), "--into", str(tmp_path / "made")]
    result = CliRunner().invoke(main, [*words, "--base-url", live.base_url])

    assert 0 == result.exit_code, result.output
    assert 4 == len(live.heard)
    assert {USER} == {heard.body["user"] for heard in live.heard}
    assert 5 == len(on_disk(tmp_path / "made"))
    assert {} == holding_a_secret(tmp_path / "made")
    assert [] == [secret for secret in SECRETS if secret in result.output]


def test_a_scenario_with_secrets_all_over_is_recorded_clean_and_again_in_a_small_diff(
    live: LiveServer, tmp_path: Path
) -> None:
    """No secret is on disk; recorded again with other secrets, ids and times, nothing changes."""
    scenario = copied("parallel_tool_calls", tmp_path)
    for position in ("answer headers", "telling names"):
        CLEARED[position](live)
    record_all(scenario, let_in(live))
    first = on_disk(tmp_path)
    live.headers.update({"set-cookie": "sid=another", "x-request-id": "req_another0123456789"})
    record_all(load_scenario(scenario.folder), let_in(live))

    assert {} == holding_a_secret(tmp_path)
    assert first == on_disk(tmp_path)


@pytest.fixture
def live() -> Iterator[LiveServer]:
    with LiveServer() as server:
        yield server
