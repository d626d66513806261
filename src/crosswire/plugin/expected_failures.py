"""--known-failures FILE: which verdicts its entries cover, and which entries have to go.

An entry that covers one verdict is decided by that verdict's test. An entry that covers several (`scenario = "*"`, both
modes, …) is decided at the end of the run: it is outdated where all that it covers was judged and all of it was kept.
As long as some of it fails, what is kept passes and the entry stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from crosswire import known_failures
from crosswire.errors import CrosswireError, KnownFailuresInvalid
from crosswire.known_failures import KnownFailure, load_known_failures
from crosswire.plugin import refuse
from crosswire.plugin.exchanges import Exchanges, can_judge
from crosswire.plugin.routes import collected
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from crosswire.variations import VARIATIONS


@dataclass(frozen=True, slots=True)
class CoveringEntry:
    """An entry that covers a verdict and is decided at the end of the run: each such verdict's report carries it."""

    where: str
    about: str
    reason: str
    expired: str | None = None
    """The day on which it expired."""
    covers: int | None = None
    """How many verdicts it covers of all that there are on this adapter; None where it has expired."""


class ExpectedFailures:
    """The entries of the file, for one run."""

    KEY: pytest.StashKey["ExpectedFailures"] = pytest.StashKey()

    def __init__(self, entries: Sequence[KnownFailure] = (), day: date = date.max) -> None:
        self._entries = [entry for entry in entries if not entry.expired(day)]
        self._expired = [entry for entry in entries if entry.expired(day)]
        self._covers: Mapping[KnownFailure, int] = {}

    def count_covered(self, judged: Sequence[tuple[str, Route]]) -> None:
        """Count what each entry covers of all that this adapter can be judged by."""
        self._covers = {
            entry: sum(entry.covers(requirement, route) for requirement, route in judged) for entry in self._entries
        }

    def expecting(self, requirement: str, route: Route) -> KnownFailure | None:
        """Return an entry that expects this verdict to fail."""
        return next((entry for entry in self._entries if entry.covers(requirement, route)), None)

    def outdated_by(self, requirement: str, route: Route) -> KnownFailure | None:
        """Return an entry that has to go if this verdict is kept."""
        covering = (entry for entry in self._entries if entry.covers(requirement, route))
        return next((entry for entry in covering if self._covers_one(entry)), None)

    def entries_for(self, requirement: str, route: Route) -> list[CoveringEntry]:
        """Return the entries that cover this verdict and are decided at the end of the run."""
        expired = [
            CoveringEntry(entry.where, str(entry), entry.reason, expired=str(entry.expires))
            for entry in self._expired
            if entry.covers(requirement, route)
        ]
        return expired + [
            CoveringEntry(entry.where, str(entry), entry.reason, covers=self._covers.get(entry))
            for entry in self._entries
            if entry.covers(requirement, route) and not self._covers_one(entry)
        ]

    def _covers_one(self, entry: KnownFailure) -> bool:
        return entry.names_one or self._covers.get(entry) == 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the known-failures file. An entry may name what this run leaves out."""
    config.stash[ExpectedFailures.KEY] = ExpectedFailures()
    if path := config.getoption("known_failures"):
        try:
            entries = _entries(Path(path), config)
        except CrosswireError as error:
            refuse(config, items, str(error))
        else:
            config.stash[ExpectedFailures.KEY] = ExpectedFailures(entries, known_failures.today())


def _entries(path: Path, config: pytest.Config) -> list[KnownFailure]:
    found = collected(config)
    allowed = {
        "requirement": found.keys() | load_ids().levels.keys(),
        "scenario": load_scenarios(),
        "variation": VARIATIONS,
    }
    entries = load_known_failures(path, allowed)
    for entry in entries:
        judged = found.get(entry.requirement)
        if judged and not any(entry.covers(entry.requirement, route) for route in judged.routes):
            raise KnownFailuresInvalid(
                f"--known-failures {entry.where}: no verdict is about {entry}; crosswire scenarios lists which "
                "requirements apply to which scenario"
            )
    return entries


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count what the entries cover of all that can be judged, also of what was deselected."""
    if exchanges := session.config.stash.get(Exchanges.KEY, None):
        judged = [
            (requirement.id, route)
            for requirement, routes in collected(session.config).values()
            for route in routes
            if can_judge(requirement, route, exchanges.candidate, exchanges.clients)
        ]
        session.config.stash[ExpectedFailures.KEY].count_covered(judged)
