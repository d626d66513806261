"""How much of what there is to judge a run judges: what was chosen, of how many, and what was skipped."""

import json
from collections.abc import Generator, Mapping
from typing import Any

import pytest

from crosswire.plugin.exchanges import Exchanges, can_judge, every_route, requirement_of, route_of
from crosswire.specification.suites import load_requirements

PLAN: pytest.StashKey[Mapping[str, int]] = pytest.StashKey()
"""How many verdicts the run is to give (`chosen`), of how many that the whole set gives on this adapter (`of`)."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count what is to be judged, once all that is not to run has been deselected."""
    exchanges = session.config.stash.get(Exchanges.KEY, None)
    if exchanges is None:
        return
    chosen = {
        (requirement.id, route)
        for item in session.items
        if (requirement := requirement_of(item)) and (route := route_of(item))
    }
    whole = {
        (requirement.id, route)
        for requirement in load_requirements()
        for route in every_route(requirement)
        if can_judge(requirement, route, exchanges.candidate)
    }
    session.config.stash[PLAN] = {"chosen": len(chosen), "of": len(whole | chosen)}


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Put on the report why a requirement was skipped: that is no verdict, and one verdict less."""
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
