"""What is told before anybody asks: counts by promise and direction, the worst losses, how adapters compare."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import Level, ShapeName
from crosswire.reporting.headline import Headline, headline
from crosswire.reporting.model import (
    COLUMNS,
    GRAVEST_FIRST,
    UNJUDGED,
    LossLine,
    Report,
    Verdict,
    column,
    count,
    losses,
    unanswered,
)
from crosswire.reporting.payloads import first_change
from crosswire.reporting.permalinks import link_to, permalink

WORST = 10
"""How many of one adapter's losses are told at once."""
WORST_OF_EACH = 3
"""How many where there are several adapters."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many verdicts came to the same; `tone` is the gravest of them; the link leads to them."""

    times: int
    tone: str
    link: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of counts: for each direction those of one promise, or of one adapter."""

    name: str
    link: str
    directions: Mapping[ShapeName, Mapping[str, Count]]


def columns(verdicts: Sequence[Verdict]) -> Sequence[str]:
    """Return the names of the counts that every table has, and of those that these verdicts have."""
    given = sum(count(verdicts).values(), Counter())
    return [name for name in COLUMNS if name in COLUMNS[:4] or given[name]]


def directions(verdicts: Sequence[Verdict]) -> Sequence[ShapeName]:
    """Return the directions in which anything was judged."""
    return [serves for serves in get_args(ShapeName) if any(verdict.serves == serves for verdict in verdicts)]


def promises(verdicts: Sequence[Verdict]) -> Sequence[Row]:
    """Return a row for every promise, and one for all of them."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(verdict.promise, []).append(verdict)
    rows = [_row(promise, {"promise": promise}, members, directions(verdicts)) for promise, members in groups.items()]
    return [*rows, _row("", {}, verdicts, directions(verdicts))] if len(rows) > 1 else rows


def _row(name: str, filters: Mapping[str, str], verdicts: Sequence[Verdict], shown: Sequence[ShapeName]) -> Row:
    return Row(
        name,
        permalink("matrix", **filters),
        {serves: _counts([each for each in verdicts if each.serves == serves], filters, serves) for serves in shown},
    )


def _counts(verdicts: Sequence[Verdict], filters: Mapping[str, str], serves: ShapeName) -> Mapping[str, Count]:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(column(verdict), []).append(verdict)
    return {
        became: Count(len(members), _tone(members), permalink("matrix", **filters, serves=serves, became=became))
        for became, members in groups.items()
    }


def _tone(verdicts: Sequence[Verdict]) -> str:
    """Return the gravest verdict's name, which has its colour."""
    return min((verdict.verdict for verdict in verdicts), key=GRAVEST_FIRST.index)


@dataclass(frozen=True, slots=True)
class Worst:
    """A line of what was not kept, an example of it, and the links to that and to all of it."""

    line: LossLine
    change: tuple[str, str] | None
    example: str
    all: str


def worst(report: Report, among: bool) -> Sequence[Worst]:
    """Return what a report's adapter did not keep, the worst first; `among` others its links name it."""
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


def silenced(verdicts: Sequence[Verdict]) -> int:
    """Return how many verdicts a missing answer left untestable, which has a line of its own."""
    told = unanswered(verdicts)
    return sum(verdict.verdict == "untestable" and verdict.route in told for verdict in verdicts)


@dataclass(frozen=True, slots=True)
class Standing:
    """How one adapter fared among others: what it comes to, its counts, how many requirements it broke of how many."""

    headline: Headline
    row: Row
    broken: Mapping[tuple[ShapeName, Level], tuple[int, int]]

    def times(self, became: str) -> int:
        """Return how many verdicts came to this, in all directions."""
        return sum(counts[became].times for counts in self.row.directions.values() if became in counts)


def standings(reports: Sequence[Report]) -> Sequence[Standing]:
    """Return how each adapter fared, those that broke the least first."""
    shown = directions([verdict for report in reports for verdict in report.verdicts])
    rows = [_standing(report, shown) for report in reports]
    return sorted(rows, key=lambda each: (_total(each, "must"), _total(each, "should"), each.row.name))


def _standing(report: Report, shown: Sequence[ShapeName]) -> Standing:
    name = report.adapter_name
    levels: Sequence[Level] = ("must", "should")
    return Standing(
        headline(report),
        _row(name, {"adapter": name}, report.verdicts, shown),
        {(serves, level): _broken(report.verdicts, serves, level) for serves in shown for level in levels},
    )


def _broken(verdicts: Sequence[Verdict], serves: ShapeName, level: Level) -> tuple[int, int]:
    those = [each for each in verdicts if each.serves == serves and each.level == level]
    judged = {each.requirement for each in those if each.verdict not in UNJUDGED}
    return len({each.requirement for each in those if each.loss}), len(judged)


def _total(standing: Standing, level: Level) -> int:
    return sum(broken for (_, each), (broken, _) in standing.broken.items() if each == level)
