"""The short way of a verdict: the exchange is performed, the requirement is kept, and nobody looks at the steps.

A run has tens of thousands of such tests, and pytest takes several times as long for each as its requirement: it
captures output and logs, and watches for warnings, in three steps each. Here a test is judged at once, and the reports
of its empty steps are made only where somebody may read them. Whatever is not kept, warns, or is seen by a hook of
another plugin, goes pytest's way. A worker of xdist holds what passed: see `bundles`.
"""

import warnings
from collections.abc import Mapping
from functools import partial
from typing import Any, Literal

import pytest

from crosswire.plugin.bundles import HOLDS, Bundles, has_passed, is_neighbour
from crosswire.plugin.items import Judgement
from crosswire.plugin.readers import READ, implemented
from crosswire.plugin.verdicts import is_listed, put_verdict

STEPS = ("pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown")
"""The hooks that are not called on the short way."""
PROTOCOL = ("pytest_runtest_protocol",)
"""The hook that runs a test, with all of its steps."""
NOT_MISSED = ("_pytest.", "crosswire.", "pytest_randomly")
"""Whose hooks may be left out: a judgement prints nothing, and no chance is in it."""
STEP_OPTIONS = ("setuponly", "setupshow", "setupplan", "usepdb", "trace")
"""Options of pytest's that show the steps, or leave some out."""
HOOKS: pytest.StashKey[dict[object, Any]] = pytest.StashKey()
"""The hooks of the tests of each module: those of every plugin, and of every conftest.py above."""
UNREAD: Mapping[str, object] = {"keywords": {}, "user_properties": [], "sections": []}
"""What a report has that nobody reads: one for all of them, since pytest keeps them to the end of the run."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Open the short way, where no hook would miss a test; every conftest.py is loaded now."""
    config = session.config
    shown = any(config.getoption(name, None) for name in STEP_OPTIONS)
    if shown or implemented(config, STEPS, NOT_MISSED):
        return
    if implemented(config, PROTOCOL, NOT_MISSED):
        config.pluginmanager.register(_ShortWay())
        return
    hooks: Any = config.hook
    of_all = hooks.pytest_runtest_protocol
    hooks.pytest_runtest_protocol = _Protocol(of_all)  # pytest, and xdist in a worker, ask this for each test
    config.add_cleanup(partial(setattr, hooks, "pytest_runtest_protocol", of_all))


class _ShortWay:
    """The short way as one more hook, within those of others."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        """Judge at once where that is possible."""
        return is_judged_at_once(item, nextitem) or None


class _Protocol:
    """The short way in the place of the hook: to ask all who implement it takes as long as to judge."""

    def __init__(self, of_all: Any) -> None:
        self._of_all = of_all

    def __call__(self, *, item: pytest.Item, nextitem: pytest.Item | None) -> object:
        return is_judged_at_once(item, nextitem) or self._of_all(item=item, nextitem=nextitem)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of_all, name)


def is_judged_at_once(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Judge where that is all that is left to do, and report what is kept; tell whether it was."""
    if not isinstance(item, Judgement) or (exchange := item.exchange_at_hand()) is None:
        return False
    item.funcargs = {"exchange": exchange}
    with warnings.catch_warnings(record=True, action="always") as warned:
        call = pytest.CallInfo.from_call(item.runtest, "call", (pytest.exit.Exception, KeyboardInterrupt))
    if call.excinfo or warned:
        return False
    judged = _report_of(item, call)
    if item.config.stash[HOLDS] and has_passed(judged) and is_neighbour(item, nextitem):
        item.config.stash[Bundles.KEY].hold(judged)
    else:
        _report(item, judged)
    over = item.session.shouldfail or item.session.shouldstop
    item.session._setupstate.teardown_exact(None if over else nextitem)  # noqa: SLF001 - what the test before has set up
    item.forget()
    return True


def _report_of(item: Judgement, call: pytest.CallInfo[None]) -> pytest.TestReport:
    """Return the report of what is kept. Where nobody reads it, no hook makes it: it has no keywords and properties."""
    if item.config.stash[READ] or is_listed(item):
        made: pytest.TestReport = item.ihook.pytest_runtest_makereport(item=item, call=call)
        return made
    report = pytest.TestReport(
        item.nodeid,
        item.location,
        {},
        "passed",
        None,
        "call",
        duration=call.duration,
        start=call.start,
        stop=call.stop,
    )
    vars(report).update(UNREAD)
    put_verdict(report, item, None)
    return report


def _report(item: Judgement, judged: pytest.TestReport) -> None:
    """Tell all hooks of a test."""
    reports = [judged]
    if item.config.stash[READ]:
        reports = [_empty_step(item, judged, "setup"), judged, _empty_step(item, judged, "teardown")]
    hooks = item.session.stash.setdefault(HOOKS, {})
    if (hook := hooks.get(item.parent)) is None:  # pytest looks for the conftest.py of each item
        hook = hooks[item.parent] = item.ihook
    hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    for report in reports:
        hook.pytest_runtest_logreport(report=report)
    hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)


def _empty_step(item: pytest.Item, judged: pytest.TestReport, when: Literal["setup", "teardown"]) -> pytest.TestReport:
    """Return the report of a step in which nothing happened."""
    return pytest.TestReport(
        judged.nodeid,
        judged.location,
        judged.keywords,
        "passed",
        None,
        when,
        duration=0,
        start=judged.start,
        stop=judged.start,
        user_properties=item.user_properties,
    )
