"""The routes on which a requirement is judged; of them, only those that `-k` chooses become tests.

A test is dear beside what it says: 30,000 of them take seconds to make, to deselect and to let go. So `-k` is
answered before there are any, in pytest's own words for it.
"""

import gc
import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_args

import pytest
from _pytest.mark import KeywordMatcher  # neither is public: what `-k` means is written nowhere else
from _pytest.mark.expression import Expression

from crosswire.errors import CrosswireError
from crosswire.exchange import Case, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.requirements import Requirement
from crosswire.scenarios import load_scenarios

BROKEN: pytest.StashKey[CrosswireError] = pytest.StashKey()


class Route(NamedTuple):
    """One way through the adapter."""

    serves: ShapeName
    mode: Mode
    scenario: str
    variation: str = ""

    @property
    def id(self) -> str:
        """What stands in the brackets of a test's id."""
        return "-".join(filter(None, self))


class Judged(NamedTuple):
    """A requirement, and the routes on which it is judged, chosen or not."""

    requirement: Requirement
    routes: Sequence[Route]


_COLLECTED: pytest.StashKey[dict[str, Judged]] = pytest.StashKey()


def collected(config: pytest.Config) -> dict[str, Judged]:
    """Return the requirements that were collected, by id; also those of a user's own, which are in no set."""
    return config.stash.setdefault(_COLLECTED, {})


@cache
def _cases() -> Mapping[Route, tuple[Case, ...]]:
    """Return every route, and its turns as the recordings tell them."""
    directions: tuple[ShapeName, ...] = get_args(ShapeName)
    modes: tuple[Mode, ...] = get_args(Mode)
    return {
        Route(serves, mode, name): cases_of(scenario, serves, mode)
        for serves, mode, (name, scenario) in itertools.product(directions, modes, load_scenarios().items())
    }


def every_route(requirement: Requirement) -> Sequence[Route]:
    """Return every route on which the recordings give a requirement something to judge.

    Raises:
        ScenarioInvalid: a scenario is not as it must be.
    """
    return [
        route._replace(variation=variation) if variation else route
        for route, cases in _cases().items()
        for variation in requirement.applying(cases)
    ]


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Collect no garbage meanwhile: what is made is kept, and looked through again for each few hundred tests more."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        return (yield)
    finally:
        if was_enabled:
            gc.enable()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Judge a requirement on every route on which the recordings give it something to judge."""
    requirement: Requirement | None = getattr(metafunc.function, "requirement", None)
    if requirement is None:
        return
    config = metafunc.config
    try:
        routes = every_route(requirement)
    except CrosswireError as error:
        # A broken scenario is one error of the run, not one of each suite: told once all is collected.
        config.stash[BROKEN], routes = error, []
    collected(config)[requirement.id] = Judged(requirement, routes)
    only, is_chosen = config.getoption("serves"), _chosen_by_keyword(metafunc)
    routes = [route for route in routes if only in (None, route.serves) and is_chosen(route)]
    metafunc.parametrize("exchange", routes, ids=[route.id for route in routes], indirect=True)


def _chosen_by_keyword(metafunc: pytest.Metafunc) -> Callable[[Route], bool]:
    """Return what tells whether `-k` chooses a function's test on a route; pytest itself says what is wrong with it."""
    keywords = metafunc.config.getoption("keyword").strip()
    try:
        expression = Expression.compile(keywords)
    except SyntaxError:
        return lambda _: True
    names = KeywordMatcher.from_item(metafunc.definition)

    def is_chosen(route: Route) -> bool:
        item = f"{metafunc.definition.name}[{route.id}]".lower()
        return expression.evaluate(lambda name, /, **call: name.lower() in item or names(name, **call))

    return is_chosen if keywords else lambda _: True


def requirement_of(item: pytest.Item) -> Requirement | None:
    """Return the requirement that a test judges; None where it is another test."""
    return getattr(getattr(item, "obj", None), "requirement", None)


def route_of(item: pytest.Item) -> Route | None:
    """Return the exchange that a test is about; None where it is about none."""
    callspec = getattr(item, "callspec", None)
    route = callspec.params.get("exchange") if callspec else None
    return route if isinstance(route, Route) else None
