"""`--since REPORT` judges what was not passed in that report, or is not in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from crosswire.requirements import SET
from tests.plugin.running import Argument, Judge, Runner

SUITE = '''
from crosswire.requirements import all_of, kept, must, of_answer, should

seed = all_of(of_answer(lambda answer: answer.text == "OK"), lambda case: case.serves == "chat" and case.mode == "json")

@must("KEPT-1", given=seed)
def test_kept(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)

@must("LOST-1", given=seed)
def test_lost():
    """Another text is due."""
    kept("text", "a", "")

@should("WARNED-1", given=seed)
def test_warned():
    """Another text would be better."""
    kept("text", "a", "")
'''
NEW = '''

@must("NEW-1", given=seed)
def test_new(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)
'''


@pytest.fixture
def judged(runner: Runner) -> Judge:
    """Run the small suite above."""
    suite = runner.write("test_promise.py", SUITE)

    def judged(*arguments: Argument) -> pytest.RunResult:
        return runner.run("--adapter", "reference", "-p", "no:randomly", *arguments, suites=[suite])

    return judged


@pytest.fixture
def before(runner: Runner, judged: Judge) -> Path:
    """Return the folder of the report of a whole run."""
    judged("--report", "before")
    return runner.folder / "before"


def changed(report: Path, **fields: Any) -> Path:
    """Change fields of a report."""
    file = report / "report.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | fields))
    return report


@pytest.mark.parametrize("name", ["", "report.json"])
def test_what_passed_is_not_judged_again(name: str, runner: Runner, judged: Judge, before: Path) -> None:
    """All that did not pass is judged: what failed, and a SHOULD that was not kept. The summary says so."""
    result = judged("--since", before / name)

    assert {"LOST-1": "failed", "WARNED-1": "warned"} == runner.verdicts
    result.stdout.fnmatch_lines(["not collected: 1 of 3 verdicts (--since)", f"Not chosen: * (--since {before.name}*"])


def test_what_is_new_is_judged(runner: Runner, judged: Judge, before: Path) -> None:
    """A requirement that the report lacks is judged."""
    runner.write("test_promise.py", SUITE + NEW)
    judged("--since", before)

    assert {"LOST-1", "WARNED-1", "NEW-1"} == runner.verdicts.keys()


def test_the_report_may_be_a_part(runner: Runner, judged: Judge) -> None:
    """What a partial report does not have is judged."""
    judged("--report", "before", "-k", "kept")
    judged("--since", "before")

    assert {"LOST-1", "WARNED-1"} == runner.verdicts.keys()


def test_another_version_of_the_adapter_is_allowed(runner: Runner, judged: Judge, before: Path) -> None:
    """An adapter that was mended may have another version."""
    judged("--since", changed(before, adapter={"name": "reference", "version": "0.0.1"}))

    assert {"LOST-1", "WARNED-1"} == runner.verdicts.keys()


def test_nothing_is_left_to_judge(judged: Judge, before: Path) -> None:
    """A run of which all had passed gives no verdict, says why, and is not green."""
    result = judged("--since", before, "-k", "kept")

    assert pytest.ExitCode.OK != result.ret
    result.stdout.fnmatch_lines(["nothing that was chosen is new, or was not passed, in *before: *"])


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        (
            {"adapter": {"name": "other", "version": "1.0"}},
            "it is of the adapter other; a report of reference is allowed",
        ),
        (
            {"adapter": {"name": "reference", "version": None, "judged": "bytes"}},
            "reference was judged by its bytes there, and is by its objects here; judge all of it once",
        ),
        (
            {"requirements": "2026.11"},
            f"it was judged by the requirement set 2026.11, and this run is by {SET}; a report of the same set is "
            "allowed: judge all of it once",
        ),
        ({"format": 0}, "*has the report format 0*"),
    ],
)
def test_a_report_of_something_else_is_refused(fields: dict[str, Any], why: str, judged: Judge, before: Path) -> None:
    """A report of another adapter, set or format, and one judged otherwise, is one error."""
    result = judged("--since", changed(before, **fields))

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"ERROR: --since*{why}"])
    assert "Traceback" not in result.stderr.str()


def test_a_report_that_is_not_there_is_refused(judged: Judge) -> None:
    """A file that does not exist is one error."""
    result = judged("--since", "nowhere.json")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["ERROR: --since: nowhere.json: No such file or directory;*"])


def test_a_report_is_not_written_over(judged: Judge, before: Path) -> None:
    """The folder of the given report is no folder for that of the run, which is a part of it."""
    result = judged("--since", before, "--report", "before")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(
        ["ERROR: --report before: the report of this run, which is a part, would take the place of --since *"]
    )
