"""What stands where a file is due and is none: one error that tells what it is, and no waiting."""

import os
from collections.abc import Callable, Mapping
from itertools import product
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire.adapters import load_adapter
from crosswire.cli import main
from crosswire.errors import AdapterNotFound, CrosswireError, ScenarioInvalid
from crosswire.known_failures import load_known_failures
from crosswire.plugin.accepted_causes import new_verdicts
from crosswire.scenarios import load_scenario
from crosswire.wire import reading
from crosswire.wire.reading import read_text
from tests.hostile.test_hostile_files import COMMANDS, GOOD
from tests.reporting.report_examples import report, verdict


def link_to_itself(path: Path) -> None:
    path.symlink_to(path.name)


def link_to_nothing(path: Path) -> None:
    path.symlink_to("gone")


KINDS: Mapping[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a link to itself": link_to_itself,
    "a link to nothing": link_to_nothing,
    "a pipe that nobody writes to": os.mkfifo,
}


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(reading, "LONGEST_WAIT", 0.01)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    return tmp_path


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["x.py", "x.toml"])
def test_an_adapter_that_is_no_file(here: Path, name: str, kind: str) -> None:
    """The error tells what is there, and does not advise the same path again."""
    KINDS[kind](here / name)
    (here / f"x{name}").write_text("")
    words = {
        "a folder": f"{name} is a folder",
        "a link to itself": f"{name} is a link to {name}, where there is nothing",
        "a link to nothing": f"{name} is a link to gone, where there is nothing",
        "a pipe that nobody writes to": f"{name} is a device, a pipe or a socket",
    }[kind]
    if kind.startswith("a pipe") and name.endswith(".toml"):  # which may be written to, and is read
        words = "it is a pipe that did not end within 0.01 s; write what it gives to a file"
    with pytest.raises(CrosswireError) as raised:
        load_adapter(name)

    assert words in str(raised.value)
    if isinstance(raised.value, AdapterNotFound):
        assert f"did you mean --adapter x{name}?" in str(raised.value)


@pytest.mark.parametrize("kind", KINDS)
def test_other_files_of_a_run(here: Path, kind: str) -> None:
    """A scenario, one of its recordings and a list of known failures."""
    KINDS[kind](here / "scenario.toml")
    with pytest.raises(ScenarioInvalid, match="scenario"):
        load_scenario(here)
    with pytest.raises(CrosswireError, match=r"--known-failures scenario\.toml: "):
        load_known_failures(Path("scenario.toml"), {"requirement": [], "scenario": [], "variation": []})


REPLACED = {("accept into", "a link to itself"), ("accept into", "a link to nothing"), ("publish into", "a folder")}
"""What is written takes the place of these: nothing is lost."""


@pytest.mark.parametrize(("command", "kind"), sorted({*product(COMMANDS, KINDS)} - REPLACED))
def test_a_command_tells_in_one_line(here: Path, command: str, kind: str) -> None:
    """Each command that reads a file ends with one error, at once."""
    words, name, _ = COMMANDS[command]
    (here / "good.json").write_text(GOOD)
    (here / "given").mkdir()
    KINDS[kind](here / "given" / name)
    given = {"FILE": f"given/{name}", "FOLDER": "given"}
    result = CliRunner().invoke(main, [given.get(word, word) for word in words])

    assert 2 == result.exit_code
    assert isinstance(result.exception, SystemExit)
    assert 1 == result.stderr.lower().count("error: ")
    assert "given" in result.stderr


def test_a_list_of_known_failures_that_is_gone_at_the_end(here: Path) -> None:
    """The end of a run says so in a line, and goes on to write its report."""
    lines = [*new_verdicts(report(verdict()), here / "gone.toml")]

    assert 1 == len(lines)
    assert "gone.toml: it cannot be read again" in lines[0]


def test_a_pipe_that_is_written_to_is_read() -> None:
    """As `<(command)` in a shell gives one: it is read to its end, up to the bound."""
    reader, writer = os.pipe()
    os.write(writer, b"name = 1\n")
    os.close(writer)

    assert "name = 1\n" == read_text(Path(f"/dev/fd/{reader}"))

    with pytest.raises(reading.Unreadable, match="longer than 100 bytes"):
        read_text(Path("/dev/zero"), 100)
