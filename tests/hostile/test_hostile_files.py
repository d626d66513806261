"""Each command that reads a file says in one line what is wrong with a hostile one: no traceback, and no silence."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner

from crosswire import __version__
from crosswire.adapters import load_adapter
from crosswire.cli import main
from crosswire.errors import ConfigurationError, CrosswireError, ScenarioInvalid
from crosswire.known_failures import load_known_failures
from crosswire.plugin.journal import FORMAT
from crosswire.proving.proof import Plan, read_journal
from crosswire.reporting.files import to_text
from crosswire.requirements import SET
from crosswire.scenarios import load_scenario
from tests.hostile.files import ANY, JSON, LONG, TOML, YAML, jsonl
from tests.plugin.running import Runner
from tests.reporting.report_examples import report, verdict

GOOD = to_text(report(verdict()).to_json())
HEAD = {
    "journal": FORMAT,
    "adapter": {"name": "mine", "version": None},
    "crosswire": __version__,
    "requirements": SET,
    "invocation": {},
}
RECORD = ("record", "new", "--base-url", "http://127.0.0.1:1/v1", "--into", "made", "--request")

COMMANDS: Mapping[str, tuple[Sequence[str], str, Mapping[str, bytes]]] = {
    "import a cassette": (("import", "--into", "made", "FILE"), "theirs.yaml", YAML),
    "import a cassette in JSON": (("import", "--into", "made", "FILE"), "theirs.json", JSON),
    "scenario new --chat": (("scenario", "new", "new", "--into", "made", "--chat", "FILE"), "one.json", JSON),
    "scenario new --responses": (("scenario", "new", "new", "--into", "made", "--responses", "FILE"), "one.yaml", YAML),
    "record": ((*RECORD, "FILE"), "request.json", JSON),
    "merge": (("merge", "FILE", "--into", "made"), "report.json", JSON),
    "merge packed": (("merge", "FILE", "--into", "made"), "report.json.gz", JSON),
    "diff, the old one": (("diff", "FILE", "good.json"), "report.json", JSON),
    "diff, the new one": (("diff", "good.json", "FILE"), "report.json", JSON),
    "accept": (("accept", "FILE", "--into", "made.toml"), "report.json", JSON),
    "accept into": (("accept", "good.json", "--partial", "--into", "FILE"), "known_failures.toml", TOML),
    "publish": (("publish", "made", "FILE"), "report.json", JSON),
    "publish into": (("publish", "FOLDER", "good.json", "--partial"), "site.json", JSON),
    "badge": (("badge", "FILE", "--into", "made"), "report.json", JSON),
    "report": (("report", "FILE"), "journal.jsonl", jsonl(HEAD)),
    "adapters": (("adapters", "--for", "codex", "--site", "FOLDER"), "site.json", JSON),
}
"""The words of each command, the file that it reads, and the kinds of hostile ones. `FOLDER` is the file's own."""

ROWS = [(name, kind) for name, (_, _, kinds) in COMMANDS.items() for kind in kinds]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "none")
    (tmp_path / "good.json").write_text(GOOD)
    return tmp_path


@pytest.mark.parametrize(("command", "kind"), ROWS)
def test_a_command_says_in_one_line_what_is_wrong(here: Path, command: str, kind: str) -> None:
    """Each command ends with one error about each kind of hostile file, and writes nothing."""
    words, name, kinds = COMMANDS[command]
    file = here / "given" / name
    file.parent.mkdir()
    file.write_bytes(kinds[kind])
    before = contents(here)
    given = {"FILE": str(file.relative_to(here)), "FOLDER": "given"}
    result = CliRunner().invoke(main, [given.get(word, word) for word in words])

    assert_one_error(result.exit_code, result.exception, result.stderr)
    assert "given" in result.stderr
    assert before == contents(here)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_too_long_is_told(here: Path, command: str) -> None:
    """A file that is longer than what is read of one is one error."""
    words, name, _ = COMMANDS[command]
    file = here / "given" / name
    file.parent.mkdir()
    with file.open("wb") as content:
        content.truncate(LONG["toml" if name.endswith(".toml") else "json"] * (5 if command == "report" else 1))
    given = {"FILE": str(file.relative_to(here)), "FOLDER": "given"}
    result = CliRunner().invoke(main, [given.get(word, word) for word in words])

    assert_one_error(result.exit_code, result.exception, result.stderr)


def assert_one_error(status: int, raised: BaseException | None, errors: str) -> None:
    assert 2 == status, raised
    assert isinstance(raised, SystemExit)
    assert errors.startswith("error: ")
    assert "Traceback" not in errors
    assert "set_int_max_str_digits" not in errors
    assert 1 == errors.rstrip("\n").count("\n") + 1 or "there is nothing to import" in errors
    assert len(errors) < 2_000


def contents(folder: Path) -> Mapping[Path, int]:
    return {path: path.stat().st_size for path in folder.rglob("*")}


@pytest.mark.parametrize("kind", sorted({*JSON, *YAML, *TOML}))
def test_scan_looks_into_each_or_says_that_it_could_not(here: Path, kind: str) -> None:
    """A hostile file is scanned as a text, or is named with why it was not; its neighbour is scanned all the same."""
    for form, kinds in (("json", JSON), ("yaml", YAML), ("toml", TOML)):
        if kind in kinds:
            (here / f"hostile.{form}").write_bytes(kinds[kind])
    (here / "z.txt").write_text("sk-proj-a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0")
    result = CliRunner().invoke(main, ["scan", "."])

    assert isinstance(result.exception, SystemExit)
    assert "z.txt" in result.stdout
    is_unread = kind in ("gzip bomb", "half of a gzip")  # what gzip in gzip holds is no text
    assert (2 if is_unread else 1) == result.exit_code
    assert all(line.startswith("error: hostile.") for line in result.stderr.splitlines())
    assert is_unread == bool(result.stderr)


@pytest.mark.parametrize("kind", TOML)
def test_a_description_says_what_is_wrong(here: Path, kind: str) -> None:
    """`--adapter x.toml` is one error, which names the file."""
    (here / "x.toml").write_bytes(TOML[kind])

    assert_one_sentence(ConfigurationError, lambda: load_adapter("x.toml"), "x.toml")


@pytest.mark.parametrize("kind", TOML)
def test_known_failures_say_what_is_wrong(here: Path, kind: str) -> None:
    """`--known-failures x.toml` is one error, which names the file."""
    allowed: Mapping[str, Sequence[str]] = {"requirement": [], "scenario": [], "variation": []}
    (here / "x.toml").write_bytes(TOML[kind])

    assert_one_sentence(ConfigurationError, lambda: load_known_failures(Path("x.toml"), allowed), "x.toml")


@pytest.mark.parametrize("kind", TOML)
def test_a_scenario_says_what_is_wrong(here: Path, kind: str) -> None:
    """A scenario.toml is one error, which names the file."""
    (here / "scenario.toml").write_bytes(TOML[kind])

    assert_one_sentence(ScenarioInvalid, lambda: load_scenario(here), "scenario.toml")


SCENARIO = """\
title = "x"
proves = "x"
tags = ["x"]
[recordings."chat.json"]
provenance = "authored"
from = "x"
[recordings."chat.stream"]
provenance = "authored"
from = "x"
[recordings."responses.request"]
provenance = "authored"
from = "x"
"""


NOT_READ_YET = (
    "a body packed twice",
    "a coding that there is not",
    "a packed body",
    "a status of digits",
    "a status that is none",
    "levels in a body",
)
"""Kinds of cassettes whose fault is in a body or a status: a scenario reads those when they are met."""


@pytest.mark.parametrize("kind", [kind for kind in YAML if kind not in NOT_READ_YET])
def test_a_recording_says_what_is_wrong(here: Path, kind: str) -> None:
    """A cassette of a scenario is one error, which names the file; bodies and statuses are read when they are met."""
    (here / "scenario.toml").write_text(SCENARIO)
    (here / "chat.json.yaml").write_bytes(YAML[kind])
    recording = load_scenario(here).recordings["chat", "json"]

    assert_one_sentence(ScenarioInvalid, lambda: recording.turns, "chat.json.yaml")


@pytest.mark.parametrize("kind", ANY)
def test_what_is_left_of_a_proof_says_what_is_wrong(here: Path, kind: str) -> None:
    """`crosswire prove` leaves out lines of an earlier run that it cannot read, and tells of a file that it cannot."""
    file = here / "mutants.jsonl"
    file.write_bytes(ANY[kind])
    plan = Plan(1, 8, None, ("Python",))
    if kind in ("empty", "zeros"):
        assert ({}, 0.0) == read_journal(file, plan)
    else:
        assert_one_sentence(ConfigurationError, lambda: read_journal(file, plan), "mutants.jsonl")


@pytest.mark.parametrize("kind", [kind for kind in JSON if kind not in ANY])
def test_a_line_of_a_proof_is_left_out(here: Path, kind: str) -> None:
    """A line of an earlier proof that holds something else is left out."""
    file = here / "mutants.jsonl"
    file.write_bytes(JSON[kind] + b"\n")

    assert ({}, 0.0) == read_journal(file, Plan(1, 8, None, ("Python",)))


def assert_one_sentence(kind: type[CrosswireError], read: Callable[[], object], name: str) -> None:
    with pytest.raises(kind) as raised:
        read()
    text = str(raised.value)
    assert name in text
    assert "\n" not in text
    assert "set_int_max_str_digits" not in text
    assert len(text) < 2_000


OPTIONS = {
    "--adapter": ("x.toml", TOML["levels"]),
    "--known-failures": ("x.toml", TOML["digits"]),
    "--since": ("report.json", ANY["gzip bomb"]),
}


@pytest.mark.parametrize("option", OPTIONS)
def test_pytest_says_in_one_line_what_is_wrong(runner: Runner, option: str) -> None:
    """A hostile file is a usage error of the run, before anything is judged."""
    name, content = OPTIONS[option]
    (runner.folder / name).write_bytes(content)
    adapter = () if option == "--adapter" else ("--adapter", "reference")
    result = runner.run(*adapter, option, name)
    errors = [line for line in [*result.errlines, *result.outlines] if "ERROR" in line or "Traceback" in line]

    assert 4 == result.ret
    assert 1 == len(errors), errors
    assert name in errors[0]


@pytest.fixture
def runner(pytester: pytest.Pytester) -> Runner:
    return Runner(pytester)


@pytest.mark.usefixtures("here")
def test_good_files_are_read() -> None:
    """The commands of the table succeed where their file is right, so that it is the file that they refuse."""
    result = CliRunner().invoke(main, ["diff", "good.json", "good.json"])

    assert 0 == result.exit_code, result.output
    assert json.loads(GOOD)["verdicts"]
