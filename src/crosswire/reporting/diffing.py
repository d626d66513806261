"""What changed between two reports: an adapter's versions, two adapters, or two requirement sets.

Verdicts are compared by what became of the facts, whatever the known-failures file says of them: a failure that is
listed is still a failure, and taking it up there mends nothing. Where the two reports were judged by different
requirement sets, what the set changed is told apart from what the adapter did.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from crosswire.facts import Json, Mode, ShapeName
from crosswire.losses import kind_of_fact
from crosswire.reporting.model import GRAVEST_FIRST, LEVELS, Report, Route, Verdict, VerdictName, unanswered
from crosswire.specification.requirement_sets import load_ids

ChangeName = Literal["broken", "fixed", "worse", "better", "other", "moved", "new", "gone"]

CHANGES: Mapping[ChangeName, str] = {
    "broken": "was not red, is red now",
    "fixed": "was red, is not red any more",
    "worse": "loses more than before, or is not kept now without being red: a SHOULD, a MAY, or as declared",
    "better": "loses less than before, or was not kept without being red, and is kept now",
    "other": "not kept, as before, but for another reason",
    "moved": "not kept, as before, at another level: the requirement set moved it",
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
RED_WEIGHT = 2
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
    by_set: str | None = None
    """What the requirement set changed about the requirement between the two reports."""

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
            "before": _summary(self.before),
            "after": _summary(self.after),
            "by_set": self.by_set,
            "sentence": verdict.sentence,
            "rerun": verdict.rerun,
        }


def _summary(verdict: Verdict | None) -> Json:
    if verdict is None:
        return None
    facts = sorted(facts_not_kept(verdict)) if verdict.differences else []
    return {"verdict": verdict.verdict, "loss": verdict.loss, "facts": facts, "message": verdict.message}


@dataclass(frozen=True, slots=True)
class ReportDiff:
    """All that changed, and how much did not."""

    old: Report
    new: Report
    changes: Sequence[Change]
    kept: int
    """How many verdicts are kept, as before."""
    not_kept: int
    """How many are not kept, as before."""

    def of(self, name: ChangeName) -> Sequence[Change]:
        """Return the changes of one name that the adapter made."""
        return [change for change in self.changes if change.name == name and change.by_set is None]

    @property
    def by_set(self) -> Sequence[Change]:
        """The changes to requirements that the newer set added, moved or sharpened."""
        return [change for change in self.changes if change.by_set is not None]

    @property
    def regressed(self) -> bool:
        """Whether the adapter made anything red that was not, or loses more where it is red."""
        return bool(self.of("broken")) or any(
            change.after is not None and weight(change.after) == RED_WEIGHT for change in self.of("worse")
        )

    @property
    def counts(self) -> Mapping[ChangeName, int]:
        """How many there are of each name."""
        counts = Counter(change.name for change in self.changes if change.by_set is None)
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
        return [*others, *parts, *_set_notes(self), *_came_and_went(self.old.verdicts, self.new.verdicts)]

    def to_json(self) -> Json:
        """Return the difference as JSON."""
        return {
            "format": 1,
            "old": _judged_by(self.old),
            "new": _judged_by(self.new),
            "counts": {
                **self.counts,
                "by_set": len(self.by_set),
                "kept_as_before": self.kept,
                "not_kept_as_before": self.not_kept,
            },
            "changes": [change.to_json() for change in self.changes],
        }


def _set_notes(difference: "ReportDiff") -> Iterator[str]:
    """Say what the newer set moved and sharpened, of the requirements that both reports judged."""
    judged = {verdict.requirement for verdict in difference.new.verdicts}
    changes = load_ids().changes(difference.old.requirements, difference.new.requirements)
    told = [f"{identifier} {words}" for identifier, words in changes.items() if identifier in judged and words != "new"]
    if told:
        yield f"changed by the set: {_some(told)}"


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


def compare(old: Report, new: Report) -> ReportDiff:
    """Tell what changed from one report to another."""
    before = {verdict.key: verdict for verdict in old.verdicts}
    after = {verdict.key: verdict for verdict in new.verdicts}
    no_answer = unanswered(old.verdicts), unanswered(new.verdicts)
    by_set = load_ids().changes(old.requirements, new.requirements)
    changes, same = [], Counter[bool]()
    for key in sorted(before.keys() | after.keys()):
        pair = before.get(key), after.get(key)
        if name := _name(*pair):
            silenced = any(map(_is_silenced, pair, no_answer))
            changes.append(Change(name, *pair, silenced=silenced, by_set=by_set.get(key[0])))
        else:
            same[weight(after[key]) == 0] += 1
    return ReportDiff(old, new, changes, kept=same[True], not_kept=same[False])


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
    if before.level == after.level or before.verdict not in UNLISTED.values():
        return before
    return replace(before, level=after.level, verdict=UNLISTED[after.level])


def _by_facts(before: Verdict, after: Verdict) -> ChangeName | None:
    """Tell two verdicts that weigh the same apart by the facts that were not kept."""
    if weight(after) == 0:
        return None
    if before.differences and after.differences:
        old, new = facts_not_kept(before), facts_not_kept(after)
        return None if old == new else "worse" if old < new else "better" if new < old else "other"
    return None if _reason(before) == _reason(after) else "other"


def facts_not_kept(verdict: Verdict) -> frozenset[str]:
    """Return every fact that was not kept, with what became of it, wherever in a list it stands."""
    return frozenset(kind_of_fact(difference) for difference in verdict.differences)


def _reason(verdict: Verdict) -> str:
    """Return why a verdict is not kept as far as a report says that lists no facts."""
    return verdict.loss or ("untestable" if verdict.verdict == "known" else verdict.verdict)


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


def groups(difference: ReportDiff, changes: Sequence[Change]) -> Sequence[Group]:
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
