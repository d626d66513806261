"""The routes on which a requirement is judged. Only those that options choose become tests.

Pytest needs seconds to make, deselect and drop 30,000 tests. So `-k` and the names of tests on the command line are
applied before they are made, by pytest's own rules.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import pytest
from _pytest.mark import KeywordMatcher  # neither is public, and nothing public says what `-k` means
from _pytest.mark.expression import Expression

from crosswire.errors import CrosswireError
from crosswire.plugin.own_scenarios import own_tags, scenario_folders
from crosswire.plugin.since import passed_before
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.specification.judged_routes import every_route
from crosswire.specification.profiles import profile_named

BROKEN: pytest.StashKey[CrosswireError] = pytest.StashKey()


class Judged(NamedTuple):
    """A requirement and all routes on which it is judged, also those that are not chosen."""

    requirement: Requirement
    routes: Sequence[Route]
    chosen: int = 0
    """On how many of them a test was made."""


_COLLECTED: pytest.StashKey[dict[str, Judged]] = pytest.StashKey()


def collected(config: pytest.Config) -> dict[str, Judged]:
    """Return the collected requirements by id, also a user's own, which are in no set."""
    return config.stash.setdefault(_COLLECTED, {})


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Judge a requirement on every route on which the recordings give it something to judge."""
    requirement: Requirement | None = getattr(metafunc.function, "requirement", None)
    if requirement is None:
        return
    config = metafunc.config
    try:
        routes: Sequence[Route] = every_route(requirement, scenario_folders(config))
    except CrosswireError as error:
        # A broken scenario is one error of the run, not one of each suite: it is raised after collection.
        config.stash[BROKEN], routes = error, []
    only, is_chosen, is_named = config.getoption("serves"), _chosen_by_keyword(metafunc), _chosen_by_name(metafunc)
    passed = passed_before(config)
    profile = profile_named(name, own_tags(config)) if (name := config.getoption("profile")) else None
    chosen = [
        route
        for route in routes
        if only in (None, route.serves)
        and (profile is None or profile.has(requirement.id, route))
        and (requirement.id, *route) not in passed
        and is_named(route)
        and is_chosen(route)
    ]
    collected(config)[requirement.id] = Judged(requirement, routes, len(chosen))
    metafunc.parametrize("exchange", chosen, ids=[route.id for route in chosen], indirect=True)


def _chosen_by_keyword(metafunc: pytest.Metafunc) -> Callable[[Route], bool]:
    """Return the test of `-k` on a function's routes. Pytest itself reports an expression that is wrong."""
    keywords = metafunc.config.getoption("keyword").strip()
    try:
        expression = Expression.compile(keywords)
    except SyntaxError:
        return lambda _: True
    names = KeywordMatcher.from_item(metafunc.definition)
    words = frozenset(re.findall(r"[^\s()]+", keywords.lower()))

    @cache  # routes have few of the words
    def is_met(having: frozenset[str]) -> bool:
        return expression.evaluate(lambda name, /, **call: name.lower() in having or names(name, **call))

    def is_chosen(route: Route) -> bool:
        item = f"{metafunc.definition.name}[{route.id}]".lower()
        return is_met(frozenset([word for word in words if word in item]))

    return is_chosen if keywords else lambda _: True


def _chosen_by_name(metafunc: pytest.Metafunc) -> Callable[[Route], bool]:
    """Return whether the command line names the test of a route; all are chosen where it names more than tests."""
    arguments = [argument.partition("[") for argument in metafunc.config.args]
    if not all(bracket for _, bracket, _ in arguments):
        return lambda _: True
    names = {f"{function.rpartition('::')[2]}[{route}" for function, _, route in arguments}
    return lambda route: f"{metafunc.definition.name}[{route.id}]" in names


def pytest_report_collectionfinish(config: pytest.Config) -> list[str]:
    """Say how many verdicts no test was made of, and which options left them out."""
    found = collected(config).values()
    judged, chosen = sum(len(one.routes) for one in found), sum(one.chosen for one in found)
    if judged == chosen:
        return []
    return [f"not collected: {judged - chosen:,} of {judged:,} verdicts ({', '.join(_choosing(config))})"]


def _choosing(config: pytest.Config) -> Iterator[str]:
    """Yield the options by which tests are not made."""
    yield from (option for name, option in CHOOSING.items() if config.getoption(name))
    if all("[" in argument for argument in config.args):
        yield "named tests"


CHOOSING = {"serves": "--serves", "profile": "--profile", "since": "--since", "keyword": "-k"}


def requirement_of(item: pytest.Item) -> Requirement | None:
    """Return the requirement that a test judges; None of other tests."""
    return getattr(getattr(item, "obj", None), "requirement", None)


def route_of(item: pytest.Item) -> Route | None:
    """Return the route of the exchange that a test is about; None of other tests."""
    callspec = getattr(item, "callspec", None)
    route = callspec.params.get("exchange") if callspec else None
    return route if isinstance(route, Route) else None
