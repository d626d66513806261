"""A report says how many of all verdicts its run has."""

import json
import platform
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from crosswire import __version__
from crosswire.plugin.invocation import without_folders
from crosswire.reporting.badge import GREY
from tests.plugin.running import Argument, Judge, Runner

SUITE = '''
import pytest
from crosswire.requirements import all_of, kept, must, of_answer

seed = all_of(of_answer(lambda answer: answer.text == "OK"), lambda case: case.serves == "chat" and case.mode == "json")

@must("KEPT-1", given=seed)
def test_kept(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)

@must("LOST-1", given=seed)
def test_lost():
    """Another text is due."""
    kept("text", "a", "")

@pytest.mark.skip(reason="the extra is not installed")
@must("SKIPPED-1", given=seed)
def test_skipped():
    """What is skipped has no verdict."""
'''
ALL = 3


@pytest.fixture
def judged(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> Judge:
    """Run the small suite above as if there were no other."""
    monkeypatch.setattr("crosswire.plugin.covered.load_requirements", lambda: ())
    suite = runner.write("test_promise.py", SUITE)

    def judged(*arguments: Argument) -> pytest.RunResult:
        return runner.run("--adapter", "reference", "-p", "no:randomly", *arguments, suites=[suite])

    return judged


def test_a_verdict_that_is_judged_twice_is_chosen_once(judged: Judge, runner: Runner) -> None:
    """Another plugin may run a test again."""
    runner.write("conftest.py", "def pytest_collection_modifyitems(items):\n    items += items[:2]\n")
    judged()

    assert (ALL, 2) == (run_of(runner)["chosen"], len(runner.report["verdicts"]))
    assert [ALL - 2] == [*run_of(runner)["skipped"].values()]


def run_of(runner: Runner) -> dict[str, Any]:
    run: dict[str, Any]
    (run,) = runner.report["runs"]
    return run


def text(runner: Runner, name: str) -> str:
    return (runner.folder / "out" / name).read_text()


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("/home/me/work/suites/test_a.py::test_b[a/b]", "…/test_a.py::test_b[a/b]"),
        ("--report=/tmp/out", "--report=…/out"),
        ("suites/test_a.py", "suites/test_a.py"),
        ("http://127.0.0.1:4000/v1", "http://127.0.0.1:4000/v1"),
    ],
)
def test_no_folder_of_the_machine_is_told(given: str, shown: str, pytestconfig: pytest.Config) -> None:
    """Folders are shortened, as a report may be published; a URL stays whole."""
    assert shown == without_folders(given, pytestconfig)


def test_a_report_says_how_it_came_about(runner: Runner, judged: Judge) -> None:
    """The report has the command, versions, platform and date, and why tests were skipped."""
    before = datetime.now(UTC) - timedelta(seconds=1)
    judged()
    run = run_of(runner)

    assert "pytest test_promise.py -pno:cacheprovider" == run["command"][:41]
    assert "--report out --adapter reference" in run["command"]
    assert (platform.python_version(), platform.platform()) == (run["python"], run["platform"])
    assert before <= datetime.fromisoformat(run["date"]) <= datetime.now(UTC)
    assert __version__ == runner.report["crosswire"]
    assert (ALL, ALL, None) == (run["of"], run["chosen"], run["ended"])
    assert {"Skipped: the extra is not installed": 1} == run["skipped"] or {"the extra is not installed": 1} == run[
        "skipped"
    ]


@pytest.mark.parametrize(
    ("arguments", "chosen", "by"),
    [
        (["-k", "kept"], 1, ["-k kept"]),
        (["--deselect", "test_promise.py::test_lost"], 2, ["--deselect test_promise.py::test_lost"]),
    ],
)
def test_a_selection_is_told_everywhere(
    arguments: list[str], chosen: int, by: list[str], runner: Runner, judged: Judge
) -> None:
    """Headline, badge, summary, page and report say that the run is partial, and none of them is green."""
    result = judged(*arguments)
    run = run_of(runner)
    shown = f"Judged in part (1 of {ALL} verdicts)"

    assert (chosen, by) == (run["chosen"], run["selection"][:1])
    assert 0 == result.ret
    result.stdout.fnmatch_lines(
        [f"{shown}.", f"Not chosen: {ALL - chosen} (*", f"crosswire: {shown}: kept what was judged"]
    )
    assert text(runner, "summary.md").startswith(f"### ⚪ `reference {__version__}`: {shown}: kept what was judged")
    assert f"{shown}: kept what was judged" in text(runner, "report.html")
    badge = json.loads(text(runner, "badge.json"))
    assert (f"1 of 1 MUST kept, in part: 1 of {ALL} verdicts", GREY) == (badge["message"], badge["color"])


def test_a_run_that_stops_early_is_cut_short(runner: Runner, judged: Judge) -> None:
    """With -x, verdicts behind the first failure are missing, and the report is red."""
    judged("-x", "--deselect", "test_promise.py::test_kept", "-k", "lost or skipped")

    assert "stopping after 1 failures" == run_of(runner)["ended"]
    assert "Cut short after 1 of 3 verdicts: loses data" in text(runner, "report.html")


def test_a_test_file_is_a_part_of_the_set(runner: Runner) -> None:
    """A run of one test file is partial: the requirement set has more."""
    suite = runner.write("test_promise.py", SUITE)
    runner.run("--adapter", "reference", "-k", "kept", suites=[suite])
    run = run_of(runner)

    assert (1, ["-k kept", "test_promise.py"]) == (run["chosen"], run["selection"])
    assert 1000 < run["of"]
