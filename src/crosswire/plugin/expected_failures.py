"""--known-failures FILE: which verdicts its entries cover, and which entries have to go.

An entry that covers one verdict is decided by that verdict's test. An entry that covers several (one of a
cause, `scenario = "*"`, both modes, …) is decided at the end of the run: it is outdated where all that it covers was
judged and all of it was kept. As long as some of it fails, what is kept passes and the entry stays.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from crosswire import known_failures
from crosswire.errors import CrosswireError, KnownFailuresInvalid
from crosswire.known_failures import AcceptedCause, Expected, KnownFailure, KnownFailures, load_known_failures
from crosswire.plugin import refuse
from crosswire.plugin.exchanges import Exchanges, can_judge
from crosswire.plugin.own_scenarios import chosen_scenarios
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


@dataclass(frozen=True, slots=True)
class Covering:
    """An entry that covers a verdict, and what it expects of it."""

    number: int
    """The number of the entry in the file."""
    entry: KnownFailure | AcceptedCause
    expected: Expected


class ExpectedFailures:
    """The entries of the file, for one run."""

    KEY: pytest.StashKey["ExpectedFailures"] = pytest.StashKey()

    def __init__(self, file: KnownFailures | None = None, day: date = date.max) -> None:
        self._day = day
        self._failures: dict[str, list[tuple[int, KnownFailure]]] = {}
        self._listed: dict[tuple[str, Route], list[Covering]] = {}
        """What the entries of causes list, by verdict."""
        self._times: Counter[int] = Counter()
        """How many verdicts each entry covers of all that this adapter can be judged by."""
        failures, causes = (file.failures, file.causes) if file else ((), ())
        for number, entry in enumerate(failures):
            self._failures.setdefault(entry.requirement, []).append((number, entry))
        for number, cause in enumerate(causes, len(failures)):
            for verdict, facts in cause.verdicts.items():
                self._listed.setdefault(verdict, []).append(Covering(number, cause, cause.expected(facts)))

    def count_covered(self, judged: Iterable[tuple[str, Route]]) -> None:
        """Count what each entry covers of all that this adapter can be judged by."""
        self._times = Counter(
            covering.number for requirement, route in judged for covering in self._covering(requirement, route)
        )

    def lists(self, requirement: str, route: Route) -> bool:
        """Return whether an entry covers this verdict."""
        return any(True for _ in self._covering(requirement, route))

    def expecting(self, requirement: str, route: Route) -> Sequence[Expected]:
        """Return what the entries expect of this verdict; nothing where none covers it."""
        return [one.expected for one in self._covering(requirement, route) if not one.entry.expired(self._day)]

    def outdated_by(self, requirement: str, route: Route) -> KnownFailure | AcceptedCause | None:
        """Return an entry that has to go if this verdict is kept."""
        covering = (one for one in self._covering(requirement, route) if not one.entry.expired(self._day))
        return next((one.entry for one in covering if self._covers_one(one)), None)

    def entries_for(self, requirement: str, route: Route) -> list[CoveringEntry]:
        """Return the entries that cover this verdict and are decided at the end of the run."""
        found = []
        for one in self._covering(requirement, route):
            entry = one.entry
            if entry.expired(self._day):
                found.append(CoveringEntry(entry.where, str(entry), entry.reason, expired=str(entry.expires)))
            elif not self._covers_one(one):
                found.append(CoveringEntry(entry.where, str(entry), entry.reason, covers=self._times.get(one.number)))
        return found

    def _covering(self, requirement: str, route: Route) -> Iterator[Covering]:
        for number, entry in self._failures.get(requirement, ()):
            if entry.covers(requirement, route):
                yield Covering(number, entry, entry.expected)
        yield from self._listed.get((requirement, route), ())

    def _covers_one(self, one: Covering) -> bool:
        is_exact = isinstance(one.entry, KnownFailure) and one.entry.names_one
        return is_exact or self._times.get(one.number) == 1


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Read the known-failures file. An entry may name what this run leaves out."""
    config.stash[ExpectedFailures.KEY] = ExpectedFailures()
    if path := config.getoption("known_failures"):
        try:
            file = _file(Path(path), config)
        except CrosswireError as error:
            refuse(config, items, str(error))
        else:
            config.stash[ExpectedFailures.KEY] = ExpectedFailures(file, known_failures.today())


def _file(path: Path, config: pytest.Config) -> KnownFailures:
    found, chosen = collected(config), chosen_scenarios(config)
    allowed = {
        "requirement": found.keys() | load_ids().levels.keys(),
        "scenario": {**load_scenarios(), **chosen},
        "variation": VARIATIONS,
    }
    file = load_known_failures(path, allowed)
    for entry in file.failures:
        judged = found.get(entry.requirement)
        is_elsewhere = entry.scenario not in ("*", *chosen)
        if judged and not is_elsewhere and not any(entry.covers(entry.requirement, route) for route in judged.routes):
            raise KnownFailuresInvalid(
                f"--known-failures {entry.where}: no verdict is about {entry}; crosswire scenarios lists which "
                "requirements apply to which scenario"
            )
    return file


def pytest_collection_finish(session: pytest.Session) -> None:
    """Count what the entries cover of all that can be judged, also of what was deselected."""
    if exchanges := session.config.stash.get(Exchanges.KEY, None):
        judged = (
            (requirement.id, route)
            for requirement, routes, _ in collected(session.config).values()
            for route in routes
            if can_judge(requirement, route, exchanges.candidate, exchanges.clients)
        )
        session.config.stash[ExpectedFailures.KEY].count_covered(judged)
