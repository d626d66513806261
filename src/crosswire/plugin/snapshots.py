"""--snapshots DIR: syrupy keeps what was served in every exchange, so that any change shows.

It is one test an exchange, `suites/served.py`, beside the requirements and apart from their verdicts: a change may
break no requirement at all. The snapshots of an adapter are DIR/<adapter>/served/<exchange>.json.
"""

from collections.abc import Generator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import pytest

from crosswire.data import data_folder
from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.plugin.exchanges import Route
from crosswire.scenarios import load_scenarios
from crosswire.suites_loading import load_requirements
from crosswire.variations import LARGE, LARGER, VARIATIONS

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
    """Return the exchanges of which a snapshot is kept: all that requirements are judged on and that stay the same.

    Not those of which nothing can be had, whose errors tell of ports and time, those that end by chance or come in any
    order, and not the megabytes.
    """
    directions: tuple[ShapeName, ...] = get_args(ShapeName)
    modes: tuple[Mode, ...] = get_args(Mode)
    varied = [requirement for requirement in load_requirements() if any(requirement.variations)]
    routes: dict[Route, None] = {}
    for serves in directions:
        for mode in modes:
            for name, scenario in load_scenarios().items():
                if cases := cases_of(scenario, serves, mode):
                    names = {
                        each for requirement in varied if requirement.applies(cases) for each in requirement.variations
                    }
                    routes |= {
                        Route(serves, mode, name, each): None
                        for each in ["", *sorted(names - {""})]
                        if _is_steady(each)
                    }
    return tuple(routes)


def _is_steady(name: str) -> bool:
    variation = VARIATIONS.get(name)
    if variation is None:
        return True
    return not (variation.fails or variation.leaves or variation.calls > 1 or name in {**LARGE, **LARGER})
