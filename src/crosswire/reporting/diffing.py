"""What changed between two reports: an adapter's versions, two adapters, or two requirement sets.

Verdicts are compared by what became of the fact, whatever the known-failures file says of it: a failure that is listed
is still a failure, and taking it up there mends nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosswire.facts import Json, Mode, ShapeName
from crosswire.reporting.model import GRAVEST_FIRST, LEVELS, Report, Route, Verdict, VerdictName, unanswered

ChangeName = Literal["broken", "fixed", "worse", "better", "new", "gone"]

CHANGES: Mapping[ChangeName, str] = {
    "broken": "was not red, is red now",
    "fixed": "was red, is not red any more",
    "worse": "was kept, is not kept now, and not red: a SHOULD, a MAY, or as declared",
    "better": "was not kept, and not red; is kept now",
    "new": "was not judged before",
    "gone": "is not judged any more",
}
UNLISTED: Mapping[str, VerdictName] = {"must": "failed", "should": "warned", "may": "noted"}
"""What a known failure is when no file lists it."""
WEIGHT: Mapping[VerdictName, int] = {
    "passed": 0,
    "fixed": 0,
    "noted": 1,
    "warned": 1,
    "declared": 1,
    "failed": 2,
    "untestable": 2,
    "error": 2,
}
"""Kept, not kept, red."""
BY_WEIGHT: Mapping[tuple[int, int], ChangeName] = {
    (0, 1): "worse",
    (0, 2): "broken",
    (1, 2): "broken",
    (1, 0): "better",
    (2, 0): "fixed",
    (2, 1): "fixed",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One requirement on one exchange, judged otherwise than before; `before` and `after` are None where it was not."""

    name: ChangeName
    before: Verdict | None
    after: Verdict | None
    silenced: bool = False
    """Whether it comes of an answer that is missing, or was: the requirement to answer tells that once."""

    @property
    def verdict(self) -> Verdict:
        """The verdict that says what this is about: the newer one, where there is one."""
        verdict = self.after or self.before
        assert verdict is not None
        return verdict

    @property
    def is_kept(self) -> bool:
        """Whether it is kept now; of what is gone, whether it was."""
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
            "before": _said(self.before),
            "after": _said(self.after),
            "sentence": verdict.sentence,
            "rerun": verdict.rerun,
        }


def _said(verdict: Verdict | None) -> Json:
    return verdict and {"verdict": verdict.verdict, "loss": verdict.loss, "message": verdict.message}


@dataclass(frozen=True, slots=True)
class Difference:
    """All that changed, and how much did not."""

    old: Report
    new: Report
    changes: Sequence[Change]
    kept: int
    """How many verdicts are kept, as before."""
    not_kept: int
    """How many are not kept, as before."""

    def of(self, name: ChangeName) -> Sequence[Change]:
        """Return the changes of one name."""
        return [change for change in self.changes if change.name == name]

    @property
    def counts(self) -> Mapping[ChangeName, int]:
        """How many there are of each name."""
        counts = Counter(change.name for change in self.changes)
        return {name: counts[name] for name in CHANGES}

    @property
    def notes(self) -> Sequence[str]:
        """What the two reports were not judged alike by."""
        told = {
            "requirement set": (self.old.requirements, self.new.requirements),
            "Crosswire": (self.old.crosswire, self.new.crosswire),
            "adapter": (self.old.adapter["name"], self.new.adapter["name"]),
        }
        others = [f"another {what}: {old} before, {new} now" for what, (old, new) in told.items() if old != new]
        parts = [
            f"judged in part {when}: {report.coverage.measure}"
            for when, report in (("before", self.old), ("now", self.new))
            if report.coverage.is_partial
        ]
        return [*others, *parts, *_came_and_went(self.old.verdicts, self.new.verdicts)]

    def to_json(self) -> Json:
        """Return the difference as JSON."""
        return {
            "format": 1,
            "old": _judged_by(self.old),
            "new": _judged_by(self.new),
            "counts": {**self.counts, "kept_as_before": self.kept, "not_kept_as_before": self.not_kept},
            "changes": [change.to_json() for change in self.changes],
        }


def _came_and_went(old: Sequence[Verdict], new: Sequence[Verdict]) -> Iterator[str]:
    """Name the requirements and scenarios that only one of the reports knows."""
    for what in ("requirement", "scenario"):
        before, after = ({getattr(verdict, what) for verdict in verdicts} for verdicts in (old, new))
        for name, those in (("new", after - before), ("gone", before - after)):
            if those:
                yield f"{name} {what}{'s' * (len(those) > 1)}: {_some(sorted(those))}"


def _some(names: Sequence[str], most: int = 8) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def _judged_by(report: Report) -> Json:
    return {"adapter": dict(report.adapter), "crosswire": report.crosswire, "requirements": report.requirements}


def compare(old: Report, new: Report) -> Difference:
    """Tell what changed from one report to another."""
    before = {verdict.key: verdict for verdict in old.verdicts}
    after = {verdict.key: verdict for verdict in new.verdicts}
    no_answer = unanswered(old.verdicts), unanswered(new.verdicts)
    changes, same = [], Counter[bool]()
    for key in sorted(before.keys() | after.keys()):
        pair = before.get(key), after.get(key)
        if name := _name(*pair):
            changes.append(Change(name, *pair, silenced=any(map(_is_silenced, pair, no_answer))))
        else:
            same[weight(after[key]) == 0] += 1
    return Difference(old, new, changes, kept=same[True], not_kept=same[False])


def _name(before: Verdict | None, after: Verdict | None) -> ChangeName | None:
    if before is None:
        return "new"
    if after is None:
        return "gone"
    return BY_WEIGHT.get((weight(before), weight(after)))


def _is_silenced(verdict: Verdict | None, no_answer: frozenset[Route]) -> bool:
    if verdict is None or verdict.loss or verdict.route not in no_answer:
        return False
    return verdict.verdict in ("untestable", "known")


def weight(verdict: Verdict) -> int:
    """Tell how much a verdict weighs: 0 where it is kept, 1 where it is not, 2 where that is red."""
    if verdict.verdict == "known":
        return WEIGHT[UNLISTED[verdict.level] if verdict.loss else "untestable"]
    return WEIGHT[verdict.verdict]


@dataclass(frozen=True, slots=True)
class Group:
    """The changes of one name to one requirement in one direction."""

    changes: Sequence[Change]
    of: int
    """How many verdicts the requirement has in this direction."""

    @property
    def example(self) -> Verdict:
        """The verdict of the first change."""
        return self.changes[0].verdict

    @property
    def scenarios(self) -> Mapping[str, Sequence[Mode]]:
        """The scenarios (with their variations) on which it changed, and the modes in which it did."""
        modes: dict[str, list[Mode]] = {}
        for change in self.changes:
            verdict = change.verdict
            name = f"{verdict.scenario} ({verdict.variation})" if verdict.variation else verdict.scenario
            modes.setdefault(name, []).append(verdict.mode)
        return modes


def groups(difference: Difference, changes: Sequence[Change]) -> Sequence[Group]:
    """Gather changes, but for the silenced ones, by requirement and direction, the worst first."""
    gathered: dict[Subject, list[Change]] = {}
    for change in changes:
        if not change.silenced:
            gathered.setdefault(_subject(change.verdict), []).append(change)
    before, after = (Counter(map(_subject, report.verdicts)) for report in (difference.old, difference.new))
    found = [Group(each, after[subject] or before[subject]) for subject, each in gathered.items()]
    return sorted(found, key=_badness)


Subject = tuple[str, ShapeName]


def _subject(verdict: Verdict) -> Subject:
    return verdict.requirement, verdict.serves


def _badness(group: Group) -> tuple[int, int, int]:
    verdict = group.example
    return LEVELS.index(verdict.level), GRAVEST_FIRST.index(verdict.verdict), -len(group.changes)
