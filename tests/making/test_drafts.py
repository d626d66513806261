"""Scenarios are saved whole or not at all, without secrets, and with their true date."""

import base64
import gzip
import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import AlreadyThere, SecretsFound
from crosswire.facts import Answer
from crosswire.making import drafts
from crosswire.making.importing import import_cassettes
from crosswire.scenarios import Scenario, load_scenario
from crosswire.secrets.fakes import fake
from tests.making.test_one_exchange import CHAT, COMPLETION
from tests.theirs import KEY, files, interaction, recorded, responses_answer, write
from tests.typed import as_type


@pytest.fixture
def into(tmp_path: Path) -> Path:
    """A folder for scenarios, not created yet."""
    return tmp_path / "cassettes"


def brought_in(file: Path, into: Path, **options: Any) -> list[Scenario]:
    return [load_scenario(folder) for folder in import_cassettes([file], into, **options).scenarios]


@pytest.mark.parametrize(
    ("created", "headers", "date"),
    [
        (1_781_000_000, {}, "2026-06-09"),
        (1_781_000_000_000, {"date": ["Wed, 10 Jun 2026 14:12:31 GMT"]}, "2026-06-10"),
        (None, {"date": ["Wed, 10 Jun 2026 14:12:31 GMT"]}, "2026-06-10"),
        (0, {"date": ["yesterday"]}, "unknown"),
        (None, {}, "unknown"),
    ],
)
def test_a_date_is_what_was_said_and_never_made_up(
    created: int | None, headers: dict[str, list[str]], date: str, tmp_path: Path, into: Path
) -> None:
    """A recording's date is the answer's time, else the header's day, else `unknown`."""
    call = interaction("/responses", {"model": "m", "input": "x"}, {**responses_answer(1, "y"), "created_at": created})
    recorded = call["response"]["headers"]
    call["response"]["headers"] = {**{key: recorded[key] for key in ("Content-Type", "Content-Encoding")}, **headers}
    (scenario,) = brought_in(write(tmp_path / "theirs.yaml", call), into)

    assert date == scenario.provenance["responses.json"]["date"]


def test_an_existing_scenario_is_not_overwritten(tmp_path: Path, into: Path) -> None:
    """An existing scenario is replaced only with --force; without it, none of several is written."""
    file = write(tmp_path / "plain_text.yaml", *recorded("plain_text", "chat.json"))
    import_cassettes([file], into)
    (into / "plain_text" / "scenario.toml").write_text("mine")
    before = files(into)

    with pytest.raises(AlreadyThere, match=r"plain_text is there already; give another name, or replace it with --f"):
        import_cassettes([write(tmp_path / "other.yaml", *recorded("rate_limited", "chat.json")), file], into)
    assert before == files(into)

    import_cassettes([file], into, force=True)
    assert "Plain text" == tomllib.loads((into / "plain_text" / "scenario.toml").read_text())["title"]
    assert ["plain_text"] == [path.name for path in into.iterdir()]


def _as_a_file(path: Path) -> None:
    path.write_text("mine")


def _as_a_link(path: Path) -> None:
    (path.parent / "elsewhere").mkdir()
    path.symlink_to(path.parent / "elsewhere")


def _as_a_folder(path: Path) -> None:
    path.mkdir()
    (path / "thesis.md").write_text("mine")


def _with_notes(path: Path) -> None:
    path.mkdir()
    for name in ("scenario.toml", "notes.md"):
        (path / name).write_text("mine")


def _with_a_folder(path: Path) -> None:
    path.mkdir()
    (path / "scenario.toml").write_text("mine")
    (path / "chat.json.yaml").mkdir()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (_as_a_file, "is a file"),
        (_as_a_link, "is a link"),
        (_as_a_folder, "is no scenario: it has no scenario.toml"),
        (_with_notes, "holds notes.md, which is of no scenario"),
        (_with_a_folder, "holds chat.json.yaml, which is of no scenario"),
    ],
)
def test_force_replaces_a_scenario_and_nothing_else(
    tmp_path: Path, into: Path, make: Callable[[Path], None], text: str
) -> None:
    """What has the scenario's name, and is none or holds more, stays as it is, also with --force."""
    file = write(tmp_path / "plain_text.yaml", *recorded("plain_text", "chat.json"))
    into.mkdir(exist_ok=True)
    make(into / "plain_text")
    before = {path: path.is_file() and path.read_bytes() for path in into.rglob("*")}

    with pytest.raises(AlreadyThere, match=f"{text}; --force replaces a scenario and nothing else"):
        import_cassettes([file], into, force=True)

    assert before == {path: path.is_file() and path.read_bytes() for path in into.rglob("*")}


def test_an_interrupted_import_leaves_nothing(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An interrupted import leaves no files, wherever it stops."""
    interactions = [*recorded("plain_text", "chat.json"), *recorded("rate_limited", "chat.json")]
    file = write(tmp_path / "theirs.yaml", *interactions)
    loaded: list[Path] = []

    def stop(folder: Path) -> Scenario:
        loaded.append(folder)
        if len(loaded) == 2:
            raise KeyboardInterrupt
        return load_scenario(folder)

    monkeypatch.setattr(drafts, "load_scenario", stop)
    with pytest.raises(KeyboardInterrupt):
        import_cassettes([file], into)

    assert ([], 2) == (list(into.iterdir()), len(loaded))


def test_what_is_replaced_stays_where_that_fails(tmp_path: Path, into: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If replacing fails, the old scenarios stay, also the first of two."""
    interactions = [*recorded("plain_text", "chat.json"), *recorded("rate_limited", "chat.json")]
    file = write(tmp_path / "theirs.yaml", *interactions)
    import_cassettes([file], into)
    (into / "theirs_1" / "scenario.toml").write_text("mine")
    before, rename = files(into), Path.rename

    def fail(self: Path, target: Path) -> Path:
        if target == into / "theirs_2" and self.name == "theirs_2":
            raise OSError("no space left on device")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)
    with pytest.raises(OSError, match="no space left"):
        import_cassettes([file], into, force=True)

    assert before == files(into)


def test_a_secret_that_cannot_be_replaced_is_refused(tmp_path: Path, into: Path) -> None:
    """A secret that can't be replaced is refused, and nothing is written until it is allowed."""
    asked_ = {"model": "m", "input": "What is in it?"}
    packed = base64.b64encode(gzip.compress(KEY.encode())).decode()
    file = write(tmp_path / "a.yaml", interaction("/responses", asked_, responses_answer(1, packed)))

    with pytest.raises(SecretsFound, match="an API key, encoded"):
        import_cassettes([file], into)
    assert not into.exists()

    # `interaction` sends this key in a header, too.
    import_cassettes([file], into, allowed=[KEY])


def test_secrets_in_bodies_are_replaced_in_all_recordings(tmp_path: Path, into: Path) -> None:
    """Secrets in requests and answers are replaced in all recordings of a scenario."""
    asked_ = {"model": "m", "input": f"Is {KEY} a key?", "tools": [{"type": "mcp", "authorization": "hunter2"}]}
    file = write(tmp_path / "a.yaml", interaction("/responses", asked_, responses_answer(1, f"{KEY} is one.")))
    (scenario,) = brought_in(file, into)

    assert {f"{fake(KEY, len('sk-proj-'))} is one."} == {
        as_type(Answer, turns[0].answer).text for turns in scenario.turns.values()
    }
    assert [] == [name for name, text in files(into).items() if KEY.encode() in text or b"hunter2" in text]


@pytest.mark.parametrize(
    ("what", "names"),
    [
        ("scenario", {("x",)}),
        ("import", {("x_1", "x_2")}),
        ("tape", {("tape.chunks.json", "tape.yaml"), ("tape.yaml",)}),
    ],
)
def test_a_kill_at_any_moment_leaves_all_old_or_all_new(what: str, names: set[tuple[str, ...]], tmp_path: Path) -> None:
    """Killed before any one of its file operations, `--force` leaves what was there or what is new, and no rest."""
    (tmp_path / "old.json").write_text(json.dumps({"request": CHAT, "response": COMPLETION}))
    (tmp_path / "new.json").write_text(json.dumps({"request": {**CHAT, "model": "new"}, "response": COMPLETION}))
    write(tmp_path / "old.yaml", *recorded("plain_text", "chat.json"), *recorded("rate_limited", "chat.json"))
    write(tmp_path / "new.yaml", *recorded("unicode_text", "chat.json"), *recorded("plain_text", "chat.json"))

    program = Path(__file__).with_name("killed_at_every_step.py")
    run = subprocess.run([sys.executable, program, what, tmp_path], capture_output=True, text=True, check=True)
    steps = [line.split() for line in run.stdout.splitlines()]

    assert len(steps) > 10
    assert {"old", "new"} == {state for _, state, *_ in steps}
    assert names == {tuple(found) for _, _, *found in steps}
