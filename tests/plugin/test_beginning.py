"""Whatever ends a run before its first verdict: it is red, and an earlier report is not taken for its own."""

import json
from pathlib import Path

import pytest

from tests.plugin.running import SUITES, Runner

IN_C = "import ctypes; ctypes.CDLL(None)._exit(0)"
KILLED = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
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


@pytest.mark.parametrize(("end", "status"), [(IN_C, pytest.ExitCode.USAGE_ERROR), (KILLED, -9)])
def test_an_import_that_ends_the_process_is_an_error_of_the_configuration(
    end: str, status: int, runner: Runner, earlier: Path
) -> None:
    """The error names the adapter; each file of the report says that nothing was judged, of how many verdicts."""
    runner.write("ends.py", end)
    ran = runner.run_to_the_end("--adapter", "ends.py", *CHOSEN, suites=[SUITES / "test_answer.py"])

    (run,) = runner.report["runs"]
    left = texts(earlier)
    assert status == ran.returncode
    pytest.LineMatcher(ran.stderr.splitlines()).fnmatch_lines(
        [
            "crosswire: the run was cut short while --adapter ends.py was loaded: it, or what it imports, ended *",
            "its report, as far as it came: out/report.html",
        ]
    )
    assert ([], 1) == (runner.report["verdicts"], run["chosen"])
    assert "Cut short after 0 of 1 verdicts: nothing was judged" in left["summary.md"]
    assert "cut short after 0 of 1" in json.loads(left["badge.json"])["message"].lower()
    assert {*EARLIER, "journal.jsonl"} == {*left}
    assert 'message="the run has not ended"' in (runner.folder / "junit.xml").read_text()


ERRORS = ("import os; os._exit(0)", "import sys; sys.exit()", "import os; os.abort()", "1 / 0")


@pytest.mark.parametrize(
    ("end", "workers"), [*((end, ()) for end in ERRORS), (ERRORS[0], ("-n", "1")), (IN_C, ("-n", "2"))]
)
def test_an_adapter_that_cannot_be_loaded_leaves_no_report(
    end: str, workers: tuple[str, ...], runner: Runner, earlier: Path
) -> None:
    """It is one error, exit status 4, without a report: neither of this run nor of an earlier one."""
    runner.write("ends.py", end)
    ran = runner.run_apart("--adapter", "ends.py", *CHOSEN, *workers, suites=[SUITES / "test_answer.py"])

    assert pytest.ExitCode.USAGE_ERROR == ran.ret
    assert 1 == ran.stderr.str().count("ERROR: --adapter ends.py")
    assert {} == texts(earlier)
    assert 'message="the run was refused"' in (runner.folder / "junit.xml").read_text()


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
    options = ("--adapter", "reference", "-k", chosen, "--junitxml", "junit.xml")
    ran = runner.run_apart(*options, suites=[suite])

    assert status == ran.ret
    assert {} == texts(earlier)
    assert f'message="{words}"' in (runner.folder / "junit.xml").read_text()


def test_an_option_that_is_none_leaves_an_earlier_report(runner: Runner, earlier: Path) -> None:
    """A run that does not start changes nothing."""
    ran = runner.run_apart("--adapter", "reference", "--limit", "frame=1")

    assert pytest.ExitCode.USAGE_ERROR == ran.ret
    assert dict.fromkeys(EARLIER, "of an earlier run") == texts(earlier)
