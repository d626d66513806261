"""What the known-failures file says of a run: which failures are expected, and which entries have had their day.

An entry that covers one verdict is settled by that verdict's test. One that covers several (`scenario = "*"`, both
modes, …) can be settled only where all verdicts come together, when the run is over: it is fixed where all that it
covers was judged and all of it was kept. As long as some of it fails, what is kept passes and the entry stays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from crosswire.errors import CrosswireError, KnownFailuresInvalid
from crosswire.plugin import known_failures, refuse
from crosswire.plugin.exchanges import Exchanges, can_judge
from crosswire.plugin.known_failures import KnownFailure, load_known_failures
from crosswire.plugin.routes import Route, collected
from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from crosswire.variations import VARIATIONS


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry that its verdicts do not settle one by one, as each of them carries it to the end of the run."""

    where: str
    about: str
    reason: str
    expired: str | None = None
    """Since when it covers nothing any more."""
    covers: int | None = None
    """How many verdicts it covers of all that this adapter can be judged by; None where it covers nothing any more."""


class Listed:
    """The entries of the file."""

    KEY: pytest.StashKey["Listed"] = pytest.StashKey()

    def __init__(self, entries: Sequence[KnownFailure] = (), day: date = date.max) -> None:
        self._entries = [entry for entry in entries if not entry.expired(day)]
        self._expired = [entry for entry in entries if entry.expired(day)]
        self._covers: Mapping[KnownFailure, int] = {}

    def tally(self, judged: Sequence[tuple[str, Route]]) -> None:
        """Count what each entry covers, of all that this adapter can be judged by."""
        self._covers = {
            entry: sum(entry.covers(requirement, *route) for requirement, route in judged) for entry in self._entries
        }

    def known(self, requirement: str, route: Route) -> KnownFailure | None:
        """Return an entry by which this is expected to fail."""
        return next((entry for entry in self._entries if entry.covers(requirement, *route)), None)

    def settled(self, requirement: str, route: Route) -> KnownFailure | None:
        """Return an entry that has to go if this is kept."""
        covering = (entry for entry in self._entries if entry.covers(requirement, *route))
        return next((entry for entry in covering if self._is_settled_at_once(entry)), None)

    def listings(self, requirement: str, route: Route) -> list[Listing]:
        """Return what the end of the run has to know of this verdict's entries."""
        expired = [
            Listing(entry.where, str(entry), entry.reason, expired=str(entry.expires))
            for entry in self._expired
            if entry.covers(requirement, *route)
        ]
        return expired + [
            Listing(entry.where, str(entry), entry.reason, covers=self._covers.get(entry))
            for entry in self._entries
            if entry.covers(requirement, *route) and not self._is_settled_at_once(entry)
        ]

    def _is_settled_at_once(self, entry: KnownFailure) -> bool:
        return entry.names_one or self._covers.get(entry) == 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the known failures. An entry may name what this run leaves out."""
    config.stash[Listed.KEY] = Listed()
    if path := config.getoption("known_failures"):
        try:
            entries = _entries(Path(path), config)
        except CrosswireError as error:
            refuse(config, items, str(error))
        else:
            config.stash[Listed.KEY] = Listed(entries, known_failures.today())


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
        if judged and not any(entry.covers(entry.requirement, *route) for route in judged.routes):
            what = f"there is nothing to judge of {entry}; crosswire scenarios says what there is"
            raise KnownFailuresInvalid(f"--known-failures {entry.where}: {what}")
    return entries


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count what the entries cover of all that could be judged, whatever else was deselected."""
    if exchanges := session.config.stash.get(Exchanges.KEY, None):
        judged = [
            (requirement.id, route)
            for requirement, routes in collected(session.config).values()
            for route in routes
            if can_judge(requirement, route, exchanges.candidate)
        ]
        session.config.stash[Listed.KEY].tally(judged)
