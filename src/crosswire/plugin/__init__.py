"""The pytest plugin: its options, and nothing else that a run without `--adapter` would have to load.

routes.py           which routes a requirement is judged on; of them, those that -k chooses
exchanges.py        the exchanges of a run, each performed once
verdicts.py         from a test's outcome to a verdict, and how pytest shows it
known_failures.py   --known-failures FILE: its form
listed.py           which verdicts its entries cover, and when an entry has had its day
gathering.py        what the tests told, put together
journal.py          --report DIR: what they tell, kept as it comes
summary.py          the end of the run: the summary, --report DIR
covered.py          how much of what there is to judge a run judges; invocation.py how it was started
ending.py           the run's last words; crashes.py a worker that died; watching.py a run that died as a whole
option_checks.py    what an option can't be
junit.py            --junitxml: what stands in it
snapshots.py        --snapshots DIR: of which exchanges; snapshot_files.py their files, masking.py what they hold
"""

from importlib.util import find_spec
from typing import Any

import pytest

REFUSAL = "crosswire_refusal"
NO_ADAPTER = """\
no adapter: pytest suites --adapter TARGET, where TARGET is
  a Python file                my_adapter.py, with `chat(request, upstream)` and/or `responses(request, upstream)`
  a module or an object in it  package.module, package.module:object
  a known adapter              reference, litellm"""
NO_RECORDING = "recordings are replayed and recorded with pytest-recording: pip install 'crosswire[recording]'"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options."""
    group = parser.getgroup("crosswire", "crosswire: does an adapter keep what passes through it?")
    group.addoption(
        "--adapter", metavar="TARGET", help="the adapter under test: a file, a module, module:object, or a known name"
    )
    group.addoption(
        "--serves", choices=["chat", "responses"], help="judge one direction only: the API that the client speaks"
    )
    group.addoption(
        "--report",
        metavar="DIR",
        help="write DIR/report.json, report.html, summary.md, badge.svg and badge.json; until then a journal",
    )
    group.addoption("--warnings-fail", action="store_true", help="a SHOULD that is not kept fails")
    group.addoption(
        "--known-failures", metavar="FILE", help="a TOML file of failures to expect; one that is gone fails"
    )
    group.addoption(
        "--snapshots", metavar="DIR", help="hold what was served against the snapshots that syrupy keeps in DIR"
    )
    group.addoption("--deadline", metavar="SECONDS", type=float, help="how long one call may take (60)")
    group.addoption(
        "--upstream-port",
        metavar="PORT",
        type=int,
        help="where on 127.0.0.1 the upstream listens, for an adapter that already runs (a free port)",
    )
    group.addoption(
        "--allow",
        metavar="TEXT",
        action="append",
        default=[],
        help="while recording: this text looks like a secret and is none; may be repeated",
    )
    if find_spec("pytest_recording") is None or pluginmanager.is_blocked("recording"):
        group.addoption("--record-mode", metavar="MODE", help=f"not there: {NO_RECORDING}")


def pytest_configure(config: pytest.Config) -> None:
    """Load the rest, where there is an adapter to judge."""
    if config.getoption("record_mode", None) and not config.pluginmanager.has_plugin("recording"):
        raise pytest.UsageError(NO_RECORDING)
    if config.getoption("adapter"):
        from crosswire.plugin import covered, exchanges, listed, routes, showing, snapshots, verdicts
        from crosswire.plugin.crashes import Crashes
        from crosswire.plugin.ending import Ending
        from crosswire.plugin.option_checks import check_options
        from crosswire.plugin.summary import Summary
        from crosswire.plugin.watching import Watching, how_to_report

        check_options(config)
        for feature in (routes, exchanges, listed, verdicts, covered, showing, snapshots):
            config.pluginmanager.register(feature, feature.__name__)
        crashes = Crashes(config.getoption("adapter"))
        config.pluginmanager.register(crashes, Crashes.__module__)
        summary = Summary(config, crashes)
        config.pluginmanager.register(summary, Summary.__module__)
        if not hasattr(config, "workerinput") and not config.getoption("collectonly"):
            config.pluginmanager.register(Ending(config, summary), Ending.__module__)
            config.pluginmanager.register(Watching(how_to_report(config)), Watching.__module__)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Say how to give an adapter, where requirements are to be judged without one."""
    if not config.getoption("adapter") and any(hasattr(getattr(item, "obj", None), "requirement") for item in items):
        refuse(config, items, NO_ADAPTER)


def refuse(config: pytest.Config, items: list[pytest.Item], why: str) -> None:
    """End the run before it begins; a worker of xdist, which cannot, leaves that to its controller."""
    if not hasattr(config, "workeroutput"):
        raise pytest.UsageError(why)
    config.workeroutput[REFUSAL] = why
    items.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """End the run that a worker could not."""
    if why := getattr(node, "workeroutput", {}).get(REFUSAL):
        raise pytest.UsageError(why)
