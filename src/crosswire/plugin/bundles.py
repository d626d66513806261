"""What a worker of xdist sends of tests that pass: of each exchange one report, which carries the others.

xdist sends six messages for each test, which take as long as its verdict. Here a worker holds what passed until it
reports another test. The controller tells all hooks of each test, as if it had come by itself. Where a plugin in the
worker looks at tests that pass, each is sent.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar

import pytest

from crosswire.plugin import is_worker
from crosswire.plugin.items import Judgement
from crosswire.reporting.model import Verdict

HOLDS: pytest.StashKey[bool] = pytest.StashKey()
"""Whether this is a worker in which nobody looks at tests that pass."""
CARRIED = "crosswire_carried"
"""The attribute of a report that carries others: JSON."""
OF_XDIST = ("node", "worker_id", "testrun_uid")
"""The attributes that xdist puts on a report, the same for all of one worker."""


def is_neighbour(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Return whether the next test judges the same exchange."""
    return isinstance(item, Judgement) and isinstance(nextitem, Judgement) and item.route == nextitem.route


def has_passed(report: pytest.TestReport) -> bool:
    """Return whether a report says that a test passed, and nothing else: its message needs no text."""
    return isinstance(getattr(report, "crosswire", None), Mapping)


class Bundles:
    """Holds what passed in a worker; opens what comes from workers in the controller."""

    KEY: ClassVar[pytest.StashKey["Bundles"]] = pytest.StashKey()

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._held: list[pytest.TestReport] = []
        config.stash[self.KEY] = self

    def hold(self, report: pytest.TestReport) -> None:
        """Hold the report of a test that passed until the worker reports another."""
        self._held.append(report)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Let a worker's report carry what is held; in the controller, tell of what a report carries."""
        if is_worker(self._config):
            if self._held:
                setattr(report, CARRIED, _packed(self._held))
                self._held.clear()
        elif carried := vars(report).pop(CARRIED, None):
            hook = self._config.hook
            for one in _opened(carried, report):
                hook.pytest_runtest_logstart(nodeid=one.nodeid, location=one.location)
                hook.pytest_runtest_logreport(report=one)
                hook.pytest_runtest_logfinish(nodeid=one.nodeid, location=one.location)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Leave out what a worker sends for nothing. xdist has no hook for what it sends."""
        senders: list[Any] = [one for one in self._config.pluginmanager.get_plugins() if hasattr(one, "sendevent")]
        for sender in senders if self._config.stash[HOLDS] else ():
            sender.sendevent = without_idle_words(sender, sender.sendevent, session.items)


def without_idle_words(sender: Any, send: Callable[..., None], items: Sequence[pytest.Item]) -> Callable[..., None]:
    """Return what sends events, except that a test is over while its exchange is not, and steps that passed."""

    def sendevent(name: str, **arguments: Any) -> None:
        if name == "runtest_protocol_complete":
            index = sender.nextitem_index  # a number, or a mark that there is none
            if is_neighbour(items[arguments["item_index"]], items[index] if isinstance(index, int) else None):
                return
        if name == "testreport":
            report = arguments["data"]
            has_words = report.get(CARRIED) or report.get("crosswire")  # a verdict on what failed may be green
            if report["when"] != "call" and report["outcome"] == "passed" and not has_words:
                return
        send(name, **arguments)

    return sendevent


_OF_LOSSES = {"loss", "fault", "expected", "received", "pointers", "turn", "differences"}
_OF_PASSED = [field.name for field in fields(Verdict) if field.name not in _OF_LOSSES]


def _packed(held: Sequence[pytest.TestReport]) -> str:
    """Return reports as JSON: what their messages share, and of each its test, its times and its verdict."""
    messages: list[Mapping[str, Any]] = [one.crosswire for one in held]
    verdicts = [{name: getattr(message["verdict"], name) for name in _OF_PASSED} for message in messages]
    tests = [(one.nodeid, one.location, one.start, one.stop, one.duration) for one in held]
    return json.dumps({"shared": {**messages[0], "verdict": None}, "tests": tests, "verdicts": verdicts})


def _opened(carried: str, carrier: pytest.TestReport) -> Iterator[pytest.TestReport]:
    """Yield the reports that a report carries."""
    bundle = json.loads(carried)
    of_xdist = {name: vars(carrier)[name] for name in OF_XDIST if name in vars(carrier)}
    for test, verdict in zip(bundle["tests"], bundle["verdicts"], strict=True):
        nodeid, location, start, stop, duration = test
        report = pytest.TestReport(
            nodeid, tuple(location), {}, "passed", None, "call", duration=duration, start=start, stop=stop
        )
        message = {**bundle["shared"], "verdict": Verdict.from_json(verdict)}
        vars(report).update(of_xdist, crosswire=message, verdict="passed")
        yield report
