"""The test of a requirement on one route: a parametrised function, without what it does not need.

Pytest makes it from the parametrisation, so that its id, `callspec`, `function` and keywords are those of any other.
A run has tens of thousands of them, and pytest's fixtures would take most of its time. So the exchange, its one
argument, is no fixture. Autouse fixtures of plugins are left out; those of a conftest.py or of the module are set up.
"""

import inspect
from collections.abc import Generator, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import pytest
from _pytest._code.code import TerminalRepr  # what `repr_failure` returns is not public

from crosswire.errors import AdapterNotStarted
from crosswire.exchange import Exchange
from crosswire.plugin.exchanges import Exchanges
from crosswire.plugin.routes import requirement_of, route_of
from crosswire.requirements import Loss, Untestable
from crosswire.route import Route
from crosswire.variations import LARGER

CALLSPECS: pytest.StashKey[dict[object, Any]] = pytest.StashKey()
"""What pytest made of each route: a run has twenty tests of one."""
PLACES: pytest.StashKey[dict[object, tuple[str, int | None]]] = pytest.StashKey()
"""The file and the line of each requirement."""
NOT_REQUESTED = {"_request": False, "funcargs": None}
"""What pytest makes again of a test that has it, when it is run."""
MOSTLY_EMPTY = ("extra_keyword_matches", "own_markers", "stash")
"""What each test of pytest has of its own, and few put something in: together a fifth of its memory."""
WHY_NOT = "why_not"
"""What stands beside the exchange once it is judged: why the requirement judged no turn of it, or None."""
SKIPPING = ("skip", "skipif", "xfail")
"""Marks of pytest's that decide about a test in its setup."""


class Judgement(pytest.Function):
    """Judges one requirement on one route."""

    @cached_property
    def extra_keyword_matches(self) -> set[str]:  # type: ignore[override]
        """More words for `-k`; an empty set until somebody asks."""
        return set()

    @cached_property
    def own_markers(self) -> list[pytest.Mark]:  # type: ignore[override]
        """The marks of this test; an empty list until somebody asks."""
        return []

    @cached_property
    def stash(self) -> pytest.Stash:  # type: ignore[override]
        """What plugins keep here; empty until somebody asks."""
        return pytest.Stash()

    @property
    def route(self) -> Route:
        """The route of the exchange."""
        return cast("Route", self.callspec.params["exchange"])

    def exchange_at_hand(self) -> Exchange | None:
        """Return the exchange, where all that is left to do is to judge it: no fixture, no mark, and no client."""
        if self.fixturenames or any(name in self.keywords for name in SKIPPING):
            return None
        requirement = requirement_of(self)
        if requirement is None or requirement.client:
            return None
        return self.config.stash[Exchanges.KEY].performed(self.route)

    def setup(self) -> None:
        """Set up the fixtures of the user, then perform the exchange, unless another test has."""
        super().setup()
        try:
            self.funcargs["exchange"] = self.config.stash[Exchanges.KEY].perform(self.route)
        except AdapterNotStarted:
            self.session.shouldstop = "the adapter's process ended, and does not start again"
            raise

    def runtest(self) -> None:
        """Judge; note why no turn was judged, where that is so."""
        self.funcargs[WHY_NOT] = self.obj(cast("Exchange", self.funcargs["exchange"]))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the requirement stands. Pytest would read its file for each."""
        return self.path, self.obj.place_as.__code__.co_firstlineno - 1, self.getmodpath()

    @cached_property
    def location(self) -> tuple[str, int | None, str]:
        """Where the requirement stands, found once for all of its tests."""
        locations = self.config.stash.setdefault(PLACES, {})
        if (found := locations.get(self.function)) is None:
            file, line, _ = super().location
            found = locations[self.function] = (file, line)
        return *found, self.name if isinstance(self.parent, pytest.Module) else self.getmodpath()

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException]) -> str | TerminalRepr:  # type: ignore[override]
        """Return the differences of a loss: its traceback says nothing of the adapter, and is slow to make."""
        return str(excinfo.value) if isinstance(excinfo.value, Loss | Untestable) else super().repr_failure(excinfo)

    def teardown(self) -> None:
        """Forget the exchange after its last test."""
        self.config.stash[Exchanges.KEY].release(self.route)

    def forget(self) -> None:
        """Forget all that a test holds, as pytest does behind its teardown."""
        self.teardown()
        vars(self).update(NOT_REQUESTED)


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem(
    collector: pytest.Module | pytest.Class, obj: object
) -> Generator[None, Sequence[pytest.Item | pytest.Collector] | None, Sequence[pytest.Item | pytest.Collector] | None]:
    """Make judgements of the functions that pytest made of a requirement. It has no hook for their class."""
    made = yield
    if hasattr(obj, "requirement"):
        judgements = [item for item in made or () if isinstance(item, pytest.Function) and route_of(item)]
        callspecs = collector.config.stash.setdefault(CALLSPECS, {})
        for item in judgements:
            item.__class__ = Judgement
            vars(item).update(NOT_REQUESTED)
            for name in MOSTLY_EMPTY:
                if not vars(item)[name]:
                    del vars(item)[name]
            if len(item.callspec.params) == 1:  # the exchange alone: all tests of one share what pytest made of it
                item.callspec = callspecs.setdefault(item.callspec.params["exchange"], item.callspec)
        if judgements:  # all share one list
            judgements[0].fixturenames[:] = _set_up(judgements[0])
    return made


def _set_up(item: pytest.Function) -> Iterator[str]:
    """Yield the names of the fixtures that are set up for a judgement."""
    for name in item.fixturenames:
        definitions = item._fixtureinfo.name2fixturedefs.get(name, ())  # noqa: SLF001 - nothing public tells where a fixture is from
        files = {Path(inspect.getfile(definition.func)) for definition in definitions}
        if item.path in files or any(file.name == "conftest.py" for file in files):
            yield name


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the tests of one exchange together, so that its payloads are soon forgotten; and those of one scenario."""
    items[:] = _by_exchange(items)
    terminal = config.pluginmanager.get_plugin("terminalreporter")
    if terminal and any(map(requirement_of, items)):
        terminal.showfspath = False  # neighbours are of different files: it would write a line each


def _by_exchange(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return tests in the order in which their scenarios and exchanges begin; a test without one stays where it is.

    Scenarios with the largest exchanges come first: the reports of all tests before would stay in memory beside them.
    """
    scenarios: dict[object, dict[object, list[pytest.Item]]] = {}
    for item in items:
        route = route_of(item)
        exchanges = scenarios.setdefault(route.scenario if route else item, {})
        exchanges.setdefault(route, []).append(item)
    ordered = sorted(scenarios.values(), key=lambda exchanges: not any(map(_is_largest, exchanges)))
    return [item for exchanges in ordered for group in exchanges.values() for item in group]


def _is_largest(route: object) -> bool:
    return isinstance(route, Route) and route.variation in LARGER
