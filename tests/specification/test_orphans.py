"""Unused cassettes fail: files that nothing reads, recordings and scenarios that no requirement judges."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire.cli import main
from crosswire.data import data_folder
from crosswire.scenarios import load_scenarios
from crosswire.specification.orphans import orphans
from crosswire.specification.suites import load_requirements

CASSETTES = data_folder("cassettes")


@pytest.fixture
def cassettes(tmp_path: Path) -> Path:
    """A folder with two scenarios; one of them has a request without an answer on one API."""
    for name in ("plain_text", "state_background"):
        shutil.copytree(CASSETTES / name, tmp_path / name)
    return tmp_path


def test_nothing_under_cassettes_is_unused() -> None:
    """A scenario reads every file, and a requirement judges every recording."""
    assert [] == list(orphans(CASSETTES, load_requirements()))


def test_what_is_used_is_no_orphan(cassettes: Path) -> None:
    """A request without an answer is used, too."""
    assert (cassettes / "state_background" / "responses.request.json").is_file()
    assert [] == list(orphans(cassettes, load_requirements()))


@pytest.mark.parametrize(
    "stray",
    [
        "notes.md",
        "plain_text/chat.json.yaml.orig",
        "plain_text/chat.request.json",
        "state_background/responses.json.yaml",
        "plain_text/old/chat.json.yaml",
        ".hidden/chat.json.yaml",
    ],
)
def test_a_file_that_no_scenario_reads_is_told(stray: str, cassettes: Path) -> None:
    """Any unread file is named, also one with a recording's name that its scenario doesn't list."""
    (cassettes / stray).parent.mkdir(exist_ok=True)
    (cassettes / stray).write_text("interactions: []")

    assert [f"{stray}: no scenario reads it"] == list(orphans(cassettes, load_requirements()))


def test_a_scenario_to_which_nothing_applies_is_told(cassettes: Path) -> None:
    """ANSWER-1 applies everywhere, and doesn't count as a use of a scenario."""
    answers = [entry for entry in load_requirements() if entry.id == "ANSWER-1"]

    assert ["plain_text: no requirement applies to it", "state_background: no requirement applies to it"] == list(
        orphans(cassettes, answers)
    )


def test_a_recording_that_is_never_played_is_told(cassettes: Path) -> None:
    """A recording that no requirement needs as the upstream's answer is named."""
    judged = {entry.id: entry for entry in load_requirements()}

    assert [] == [entry for entry in orphans(cassettes, [judged["CONTENT-1"]]) if entry.startswith("plain_text")]
    assert [
        f"plain_text/{name}.yaml: no requirement applies to what it is played for"
        for name in ("chat.json", "responses.json", "responses.stream")
    ] == [entry for entry in orphans(cassettes, [judged["EVENTS-1"]]) if entry.startswith("plain_text")]


def test_the_list_of_scenarios_tells_of_orphans(cassettes: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The command that lists scenarios names the unused files, too."""
    (cassettes / "notes.md").write_text("mine")
    monkeypatch.setattr("crosswire.scenarios.data_folder", lambda _: cassettes)
    monkeypatch.setattr("crosswire.cli.scenarios.data_folder", lambda _: cassettes)
    load_scenarios.cache_clear()
    try:
        theirs = CliRunner().invoke(main, ["scenarios"])
    finally:
        load_scenarios.cache_clear()

    assert (0, "not used: notes.md: no scenario reads it\n") == (theirs.exit_code, theirs.stderr)
