"""How the adapters of a site compare: what each is for every profile, and which causes they share."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import ShapeName
from crosswire.reporting.causes import Cause, causes
from crosswire.reporting.model import Report
from crosswire.reporting.readiness import Readiness, is_outdated, readiness
from crosswire.specification.profiles import Profile

ENOUGH_OUTCOMES = 3
"""How many different outcomes of one profile need no explanation."""


@dataclass(frozen=True)
class Judged:
    """One adapter of a site: its causes, and what it is for each profile."""

    report: Report
    folder: str
    causes: Sequence[Cause]
    readiness: Sequence[Readiness]
    """In the directions that it serves; none where it was judged by an older requirement set."""

    def serving(self, serves: ShapeName) -> Sequence[Readiness]:
        """Return what it is for each profile in one direction."""
        return [one for one in self.readiness if one.serves == serves]


@dataclass(frozen=True)
class ProfileTable:
    """What the adapters that serve one API are for each profile, the most useful first."""

    serves: ShapeName
    profiles: Sequence[Profile]
    rows: Sequence[tuple[Judged, Sequence[Readiness]]]
    notes: Sequence[str]
    """Why the outcomes of a profile differ little."""


@dataclass(frozen=True, slots=True)
class CauseCell:
    """A cause as one adapter has it."""

    judged: Judged
    cause: Cause
    stops: Sequence[str]
    """The profiles whose core it breaks, by name."""
    limits: Sequence[str]
    """The profiles that it limits."""


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One cause, as each adapter that has it has it, by the adapter's folder."""

    key: str
    cells: Mapping[str, CauseCell]

    @property
    def example(self) -> Cause:
        """The cause of the adapter in which it does the most harm."""
        return max((cell.cause for cell in self.cells.values()), key=lambda cause: cause.times)

    @property
    def order(self) -> tuple[int, int, int, str]:
        """Order rows: what stops the most profiles of the most adapters first."""
        stopped = sum(len(cell.stops) for cell in self.cells.values())
        return -stopped, -len(self.cells), -self.example.times, self.key


@dataclass(frozen=True, slots=True)
class CauseTable:
    """The red causes of the adapters that serve one API: those of several, and those of one alone."""

    serves: ShapeName
    columns: Sequence[Judged]
    shared: Sequence[CauseRow]
    alone: Sequence[CauseRow]


def judged(report: Report, folder: str, profiles: Sequence[Profile]) -> Judged:
    """Return an adapter's causes and what it is for each profile."""
    found = causes(report.verdicts, report.exchanges)
    served = {verdict.serves for verdict in report.verdicts}
    ready = [] if is_outdated(report) else readiness(report.verdicts, profiles, found)
    return Judged(report, folder, found, [one for one in ready if one.serves in served])


def profile_tables(adapters: Sequence[Judged], profiles: Sequence[Profile]) -> Iterator[ProfileTable]:
    """Yield a table for each direction that an adapter serves."""
    for serves in get_args(ShapeName):
        rows = [(adapter, ready) for adapter in adapters if (ready := adapter.serving(serves))]
        if rows:
            shown = [profile for profile in profiles if serves in profile.directions]
            columns = list(zip(*(ready for _, ready in rows), strict=True))
            yield ProfileTable(serves, shown, sorted(rows, key=_usefulness), [*filter(None, map(_note, columns))])


def _usefulness(row: tuple[Judged, Sequence[Readiness]]) -> tuple[int, int, str]:
    adapter, ready = row
    return -sum(one.is_usable for one in ready), sum(len(one.blockers) for one in ready), adapter.report.adapter_name


def _note(column: Sequence[Readiness]) -> str:
    """Return why adapters are alike for a profile; nothing where their outcomes and the numbers of causes differ."""
    names = Counter(one.outcome for one in column)
    outcomes = {(one.outcome, one.reasons) for one in column}
    if len(column) < ENOUGH_OUTCOMES or (len(names) > 1 and len(outcomes) >= ENOUGH_OUTCOMES):
        return ""
    counts = ", ".join(f"{times} {outcome}" for outcome, times in names.most_common())
    return f"{column[0].profile.title}: {counts}; {_why_alike(column)}."


def _why_alike(column: Sequence[Readiness]) -> str:
    blocked = [{cause.key for cause in one.blockers} for one in column if one.blockers]
    if not blocked:
        return "nothing that counts for it tells them apart"
    if shared := sorted(set.intersection(*blocked)):
        return f"all that are not ready share {', '.join(shared)}"
    most, number = Counter(key for keys in blocked for key in keys).most_common(1)[0]
    return f"each for causes of its own, {number} of {len(blocked)} for {most}"


def cause_tables(adapters: Sequence[Judged]) -> Iterator[CauseTable]:
    """Yield a table for each direction that an adapter serves; the same cause is the same row."""
    for serves in get_args(ShapeName):
        cells: dict[str, dict[str, CauseCell]] = defaultdict(dict)
        columns = [
            adapter for adapter in adapters if any(verdict.serves == serves for verdict in adapter.report.verdicts)
        ]
        for adapter in columns:
            for cell in _cells(adapter, serves):
                cells[cell.cause.key][adapter.folder] = cell
        rows = sorted((CauseRow(key, row) for key, row in cells.items()), key=lambda row: row.order)
        if columns:
            yield CauseTable(
                serves,
                columns,
                [row for row in rows if len(row.cells) > 1],
                [row for row in rows if len(row.cells) == 1],
            )


def _cells(adapter: Judged, serves: ShapeName) -> Iterator[CauseCell]:
    stops: dict[str, list[str]] = defaultdict(list)
    limits: dict[str, list[str]] = defaultdict(list)
    for one in adapter.serving(serves):
        for found, members in ((stops, one.blockers), (limits, one.limits)):
            for cause in members:
                found[cause.key].append(one.profile.name)
    for cause in adapter.causes:
        if cause.is_red and cause.example.serves == serves:
            yield CauseCell(adapter, cause, stops[cause.key], limits[cause.key])
