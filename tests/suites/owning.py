"""Which requirements fail on each mutant of a fact, on the reference adapter's exchanges."""

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from crosswire import reference
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange
from crosswire.requirements import Requirement
from crosswire.shapes import opposite
from crosswire.specification.ownership import Arrow, Cell
from tests.suites.fact_mutants import expressible, mutants
from tests.suites.judging import applying, differences, good, routes

ARROWS: Sequence[Arrow] = ("forwarded", "served")
READ = ("asked", "forwarded", "served", "played_case")


@dataclasses.dataclass(frozen=True, slots=True)
class JudgedMutant:
    """A mutant of a fact, and the requirements that fail."""

    cell: Cell
    scenario: str
    killers: frozenset[str]
    """The ids of these requirements."""


def judged_mutants(
    samples: int, seed: int = 1, only: Mapping[Cell, Collection[str]] | None = None
) -> Iterator[JudgedMutant]:
    """Judge up to `samples` mutants of every cell, on different exchanges as far as there are enough.

    All requirements judge a mutant, or `only` those of its cell.
    """
    shuffled = [*routes("chat"), *routes("responses")]
    random.Random(seed).shuffle(shuffled)
    counts: Counter[Cell] = Counter()
    for scenario, serves, mode in shuffled:
        exchange = good(scenario.name, serves, mode)
        requirements = applying(scenario.name, serves, mode)
        for cell, mutated in _mutated(exchange, counts, samples):
            judges = [one for one in requirements if only is None or one.id in only.get(cell, ())]
            yield JudgedMutant(cell, scenario.name, _killers(mutated, judges, cell.arrow))


def _mutated(exchange: Exchange, counts: Counter[Cell], samples: int) -> Iterator[tuple[Cell, Exchange]]:
    serves = exchange.serves
    for number, turn in enumerate(() if exchange.trouble else exchange.turns):
        for arrow in () if turn.refused or turn.failed else ARROWS:
            value = getattr(turn, arrow)
            shape = serves if arrow == "served" else opposite(serves)
            can_say = expressible(value, shape)
            taken: Counter[Cell] = Counter()
            for fact, change, changed in mutants(value, shape) if value else ():
                cell = Cell(arrow, serves, fact, change, exchange.mode)
                if counts[cell] < samples and not taken[cell] and can_say(changed):
                    taken[cell] += 1
                    counts[cell] += 1
                    mutant = dataclasses.replace(turn)
                    mutant.__dict__.update({name: turn.__dict__[name] for name in READ if name in turn.__dict__})
                    mutant.__dict__[arrow] = changed
                    turns = (*exchange.turns[:number], mutant, *exchange.turns[number + 1 :])
                    yield cell, dataclasses.replace(exchange, turns=turns)


def _killers(exchange: Exchange, requirements: Sequence[Requirement], arrow: Arrow) -> frozenset[str]:
    return frozenset(
        requirement.id
        for requirement in requirements
        if not {arrow, "earlier"}.isdisjoint(requirement.points) and requirement.promise != "client"
        if not_excused(requirement, differences(requirement, exchange), reference.declares)
    )


def owners(found: Sequence[JudgedMutant]) -> dict[Cell, list[str]]:
    """Return the owners of each cell: the fewest requirements of which at least one fails on each of its mutants."""
    width = Counter(killer for mutant in found for killer in mutant.killers)
    by_cell: dict[Cell, list[frozenset[str]]] = defaultdict(list)
    for mutant in found:
        if mutant.killers:
            by_cell[mutant.cell].append(mutant.killers)
    return {cell: _fewest(sets, width) for cell, sets in by_cell.items()}


def _fewest(sets: Sequence[frozenset[str]], width: Counter[str]) -> list[str]:
    left, chosen = list(sets), []
    while left:
        counts = Counter(killer for killers in left for killer in killers)
        best = min(counts, key=lambda killer: (-counts[killer], width[killer], killer))
        chosen.append(best)
        left = [killers for killers in left if best not in killers]
    return sorted(chosen)
