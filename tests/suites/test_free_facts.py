"""Every fact of a request that an adapter forwards is judged, or free for a reason."""

import dataclasses
import tomllib
from collections.abc import Iterator
from pathlib import Path

from fact_mutants import mutants
from judging import applying, differences, good, routes

from crosswire.declarations import not_excused
from crosswire.reference import declares
from crosswire.shapes import other

FREE = tomllib.loads((Path(__file__).parents[2] / "suites" / "free.toml").read_text())["ask"]
A_CELL = 3
"""How many mutants of a place and kind are judged: scenarios differ more than places within one."""


def survivors() -> Iterator[tuple[str, str, str]]:
    """Yield each change of what the reference forwards that no MUST and no SHOULD tells: API, change, scenario."""
    judged: dict[tuple[str, ...], int] = {}
    for scenario, serves, mode in (*routes("chat"), *routes("responses")):
        exchange, api = good(scenario.name, serves, mode), other(serves)
        among = [
            requirement
            for requirement in applying(scenario.name, serves, mode)
            if requirement.level != "may" and {"forwarded", "earlier"} & set(requirement.points)
        ]
        for number, turn in enumerate(exchange.turns):
            for place, kind, changed in mutants(turn.forwarded, api) if turn.forwarded else ():
                cell = (api, mode, place, kind)
                judged[cell] = judged.get(cell, 0) + 1
                if judged[cell] > A_CELL:
                    continue
                mutant = dataclasses.replace(turn)
                mutant.__dict__["forwarded"] = changed
                broken = dataclasses.replace(
                    exchange, turns=(*exchange.turns[:number], mutant, *exchange.turns[number + 1 :])
                )
                if not any(not_excused(one, differences(one, broken), declares) for one in among):
                    yield api, f"{place.removeprefix('ask.')} {kind}", scenario.name


def test_a_lie_about_what_is_asked_is_told():
    """Lost, altered, doubled, moved or invented: what passes stands in `suites/free.toml`, with a reason."""
    assert [] == [found for found in survivors() if found[1] not in FREE[found[0]]]


def test_every_free_fact_has_a_reason():
    """One sentence each."""
    assert all(isinstance(reason, str) and len(reason) > 20 for free in FREE.values() for reason in free.values())
