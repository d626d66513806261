"""The recordings themselves: no requirement on an adapter, and left out where one is judged.

pytest suites/test_recordings.py                                    replays every cassette, offline, and looks it over
pytest suites/test_recordings.py --record-mode=rewrite -k NAME      records a scenario anew; docs/recording.md

With --scenarios DIR, the scenarios are those of that folder.

The modes are those of pytest-recording: `none`, `once`, `new_episodes`, `all`, `rewrite`. A cassette is replaced once
all of it was recorded and is in order, or it stays as it was.
"""

import logging
import os
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from crosswire.errors import CrosswireError
from crosswire.facts import Json, Mode, ShapeName
from crosswire.making.conversations import Conversation
from crosswire.plugin import NO_RECORDING
from crosswire.plugin.option_checks import chosen_limits
from crosswire.plugin.own_scenarios import chosen_scenarios
from crosswire.recording.agreement import disagreements
from crosswire.recording.bounded import bounded_handling
from crosswire.recording.provenance import body_hash
from crosswire.recording.rerecording import conversation, expected_conversation, have, save_recording, saved_calls
from crosswire.recording.sources import TIMEOUT, Source, blaming_the_source, call_of, source_from
from crosswire.scenarios import Scenario
from crosswire.wire.cassettes import HttpCall, write_cassette

REPLAYING = ("none", "once", "new_episodes")
"""The modes in which the cassettes on file are replayed."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Take every cassette of every scenario."""
    if not metafunc.config.pluginmanager.has_plugin("recording"):
        raise pytest.Collector.CollectError(NO_RECORDING)
    marks = [pytest.mark.vcr, pytest.mark.block_network]  # here, since they are known to pytest-recording alone
    found = [
        pytest.param((scenario, *route), id=f"{scenario.name}-{'.'.join(route)}", marks=marks)
        for scenario in chosen_scenarios(metafunc.config).values()
        for route, recording in scenario.recordings.items()
        if recording.path.suffix == ".yaml"
    ]
    metafunc.parametrize("cassette", found)


@pytest.fixture
def vcr_cassette_dir(cassette: tuple[Scenario, ShapeName, Mode], record_mode: str, tmp_path: Path) -> str:
    """Play what is committed; what is being recorded never touches it: `rewrite` begins by deleting."""
    return str(cassette[0].folder if record_mode == "none" else tmp_path)


@pytest.fixture
def default_cassette_name(cassette: tuple[Scenario, ShapeName, Mode]) -> str:
    """A recording's name."""
    return f"{cassette[1]}.{cassette[2]}"


@pytest.fixture
def vcr_config(
    cassette: tuple[Scenario, ShapeName, Mode],
    record_mode: str,
    pytestconfig: pytest.Config,
    monkeypatch: pytest.MonkeyPatch,
) -> dict[str, Any]:
    """Compare bodies, too; while recording, read the committed cassette, and write nothing that is not cleared."""
    match_on = ("method", "scheme", "host", "port", "path", "query", "body")
    if record_mode == "none":
        return {"match_on": match_on}
    from crosswire.upstreams.held_cassettes import Held

    for name in ("vcr", "httpx"):  # their logs would show what is not cleared yet
        logging.getLogger(name).setLevel(logging.WARNING)
    # What vcrpy calls to reach the source; it has no option for that.
    monkeypatch.setattr("vcr.patch._HttpxHttpTransport_handle_request", bounded_handling(chosen_limits(pytestconfig)))
    path = cassette[0].recordings[cassette[1:]].path
    return {"match_on": match_on, "persister": Held(None if record_mode == "rewrite" else path)}


@pytest.fixture(scope="module")
def client(record_mode: str) -> Iterator[httpx.Client]:
    """What asks. Nothing is reached while replaying: reading certificates would be most of the work."""
    verify = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if record_mode == "none" else True
    with httpx.Client(verify=verify, timeout=TIMEOUT) as client:
        yield client


class Asker:
    """Asks one recording's requests: those on file as they are, where the mode plays them, others of the source."""

    def __init__(self, client: httpx.Client, shape: ShapeName, on_file: tuple[HttpCall, ...]) -> None:
        self.client = client
        self.shape = shape
        self.on_file = on_file
        self.asked = 0
        self.source: Source | None = None

    def __call__(self, body: Json) -> HttpCall:
        """Ask the next request."""
        number, self.asked = self.asked, self.asked + 1
        if number < len(self.on_file):
            filed = self.on_file[number]
            headers = {name: values[0] for name, values in filed.request_headers.items()}
            request = httpx.Request(filed.method, filed.uri, headers=headers, content=filed.request_body)
        else:
            self.source = self.source or source_from(os.environ)
            request = self.source.request(self.shape, body)
        with blaming_the_source():
            return call_of(self.client.send(request))


def test_a_recording(
    cassette: tuple[Scenario, ShapeName, Mode],
    record_mode: str,
    vcr: object,
    client: httpx.Client,
    pytestconfig: pytest.Config,
) -> None:
    """It replays, keeps to the API description, and is what the recorder would write; or it is recorded anew."""
    if vcr is None:
        pytest.skip("--disable-recording leaves nothing to replay, and nothing to record")
    scenario, shape, mode = cassette
    name = f"{scenario.name}/{shape}.{mode}"
    own = saved_calls(scenario, shape, mode)
    ask = Asker(client, shape, own if record_mode in REPLAYING else ())
    try:
        if record_mode == "none" and not own:
            pytest.fail(f"{name}.yaml is missing; --record-mode=once records it", pytrace=False)
        expected = (
            expected_conversation(scenario, shape, mode) if record_mode != "none" else Conversation(shape, mode, own)
        )
        calls = have(conversation(expected, name, deviates=f"{shape}.{mode}" in scenario.deviations), ask)
        if ask.source:
            allowed = pytestconfig.getoption("allow")
            save_recording(scenario, Conversation(shape, mode, calls), ask.source.secrets, allowed)
        elif record_mode == "none":
            assert [call.body for call in own] == [call.body for call in calls]
            look_over(scenario, f"{shape}.{mode}", own)
    except CrosswireError as error:
        unchanged = "" if record_mode == "none" else "\nThe recording stays as it was."
        raise pytest.fail.Exception(f"{error}{unchanged}", pytrace=False) from None


def look_over(scenario: Scenario, name: str, calls: tuple[HttpCall, ...]) -> None:
    """Check a cassette against the recorder's form, scenario.toml, and the scenario's other recordings."""
    text = (scenario.folder / f"{name}.yaml").read_text(encoding="utf-8")
    assert write_cassette(calls) == text, "it is not written as the recorder writes"
    fields = scenario.provenance[name]
    assert fields.get("sha256") in (None, body_hash(calls)), "an answer was edited after it had been recorded"
    assert not [disagreement for disagreement in disagreements(scenario) if name in disagreement]
