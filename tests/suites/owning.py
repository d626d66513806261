"""Which requirements tell each mutant of a fact, on the reference adapter's exchanges."""

import dataclasses
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from fact_mutants import mutants
from judging import applying, differences, good, routes

from crosswire import reference
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange
from crosswire.requirements import Requirement
from crosswire.shapes import other
from crosswire.specification.ownership import Arrow, Cell

ARROWS: Sequence[Arrow] = ("forwarded", "served")
READ = ("asked", "forwarded", "served", "played_case")


@dataclasses.dataclass(frozen=True, slots=True)
class Told:
    """A mutant of a fact, and the requirements that fail."""

    cell: Cell
    scenario: str
    killers: frozenset[str]


def told(samples: int, seed: int = 1) -> Iterator[Told]:
    """Judge some mutants of each cell, each on another exchange as far as there are any."""
    ways = [*routes("chat"), *routes("responses")]
    random.Random(seed).shuffle(ways)
    counts: Counter[Cell] = Counter()
    for scenario, serves, mode in ways:
        exchange = good(scenario.name, serves, mode)
        requirements = applying(scenario.name, serves, mode)
        for cell, mutated in _mutated(exchange, counts, samples):
            yield Told(cell, scenario.name, _killers(mutated, requirements, cell.arrow))


def _mutated(exchange: Exchange, counts: Counter[Cell], samples: int) -> Iterator[tuple[Cell, Exchange]]:
    serves = exchange.serves
    for number, turn in enumerate(() if exchange.trouble else exchange.turns):
        for arrow in ARROWS:
            value = None if turn.refused or turn.failed else getattr(turn, arrow)
            taken: Counter[Cell] = Counter()
            for place, change, changed in (
                mutants(value, serves if arrow == "served" else other(serves)) if value else ()
            ):
                cell = Cell(arrow, serves, place, change, exchange.mode)
                if counts[cell] < samples and not taken[cell]:
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


def owners(found: Sequence[Told]) -> dict[Cell, list[str]]:
    """Return the owners of each cell: the fewest requirements that tell its mutants, the most particular first."""
    width = Counter(killer for each in found for killer in each.killers)
    by_cell: dict[Cell, list[frozenset[str]]] = defaultdict(list)
    for each in found:
        if each.killers:
            by_cell[each.cell].append(each.killers)
    return {cell: _fewest(sets, width) for cell, sets in by_cell.items()}


def _fewest(sets: Sequence[frozenset[str]], width: Counter[str]) -> list[str]:
    left, chosen = list(sets), []
    while left:
        counts = Counter(killer for killers in left for killer in killers)
        best = min(counts, key=lambda killer: (-counts[killer], width[killer], killer))
        chosen.append(best)
        left = [killers for killers in left if best not in killers]
    return sorted(chosen)
