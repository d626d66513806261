"""What changed between two reports: an adapter's versions, two adapters, or two requirement sets.

Verdicts are compared by what became of the facts, whatever the known-failures file says of them: a failure that is
listed is still a failure, and listing it mends nothing. Where the reports were judged by different requirement sets,
what the set changed is separate from what the adapter did.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from crosswire.facts import Json
from crosswire.losses import kind_of_fact
from crosswire.reporting.counts import column
from crosswire.reporting.loss_lines import unanswered
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.unlisted import unlisted
from crosswire.reporting.verdict_table import LOSS_AT, ROWS
from crosswire.route import Route
from crosswire.specification.requirement_sets import load_ids

ChangeName = Literal["broken", "mended", "worse", "better", "other", "moved", "new", "gone"]

CHANGES: Mapping[ChangeName, str] = {
    "broken": "was not red, is red now",
    "mended": "was red, is not red any more",
    "worse": "loses more than before, or is not kept now without being red: a SHOULD, a MAY, or as declared",
    "better": "loses less than before, or was not kept without being red, and is kept now",
    "other": "not kept, as before, but for another reason",
    "moved": "not kept, as before, at another level: the requirement set moved it",
    "new": "was not judged before",
    "gone": "is not judged any more",
}
BY_WEIGHT: Mapping[tuple[int, int], ChangeName] = {
    (0, 1): "worse",
    (0, 2): "broken",
    (1, 2): "broken",
    (1, 0): "better",
    (2, 0): "mended",
    (2, 1): "mended",
}
"""The change between two weights, before and after: 0 is kept, 1 is not kept, 2 is red."""
RED_WEIGHT = 2


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement on one exchange, judged otherwise than before.

    `before` is None where it was not judged before, `after` where it is not judged now.
    """

    name: ChangeName
    before: Verdict | None
    after: Verdict | None
    silenced: bool = False
    """Whether it comes of a missing answer, before or after: the requirement to answer already reports that."""
    by_set: str | None = None
    """What the requirement set changed about the requirement between the two reports."""

    @property
    def verdict(self) -> Verdict:
        """The newer of the two verdicts."""
        verdict = self.after or self.before
        assert verdict is not None
        return verdict

    @property
    def is_satisfied(self) -> bool:
        """Whether the requirement is kept in the newer of the two verdicts."""
        return weight(self.verdict) == 0

    def to_json(self) -> Json:
        """Return the change as JSON."""
        verdict = self.verdict
        return {
            "change": self.name,
            "requirement": verdict.requirement,
            "level": verdict.level,
            "promise": verdict.promise,
            "scenario": verdict.scenario,
            "serves": verdict.serves,
            "mode": verdict.mode,
            "variation": verdict.variation,
            "before": _summary(self.before),
            "after": _summary(self.after),
            "by_set": self.by_set,
            "sentence": verdict.sentence,
            "rerun": verdict.rerun,
        }


def _summary(verdict: Verdict | None) -> Json:
    if verdict is None:
        return None
    facts = sorted(lost_facts(verdict)) if verdict.differences else []
    return {"verdict": verdict.verdict, "loss": verdict.loss, "facts": facts, "message": verdict.message}


@dataclass(frozen=True, slots=True)
class ReportDiff:
    """All that changed between two reports, and how much did not."""

    old: Report
    new: Report
    changes: Sequence[Change]
    unchanged: int
    """How many verdicts did not change."""
    unchanged_losses: int
    """How many of these are not kept."""

    def of(self, name: ChangeName) -> Sequence[Change]:
        """Return the changes of one name that the adapter made."""
        return [change for change in self.changes if change.name == name and change.by_set is None]

    @property
    def by_set(self) -> Sequence[Change]:
        """The changes to requirements that the newer set changed: they say nothing of the adapter."""
        return [change for change in self.changes if change.by_set is not None]

    @property
    def regressed(self) -> bool:
        """Whether the adapter broke anything, or loses more where it was red already."""
        return bool(self.of("broken")) or any(
            change.after is not None and weight(change.after) == RED_WEIGHT for change in self.of("worse")
        )

    @property
    def shortfalls(self) -> Sequence[str]:
        """Which of the reports are no result, and why: `now cut short after 4 of 10 verdicts`."""
        sides = {"before": self.old.coverage, "now": self.new.coverage}
        return [f"{when} {coverage.shortfall}" for when, coverage in sides.items() if coverage.shortfall]

    @property
    def is_success(self) -> bool:
        """Whether nothing regressed. What was cut short, before or now, says nothing of that."""
        return not (self.regressed or self.shortfalls)

    @property
    def counts(self) -> Mapping[ChangeName, int]:
        """How many changes of each name the adapter made."""
        counts = Counter(change.name for change in self.changes if change.by_set is None)
        return {name: counts[name] for name in CHANGES}

    def to_json(self) -> dict[str, Json]:
        """Return the difference as JSON."""
        return {
            "format": 1,
            "old": _judged_by(self.old),
            "new": _judged_by(self.new),
            "counts": {
                **self.counts,
                "by_set": len(self.by_set),
                "kept_as_before": self.unchanged - self.unchanged_losses,
                "not_kept_as_before": self.unchanged_losses,
            },
            "changes": [change.to_json() for change in self.changes],
        }


def _judged_by(report: Report) -> Json:
    return {
        "adapter": dict(report.adapter),
        "crosswire": report.crosswire,
        "requirements": report.requirements,
        "judged": report.coverage.judged,
        "of": report.coverage.of,
        "cut_short": report.coverage.cut_short,
    }


def compare(old: Report, new: Report) -> ReportDiff:
    """Return what changed from one report to another."""
    before = {verdict.key: verdict for verdict in old.verdicts}
    after = {verdict.key: verdict for verdict in new.verdicts}
    silent = unanswered(old.verdicts), unanswered(new.verdicts)
    by_set = load_ids().changes(old.requirements, new.requirements)
    changes: list[Change] = []
    unchanged: list[Verdict] = []
    for key in sorted(before.keys() | after.keys()):
        pair = before.get(key), after.get(key)
        if name := _name(*pair):
            silenced = any(map(_is_silenced, pair, silent))
            changes.append(Change(name, *pair, silenced=silenced, by_set=by_set.get(key[0])))
        else:
            unchanged.append(after[key])
    return ReportDiff(old, new, changes, len(unchanged), sum(weight(verdict) > 0 for verdict in unchanged))


def _name(before: Verdict | None, after: Verdict | None) -> ChangeName | None:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    at_level = _at_level(before, after)
    name = BY_WEIGHT.get((weight(at_level), weight(after))) or _by_facts(at_level, after)
    return name or ("moved" if before.level != after.level and weight(after) else None)


def _at_level(before: Verdict, after: Verdict) -> Verdict:
    """Return the older verdict as it would be at the newer one's level."""
    if before.level == after.level or ROWS[before.verdict].level is None:
        return before
    return replace(before, level=after.level, verdict=LOSS_AT[after.level])


def _by_facts(before: Verdict, after: Verdict) -> ChangeName | None:
    """Return the change between two verdicts of the same weight, by the facts that were not kept."""
    if weight(after) == 0:
        return None
    if before.differences and after.differences:
        old, new = lost_facts(before), lost_facts(after)
        return None if old == new else "worse" if old < new else "better" if new < old else "other"
    return None if column(before) == column(after) else "other"


def lost_facts(verdict: Verdict) -> frozenset[str]:
    """Return every fact that was not kept, with its kind of loss, wherever in a list it is."""
    return frozenset(kind_of_fact(difference) for difference in verdict.differences)


def _is_silenced(verdict: Verdict | None, silent: frozenset[Route]) -> bool:
    return verdict is not None and verdict.route in silent and column(verdict) == "untestable"


def weight(verdict: Verdict) -> int:
    """Return how much a verdict weighs, whether or not a file lists it: 0 is kept, 1 is not kept, 2 is red."""
    return ROWS[unlisted(verdict).verdict].weight
