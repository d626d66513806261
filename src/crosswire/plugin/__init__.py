"""The pytest plugin: its options, and the features that a run with `--adapter` loads.

Without the option nothing is loaded.

What is judged:

- `routes`: the routes on which a requirement is judged; of these, the ones that options choose.
- `own_scenarios`: `--scenarios DIR`, the folders of scenarios that are judged.
- `since`: `--since REPORT`, what was passed in a report and is not judged again.
- `items`: the test of a requirement on a route.
- `neighbours`: the short way of a test whose exchange is performed, and which passes.
- `readers`: who reads the reports of tests that pass.
- `bundles`: what passed in a worker of xdist, in one message.
- `exchanges`: the exchanges of a run, each performed once; the adapter.
- `scheduling`: which worker of xdist runs which test.
- `memory`: garbage is collected seldom, and what large payloads took is given back.
- `covered`: how many verdicts a run is to give, of how many; what was skipped.
- `option_checks`: refuses values of options that can't be.

From a test to its verdict:

- `verdicts`: puts the verdict and the exchange's payloads on the test's report.
- `redacting`: no secret in reports, in JUnit XML and on the terminal.
- `terminal_file`: what pytest prints, without secrets, and without what would act on the terminal.
- `captured`: how much is held of what an adapter prints and logs.
- `showing`: the outcome, letter and explanation that pytest shows.
- `expected_failures`: `--known-failures FILE`, which verdicts its entries cover.
- `junit`: `--junitxml`, the properties of tests and of the run.

The beginning and the end of a run:

- `beginning`: the run is red before the adapter is loaded.
- `gathering`: all messages of the tests in one report.
- `summary`: the summary on the terminal, and `--report DIR`.
- `accepted_causes`: red verdicts of a cause that the known-failures file lists.
- `ending`: the last lines of a run that is red or incomplete.
- `invocation`: the command, date and platform of a run.

A run that breaks:

- `journal`: the messages of the tests on disk, until the report is written.
- `crashes`: a worker of xdist that died with the adapter.
- `hearing`: a worker of xdist that hears of no further test.
- `watching`: a process that reports a run that was killed.
- `supervising`: a parent process, for an exit status that is true whatever ends the run's.

Snapshots:

- `snapshots`: `--snapshots DIR`, which exchanges have one.
- `snapshot_files`: their files.
- `masking`: their text, without what differs from run to run.
"""

from importlib.util import find_spec
from typing import Any

import pytest

from crosswire.printable import printable

REFUSAL = "crosswire_refusal"
NO_RECORDING = "recordings are replayed and recorded with pytest-recording: pip install 'crosswire[recording]'"


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    """Add the options."""
    group = parser.getgroup("crosswire", "crosswire: does an adapter keep what passes through it?")
    group.addoption(
        "--adapter",
        metavar="TARGET",
        help="the adapter under test: a file, a module, an object, a description, a URL or a recipe",
    )
    group.addoption(
        "--serves", choices=["chat", "responses"], help="judge one direction only: the API that the client speaks"
    )
    group.addoption(
        "--profile",
        metavar="NAME",
        help="judge only what counts for one use of the adapter: docs/profiles.md lists them",
    )
    group.addoption(
        "--scenarios",
        metavar="DIR",
        action="append",
        default=[],
        help="judge the scenarios of this folder, in place of Crosswire's own; may be repeated, and crosswire stands "
        "for its own",
    )
    parser.addini("crosswire_scenarios", "as --scenarios: folders, relative to this file", type="args", default=[])
    group.addoption(
        "--since",
        metavar="REPORT",
        help="judge only what was not passed in a report of this adapter, or is not in it: a report.json or its folder",
    )
    group.addoption(
        "--report",
        metavar="DIR",
        help="write report.json, report.html, summary.md, badge.svg and badge.json into DIR",
    )
    group.addoption("--warnings-fail", action="store_true", help="a SHOULD that is not kept fails")
    group.addoption(
        "--known-failures",
        metavar="FILE",
        help="a TOML file of failures to expect; an entry that no longer fails makes the run fail",
    )
    group.addoption(
        "--snapshots", metavar="DIR", help="compare what was served with the snapshots that syrupy stores in DIR"
    )
    group.addoption(
        "--clients",
        metavar="NAMES",
        help="the clients that judge, too: all, none, or names with commas between (those that are installed)",
    )
    group.addoption("--deadline", metavar="SECONDS", type=float, help="how long one call may take (60)")
    group.addoption(
        "--limit",
        metavar="NAME=N",
        action="append",
        default=[],
        help="how much of an adapter's bytes is read or shown (frames=5000), of docs/faults.md; may be repeated",
    )
    parser.addini("crosswire_limits", "limits as --limit has them: frames=5000 error-bytes=100000", "args", default=[])
    group.addoption(
        "--upstream-port",
        metavar="PORT",
        type=int,
        help="the port on 127.0.0.1 where the upstream listens, for an adapter that already runs (a free port)",
    )
    group.addoption(
        "--allow",
        metavar="TEXT",
        action="append",
        default=[],
        help="while recording: this text looks like a secret and is not one; may be repeated",
    )
    if find_spec("pytest_recording") is None or pluginmanager.is_blocked("recording"):
        group.addoption("--record-mode", metavar="MODE", help=f"not available: {NO_RECORDING}")


def pytest_configure(config: pytest.Config) -> None:
    """Load the features, where there is an adapter to judge."""
    if config.getoption("record_mode", None) and not config.pluginmanager.has_plugin("recording"):
        raise pytest.UsageError(NO_RECORDING)
    if config.getoption("adapter"):
        from crosswire.plugin import (
            captured,
            covered,
            exchanges,
            expected_failures,
            items,
            memory,
            neighbours,
            own_scenarios,
            readers,
            redacting,
            routes,
            showing,
            since,
            snapshots,
            verdicts,
        )
        from crosswire.plugin.beginning import Beginning
        from crosswire.plugin.bundles import Bundles
        from crosswire.plugin.crashes import Crashes
        from crosswire.plugin.ending import Ending
        from crosswire.plugin.hearing import Hearing
        from crosswire.plugin.option_checks import check_options
        from crosswire.plugin.summary import Summary
        from crosswire.plugin.supervising import Supervised
        from crosswire.plugin.watching import Watching

        check_options(config)
        for feature in (memory, redacting, captured, own_scenarios, since, routes, items, readers, neighbours):
            config.pluginmanager.register(feature, feature.__name__)
        crashes = config.stash[Crashes.KEY] = Crashes(own_scenarios.judging_options(config))
        summary = Summary(config, crashes)
        is_run = not is_worker(config) and not config.getoption("collectonly")
        if is_run:
            watching, supervised = Watching(config), Supervised(config)
            beginning = Beginning(config, summary, watching, supervised)
            # Before `exchanges`, which loads the adapter: hooks that come last do so in the order of registration.
            for plugin in (watching, beginning):
                config.pluginmanager.register(plugin, type(plugin).__module__)
        for feature in (exchanges, expected_failures, verdicts, covered, showing, snapshots):
            config.pluginmanager.register(feature, feature.__name__)
        ending = (Ending(config, summary), supervised) if is_run else ()
        hearing = (Hearing(config),) if is_worker(config) else ()
        for plugin in (Bundles(config), crashes, summary, *ending, *hearing):
            config.pluginmanager.register(plugin, type(plugin).__module__)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Refuse to judge requirements without an adapter, and say what an adapter may be."""
    if not config.getoption("adapter") and any(hasattr(getattr(item, "obj", None), "requirement") for item in items):
        from crosswire.adapters.forms import definitions, forms

        refuse(config, items, f"no adapter: pytest suites --adapter TARGET. {forms()}\n{definitions()}")


def is_worker(config: pytest.Config) -> bool:
    """Return whether this process is a worker of xdist."""
    return hasattr(config, "workerinput")


def refuse(config: pytest.Config, items: list[pytest.Item], why: str) -> None:
    """End the run before it begins. A worker of xdist cannot, and leaves it to the controller."""
    if config.getoption("adapter"):
        from crosswire.plugin.redacting import CLEARING

        why = config.stash[CLEARING].replace_learned(why)
    why = printable(why)
    if not hasattr(config, "workeroutput"):
        raise pytest.UsageError(why)
    config.workeroutput[REFUSAL] = why
    items.clear()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """End the run that a worker of xdist refused."""
    if why := getattr(node, "workeroutput", {}).get(REFUSAL):
        raise pytest.UsageError(why)
