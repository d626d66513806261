"""A worker of xdist that dies with the adapter: a verdict against the adapter, on the exchange of that test."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import Any

import pytest

from crosswire import judgement
from crosswire.reporting.model import ANSWERS, jsonable
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements
from crosswire.variations import VARIATIONS


class Crashes:
    """Puts a verdict on the report of each test during which a worker died."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.died: list[str] = []
        """The ids of those tests."""
        self._chosen = 0
        self._done: set[tuple[str, str]] = set()

    @property
    def least(self) -> Mapping[str, int]:
        """How many verdicts a run with workers is to give, before one of them has said it; nothing without workers."""
        return {"chosen": self._chosen, "of": self._chosen} if self._chosen else {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which tests have a verdict."""
        if hasattr(report, "crosswire"):
            self._done.add(_function_and_bracket(report.nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: Sequence[str]) -> None:
        """Note the number of tests, for a run whose workers all die before they report it."""
        self._chosen = len(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any) -> None:
        """Put a verdict on the report of the test that was running."""
        self.died.append(crashitem)
        function, bracket = _function_and_bracket(crashitem)
        route = _route(bracket)
        requirement = self._requirement(PurePath(crashitem.partition("::")[0]).stem, function, bracket, route)
        if route is None or requirement is None:
            return
        plain = judgement.passed(requirement, route, f'pytest "{crashitem}" --adapter {self.target}')
        verdict = replace(
            plain,
            verdict="failed",
            loss="lost",
            fault="adapter",
            message="answer lost: the process that ran the adapter died",
            expected="an answer",
            received="the adapter ended the process that it ran in",
        )
        report.verdict = verdict.verdict
        message = {"verdict": jsonable(verdict), "exchange": None, "listed": [], "least": self.least}
        report.crosswire = json.dumps(message)

    def _requirement(self, module: str, function: str, bracket: str, route: Route | None) -> Requirement | None:
        """Return the requirement that fails: `ANSWERS`, or the test's own where this exchange has a verdict on that."""
        requirements = load_requirements()
        answers = next(requirement for requirement in requirements if requirement.id == ANSWERS)
        has_verdict = (answers.check.__name__, bracket) in self._done
        if route and route.variation in answers.variations and not has_verdict:
            return answers
        return next(
            (
                requirement
                for requirement in requirements
                if requirement.check.__name__ == function and requirement.check.__module__.endswith(f".{module}")
            ),
            None,
        )


def _function_and_bracket(nodeid: str) -> tuple[str, str]:
    function, _, bracket = nodeid.rpartition("::")[2].removesuffix("]").partition("[")
    return function, bracket


def _route(bracket: str) -> Route | None:
    serves, _, rest = bracket.partition("-")
    mode, _, rest = rest.partition("-")
    scenario, _, variation = (rest, "", "") if rest in load_scenarios() else rest.rpartition("-")
    exists = scenario in load_scenarios() and (not variation or variation in VARIATIONS)
    return Route(serves, mode, scenario, variation) if exists else None  # type: ignore[arg-type]
