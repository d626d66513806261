"""The routes on which a requirement is judged. Only those that `-k` or `--profile` choose become tests.

Pytest needs seconds to make, deselect and drop 30,000 tests. So `-k` is applied before they are made, by pytest's own
rules.
"""

import gc
from collections.abc import Callable, Generator, Sequence
from typing import NamedTuple

import pytest
from _pytest.mark import KeywordMatcher  # neither is public, and nothing public says what `-k` means
from _pytest.mark.expression import Expression

from crosswire.errors import CrosswireError
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.specification.judged_routes import every_route
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
