"""Whatever ends a run before its first verdict: it is red, and an earlier report is not taken for its own."""

import json
from pathlib import Path

import pytest

from tests.faults.imports import DESCRIPTIONS, FAULTS, IMPORTS, Import
from tests.faults.table import CUT_SHORT
from tests.plugin.running import SUITES, Runner

CHOSEN = ("-k", "chat-json-plain_text", "--junitxml", "junit.xml")
EARLIER = ("report.json", "report.html", "summary.md", "badge.svg", "badge.json")


@pytest.fixture
def earlier(runner: Runner) -> Path:
    """The folder of an earlier run's report."""
    folder = runner.folder / "out"
    folder.mkdir()
    for name in EARLIER:
        (folder / name).write_text("of an earlier run")
    (runner.folder / "junit.xml").write_text("of an earlier run")
    return folder


def texts(folder: Path) -> dict[str, str]:
    return {path.name: path.read_text() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("row", IMPORTS, ids=lambda row: f"{row.attachment}-{row.fault}-{row.workers}")
def test_an_import_that_ends_the_process_is_an_error_of_the_configuration(
    row: Import, runner: Runner, earlier: Path
) -> None:
    """There is one error that names the adapter, and no report, or one that says that nothing was judged."""
    runner.write("ends.py", FAULTS[row.fault])
    target = "ends.py" if row.attachment == "function" else "ends.toml"
    runner.write("ends.toml", DESCRIPTIONS.get(row.attachment, ""))
    options = ("--adapter", target, *CHOSEN, *(("-n", str(row.workers)) if row.workers else ()))
    ran = runner.run_to_the_end(*options, suites=[SUITES / "test_answer.py"])

    junit = (runner.folder / "junit.xml").read_text()
    assert row.status == ran.returncode
    assert "Traceback" not in ran.stderr
    if row.report == CUT_SHORT:
        says_that_it_was_cut_short(ran.stderr, runner, texts(earlier))
        assert 'message="the run has not ended"' in junit
    else:
        (error,) = [line for line in ran.stderr.splitlines() if line.startswith("ERROR: ")]
        assert error.startswith((f"ERROR: --adapter {target}", "ERROR: ends: "))
        assert {} == texts(earlier)
        assert 'message="the run was refused"' in junit


def says_that_it_was_cut_short(errors: str, runner: Runner, left: dict[str, str]) -> None:
    """Assert that the terminal and each file of the report say so, and of how many verdicts."""
    pytest.LineMatcher(errors.splitlines()).fnmatch_lines(
        [
            "crosswire: the run was cut short while --adapter ends.py was loaded: it, or what it imports, ended *",
            "its report, as far as it came: out/report.html",
        ]
    )
    (run,) = runner.report["runs"]
    assert ([], 1) == (runner.report["verdicts"], run["chosen"])
    assert "Cut short after 0 of 1 verdicts: nothing was judged" in left["summary.md"]
    assert "cut short after 0 of 1" in json.loads(left["badge.json"])["message"].lower()
    assert {*EARLIER, "journal.jsonl"} == {*left}


INTERRUPTED = """
def pytest_collection_modifyitems(items):
    raise KeyboardInterrupt
"""


@pytest.mark.parametrize(
    ("conftest", "chosen", "status", "words"),
    [
        ("", "no_such_thing", pytest.ExitCode.NO_TESTS_COLLECTED, "no test was chosen"),
        (INTERRUPTED, "plain_text", pytest.ExitCode.INTERRUPTED, "the run was cut short"),
    ],
)
def test_a_run_without_a_test_leaves_no_report(
    conftest: str, chosen: str, status: int, words: str, runner: Runner, earlier: Path
) -> None:
    """Where nothing is judged, an earlier report is not this run's, and JUnit XML has an error."""
    suite = runner.write("test_mine.py", (SUITES / "test_answer.py").read_text())
    runner.write("conftest.py", conftest)
    options = ("--adapter", "reference", "-k", chosen, "--junitxml", "junit.xml", *runner.alone("plain_text"))
    ran = runner.run_apart(*options, suites=[suite])

    assert status == ran.ret
    assert {} == texts(earlier)
    assert f'message="{words}"' in (runner.folder / "junit.xml").read_text()


def test_an_option_that_is_none_leaves_an_earlier_report(runner: Runner, earlier: Path) -> None:
    """A run that does not start changes nothing."""
    ran = runner.run_apart("--adapter", "reference", "--limit", "frame=1")

    assert pytest.ExitCode.USAGE_ERROR == ran.ret
    assert dict.fromkeys(EARLIER, "of an earlier run") == texts(earlier)
