"""Where each requirement applies, and which requirement asks the same where it does not."""

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from crosswire.data import data_folder
from crosswire.facts import Mode, ShapeName
from crosswire.specification.judged_routes import routes_of_set

Way = tuple[ShapeName, Mode]
WAYS: Sequence[Way] = (("chat", "json"), ("chat", "stream"), ("responses", "json"), ("responses", "stream"))


@dataclass(frozen=True, slots=True)
class Twins:
    """The content of `suites/twins.toml`."""

    groups: Mapping[str, Sequence[str]]
    """By promise: the requirements that ask it, each in its own form."""
    alone: Sequence[tuple[Collection[str], str, str]]
    """Requirements, the directions and modes in which no other asks the same, and why."""

    def of(self, requirement: str) -> list[str]:
        """Return the requirements that ask the same promise."""
        groups = [ids for ids in self.groups.values() if requirement in ids]
        return [name for name in dict.fromkeys(name for ids in groups for name in ids) if name != requirement]

    def reason(self, requirement: str, way: Way) -> str | None:
        """Return why no other requirement asks the same there; None where one does."""
        names = {way[0], way[1], "-".join(way)}
        return next((reason for ids, where, reason in self.alone if requirement in ids and where in names), None)


@cache
def load_twins() -> Twins:
    """Read `suites/twins.toml`."""
    table = tomllib.loads((data_folder("suites") / "twins.toml").read_text(encoding="utf-8"))
    return Twins(
        {promise: tuple(ids.split()) for promise, ids in table["twins"].items()},
        [(entry["ids"].split(), entry["where"], entry["reason"]) for entry in table["alone"]],
    )


@cache
def scenarios_by_way() -> Mapping[str, Mapping[Way, int]]:
    """Return the number of scenarios to which each requirement applies, by direction and mode."""
    found: dict[str, dict[Way, int]] = {}
    for identifier, routes in routes_of_set().items():
        scenarios = {(route.serves, route.mode, route.scenario) for route in routes}
        numbers = Counter((serves, mode) for serves, mode, _ in scenarios)
        found[identifier] = {way: numbers[way] for way in WAYS}
    return found
