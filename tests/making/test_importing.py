"""Imported cassettes become whole scenarios: redacted, readable, and with their true origin."""

import gzip
import json
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, get_args

import pytest

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.data import data_folder
from crosswire.errors import CassetteUnreadable, ConfigurationError, NothingToImport
from crosswire.exchange import cases_of
from crosswire.facts import Mode
from crosswire.making import importing
from crosswire.making.checks import faults
from crosswire.making.importing import import_cassettes
from crosswire.performing import perform
from crosswire.scenarios import Scenario, load_scenario
from crosswire.secrets.folders import scan_files
from crosswire.specification.suites import load_requirements
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.theirs import CORPUS, SECRETS, files, genuine, interaction, recorded, write


@pytest.fixture(scope="module")
def caller() -> Iterator[Caller]:
    caller = Caller()
    yield caller
    caller.close()


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A folder for scenarios, not created yet."""
    return tmp_path / "cassettes"


def brought_in(file: Path, into: Path, **options: Any) -> list[Scenario]:
    return [load_scenario(folder) for folder in import_cassettes([file], into, **options).scenarios]


def is_what_a_scenario_must_be(scenario: Scenario) -> None:
    """Check all that the scenarios in cassettes/ are held to."""
    assert [] == list(faults(scenario))
    assert [] == scan_files([scenario.folder]).leaks


PROMISES = ("answer", "errors", "content", "finish_reason", "token_counts")


def runs_with_the_reference(scenario: Scenario, caller: Caller) -> None:
    """Check that the reference keeps the requirements, in both directions, whole and streamed."""
    candidate = as_candidate(reference, "reference")
    for serves in candidate.serves:
        for mode in get_args(Mode):
            exchange = perform(scenario, serves, mode, candidate, caller)
            cases = cases_of(scenario, serves, mode)
            applying = [
                requirement
                for requirement in load_requirements()
                if requirement.promise in PROMISES and requirement.applies(cases)
            ]

            assert (None, ()) == (exchange.trouble, exchange.notes)
            assert "ANSWER-1" in {requirement.id for requirement in applying}
            for requirement in applying:
                requirement.judge(exchange)


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
@pytest.mark.parametrize(
    "name",
    [
        "chat/json/api.openai.com.04a0ed59.json",
        "chat/stream/api.openai.com.687edf75.json",
        "chat/error/api.openai.com.b328423a.json",
        "responses/json/api.openai.com.09303c38.json",
        "responses/stream/api.openai.com.606cf1d9.json",
        "responses/error/api.openai.com.350fe37c.json",
    ],
)
def test_a_genuine_exchange_becomes_a_scenario(name: str, tmp_path: Path, into: Path, caller: Caller) -> None:
    """A cassette of a genuine exchange becomes a whole scenario without secrets, and suites run on it."""
    (scenario,) = brought_in(write(tmp_path / "test_theirs.yaml", genuine(name)), into)

    is_what_a_scenario_must_be(scenario)
    runs_with_the_reference(scenario, caller)
    assert "theirs" == scenario.name
    assert {} == {secret: where for secret in SECRETS for where, text in files(into).items() if secret.encode() in text}


def judged(into: Path, adapter: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the suites on the imported scenarios of a folder."""
    suites = [str(data_folder("suites") / f"test_{promise}.py") for promise in ("shape", *PROMISES)]
    options = f"--adapter {adapter} --scenarios {into} --report out -q --tb=no"
    return subprocess.run(
        [sys.executable, "-m", "pytest", *suites, *options.split(), *NO_OTHER_PLUGINS],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
@pytest.mark.parametrize(
    ("adapter", "status"),
    [
        ("reference", 0),
        pytest.param(
            "litellm", 0, marks=pytest.mark.skipif(not find_spec("litellm"), reason="litellm is not installed")
        ),
    ],
)
def test_suites_run_on_what_was_brought_in(adapter: str, status: int, tmp_path: Path, into: Path) -> None:
    """Suites run on imported scenarios, and no verdict is an error or untestable."""
    tools, text = "responses/json/api.openai.com.1296d01a.json", "chat/stream/api.openai.com.687edf75.json"
    import_cassettes([write(tmp_path / "agent_run.yaml", genuine(tools), genuine(text))], into)

    run = judged(into, adapter, tmp_path)
    assert status == run.returncode, run.stdout + run.stderr
    verdicts = json.loads((tmp_path / "out" / "report.json").read_text(encoding="utf-8"))["verdicts"]

    assert {(f"agent_run_{n}", serves) for n in (1, 2) for serves in ("chat", "responses")} == {
        (verdict["scenario"], verdict["serves"]) for verdict in verdicts
    }
    assert len(verdicts) > 50
    assert set() == {"error", "untestable"} & {verdict["verdict"] for verdict in verdicts}


@pytest.mark.skipif(not CORPUS.is_dir(), reason="../shared/wire-corpus is not there")
def test_what_was_recorded_stays_as_it_was(tmp_path: Path, into: Path) -> None:
    """The recorded JSON stays as it was; the other recordings are written from its facts and say so."""
    name = "responses/json/api.openai.com.09303c38.json"
    (scenario,) = brought_in(write(tmp_path / "theirs.yaml", genuine(name)), into)
    (turn,) = scenario.turns["responses", "json"]
    held = json.loads((CORPUS / name).read_text(encoding="utf-8"))

    assert held["request"]["body"] == turn.asked_body
    assert held["response"]["body"] == turn.answer_body
    recordings = dict(scenario.provenance)
    assert {
        "provenance": "recorded",
        "host": "api.openai.com",
        "date": recordings["responses.json"]["date"],
        "from": "theirs.yaml, interaction 1",
    } == recordings.pop("responses.json")
    assert [{"provenance": "authored", "from": "written from the facts of responses.json"}] * 3 == [
        *recordings.values()
    ]


@pytest.mark.parametrize("recording", ["chat.json", "chat.stream", "responses.json", "responses.stream"])
@pytest.mark.parametrize(
    "name", ["plain_text", "parallel_tool_calls", "rate_limited", "unicode_text", "length_without_text"]
)
def test_any_recording_makes_a_whole_scenario(
    name: str, recording: str, tmp_path: Path, into: Path, caller: Caller
) -> None:
    """One recording makes a whole scenario: of an error, a stream, unusual text or several turns."""
    (scenario,) = brought_in(write(tmp_path / "theirs.yaml", *recorded(name, recording)), into)

    is_what_a_scenario_must_be(scenario)
    runs_with_the_reference(scenario, caller)


def test_a_packed_cassette_is_read(tmp_path: Path, into: Path) -> None:
    """A cassette that is packed by gzip is read as the plain one, and the scenario has the plain one's name."""
    file = write(tmp_path / "session.yaml", *recorded("plain_text", "chat.json"))
    packed = tmp_path / "session.yaml.gz"
    packed.write_bytes(gzip.compress(file.read_bytes()))

    (plain,), (scenario,) = brought_in(file, into), brought_in(packed, tmp_path / "others")

    assert "session" == scenario.name
    assert [turn.asked_body for turn in plain.turns["chat", "json"]] == [
        turn.asked_body for turn in scenario.turns["chat", "json"]
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (gzip.compress(b"x" * 1000)[:-20], "session.yaml.gz cannot be read: "),
        (gzip.compress(bytes(2_000)), r"unpacked it is longer than 1,000 bytes, all that is read of it"),
    ],
    ids=["half", "bomb"],
)
def test_a_packed_file_that_cannot_be_read_is_one_error(
    content: bytes, words: str, tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that is cut, and one that is a thousand times longer inside, is one error."""
    monkeypatch.setattr(importing, "LONGEST_CASSETTE", 1_000)
    packed = tmp_path / "session.yaml.gz"
    packed.write_bytes(content)

    with pytest.raises(CassetteUnreadable, match=words):
        import_cassettes([packed], into)


@pytest.mark.parametrize("name", ["../x", "", "Two words", "x/y", ".x", "-"])
def test_a_name_is_a_word(name: str, tmp_path: Path, into: Path) -> None:
    """A name has only small letters, digits and _, because it is a folder and part of test ids."""
    file = write(tmp_path / "a.yaml", *recorded("plain_text", "chat.json"))

    with pytest.raises(
        ConfigurationError, match="is no scenario's name, which is small letters, digits and _; did you"
    ):
        import_cassettes([file], into, name)


def test_several_files_may_have_one_name(tmp_path: Path, into: Path) -> None:
    """Scenarios of several files with one name get numbers."""
    written = [write(tmp_path / f"{n}.yaml", *recorded("plain_text", "chat.json")) for n in range(3)]

    imported = import_cassettes(written, into, "plain")

    assert ["plain", "plain_2", "plain_3"] == [folder.name for folder in imported.scenarios]


def test_nothing_to_import_is_told(tmp_path: Path, into: Path) -> None:
    """A file without a conversation is an error that lists what was left aside."""
    file = write(tmp_path / "a.yaml", interaction("/models", None, {}, method="GET"))

    with pytest.raises(
        NothingToImport, match=r"there is nothing to import in .*a\.yaml\n  .*GET /v1/models: not one of"
    ):
        import_cassettes([file], into)
    assert not into.exists()


def test_what_is_no_cassette_is_told(tmp_path: Path, into: Path) -> None:
    """A file that is not a cassette is an error, and nothing is written, not even for the file before it."""
    good = write(tmp_path / "good.yaml", *recorded("plain_text", "chat.json"))
    (tmp_path / "bad.yaml").write_bytes(b"\xff")

    with pytest.raises(CassetteUnreadable, match=r"bad\.yaml cannot be read: 'utf-8' codec"):
        import_cassettes([good, tmp_path / "bad.yaml"], into)
    assert not into.exists()
