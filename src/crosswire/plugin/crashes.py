"""A worker of xdist that dies with the adapter: a verdict against the adapter, on the exchange of that test."""

import json
import os
import tempfile
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import IO, Any, ClassVar, get_args

import pytest

from crosswire import judgement
from crosswire.adapters.watchdog import held_at
from crosswire.facts import Mode, ShapeName
from crosswire.reporting.model import ANSWERS, Verdict, jsonable
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.specification.suites import load_requirements
from crosswire.variations import VARIATIONS


class Crashes:
    """Puts a verdict on the report of each test during which a worker died."""

    KEY: ClassVar[pytest.StashKey["Crashes"]] = pytest.StashKey()

    def __init__(self, options: str) -> None:
        self.options = options
        """The options of pytest that judge this adapter again."""
        self.died: list[str] = []
        """The ids of those tests."""
        self._loaded: set[str] = set()
        """The ids of the workers that have loaded the adapter."""
        self._chosen = 0
        self.done: list[str] = []
        """The ids of the tests that have a verdict."""
        self._traces: dict[str, IO[bytes]] = {}
        """Where the watchdog of each worker writes: files without a name, of which a run that is killed leaves none."""
        self._held: str | None = None
        """What is known of the worker that is down, where its interpreter was held."""

    @property
    def least(self) -> Mapping[str, int]:
        """How many verdicts a run with workers is to give, before one of them has said it; nothing without workers."""
        return {"chosen": self._chosen, "of": self._chosen} if self._chosen else {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note which tests have a verdict."""
        if hasattr(report, "crosswire"):
            self.done.append(report.nodeid)

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, node: Any, ids: Sequence[str]) -> None:
        """Note that a worker has loaded the adapter, and the number of tests, if no worker lives to report it."""
        self._loaded.add(str(node.gateway.id))
        self._chosen = len(ids)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any) -> None:
        """Put a verdict on the report of the test that was running."""
        self.died.append(crashitem)
        name = _answers().check.__name__
        done = map(_function_and_bracket, self.done)
        answered = {bracket for function, bracket in done if function == name}
        verdict = verdict_on_crash(crashitem, self.options, answered, self._held or ENDED)
        if verdict is None:
            return
        report.verdict = verdict.verdict
        message = {"verdict": jsonable(verdict), "exchange": None, "listed": [], "least": self.least}
        report.crosswire = json.dumps(message)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Give the worker a file in which its watchdog says where the adapter held the interpreter."""
        file = self._traces[str(node.gateway.id)] = tempfile.TemporaryFile()  # noqa: SIM115 - as long as the run
        node.workerinput[HELD] = f"/proc/{os.getpid()}/fd/{file.fileno()}"

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Read what the watchdog of a worker that is down wrote; the crash of its test is told next.

        Raises:
            UsageError: it died while it loaded the adapter. Each worker in its place would, too.
        """
        if error and str(node.gateway.id) not in self._loaded:
            raise pytest.UsageError(f"{self.options}: a worker died while the adapter was loaded: {LOADING_DIED}")
        file = self._traces.get(str(node.gateway.id))
        traces = os.pread(file.fileno(), MOST_TRACES, 0).decode(errors="replace") if file else ""
        self._held = held_at(traces) if traces else None

    def pytest_unconfigure(self) -> None:
        """Close these files."""
        for file in self._traces.values():
            file.close()


MOST_TRACES = 100_000
"""Bytes that are read of what a watchdog wrote."""
HELD = "crosswire_held"
"""The key of a worker's input: the file of its watchdog."""
LOADING_DIED = "it, or what it imports, ended the process"
ENDED = "the adapter ended the process that it ran in, or took what keeps it going"


def verdict_on_crash(nodeid: str, options: str, answered: Container[str], received: str) -> Verdict | None:
    """Return the verdict on the exchange of a test during which the process died; None where it has no exchange.

    `options` are those of pytest that judge it again; `answered` the ids of the routes that have a verdict on
    `ANSWERS`.
    """
    function, bracket = _function_and_bracket(nodeid)
    route = _route(bracket)
    requirement = _requirement(PurePath(nodeid.partition("::")[0]).stem, function, bracket, route, answered)
    if route is None or requirement is None:
        return None
    plain = judgement.passed(requirement, route, f'pytest "{nodeid}" {options}')
    return replace(
        plain,
        verdict="failed",
        loss="lost",
        fault="adapter",
        message="answer lost: the process that ran the adapter died",
        expected="an answer",
        received=received,
    )


def _answers() -> Requirement:
    return next(requirement for requirement in load_requirements() if requirement.id == ANSWERS)


def _requirement(
    module: str, function: str, bracket: str, route: Route | None, answered: Container[str]
) -> Requirement | None:
    """Return the requirement that fails: `ANSWERS`, or the test's own where this exchange has a verdict on that."""
    requirements, answers = load_requirements(), _answers()
    if route and route.variation in answers.variations and bracket not in answered:
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
    before, _, last = rest.rpartition("-")
    scenario, variation = (before, last) if before and last in VARIATIONS else (rest, "")
    exists = serves in get_args(ShapeName) and mode in get_args(Mode) and scenario and "-" not in scenario
    return Route(serves, mode, scenario, variation) if exists else None  # type: ignore[arg-type]
