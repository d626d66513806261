"""An adapter that is loaded, and performing a scenario through it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self, get_args

from crosswire.adapters import load_adapter
from crosswire.adapters.calling import DEADLINE
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.exits import contained
from crosswire.clients.availability import chosen_clients
from crosswire.declarations import unusable
from crosswire.errors import AdapterUnusable, RouteNotFound
from crosswire.exchange import Exchange, cases_of
from crosswire.facts import Json, Mode, Point, ShapeName
from crosswire.limits import with_limits
from crosswire.plugin.exchanges import Exchanges
from crosswire.route import Route
from crosswire.scenarios import folders_of, load_scenarios
from crosswire.specification.suites import load_requirements
from crosswire.spelling import did_you_mean
from crosswire.variations import VARIATIONS


class Adapter:
    """An adapter that is loaded. `open_adapter` makes one; close it, or use it in a `with` statement.

    While it is open, `os._exit` and `os.abort` raise `SystemExit` in this process, so that no adapter can end it.
    """

    def __init__(self, target: str, exchanges: Exchanges, scenarios: Sequence[str] = ()) -> None:
        self.target = target
        self.scenarios = scenarios
        """The folders of scenarios that it was opened with; nothing where they are Crosswire's own."""
        self.exchanges = exchanges

    @property
    def name(self) -> str:
        """What the adapter calls itself, or else the target that it was loaded by."""
        return self.candidate.name

    @property
    def version(self) -> str | None:
        """Its version, where it names one."""
        return self.candidate.version

    @property
    def serves(self) -> tuple[ShapeName, ...]:
        """The APIs that it serves: `chat`, `responses` or both."""
        return tuple(self.candidate.serves)

    @property
    def candidate(self) -> Candidate:
        """Private: the adapter as the other modules know it."""
        return self.exchanges.candidate

    def close(self) -> None:
        """End the adapter's processes and the upstream."""
        self.exchanges.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True, slots=True)
class Performed:
    """One scenario's conversation through an adapter, as it went."""

    scenario: str
    """The scenario's name."""
    serves: ShapeName
    """The API that the client spoke: `chat` or `responses`."""
    mode: Mode
    """`json` for whole answers, `stream` for streams."""
    variation: str
    """The variation's name; empty where the exchange is the recorded one."""
    turns: tuple[Mapping[Point, Json], ...]
    """For each turn the JSON `asked`, `forwarded`, `upstream` and `served`; a stream is the list of its frames."""
    trouble: str | None
    """Why there is no answer to judge, where that is so."""
    notes: tuple[str, ...]
    """What else the adapter did: calls that the upstream refused, turns that it never forwarded, repeated calls."""
    adapter: Adapter = field(repr=False, compare=False)
    """The adapter, which may be closed by now."""
    exchange: Exchange = field(repr=False, compare=False)
    """Private: the exchange as the other modules know it."""

    @property
    def route(self) -> Route:
        """Private: scenario, direction, mode and variation as the other modules know them."""
        return Route(self.serves, self.mode, self.scenario, self.variation)


def open_adapter(
    target: str,
    *,
    deadline: float = DEADLINE,
    upstream_port: int = 0,
    clients: Sequence[str] = (),
    scenarios: Sequence[str | Path] = (),
    limits: Mapping[str, int] = MappingProxyType({}),
) -> Adapter:
    """Load the adapter that `target` names, in any form that `pytest --adapter` takes.

    `deadline` is in seconds, for one call. `upstream_port` is where on 127.0.0.1 the upstream listens for an adapter
    that runs outside of this process; 0 is any free port. `clients` are the names of those that judge, too, or `all`;
    docs/clients.md lists them. `scenarios` are the folders of the scenarios that it can perform, in place of
    Crosswire's own; `crosswire` stands for those. `limits` bound what is read and shown of the adapter's bytes, by
    the names that docs/faults.md lists: `{"frames": 5000}`.

    Raises:
        ConfigurationError: there is no limit of that name, or it cannot have that value.
        ScenarioInvalid: there is no such folder of scenarios, or one in it is invalid.
        ClientUnusable: there is no client of that name.
        AdapterNotFound: there is no adapter of that name.
        AdapterUnusable: it cannot be imported, serves nothing, or declares what cannot be declared.
        DescriptionInvalid: the TOML file that describes it does not say what it must.
    """
    bounds = with_limits((f"{name}={value}" for name, value in limits.items()), option="limits:")
    folders = folders_of(scenarios)
    chosen = load_scenarios(*folders)
    with contained():
        candidate = load_adapter(target, folders, bounds)
    if by_fact := unusable(load_requirements(), candidate.declares):
        raise AdapterUnusable(
            f"{target} declares {', '.join(by_fact)}, which has many facts; name the fact: {by_fact[0]}/FACT"
        )
    judging = chosen_clients(",".join(clients))
    exchanges = Exchanges(candidate, deadline, upstream_port, judging, scenarios=chosen, limits=bounds)
    return Adapter(target, exchanges, tuple(map(str, scenarios)))


def perform(adapter: Adapter, scenario: str, serves: ShapeName, mode: Mode = "json", variation: str = "") -> Performed:
    """Perform one scenario through an adapter, turn by turn, up to the first turn that fails.

    `serves` is the API that the client speaks, `chat` or `responses`; `mode` is `json` for a whole answer or `stream`.
    `variation` is a name in docs/variations.md; empty is the exchange as it is recorded. An adapter that crashes or
    hangs raises nothing: `trouble` says so, and `judge` finds it.

    Raises:
        RouteNotFound: there is no such exchange, or the adapter does not serve it.
        ScenarioInvalid: a recording cannot be read.
        AdapterUnusable: the adapter runs in another process, and does not start or does not reach its upstream.
        PortTaken: another program listens at `upstream_port`.
    """
    _check_route(adapter, scenario, serves, mode, variation)
    route = Route(serves, mode, scenario, variation)
    adapter.exchanges.expect([route])
    exchange = adapter.exchanges.perform(route)
    adapter.exchanges.release(route)
    turns = tuple(turn.payloads for turn in exchange.turns)
    return Performed(
        scenario, serves, mode, variation, turns, exchange.trouble, tuple(exchange.notes), adapter, exchange
    )


def _check_route(adapter: Adapter, scenario: str, serves: ShapeName, mode: Mode, variation: str) -> None:
    scenarios = adapter.exchanges.scenarios
    allowed: Mapping[str, tuple[str, Sequence[str]]] = {
        "scenario": (scenario, [*scenarios]),
        "serves": (serves, adapter.serves),
        "mode": (mode, get_args(Mode)),
        "variation": (variation, ["", *VARIATIONS]),
    }
    for name, (value, values) in allowed.items():
        if value not in values:
            raise RouteNotFound(f"{name} {value!r} is not one of {_some(values)}{did_you_mean(value, list(values))}")
    if not cases_of(scenarios[scenario], serves, mode):
        raise RouteNotFound(f"scenario {scenario!r} has no answer for an adapter that serves {serves}")


def _some(values: Sequence[str]) -> str:
    return ", ".join(values) if len(values) < 4 else f"{len(values)}"
