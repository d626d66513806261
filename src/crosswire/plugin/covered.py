"""How much of what there is to judge a run judges: what was chosen, of how many, and what was skipped."""

import json
from collections.abc import Generator, Mapping, Sequence
from typing import Any

import pytest

from crosswire.plugin.exchanges import Exchanges, Route, can_judge, every_route, requirement_of, route_of
from crosswire.requirements import Requirement
from crosswire.specification.suites import load_requirements

PLAN: pytest.StashKey[Mapping[str, int]] = pytest.StashKey()
"""How many verdicts the run is to give (`chosen`), of how many that the whole set gives on this adapter (`of`)."""


COLLECTED: pytest.StashKey[Sequence[tuple[Requirement, Route]]] = pytest.StashKey()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep what was collected, before anything is deselected: requirements of a user's own are in no set."""
    config.stash[COLLECTED] = _judged(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count what is to be judged, once all that is not to run has been deselected."""
    config = session.config
    exchanges = config.stash.get(Exchanges.KEY, None)
    if exchanges is None:
        return
    whole = [(requirement, route) for requirement in load_requirements() for route in every_route(requirement)]
    can_be = {
        (requirement.id, route)
        for requirement, route in [*whole, *config.stash[COLLECTED]]
        if can_judge(requirement, route, exchanges.candidate)
    }
    config.stash[PLAN] = {"chosen": len(_judged(session.items)), "of": len(can_be)}


def _judged(items: Sequence[pytest.Item]) -> Sequence[tuple[Requirement, Route]]:
    return [
        (requirement, route) for item in items if (requirement := requirement_of(item)) and (route := route_of(item))
    ]


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
