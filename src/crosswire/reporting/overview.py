"""The first screen of the page: counts by promise and direction, the worst losses, how adapters compare."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import get_args

from crosswire.facts import Level, ShapeName
from crosswire.reporting.causes import Cause
from crosswire.reporting.counts import column, count, shown_columns
from crosswire.reporting.headline import Headline, headline
from crosswire.reporting.loss_lines import LossLine, is_untestable_for_lack_of_answer, losses, unanswered
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.payloads import first_change
from crosswire.reporting.permalinks import link_to, link_to_cause, permalink
from crosswire.reporting.profile_filter import Concerned, ProfilesOf, Use, concerned, no_profiles
from crosswire.reporting.verdict_table import ROWS, Column, VerdictName, gravest

FIRST = 5
"""How many causes the page shows before a reader unfolds the rest."""
WORST = 10
"""How many losses the page shows of one adapter before a reader unfolds the rest."""
WORST_AMONG = 3
"""The same of each adapter in a comparison."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number in a table of counts, the gravest of the verdicts that it counts, and the link to them."""

    times: int
    gravest: VerdictName
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of counts: one promise or one adapter, by direction and column."""

    name: str
    link: str
    directions: Mapping[ShapeName, Mapping[Column, Count]]


def columns(verdicts: Sequence[Verdict]) -> Sequence[Column]:
    """Return the columns of the tables of counts."""
    return shown_columns([count(verdicts)])


def directions(verdicts: Sequence[Verdict]) -> Sequence[ShapeName]:
    """Return the directions in which anything was judged."""
    return [serves for serves in get_args(ShapeName) if any(verdict.serves == serves for verdict in verdicts)]


def promises(verdicts: Sequence[Verdict]) -> Sequence[Row]:
    """Return a row for every promise, and one for all of them."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise, []).append(verdict)
    served = directions(verdicts)
    rows = [_row(promise, {"promise": promise}, members, served) for promise, members in groups.items()]
    return [*rows, _row("", {}, verdicts, served)] if len(rows) > 1 else rows


def _row(name: str, filters: Mapping[str, str], verdicts: Sequence[Verdict], shown: Sequence[ShapeName]) -> Row:
    return Row(
        name,
        permalink("matrix", **filters),
        {serves: _counts([one for one in verdicts if one.serves == serves], filters, serves) for serves in shown},
    )


def _counts(verdicts: Sequence[Verdict], filters: Mapping[str, str], serves: ShapeName) -> Mapping[Column, Count]:
    groups: dict[Column, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(column(verdict), []).append(verdict)
    return {
        name: Count(
            len(members),
            gravest(verdict.verdict for verdict in members),
            permalink("matrix", **filters, serves=serves, became=name),
        )
        for name, members in groups.items()
    }


@dataclass(frozen=True, slots=True)
class Worst:
    """A line of what was not kept, one changed value, and the links to an example and to all of it."""

    line: LossLine
    change: tuple[str, str] | None
    example: str
    all: str


def worst(report: Report, among: bool) -> Sequence[Worst]:
    """Return what an adapter did not keep, the worst first. The links name the adapter if it is `among` others."""
    return [_worst(line, report, among) for line in losses(report.verdicts)]


def _worst(line: LossLine, report: Report, among: bool) -> Worst:
    example = line.example
    adapter = report.adapter_name if among else None
    subject = {"requirement": line.requirement} if line.requirement else {"verdict": example.verdict}
    return Worst(
        line,
        first_change(example.expected, example.received) if example.loss else None,
        link_to(example, report if among else None),
        permalink("requirement" if line.requirement else "matrix", **subject, serves=example.serves, adapter=adapter),
    )


@dataclass(frozen=True, slots=True)
class ShownCause:
    """A cause, one changed value of its example, and the link to its page."""

    cause: Cause
    change: tuple[str, str] | None
    link: str
    concerned: Concerned = field(default_factory=Concerned)
    """The profiles of use that it concerns."""

    @property
    def anchor(self) -> str:
        """The name under which the page has it: the same in every report."""
        return link_to_cause(self.cause).removeprefix("#")


def shown_causes(
    found: Sequence[Cause], profiles_of: ProfilesOf = no_profiles, shown: Sequence[Use] = ()
) -> Sequence[ShownCause]:
    """Return an adapter's causes as the page lists them."""
    return [
        ShownCause(
            cause,
            first_change(cause.difference.expected, cause.difference.received) if cause.difference else None,
            link_to_cause(cause),
            concerned(cause, profiles_of, shown),
        )
        for cause in found
    ]


def silenced(verdicts: Sequence[Verdict]) -> int:
    """Return how many verdicts a missing answer left untestable: no line lists them."""
    silent = unanswered(verdicts)
    return sum(is_untestable_for_lack_of_answer(verdict, silent) for verdict in verdicts)


@dataclass(frozen=True, slots=True)
class Standing:
    """One adapter in a comparison: its headline, its counts, and how many requirements it broke of how many."""

    headline: Headline
    row: Row
    broken: Mapping[tuple[ShapeName, Level], tuple[int, int]]
    scenarios: str = ""
    """On whose scenarios it was judged, in a few words; empty where on Crosswire's own alone."""

    def times(self, name: Column) -> int:
        """Return how many verdicts are in a column, in all directions."""
        return sum(counts[name].times for counts in self.row.directions.values() if name in counts)


def standings(reports: Sequence[Report]) -> Sequence[Standing]:
    """Return the standing of each adapter, those that broke the least first."""
    shown = directions([verdict for report in reports for verdict in report.verdicts])
    found = [_standing(report, shown) for report in reports]
    return sorted(found, key=lambda one: (_total(one, "must"), _total(one, "should"), one.row.name))


def _standing(report: Report, shown: Sequence[ShapeName]) -> Standing:
    name = report.adapter_name
    levels: Sequence[Level] = ("must", "should")
    return Standing(
        headline(report),
        _row(name, {"adapter": name}, report.verdicts, shown),
        {(serves, level): _broken(report.verdicts, serves, level) for serves in shown for level in levels},
        report.own_in_short,
    )


def _broken(verdicts: Sequence[Verdict], serves: ShapeName, level: Level) -> tuple[int, int]:
    at_level = [verdict for verdict in verdicts if verdict.serves == serves and verdict.level == level]
    judged = {verdict.requirement for verdict in at_level if ROWS[verdict.verdict].is_judged}
    return len({verdict.requirement for verdict in at_level if verdict.loss}), len(judged)


def _total(standing: Standing, level: Level) -> int:
    return sum(broken for (_, judged_at), (broken, _) in standing.broken.items() if judged_at == level)
