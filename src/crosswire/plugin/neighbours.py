"""The short way of a verdict: the exchange is performed, the requirement is kept, and nobody looks at the steps.

A run has tens of thousands of such tests, and pytest takes several times as long for each as its requirement: it
captures output and logs, and watches for warnings, in three steps each. Here a test is judged at once, and the reports
of its empty steps are made only where somebody may read them. Whatever is not kept, or is seen by a hook of another
plugin, goes pytest's way. A worker of xdist holds what passed: see `bundles`.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

import pytest

from crosswire.plugin import is_worker
from crosswire.plugin.bundles import HOLDS, Bundles, has_passed, is_neighbour
from crosswire.plugin.items import Judgement

STEPS = ("pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown")
"""The hooks that are not called on the short way."""
NOT_MISSED = ("_pytest.", "crosswire.", "pytest_randomly")
"""Whose hooks may be left out: a judgement prints nothing, and no chance is in it."""
STEP_OPTIONS = ("setuponly", "setupshow", "setupplan", "usepdb", "trace")
"""Options of pytest's that show the steps, or leave some out."""
READING = ("pytest_runtest_makereport", "pytest_runtest_logreport")
"""The hooks that read the report of a step."""
BEGINNING = ("pytest_runtest_logstart", "pytest_runtest_logfinish")
"""The hooks that are told of the beginning and the end of a test."""
NO_READERS = ("_pytest.", "crosswire.", "syrupy", "xdist.", "__channelexec__")
"""Who makes nothing of the report of a step that passed; but JUnit XML does, in `_pytest.`. The last is xdist, too."""
UNREAD: Mapping[str, object] = {"keywords": {}, "user_properties": [], "sections": []}
"""What the report of a test that passed has where nobody reads it: one for all of them."""
SHORT: pytest.StashKey[bool] = pytest.StashKey()
"""Whether this run has a short way."""
READ: pytest.StashKey[bool] = pytest.StashKey()
"""Whether somebody may read the reports of empty steps, or the keywords and properties of what passed."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Look who implements the hooks; every conftest.py is loaded now."""
    config = session.config
    option = config.getoption
    config.stash[SHORT] = not _implemented(config, STEPS, NOT_MISSED) and not any(
        option(name, None) for name in STEP_OPTIONS
    )
    config.stash[READ] = bool(option("xmlpath", None)) or _implemented(config, READING, NO_READERS)
    are_looked_at = config.stash[READ] or _implemented(config, BEGINNING, NO_READERS) or option("durations") is not None
    config.stash[HOLDS] = is_worker(config) and not are_looked_at


def _implemented(config: pytest.Config, hooks: Iterable[str], elsewhere: tuple[str, ...]) -> bool:
    """Return whether a module implements one of these hooks whose name does not begin as those `elsewhere`."""
    return any(
        not made.function.__module__.startswith(elsewhere)
        for name in hooks
        for made in getattr(config.hook, name).get_hookimpls()
    )


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Judge at once where that is all that is left to do, and report what is kept."""
    if not isinstance(item, Judgement) or not item.config.stash[SHORT]:
        return None
    if (exchange := item.exchange_at_hand()) is None:
        return None
    item.funcargs = {"exchange": exchange}
    call = pytest.CallInfo.from_call(item.runtest, "call", (pytest.exit.Exception, KeyboardInterrupt))
    if call.excinfo:
        return None
    judged = item.ihook.pytest_runtest_makereport(item=item, call=call)
    if item.config.stash[HOLDS] and has_passed(judged) and is_neighbour(item, nextitem):
        item.config.stash[Bundles.KEY].hold(judged)
    else:
        _report(item, judged)
    over = item.session.shouldfail or item.session.shouldstop
    item.session._setupstate.teardown_exact(None if over else nextitem)  # noqa: SLF001 - what the test before has set up
    item.forget()
    return True


def _report(item: Judgement, judged: pytest.TestReport) -> None:
    """Tell all hooks of a test."""
    if item.config.stash[READ]:
        reports = [_empty_step(item, judged, "setup"), judged, _empty_step(item, judged, "teardown")]
    else:  # pytest keeps it to the end of the run, and a worker of xdist sends it
        vars(judged).update(UNREAD)
        reports = [judged]
    hook = item.ihook
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
