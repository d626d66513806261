"""Changes of a difference, gathered by requirement and direction: what a reader sees in one line."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from crosswire.facts import Mode, ShapeName
from crosswire.reporting.diffing import Change, ReportDiff
from crosswire.reporting.loss_lines import LEVELS
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import GRAVITY
from crosswire.specification.requirement_sets import NEW

Subject = tuple[str, ShapeName]
"""A requirement and a direction."""


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
    def by_set(self) -> str | None:
        """What the requirement set changed about the requirement; None where the adapter made the change.

        That a requirement is new needs no words: the section is about nothing else.
        """
        words = self.changes[0].by_set
        return f"the set changed it: {words}" if words and words != NEW else None

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
    """Gather changes by requirement and direction, the worst first; silenced ones are left out."""
    gathered: dict[Subject, list[Change]] = {}
    for change in changes:
        if not change.silenced:
            gathered.setdefault(_subject(change.verdict), []).append(change)
    before, after = (Counter(map(_subject, report.verdicts)) for report in (difference.old, difference.new))
    found = [Group(members, after[subject] or before[subject]) for subject, members in gathered.items()]
    return sorted(found, key=_order)


def _subject(verdict: Verdict) -> Subject:
    return verdict.requirement, verdict.serves


def _order(group: Group) -> tuple[int, int, int]:
    verdict = group.example
    return LEVELS.index(verdict.level), GRAVITY[verdict.verdict], -len(group.changes)
