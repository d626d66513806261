"""The exchanges of a run: each is performed once, also under xdist."""

import logging
import sys
import warnings
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic
from typing import Any, ClassVar, get_args

import pytest

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import DEADLINE, Caller
from crosswire.adapters.exits import contained
from crosswire.adapters.forks import forks_end
from crosswire.adapters.watchdog import Watchdog
from crosswire.clients.availability import chosen_clients
from crosswire.clients.running import close_clients
from crosswire.declarations import unusable
from crosswire.doctor import examine
from crosswire.errors import AdapterNotStarted, CrosswireError
from crosswire.exchange import Exchange
from crosswire.facts import Mode, ShapeName
from crosswire.limits import LIMITS, Limits
from crosswire.performing import perform
from crosswire.plugin import refuse, since
from crosswire.plugin.crashes import HELD
from crosswire.plugin.option_checks import chosen_limits
from crosswire.plugin.own_scenarios import chosen_scenarios, scenario_folders
from crosswire.plugin.redacting import CLEARING
from crosswire.plugin.routes import BROKEN, requirement_of, route_of
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.upstreams.loopback import Loopback
from crosswire.variations import PLAIN, STALLED, UNREACHABLE, VARIATIONS

TRIVIAL = "plain_text"
"""The scenario, one of ours, that tries whether an adapter outside of this process runs."""
HELD_SCENARIOS = 4
"""Scenarios whose recordings are held: the exchanges of one are neighbours."""
BREAKING = {*UNREACHABLE, *STALLED}
"""The variations that break connections of the upstream."""
LONGEST_SETTLING = 2.0
"""How many seconds an adapter may go on with broken connections, behind such a variation, before the next is judged."""
UNRELATED = (pytest.PytestUnraisableExceptionWarning, pytest.PytestUnhandledThreadExceptionWarning, ResourceWarning)
"""Warnings that an adapter's leftovers cause in some later test, or at the end: they say nothing of it."""


WATCHDOG: pytest.StashKey[Watchdog] = pytest.StashKey()
"""What ends this process where the adapter holds its interpreter."""


class Exchanges:
    """The exchanges of a run with one adapter, and what serves it: its caller, and the upstream."""

    KEY: ClassVar[pytest.StashKey["Exchanges"]] = pytest.StashKey()

    def __init__(
        self,
        candidate: Candidate,
        deadline: float,
        upstream_port: int = 0,
        clients: Collection[str] = (),
        watchdog: Watchdog | None = None,
        scenarios: Mapping[str, Scenario] | None = None,
        limits: Limits = LIMITS,
    ) -> None:
        self.candidate = candidate
        self.scenarios = load_scenarios() if scenarios is None else scenarios
        """The scenarios that are performed, by name; Crosswire's own unless given."""
        self.clients = clients
        """The names of the clients that judge."""
        self.limits = limits
        self._caller = Caller(deadline, watchdog, limits)
        self._contained = ExitStack()
        self._contained.enter_context(contained(self._caller.end))
        self._loopback = Loopback(upstream_port)
        self._performed: dict[Route, Exchange | CrosswireError] = {}
        self._not_started: AdapterNotStarted | None = None
        self._waiting: Counter[Route] = Counter()
        self._read = lru_cache(HELD_SCENARIOS)(lambda name: replace(self.scenarios[name]))

    def perform(self, route: Route) -> Exchange:
        """Return the exchange of a route. The first call performs it.

        Raises:
            ConfigurationError: the adapter cannot run here.
        """
        if route not in self._performed:
            try:
                self._performed[route] = self._perform(route)
            except AdapterNotStarted as error:
                self._performed[route] = self._not_started = error
            except CrosswireError as error:
                self._performed[route] = error
        performed = self._performed[route]
        if isinstance(performed, CrosswireError):
            raise performed
        return performed

    def performed(self, route: Route) -> Exchange | None:
        """Return the exchange of a route that was performed already; None of any other, or of one that failed."""
        performed = self._performed.get(route)
        return performed if isinstance(performed, Exchange) else None

    def expect(self, routes: Iterable[Route]) -> None:
        """Note how often each exchange will be used."""
        self._waiting = Counter(routes)

    def release(self, route: Route) -> None:
        """Forget an exchange after its last use: some hold tens of megabytes."""
        self._waiting[route] -= 1
        if not self._waiting[route]:
            self._performed.pop(route, None)

    def _perform(self, route: Route) -> Exchange:
        return self._performed_on(self._read(route.scenario), route)

    def _performed_on(self, scenario: Scenario, route: Route) -> Exchange:
        if self._not_started:  # each attempt would take as long as the first
            raise self._not_started
        exchange = self._exchange(scenario, route)
        if route.variation in BREAKING and self.candidate.on_loopback:
            self._settle(route.serves)
        return exchange

    def _exchange(self, scenario: Scenario, route: Route) -> Exchange:
        variation = VARIATIONS.get(route.variation, PLAIN)
        return perform(scenario, route.serves, route.mode, self.candidate, self._caller, variation, self._loopback)

    def _settle(self, serves: ShapeName) -> None:
        """Make calls that nobody judges, until they are answered: the adapter may keep connections that were broken."""
        end = monotonic() + LONGEST_SETTLING
        while True:
            answered = [self._is_answered(Route(serves, mode, TRIVIAL)) for mode in get_args(Mode)]
            if all(answered) or monotonic() > end:
                return

    def _is_answered(self, route: Route) -> bool:
        try:
            return not self._exchange(load_scenarios()[TRIVIAL], route).trouble
        except CrosswireError:
            return False  # the next exchange tells

    def why_unusable(self, directions: Collection[ShapeName]) -> str | None:
        """Try in each direction whether an adapter outside of this process runs and reaches the upstream.

        Return why one does not. An adapter in this process is not tried.
        """
        if not self.candidate.on_loopback:
            return None
        found = {serves: error for serves in sorted(directions) if (error := self._complaint(serves))}
        if not found:
            return None
        texts = [*dict.fromkeys(map(str, found.values()))]
        others = [serves for serves in sorted(directions) if serves not in found]
        hint = [f"--serves {serves} judges the other direction alone" for serves in others]
        return "\n".join([*texts, *hint])

    def _complaint(self, serves: ShapeName) -> CrosswireError | None:
        route, trivial = Route(serves, "json", TRIVIAL), load_scenarios()[TRIVIAL]
        try:
            exchange = self._performed_on(trivial, route)
            examine(self.candidate, serves, exchange)
        except CrosswireError as error:
            return error
        if self.scenarios.get(TRIVIAL) is trivial:
            self._performed[route] = exchange
        return None

    def close(self) -> None:
        """End the adapter and the upstream."""
        self._contained.close()
        self._caller.close()
        if self.candidate.process:
            self.candidate.process.close()
        self._loopback.close()
        close_clients()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Load the adapter after deselection, and deselect what it does not serve.

    The controller of xdist collects nothing, so it loads no adapter; neither does `--collect-only`.
    """
    if broken := config.stash.get(BROKEN, None):
        return refuse(config, items, str(broken))
    # A requirement that no scenario exercises in this direction is left out: pytest would show it as skipped.
    _deselect(config, items, [item for item in items if requirement_of(item) and not route_of(item)])
    if config.getoption("collectonly") or not any(route_of(item) for item in items):
        return None
    try:
        with contained(), forks_end():
            candidate = load_adapter(config.getoption("adapter"), scenario_folders(config), chosen_limits(config))
    except CrosswireError as error:
        return refuse(config, items, str(error))
    config.stash[CLEARING].learn(candidate.secrets)
    if complaint := since.complaint(config, candidate):
        return refuse(config, items, complaint)
    serves = config.getoption("serves")
    if serves and serves not in candidate.serves:
        only = " and ".join(candidate.serves)
        return refuse(config, items, f"--serves {serves}: {candidate.name} serves {only} only")
    judging = {requirement.id: requirement for item in items if (requirement := requirement_of(item))}
    if unnamed := unusable(judging.values(), candidate.declares):
        return refuse(config, items, f"--adapter {config.getoption('adapter')}: {_unnamed(unnamed)}")
    deadline = config.getoption("deadline") or DEADLINE
    clients = chosen_clients(config.getoption("clients"))
    watchdog = config.stash.get(WATCHDOG, None)
    port = config.getoption("upstream_port") or 0
    exchanges = config.stash[Exchanges.KEY] = Exchanges(
        candidate, deadline, port, clients, watchdog, chosen_scenarios(config), chosen_limits(config)
    )
    unjudged = [
        item
        for item in items
        if (route := route_of(item)) and not can_judge(requirement_of(item), route, candidate, clients)
    ]
    _deselect(config, items, unjudged)
    exchanges.expect(route for item in items if (route := route_of(item)))
    if why := exchanges.why_unusable({route.serves for item in items if (route := route_of(item))}):
        return refuse(config, items, f"--adapter {config.getoption('adapter')}: {why}")
    for parent in {item.parent for item in items if item.parent and route_of(item)}:
        names = (f"{warning.__module__}.{warning.__qualname__}" for warning in UNRELATED)
        parent.add_marker(pytest.mark.filterwarnings(*(f"ignore::{name}" for name in names)))
    return None


def _unnamed(declared: Sequence[str]) -> str:
    """Return the error for declarations that name a requirement and no fact."""
    return (
        f"declares names {', '.join(declared)}, of which each holds many facts; a declaration names the fact that it "
        f"excuses, as {declared[0]}/FACT. The report of a run without it shows the facts"
    )


def can_judge(
    requirement: Requirement | None, route: Route, candidate: Candidate, clients: Collection[str] = ()
) -> bool:
    """Tell whether a requirement can be judged: by the adapter's direction, by how it runs, and by its client."""
    if requirement is None or route.serves not in candidate.serves:
        return route.serves in candidate.serves
    return (
        (candidate.over_http or not requirement.over_http)
        and (candidate.in_process or not requirement.in_process)
        and (requirement.id in candidate.declares or not requirement.when_declared)
        and (requirement.client is None or requirement.client in clients)
    )


def _deselect(config: pytest.Config, items: list[pytest.Item], out: list[pytest.Item]) -> None:
    if out:
        config.hook.pytest_deselected(items=out)
        left_out = set(out)
        items[:] = [item for item in items if item not in left_out]


def pytest_configure(config: pytest.Config) -> None:
    """Make the watchdog of a worker of xdist; `watching` makes that of a run without workers."""
    if file := getattr(config, "workerinput", {}).get(HELD):
        # Open for as long as the process lives. Where there is no /proc, what it writes goes to the terminal.
        there = Path(file).exists()
        config.stash[WATCHDOG] = Watchdog(Path(file).open("wb") if there else sys.__stderr__)  # noqa: SIM115


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Let the adapter's event loop end."""
    if exchanges := session.config.stash.get(Exchanges.KEY, None):
        exchanges.close()


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Ignore what an adapter left open: pytest looks for it once more, and a warning may be an error here.

    Libraries also log it, each of what they left in two lines, below the end of the run.
    """
    if Exchanges.KEY in config.stash:
        for warning in UNRELATED:
            warnings.simplefilter("ignore", warning)
        logger = logging.getLogger("asyncio")
        config.add_cleanup(partial(logger.setLevel, logger.level))
        logger.setLevel(logging.CRITICAL + 1)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give all tests of one exchange to the same worker."""
    from crosswire.plugin.scheduling import ByExchange  # needs xdist, which only its runs load

    return ByExchange(config, log)
