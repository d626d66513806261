"""How many mutants were killed, and by what."""

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crosswire.proving.survivors import Survivor, accepted, load_survivors
from crosswire.proving.trials import Cell, Verdict
from crosswire.specification.suites import load_requirements

LEVELS = ("must", "should", "may")
SHAPE = frozenset({"CHATREQ-36", "CHUNKS-1", "CHUNKS-13", "EVENTS-1", "EVENTS-20", "METADATA-11", "METADATA-14"})
"""The requirements that hold a payload against the API's description, whatever it says."""
OF_SHAPE = SHAPE | {"RESPREQ-34", "RESPREQ-39"}


@dataclass(frozen=True, slots=True)
class Score:
    """What became of some mutants."""

    tried: int
    counted: int
    """Of these, those that say anything else than the right payload."""
    killed: int
    accepted: int
    """Those that live and may: suites/survivors.toml says why."""

    @property
    def share(self) -> float:
        """How many of those that may not live were killed, from 0 to 1."""
        required = self.counted - self.accepted
        return self.killed / required if required else 1.0


def score(verdicts: Iterable[Verdict]) -> Score:
    """Count what became of mutants."""
    counts = Counter(_fate(verdict) for verdict in verdicts)
    counted = counts["killed"] + counts["accepted"] + counts["lives"]
    return Score(counts.total(), counted, counts["killed"], counts["accepted"])


def _fate(verdict: Verdict) -> str:
    if not verdict.counts:
        return "says the same"
    if verdict.killers:
        return "killed"
    return "accepted" if accepted(verdict.cell) else "lives"


def by(verdicts: Sequence[Verdict], group: Callable[[Cell], str]) -> Mapping[str, Score]:
    """Return the score of each group."""
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(group(verdict.cell), []).append(verdict)
    return {name: score(found) for name, found in sorted(groups.items())}


def direction(cell: Cell) -> str:
    """Name what was changed: a request, a whole answer, a stream, an error, or a stream that fails."""
    kinds = {
        ("answered", "json"): "whole answer",
        ("answered", "stream"): "stream",
        ("failing", "json"): "error",
        ("failing", "stream"): "failing stream",
    }
    what = "request" if cell.arrow == "forwarded" else kinds[cell.outcome, cell.mode]
    return f"{cell.serves}: {what} {cell.arrow}"


def fact_group(cell: Cell) -> str:
    """Name the group of facts: `usage` of `served chat`."""
    steps = [step.partition("(")[0] for step in cell.position.split("/")]
    named = [step for step in steps if step.strip("*") and step not in WRAPPERS and not step.startswith(FRAMES)]
    return f"{cell.arrow} {cell.serves}: {named[0] if named else steps[0] or 'the whole'}"


WRAPPERS = ("choices", "message", "delta", "response", "body", "error")
FRAMES = ("chunk", "response.")


def is_invention(cell: Cell) -> bool:
    """Tell whether a fact was added where nothing was said."""
    return cell.kind == "invented"


def failing(verdicts: Iterable[Verdict]) -> tuple[float, float]:
    """Return how many requirements fail for a mutant that is killed, on average and in the middle.

    What holds payloads against the description fails beside the requirement about the fact: it counts where it is
    alone.
    """
    counts = [
        max(1, len(set(verdict.killers) - OF_SHAPE)) for verdict in verdicts if verdict.counts and verdict.killers
    ]
    return (statistics.mean(counts), statistics.median(counts)) if counts else (0.0, 0.0)


def by_level(verdicts: Iterable[Verdict]) -> Mapping[str, int]:
    """Return how many mutants were killed at each level, the gravest that fails; and by the shape alone."""
    levels = _levels()
    counts: Counter[str] = Counter()
    for verdict in verdicts:
        if verdict.counts and verdict.killers:
            counts[min((levels[killer] for killer in verdict.killers), key=LEVELS.index)] += 1
            counts["by the shape alone"] += OF_SHAPE.issuperset(verdict.killers)
    return counts


@cache
def _levels() -> Mapping[str, str]:
    return {requirement.id: requirement.level for requirement in load_requirements()}


def lives(verdicts: Iterable[Verdict]) -> list[Verdict]:
    """Return the mutants that none tells, and that no reason accepts."""
    return [verdict for verdict in verdicts if _fate(verdict) == "lives"]


ENOUGH = 60
"""How many mutants of a kind have to be killed before none of that kind is thought to live."""


def unneeded(verdicts: Sequence[Verdict]) -> list[Survivor]:
    """Return the accepted kinds of survivors that there are no mutants of, or that are all killed."""
    fates = {survivor: Counter[str]() for survivor in load_survivors()}
    for verdict in verdicts:
        for survivor, counts in fates.items():
            if verdict.counts and survivor.covers(verdict.cell):
                counts[_fate(verdict)] += 1
    return [
        survivor for survivor, counts in fates.items() if not counts or counts["killed"] == counts.total() >= ENOUGH
    ]
