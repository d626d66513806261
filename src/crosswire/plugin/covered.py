"""The coverage of a run: how many verdicts it is to give, of how many, and what was skipped."""

import json
from collections.abc import Generator, Mapping
from itertools import chain
from typing import Any

import pytest

from crosswire.plugin.exchanges import Exchanges, can_judge
from crosswire.plugin.own_scenarios import scenario_folders
from crosswire.plugin.routes import Judged, collected, requirement_of, route_of
from crosswire.specification.judged_routes import every_route
from crosswire.specification.suites import load_requirements

PLAN: pytest.StashKey[Mapping[str, int]] = pytest.StashKey()
"""How many verdicts the run is to give (`chosen`), and how many the whole set gives on this adapter (`of`)."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count the verdicts that the run is to give, after deselection."""
    config = session.config
    exchanges = config.stash.get(Exchanges.KEY, None)
    if exchanges is None:
        return
    here = collected(config)
    elsewhere = (
        Judged(requirement, every_route(requirement, scenario_folders(config)))
        for requirement in load_requirements()
        if requirement.id not in here
    )
    whole = sum(
        can_judge(requirement, route, exchanges.candidate, exchanges.clients)
        for requirement, routes, _ in chain(here.values(), elsewhere)
        for route in routes
    )
    # Another plugin, or a parameter of their own, may make several tests of one verdict.
    judges = ((requirement_of(item), route_of(item)) for item in session.items)
    chosen = {(requirement.id, route) for requirement, route in judges if requirement and route}
    config.stash[PLAN] = {"chosen": len(chosen), "of": whole}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put on the report why a requirement was skipped: the run has one verdict less."""
    report = yield
    if requirement_of(item) and call.excinfo and isinstance(call.excinfo.value, pytest.skip.Exception):
        candidate = item.config.stash[Exchanges.KEY].candidate
        skipped: dict[str, Any] = {
            "adapter": {"name": candidate.name, "version": candidate.version},
            "plan": item.config.stash[PLAN],
            "skipped": call.excinfo.value.msg or "without a reason",
        }
        report.crosswire = json.dumps(skipped)  # type: ignore[attr-defined]
    return report
