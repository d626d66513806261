"""What changed between two reports, by cause: what is new, gone, worse, better, for another reason, or hidden now.

Each verdict that changed counts for a cause: where a cause has it now and had it not before, or the other way
round. What a newer requirement set changed says nothing of the adapter, and is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosswire.facts import Json
from crosswire.losses import kind_of_fact
from crosswire.reporting.causes import Cause, all_differences, causes
from crosswire.reporting.diffing import RED_WEIGHT, ChangeName, ReportDiff, weight
from crosswire.reporting.loss_lines import LEVELS
from crosswire.reporting.model import Report, Verdict, VerdictKey
from crosswire.reporting.unlisted import unlisted
from crosswire.reporting.verdict_table import ROWS

CauseChangeName = Literal["new", "worse", "other", "hidden", "uncovered", "gone", "better"]

MEANINGS: Mapping[CauseChangeName, str] = {
    "new": "nothing had this cause before",
    "worse": "has more verdicts than before, or loses more in them",
    "other": "not kept, as before, but of another cause",
    "hidden": "was judged, and cannot be judged now, as an answer is missing",
    "uncovered": "shows now in verdicts that could not be judged before, or were not",
    "gone": "no verdict has this cause now",
    "better": "has fewer verdicts than before, or loses less in them",
}
"""The changes, what to look at first before others."""
HARMFUL: Sequence[CauseChangeName] = ("new", "worse", "other", "hidden")
"""The changes for which a pull request may be to blame."""
_WORSE: Sequence[ChangeName] = ("broken", "worse")


@dataclass(frozen=True, slots=True)
class CauseChange:
    """One cause, and the verdicts that changed for it."""

    name: CauseChangeName
    cause: Cause
    """As it is in the newer report; as it was, where it is gone."""
    verdicts: Sequence[Verdict]
    """Those that changed, as they are now, or as they were where it is better now. The first shows it best."""
    before: int
    """How many verdicts the cause had."""
    after: int
    """How many it has."""
    instead: Sequence[Cause] = ()
    """The causes that the verdicts had before, where they have others now or cannot be judged."""

    @property
    def is_red(self) -> bool:
        """Whether it is about anything that makes a run fail."""
        return any(weight(verdict) == RED_WEIGHT for verdict in self.verdicts)

    @property
    def scenarios(self) -> Sequence[str]:
        """The scenarios in which it shows."""
        return [*dict.fromkeys(verdict.scenario for verdict in self.verdicts)]

    def to_json(self) -> Json:
        """Return the change as JSON."""
        return {
            "change": self.name,
            "cause": self.cause.key,
            "sentence": self.cause.sentence,
            "red": self.is_red,
            "before": self.before,
            "after": self.after,
            "verdicts": len(self.verdicts),
            "scenarios": list(self.scenarios),
            "requirements": list(dict.fromkeys(verdict.requirement for verdict in self.verdicts)),
            "instead_of": [cause.key for cause in self.instead],
            "rerun": self.verdicts[0].rerun,
        }


@dataclass(frozen=True, slots=True)
class CauseDiff:
    """All causes that changed, and how many did not."""

    changes: Sequence[CauseChange]
    unchanged: int

    def of(self, name: CauseChangeName) -> Sequence[CauseChange]:
        """Return the changes of one name, the most harmful cause first."""
        return [change for change in self.changes if change.name == name]

    def to_json(self) -> dict[str, Json]:
        """Return the causes as JSON."""
        return {"causes": [change.to_json() for change in self.changes], "causes_as_before": self.unchanged}


@dataclass(frozen=True)
class _Side:
    """One of the two reports, by cause."""

    found: Mapping[str, Cause]
    verdicts: Mapping[VerdictKey, Verdict]
    keys: Mapping[VerdictKey, frozenset[str]]
    """The causes of each verdict; none of one that is kept."""

    def is_judged(self, verdict: Verdict) -> bool:
        here = self.verdicts.get(verdict.key)
        return here is not None and ROWS[here.verdict].is_judged

    def causes_of(self, verdict: Verdict) -> frozenset[str]:
        return self.keys.get(verdict.key, frozenset())

    def facts(self, cause: Cause, verdict: Verdict) -> frozenset[str]:
        """Return what the verdict loses of this cause."""
        here = self.found[cause.key].differences_of(self.verdicts[verdict.key])
        return frozenset(map(kind_of_fact, here))

    def times(self, cause: Cause) -> int:
        return self.found[cause.key].times if cause.key in self.found else 0


def compare_causes(difference: ReportDiff) -> CauseDiff:
    """Return what changed by cause in the difference of two reports."""
    by_set = {change.verdict.key for change in difference.by_set}
    names = {change.verdict.key: change.name for change in difference.changes}
    old, new = (_side(report, by_set) for report in (difference.old, difference.new))
    pair = _Pair(old, new, names)
    changes = [
        *(change for cause in new.found.values() for change in pair.worse(cause)),
        *(change for cause in old.found.values() for change in pair.better(cause)),
    ]
    named = {change.cause.key for change in changes}
    return CauseDiff(changes, len(new.found.keys() - named))


def _side(report: Report, by_set: set[VerdictKey]) -> _Side:
    verdicts = {verdict.key: unlisted(verdict) for verdict in report.verdicts if verdict.key not in by_set}
    found = {cause.key: cause for cause in causes([*verdicts.values()], report.exchanges)}
    keys: dict[VerdictKey, frozenset[str]] = {}
    for cause in found.values():
        for verdict in (*cause.verdicts, *cause.hidden):
            keys[verdict.key] = keys.get(verdict.key, frozenset()) | {cause.key}
    return _Side(found, verdicts, keys)


@dataclass(frozen=True)
class _Pair:
    """Both reports."""

    old: _Side
    new: _Side
    names: Mapping[VerdictKey, ChangeName]
    """What became of each verdict that changed."""

    def worse(self, cause: Cause) -> Iterator[CauseChange]:
        """Yield what is worse now because of a cause of the newer report."""
        found: dict[tuple[CauseChangeName, frozenset[str]], list[Verdict]] = defaultdict(list)
        for verdict in cause.verdicts:
            if name := self._how_worse(cause, verdict):
                found[name, self.old.causes_of(verdict) if name == "other" else frozenset()].append(verdict)
        if hidden := [verdict for verdict in cause.hidden if self.old.is_judged(verdict)]:
            hidden.sort(key=lambda verdict: LEVELS.index(verdict.level))
            found["hidden", frozenset().union(*map(self.old.causes_of, hidden))] = hidden
        for (name, before), verdicts in found.items():
            instead = [self.old.found[key] for key in sorted(before)]
            yield CauseChange(name, cause, verdicts, self.old.times(cause), cause.times, instead)

    def _how_worse(self, cause: Cause, verdict: Verdict) -> CauseChangeName | None:
        before, change = self.old.causes_of(verdict), self.names.get(verdict.key)
        if not self.old.is_judged(verdict):
            return None if cause.key in self.old.found else "uncovered"
        if before and change != "broken" and not _has_more(cause, verdict, self.new, self.old):
            return None
        if before and change not in _WORSE and not before & self.new.causes_of(verdict):
            return "other"
        return "worse" if cause.key in self.old.found else "new"

    def better(self, cause: Cause) -> Iterator[CauseChange]:
        """Yield what is better now without a cause of the older report, or with less of it."""
        better = [verdict for verdict in (*cause.verdicts, *cause.hidden) if self._is_better(cause, verdict)]
        if better:
            name: CauseChangeName = "better" if cause.key in self.new.found else "gone"
            yield CauseChange(name, cause, better, cause.times, self.new.times(cause))

    def _is_better(self, cause: Cause, verdict: Verdict) -> bool:
        now, change = self.new.causes_of(verdict), self.names.get(verdict.key)
        if not self.new.is_judged(verdict):
            return False
        if not now or not self.old.is_judged(verdict) or change == "mended":
            return True
        # With other causes alone it is not kept for another reason.
        return _has_more(cause, verdict, self.old, self.new) and bool(now & self.old.causes_of(verdict))


def _has_more(cause: Cause, verdict: Verdict, here: _Side, there: _Side) -> bool:
    """Tell whether a verdict has anything of a cause that it has not in the other report.

    Facts decide, as the same loss is under another key where another requirement sees it best.
    """
    if cause.subject is None:
        return cause.key not in there.causes_of(verdict)
    others = all_differences(there.verdicts[verdict.key])
    return bool(here.facts(cause, verdict) - frozenset(map(kind_of_fact, others)))
