"""Do causes tell losses apart, and only those? Each mutant is one cause, since one position is changed.

One mutant has to give one cause. Two mutants of one payload, which change different facts, have to give two. Which fact
a position says is read from the same table as the causes': it decides only which pairs are tried.
"""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosswire.facts import Json, Level
from crosswire.proving.mutants import mutated
from crosswire.proving.trials import Point, Stage, Trial
from crosswire.reporting.causes import Cause, causes
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import VerdictName
from crosswire.shapes.subjects import WHOLES, subject_at

VERDICT: Mapping[Level, VerdictName] = {"must": "failed", "should": "warned", "may": "noted"}


@dataclass(frozen=True, slots=True)
class Purity:
    """How many mutants and how many pairs gave how many causes: numbers by the number of causes."""

    of_one: Mapping[int, int]
    of_two: Mapping[int, int]

    @property
    def one(self) -> float:
        """The share of the mutants that gave one cause."""
        return self.of_one.get(1, 0) / (sum(self.of_one.values()) or 1)

    @property
    def at_most_two(self) -> float:
        """The share of the mutants that gave at most two."""
        return sum(self.of_one.get(number, 0) for number in (1, 2)) / (sum(self.of_one.values()) or 1)

    @property
    def separated(self) -> float:
        """The share of the pairs that gave at least two."""
        return 1 - self.of_two.get(1, 0) / (sum(self.of_two.values()) or 1)


def measure_purity(stage: Stage, seed: int, times: int) -> Purity:
    """Judge some mutants, and as many pairs of them, drawn by the seed; those that are not killed say nothing."""
    chance = random.Random(seed)
    killed = (len(found) for trial in _shuffled(stage.trials, chance) if (found := _causes(stage, trial)))
    one = Counter(number for number, _ in zip(killed, range(times), strict=False))
    together = (len(_causes(stage, *pair)) for pair in _pairs(stage, chance))
    two = Counter(number for number, _ in zip(together, range(times), strict=False))
    return Purity(one, two)


def _pairs(stage: Stage, chance: random.Random) -> Iterator[tuple[Trial, Trial]]:
    """Yield pairs of one payload that change different facts, and are killed alone."""
    of_points: dict[int, list[Trial]] = {}
    for trial in stage.trials:
        of_points.setdefault(id(trial.point), []).append(trial)
    for one in _shuffled(stage.trials, chance):
        other = chance.choice(of_points[id(one.point)])
        if _are_apart(one, other) and _causes(stage, one) and _causes(stage, other):
            yield one, other


def _shuffled(trials: Sequence[Trial], chance: random.Random) -> Sequence[Trial]:
    return chance.sample(trials, len(trials))


def _are_apart(one: Trial, other: Trial) -> bool:
    """Tell whether two mutants change different facts, neither of which contains the other, and can both be made."""
    facts = {_fact(one), _fact(other)}
    return len(facts) == 2 and facts.isdisjoint(WHOLES) and _both(one, other) is not None


def _fact(trial: Trial) -> str:
    pointer = "".join(f"/{step}" for step in trial.site.steps)
    return subject_at(trial.point.shape, trial.point.arrow, pointer)


def _both(*trials: Trial) -> Json:
    payload = trials[0].point.payload
    try:
        for trial in trials:
            payload = mutated(payload, trial.site)
    except (AttributeError, LookupError, TypeError):
        return None  # the first change took away what the second one changes
    return payload


def _causes(stage: Stage, *trials: Trial) -> Sequence[Cause]:
    point: Point = trials[0].point
    exchange = point.with_payload(_both(*trials))
    verdicts = [
        Verdict(
            requirement.id,
            requirement.level,
            requirement.promise,
            exchange.scenario.name,
            exchange.serves,
            exchange.mode,
            VERDICT[requirement.level],
            differences=found,
        )
        for requirement, found in stage.losses(exchange, point.arrow)
    ]
    return causes(verdicts)
