"""--snapshots DIR: syrupy keeps what was served and what was lost in every exchange, so that any change shows.

It is one test an exchange, `suites/served.py`, beside the requirements and apart from their verdicts: a change may
break no requirement at all, or one that was broken before, in another way. The snapshots of an adapter are
DIR/<adapter>/served/<exchange>.json.
"""

from collections.abc import Generator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import product
from pathlib import Path
from typing import get_args

import pytest

from crosswire.adapters import Candidate
from crosswire.data import data_folder
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.losses import kind_of_fact
from crosswire.plugin.exchanges import can_judge
from crosswire.plugin.routes import Route
from crosswire.requirements import Loss, Untestable
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements
from crosswire.variations import HELD_BACK, MALFORMED, STREAM_FORMS

COMPARED = "crosswire_compared"
"""What a test's report has where something was held against a snapshot."""
MODULE = "served"
NO_SYRUPY = "--snapshots DIR needs syrupy: pip install 'crosswire[snapshots]'"
LEFT_OUT = "--snapshots DIR needs syrupy, which -p no:syrupy leaves out"


def pytest_configure(config: pytest.Config) -> None:
    """Say what is missing, where something is."""
    if config.getoption("snapshots") and not config.pluginmanager.has_plugin("syrupy"):
        raise pytest.UsageError(LEFT_OUT if find_spec("syrupy") else NO_SYRUPY)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect the test of the snapshots, where they are asked for; no pattern of file names does."""
    is_it = file_path.stem == MODULE and file_path.suffix == ".py" and file_path.parent.samefile(data_folder("suites"))
    if not (is_it and parent.config.getoption("snapshots")) or parent.session.isinitpath(file_path):
        return None
    return pytest.Module.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note that something was compared: a run of nothing else is one that judged something."""
    report = yield
    if item.path.stem == MODULE and "snapshot" in getattr(item, "fixturenames", ()) and report.when == "call":
        setattr(report, COMPARED, True)
    return report


@cache
def snapshot_routes() -> Sequence[Route]:
    """Return the exchanges of which a snapshot is kept: all plain ones, and what requirements are judged on besides."""
    directions: tuple[ShapeName, ...] = get_args(ShapeName)
    modes: tuple[Mode, ...] = get_args(Mode)
    varied = [requirement for requirement in load_requirements() if not STEADY.isdisjoint(requirement.variations)]
    return tuple(
        Route(serves, mode, name, variation)
        for serves, mode, (name, scenario) in product(directions, modes, load_scenarios().items())
        if (cases := cases_of(scenario, serves, mode))
        for variation in ("", *sorted(STEADY))
        if not variation or any(requirement.applies(cases, variation) for requirement in varied)
    )


def losses_in(exchange: Exchange, route: Route, candidate: Candidate) -> dict[str, list[str]]:
    """Return the facts that were not kept in an exchange, and what became of each, by requirement.

    What the official SDK reads is left aside: it reads what is judged beside it, and is not installed everywhere.
    """
    found: dict[str, list[str]] = {}
    for requirement in load_requirements():
        if requirement.promise == "client" or not can_judge(requirement, route, candidate):
            continue
        if route.variation not in requirement.applying(cases_of(exchange.scenario, route.serves, route.mode)):
            continue
        try:
            requirement.judge(exchange)
        except Loss as loss:
            left = not_excused(requirement, loss.differences, candidate.declares)
            found[requirement.id] = [*dict.fromkeys(map(kind_of_fact, left))]
        except Untestable:
            pass
    return {identifier: facts for identifier, facts in found.items() if facts}


STEADY = STREAM_FORMS.keys() | HELD_BACK.keys() | MALFORMED.keys()
"""The variations under which the same is served every time: not what tells of ports and times because nothing could be
had, not what ends by chance or comes in any order; and not the megabytes."""
