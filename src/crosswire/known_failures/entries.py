"""The entries of a known-failures file: what each expects, and of which verdicts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import NamedTuple

from crosswire.facts import Mode, ShapeName
from crosswire.losses import Difference, kind_of_fact
from crosswire.route import Route

PLAIN = "plain"
"""The `variation` of an entry that covers the exchange without any variation."""


class Expected(NamedTuple):
    """What an entry expects of a verdict."""

    reasons: str
    """Why, and the link where there is one."""
    facts: tuple[str, ...] | None
    """The losses to expect, such as `usage.reasoning lost`; None: any."""
    is_untestable: bool
    """Whether it is expected that there is nothing to judge."""


def beyond(expected: Sequence[Expected], found: Iterable[Difference]) -> list[Difference]:
    """Return the differences that no entry expects."""
    if any(one.facts is None for one in expected):
        return []
    facts = {fact for one in expected for fact in one.facts or ()}
    return [difference for difference in found if kind_of_fact(difference) not in facts]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What every entry has."""

    where: str = ""
    """The file, and the line or the number of the entry."""
    reason: str = ""
    link: str | None = None
    expires: date | None = None

    def expired(self, day: date) -> bool:
        """Tell whether the entry has expired by this day."""
        return self.expires is not None and self.expires <= day

    @property
    def reasons(self) -> str:
        """The reason, and the link where there is one."""
        return ", ".join(filter(None, (self.reason, self.link)))


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownFailure(Entry):
    """An entry about one requirement, on one or all scenarios."""

    requirement: str
    scenario: str
    serves: str | None = None
    mode: str | None = None
    variation: str | None = None
    facts: tuple[str, ...] = ()
    """The losses to expect, such as `usage.reasoning lost`; any loss where it is empty."""

    @property
    def expected(self) -> Expected:
        """What it expects of each verdict that it covers."""
        return Expected(self.reasons, self.facts or None, is_untestable=True)

    def covers(self, requirement: str, route: Route) -> bool:
        """Tell whether the entry is about this requirement on this route."""
        return (
            requirement == self.requirement
            and self.scenario in ("*", route.scenario)
            and self.serves in (None, route.serves)
            and self.mode in (None, route.mode)
            and self.variation in (None, route.variation or PLAIN)
        )

    @property
    def names_one(self) -> bool:
        """Whether the entry can cover one verdict at most."""
        return self.scenario != "*" and None not in (self.serves, self.mode, self.variation)

    def __str__(self) -> str:
        where = ", ".join(filter(None, (self.serves and f"serves {self.serves}", self.mode, self.variation)))
        return f"{self.requirement} on {self.scenario}" + (f" ({where})" if where else "")


@dataclass(frozen=True, slots=True)
class AcceptedVerdicts:
    """Verdicts of a cause: each requirement on each scenario, in both modes unless one is named."""

    requirements: tuple[str, ...]
    scenarios: tuple[str, ...]
    mode: Mode | None = None
    variation: str = PLAIN
    facts: tuple[str, ...] = ()
    """The losses to expect; where it is empty, that there is nothing to judge."""

    def verdicts(self, serves: ShapeName) -> Iterator[tuple[str, Route]]:
        """Yield the requirement and the route of each verdict."""
        modes: Sequence[Mode] = (self.mode,) if self.mode else ("json", "stream")
        variation = "" if self.variation == PLAIN else self.variation
        for requirement, mode, scenario in product(self.requirements, modes, self.scenarios):
            yield requirement, Route(serves, mode, scenario, variation)


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedCause(Entry):
    """An entry about one cause: it covers what it lists, and no other verdict of the cause."""

    key: str
    serves: ShapeName
    rows: tuple[AcceptedVerdicts, ...]
    sentence: str = ""

    @property
    def verdicts(self) -> Mapping[tuple[str, Route], tuple[str, ...]]:
        """The losses that it expects of each verdict; none where there is nothing to judge."""
        return {verdict: row.facts for row in self.rows for verdict in row.verdicts(self.serves)}

    def expected(self, facts: tuple[str, ...]) -> Expected:
        """Return what it expects of a verdict with these losses."""
        return Expected(self.reasons or f"cause {self.key}", facts, is_untestable=not facts)

    def __str__(self) -> str:
        return self.key


@dataclass(frozen=True, slots=True)
class KnownFailures:
    """The entries of a file."""

    failures: Sequence[KnownFailure] = ()
    """The entries about a requirement."""
    causes: Sequence[AcceptedCause] = ()
