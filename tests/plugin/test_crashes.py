"""An adapter that kills its process fails: there is a verdict against it, and the run is red and cut short."""

import json
import subprocess
import sys
from typing import Any, cast

import pytest

from crosswire.plugin.crashes import ENDED, Crashes
from crosswire.reporting.model import ANSWERS
from tests.plugin.running import SUITES, Runner

DYING = """
import os
import signal

def chat(request, upstream):
    os.kill(os.getpid(), signal.SIGKILL)
"""
ANSWERED = "suites/test_answer.py::test_the_adapter_answers[chat-json-plain_text]"


class Report:
    """A test report as xdist makes one of a crash."""

    def __init__(self, nodeid: str = "", crosswire: str | None = None) -> None:
        self.nodeid = nodeid
        if crosswire:
            self.crosswire = crosswire


def verdict_on(nodeid: str, *judged: str) -> dict[str, Any] | None:
    """Return the verdict on a crash in a test, after the tests `judged` had their verdicts."""
    crashes, report = Crashes("--adapter mine.py"), Report()
    for entry in judged:
        crashes.pytest_runtest_logreport(cast("pytest.TestReport", Report(entry, "{}")))
    crashes.pytest_handlecrashitem(nodeid, report)
    assert [nodeid] == crashes.died
    return json.loads(report.crosswire)["verdict"] if hasattr(report, "crosswire") else None


@pytest.mark.parametrize(
    ("nodeid", "judged", "requirement", "variation"),
    [
        (ANSWERED, [], ANSWERS, None),
        ("suites/test_content.py::test_text_arrives[chat-json-plain_text]", [], ANSWERS, None),
        ("suites/test_content.py::test_text_arrives[chat-json-plain_text]", [ANSWERED], "CONTENT-1", None),
        ("x/suites/test_robust.py::test_size_loses_nothing[chat-json-plain_text-cut]", [], None, None),
        (
            "suites/test_robust.py::test_everyone_gets_his_own_answer[chat-json-plain_text-together]",
            [],
            "ROBUST-5",
            "together",
        ),
        ("tests/test_other.py::test_other[a]", [], None, None),
        ("tests/test_other.py::test_other", [], None, None),
    ],
)
def test_a_crash_is_a_verdict(nodeid: str, judged: list[str], requirement: str | None, variation: str | None) -> None:
    """The crash fails ANSWER-1, or the test's own requirement where ANSWER-1 was judged or a variation is tried."""
    verdict = verdict_on(nodeid, *judged)

    if requirement is None:
        assert verdict is None
    else:
        assert verdict is not None
        assert (requirement, variation, "failed", "lost", "adapter") == (
            verdict["requirement"],
            verdict["variation"],
            verdict["verdict"],
            verdict["loss"],
            verdict["fault"],
        )
        assert f'pytest "{nodeid}" --adapter mine.py' == verdict["rerun"]


def test_a_run_of_crashes_is_cut_short(runner: Runner) -> None:
    """The run is red and cut short, also where no process gave a verdict."""
    runner.write("dying.py", DYING)
    result = runner.run_apart("--adapter", "dying.py", "-k", "json-plain_text", "-n", "1")

    assert pytest.ExitCode.OK != result.ret
    assert {"ANSWER-1": "failed"} == runner.verdicts
    (run,) = runner.report["runs"]
    assert run["chosen"] > 1
    assert "a process died with the adapter while " in run["ended"]
    result.stdout.fnmatch_lines([f"crosswire: Cut short after 1 of {run['chosen']} verdicts: does not always answer"])


DEAFENING = """
from crosswire import reference
from execnet import gateway_base

def chat(request, upstream):
    gateway_base.Message.from_io = None
    gateway_base.BaseGateway._geterrortext = property(lambda _: None)  # what the thread tells of its error with
    return reference.chat(request, upstream)
"""
SEVERAL = "chat-json-setting_s and test_the_adapter_answers"


def test_a_worker_that_hears_of_no_further_test_ends(runner: Runner) -> None:
    """An adapter takes what the thread uses that hears of tests: the run ends, red, with a verdict on each test."""
    runner.write("deafening.py", DEAFENING)
    result = runner.run_apart("--adapter", "deafening.py", "-k", SEVERAL, "-n", "1", suites=[SUITES / "test_answer.py"])

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert {"failed"} == {one["verdict"] for one in runner.report["verdicts"] if ENDED in str(one["received"])}
    assert [None] == [run["ended"] for run in runner.report["runs"]]


@pytest.mark.parametrize(("over", "status"), [(True, 0), (False, 1)])
def test_a_worker_ends_with_the_thread_that_receives(over: bool, status: int) -> None:
    """It goes on to its own end where its session is over."""
    program = HEARING.format(over=over)

    assert status == subprocess.run([sys.executable, "-c", program], check=False).returncode


HEARING = """
import threading
from types import SimpleNamespace
from crosswire.plugin.hearing import Hearing

ends = threading.Event()
gateway = SimpleNamespace(_receivepool=SimpleNamespace(_running=[SimpleNamespace(waitfinish=ends.wait)]))
worker = SimpleNamespace(channel=SimpleNamespace(gateway=gateway), sendevent=None)
hearing = Hearing(SimpleNamespace(pluginmanager=SimpleNamespace(get_plugins=lambda: [worker])))
hearing.pytest_sessionstart()
if {over}:
    hearing.pytest_sessionfinish()
ends.set()
for thread in threading.enumerate():
    if thread.daemon:
        thread.join()
"""
