"""What was not kept as lines for a reader: one for each requirement and direction, the worst first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import Level, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.model import ANSWERS, Verdict
from crosswire.reporting.verdict_table import GRAVITY, ROWS
from crosswire.route import Route

LEVELS: Sequence[Level] = get_args(Level)
"""The levels, the gravest first."""
KINDS: Sequence[LossKind | None] = (*get_args(LossKind), None)


@dataclass(frozen=True, slots=True)
class LossLine:
    """A requirement that was not kept in one direction; or a reason why there was nothing to judge."""

    verdicts: Sequence[Verdict]
    of: int
    """How many verdicts the requirement has in this direction; of a reason, how many the direction has."""

    @property
    def example(self) -> Verdict:
        """The first of the verdicts."""
        return self.verdicts[0]

    @property
    def times(self) -> int:
        """The number of the verdicts."""
        return len(self.verdicts)

    @property
    def requirement(self) -> str | None:
        """The requirement that was not kept; None where the line gives a reason."""
        return _requirement(self.example)

    @property
    def sentence(self) -> str:
        """The requirement's sentence, or the reason."""
        reason = (self.example.message or "").partition("\n")[0]
        return (reason if self.requirement is None else None) or self.example.sentence


def losses(verdicts: Sequence[Verdict]) -> list[LossLine]:
    """Return the lines, the worst first.

    What could not be judged is a line for each reason, except where `ANSWERS` already names the missing answer.
    """
    silent = unanswered(verdicts)
    groups: dict[tuple[str | None, ...], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.verdict == "passed" or is_untestable_for_lack_of_answer(verdict, silent):
            continue
        subject = _requirement(verdict) or verdict.message
        groups.setdefault((verdict.verdict, subject, verdict.serves), []).append(verdict)
    totals = _totals(verdicts)
    lines = [LossLine(group, totals[_requirement(group[0]), group[0].serves]) for group in groups.values()]
    return sorted(lines, key=_order)


def unanswered(verdicts: Iterable[Verdict]) -> frozenset[Route]:
    """Return the routes on which `ANSWERS` found that the adapter gave no answer."""
    return frozenset(
        verdict.route
        for verdict in verdicts
        if verdict.requirement == ANSWERS and (row := ROWS[verdict.verdict]).is_judged and not row.is_satisfied
    )


def is_untestable_for_lack_of_answer(verdict: Verdict, silent: frozenset[Route]) -> bool:
    """Tell whether a verdict is untestable on a route that gave no answer."""
    return verdict.verdict == "untestable" and verdict.route in silent


def _totals(verdicts: Sequence[Verdict]) -> Counter[tuple[str | None, ShapeName]]:
    """Count the verdicts of each requirement in each direction and, under None, all of a direction."""
    return Counter((subject, verdict.serves) for verdict in verdicts for subject in (verdict.requirement, None))


def _requirement(verdict: Verdict) -> str | None:
    """Return the requirement that a verdict says something about."""
    return verdict.requirement if ROWS[verdict.verdict].is_judged else None


def _order(line: LossLine) -> tuple[int, int, int, int]:
    verdict = line.example
    return GRAVITY[verdict.verdict], LEVELS.index(verdict.level), KINDS.index(verdict.loss), -line.times
