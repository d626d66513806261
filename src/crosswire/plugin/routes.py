"""The routes on which a requirement is judged. Only those that `-k` or `--profile` choose become tests.

Pytest needs seconds to make, deselect and drop 30,000 tests. So `-k` is applied before they are made, by pytest's own
rules.
"""

import gc
import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_args

import pytest
from _pytest.mark import KeywordMatcher  # neither is public, and nothing public says what `-k` means
from _pytest.mark.expression import Expression

from crosswire.errors import CrosswireError
from crosswire.exchange import Case, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.profiles import profile_named

BROKEN: pytest.StashKey[CrosswireError] = pytest.StashKey()


class Judged(NamedTuple):
    """A requirement and all routes on which it is judged, also those that are not chosen."""

    requirement: Requirement
    routes: Sequence[Route]


_COLLECTED: pytest.StashKey[dict[str, Judged]] = pytest.StashKey()


def collected(config: pytest.Config) -> dict[str, Judged]:
    """Return the collected requirements by id, also a user's own, which are in no set."""
    return config.stash.setdefault(_COLLECTED, {})


@cache
def _cases() -> Mapping[Route, tuple[Case, ...]]:
    """Return every route, and the turns of its recordings."""
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
    """Collect with the garbage collector off: it would look through all tests again for each few hundred more."""
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
        # A broken scenario is one error of the run, not one of each suite: it is raised after collection.
        config.stash[BROKEN], routes = error, []
    collected(config)[requirement.id] = Judged(requirement, routes)
    only, is_chosen = config.getoption("serves"), _chosen_by_keyword(metafunc)
    profile = profile_named(name) if (name := config.getoption("profile")) else None
    routes = [
        route
        for route in routes
        if only in (None, route.serves) and (profile is None or profile.has(requirement.id, route)) and is_chosen(route)
    ]
    metafunc.parametrize("exchange", routes, ids=[route.id for route in routes], indirect=True)


def _chosen_by_keyword(metafunc: pytest.Metafunc) -> Callable[[Route], bool]:
    """Return the test of `-k` on a function's routes. Pytest itself reports an expression that is wrong."""
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
    """Return the requirement that a test judges; None of other tests."""
    return getattr(getattr(item, "obj", None), "requirement", None)


def route_of(item: pytest.Item) -> Route | None:
    """Return the route of the exchange that a test is about; None of other tests."""
    callspec = getattr(item, "callspec", None)
    route = callspec.params.get("exchange") if callspec else None
    return route if isinstance(route, Route) else None
