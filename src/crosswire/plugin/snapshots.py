"""--snapshots DIR: syrupy stores what was served and lost in every exchange, so that any change shows.

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
from crosswire.requirements import Loss, Untestable
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements
from crosswire.variations import HELD_BACK, MALFORMED, STREAM_FORMS

COMPARED = "crosswire_compared"
"""The attribute of a test's report where something was compared with a snapshot."""
MODULE = "served"
NO_SYRUPY = "--snapshots DIR needs syrupy: pip install 'crosswire[snapshots]'"
LEFT_OUT = "--snapshots DIR needs syrupy, which -p no:syrupy leaves out"


def pytest_configure(config: pytest.Config) -> None:
    """Refuse the option where syrupy is missing."""
    if config.getoption("snapshots") and not config.pluginmanager.has_plugin("syrupy"):
        raise pytest.UsageError(LEFT_OUT if find_spec("syrupy") else NO_SYRUPY)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Module | None:
    """Collect the test of the snapshots with the option: pytest's patterns of file names leave it out."""
    is_it = file_path.stem == MODULE and file_path.suffix == ".py" and file_path.parent.samefile(data_folder("suites"))
    if not (is_it and parent.config.getoption("snapshots")) or parent.session.isinitpath(file_path):
        return None
    return pytest.Module.from_parent(parent, path=file_path)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Mark the report of a comparison: a run that only compares did not judge nothing."""
    report = yield
    if item.path.stem == MODULE and "snapshot" in getattr(item, "fixturenames", ()) and report.when == "call":
        setattr(report, COMPARED, True)
    return report


@cache
def snapshot_routes(folders: tuple[Path, ...] = ()) -> Sequence[Route]:
    """Return the routes that have a snapshot: all without a variation, and the steady variations.

    Their scenarios are those of `folders`; of `cassettes/` where none is given.
    """
    directions: tuple[ShapeName, ...] = get_args(ShapeName)
    modes: tuple[Mode, ...] = get_args(Mode)
    varied = [requirement for requirement in load_requirements() if not STEADY.isdisjoint(requirement.variations)]
    return tuple(
        Route(serves, mode, name, variation)
        for serves, mode, (name, scenario) in product(directions, modes, load_scenarios(*folders).items())
        if (cases := cases_of(scenario, serves, mode))
        for variation in ("", *sorted(STEADY))
        if not variation or any(requirement.applies(cases, variation) for requirement in varied)
    )


def losses_in(exchange: Exchange, route: Route, candidate: Candidate) -> dict[str, list[str]]:
    """Return the facts that were not kept in an exchange, with the kind of loss, by requirement.

    The requirements on the official SDK are left out: it is not installed everywhere.
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
"""The variations under which the same is served every time: no errors with ports and times in them, no end by chance,
no parallel order; and no megabytes."""
