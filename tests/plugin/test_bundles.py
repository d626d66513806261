"""A worker of xdist sends one report of an exchange that is kept; the controller's hooks are told of each test."""

import json
from types import SimpleNamespace
from typing import Any

from crosswire.plugin.bundles import CARRIED, without_idle_words
from tests.plugin.running import Runner

CHOSEN = ["--adapter", "losing.py", "-k", "chat-json and reasoning_then_text"]
LOSING = """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    answer["usage"]["total_tokens"] += 1
    return answer
"""
NOTING = """
import json
import pytest

class Noting:
    # What the hooks of a run are told, in the order in which they are; a worker has none of it.
    def note(self, *words):
        with open("noted", "a") as file:
            file.write(json.dumps(words) + "\\n")

    def pytest_runtest_logstart(self, nodeid, location):
        self.note("begins", nodeid, location)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report):
        if report.when == "call":
            said = report.crosswire
            self.note("reported", report.nodeid, report.outcome, report.verdict, said is None, hasattr(report, "node"))

    def pytest_runtest_logfinish(self, nodeid, location):
        self.note("ends", nodeid, location)

def pytest_configure(config):
    if {where}:
        config.pluginmanager.register(Noting())
"""
SENT = """
import json
from collections import Counter

counts = Counter()

def pytest_sessionstart(session):
    for plugin in session.config.pluginmanager.get_plugins():
        if type(plugin).__name__ == "WorkerInteractor":
            send = plugin.sendevent
            plugin.sendevent = lambda name, **words: (counts.update([name]), send(name, **words))

def pytest_unconfigure(config):
    if hasattr(config, "workerinput"):
        with open("sent", "w") as file:
            json.dump(counts, file)
"""
IN_THE_RUN = "not hasattr(config, 'workerinput')"


def noted(runner: Runner) -> list[list[Any]]:
    """Return what the hooks were told, and begin anew."""
    file = runner.folder / "noted"
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    file.unlink()
    return lines


def test_the_hooks_of_the_run_are_told_of_each_test(runner: Runner) -> None:
    """With a worker they are told what they are told without, each test in its order; verdicts stay the same."""
    runner.write("losing.py", LOSING)
    runner.write("telling.py", NOTING.format(where=IN_THE_RUN))
    runner.run_apart(*CHOSEN, "-p", "telling")
    plain, verdicts = noted(runner), runner.report["verdicts"]
    runner.run_apart(*CHOSEN, "-p", "telling", "-n", "1")
    by_worker = noted(runner)

    assert verdicts == runner.report["verdicts"]
    assert {"passed", "failed"} <= {verdict["verdict"] for verdict in verdicts}
    assert sorted(line[:4] for line in plain) == sorted(line[:4] for line in by_worker)
    for test in {line[1] for line in plain}:
        assert ["begins", "reported", "ends"] == [line[0] for line in by_worker if line[1] == test]
    reported = [line[4:] for line in by_worker if line[0] == "reported"]
    assert reported
    assert all(line == [False, True] for line in reported)


def test_a_plugin_in_the_worker_is_told_of_each_test(runner: Runner) -> None:
    """Where somebody looks at tests that pass, each is sent."""
    runner.write("losing.py", LOSING)
    runner.write("telling.py", NOTING.format(where="not " + IN_THE_RUN))
    runner.run_apart(*CHOSEN, "-p", "telling", "-n", "1")

    assert len(runner.report["verdicts"]) == sum(line[0] == "begins" for line in noted(runner))


def messages(runner: Runner, *options: str) -> tuple[int, int]:
    """Return how many tests a worker runs, of one exchange, and how many messages it sends of them."""
    runner.write("kept.py", "from crosswire.reference import chat, responses\n")
    runner.write("counting.py", SENT)
    chosen = ["--adapter", "kept.py", "-k", "chat-json and reasoning_then_text and not exactly"]
    runner.run_apart(*chosen, "-p", "counting", "-n", "1", *options)
    sent = json.loads((runner.folder / "sent").read_text())
    names = ("logstart", "testreport", "logfinish", "runtest_protocol_complete")
    return len(runner.report["verdicts"]), sum(sent.get(name, 0) for name in names)


def test_a_worker_sends_few_messages(runner: Runner) -> None:
    """An exchange is a few messages, whatever its number of tests."""
    tests, sent = messages(runner)

    assert tests > sent
    assert 7 == sent  # a beginning, a report and an end of the first and of the last test; and that all are over


def test_each_step_is_sent_where_steps_are_asked_for(runner: Runner) -> None:
    """The longest steps can be told of the first test of an exchange, which performs it."""
    tests, sent = messages(runner, "--durations", "3")

    assert sent > 4 * tests


def test_only_what_says_nothing_is_left_out() -> None:
    """A step that failed, one that has a verdict, and one that carries others are sent."""
    sent: list[str] = []
    send = without_idle_words(SimpleNamespace(), lambda _, data: sent.append(data["id"]), [])
    step = {"when": "setup", "outcome": "passed"}
    for report in (
        {"id": "empty", **step},
        {"id": "failed", **step, "outcome": "failed"},
        {"id": "judged", **step, "crosswire": "{}"},
        {"id": "carries", **step, CARRIED: "{}"},
        {"id": "call", **step, "when": "call"},
    ):
        send("testreport", data=report)

    assert ["failed", "judged", "carries", "call"] == sent
