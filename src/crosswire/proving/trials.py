"""Trials: the reference adapter's exchanges, each with one payload changed, and which requirements fail.

The payload is changed behind the adapter, as an adapter would change it that does just one thing wrong.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Literal, NamedTuple, get_args

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.declarations import not_excused
from crosswire.exchange import Exchange, Turn, cases_of
from crosswire.facts import Failure, Json, Mode, ShapeName
from crosswire.losses import Difference
from crosswire.performing import perform
from crosswire.proving.mutants import Donors, Site, mutated, sites
from crosswire.proving.plain_reader import Facts, Failing, read_answer, read_request, read_stream
from crosswire.proving.witnesses import Witnesses
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios
from crosswire.served import ErrorAnswer, Served
from crosswire.shapes import opposite
from crosswire.specification.suites import load_requirements

Arrow = Literal["forwarded", "served"]
Outcome = Literal["answered", "failing"]


NO_STATUS = ("dropped", "null", "zero", "wrong type")
"""What becomes of no HTTP status: there is always a number of three digits."""


class Cell(NamedTuple):
    """What mutants have in common: where, and how they differ from what is right."""

    arrow: Arrow
    serves: ShapeName
    mode: Mode
    outcome: Outcome
    position: str
    kind: str


@dataclass(frozen=True, slots=True)
class Point:
    """A payload of the reference adapter's that can be changed."""

    exchange: Exchange
    turn: int
    arrow: Arrow

    @property
    def shape(self) -> ShapeName:
        """The API whose form it has."""
        return self.exchange.serves if self.arrow == "served" else opposite(self.exchange.serves)

    @property
    def _turn(self) -> Turn:
        return self.exchange.turns[self.turn]

    @property
    def error(self) -> ErrorAnswer | None:
        """The error that is served instead of an answer, or that ends a stream which a library cannot go on with."""
        received = self._turn.received
        return received.error if received and self.arrow == "served" else None

    @property
    def is_stream(self) -> bool:
        """Whether it is the frames of a stream."""
        return self.arrow == "served" and self.exchange.mode == "stream" and not self.error

    @property
    def is_witnessed(self) -> bool:
        """Whether client libraries can be asked what it says: it is a stream that ends well."""
        return self.is_stream and self.outcome == "answered"

    @property
    def payload(self) -> Json:
        """What is changed; of an error its status, headers and body."""
        if self.error:
            return {"status": self.error.status, "headers": dict(self.error.headers), "body": self.error.body}
        turn = self._turn
        return turn.played.forwarded if self.arrow == "forwarded" and turn.played else turn.payloads["served"]

    @property
    def outcome(self) -> Outcome:
        """Whether the upstream answers."""
        return "failing" if isinstance(self._turn.upstream, Failure) else "answered"

    @property
    def _failing(self) -> Failing | None:
        turn = self._turn
        if self.outcome == "answered":
            return None
        upstream = turn.played.interaction if turn.played else turn.case.upstreams[self.exchange.mode]
        return Failing(upstream.status, upstream.headers, upstream.answer_body)

    def facts(self, payload: Json) -> Facts:
        """Return what a payload in this place says."""
        if self.arrow == "forwarded":
            return read_request(self.shape, payload)
        if self.is_stream and isinstance(payload, list):
            return read_stream(self.shape, payload, self._turn.request, self._failing)
        return read_answer(self.shape, payload, self._turn.request, self._failing)

    def with_payload(self, payload: Any) -> Exchange:
        """Return the exchange with another payload in this place."""
        turn = self._turn
        if self.arrow == "forwarded" and turn.played:
            turn = replace(turn, played=replace(turn.played, forwarded=payload))
        elif self.error and isinstance(payload, dict):
            error = ErrorAnswer(payload.get("status", 0), payload.get("headers") or {}, payload.get("body"))
            turn = replace(turn, received=Served(turn.received.body if turn.received else None, error))
        else:
            turn = replace(turn, received=Served(payload))
        turns = self.exchange.turns
        return replace(self.exchange, turns=(*turns[: self.turn], turn, *turns[self.turn + 1 :]))


@dataclass(frozen=True, slots=True)
class Trial:
    """One mutant, before it is judged."""

    cell: Cell
    point: Point
    site: Site


class Verdict(NamedTuple):
    """What the requirements said of a mutant."""

    cell: Cell
    where: str
    """The scenario, and the pointer to what is changed."""
    counts: bool
    """Whether the plain reading says anything else than of the right payload."""
    killers: Sequence[str]
    """The requirements that fail."""
    read_alike: Mapping[str, bool] = {}
    """Of a stream that none tells: whether each witness reads the same in it as in the right one."""


class Stage:
    """All exchanges of the reference adapter, and the mutants that are tried: `most` of each cell, drawn by `seed`."""

    def __init__(self, seed: int, most: int, sample: int | None = None, witnesses: Sequence[str] = ()) -> None:
        self.witnesses = Witnesses(witnesses)
        self._requirements = [
            requirement
            for requirement in load_requirements()
            if requirement.promise != "client" and not requirement.over_http
        ]
        self.points = list(_points())
        chosen = list(self._draw(random.Random(seed), most))
        self.trials: Sequence[Trial] = random.Random(seed).sample(chosen, min(sample or len(chosen), len(chosen)))

    def _draw(self, chance: random.Random, most: int) -> Iterator[Trial]:
        """Yield some mutants of each cell, as evenly as a single pass can: each has the same chance."""
        donors: dict[tuple[Arrow, ShapeName, bool, bool], Donors] = defaultdict(Donors)
        for point in self.points:
            donors[_kind(point)].take(point.payload, point.is_stream)
        drawn: dict[Cell, list[Trial]] = defaultdict(list)
        seen: Counter[Cell] = Counter()
        for point in self.points:
            route = (point.arrow, point.exchange.serves, point.exchange.mode, point.outcome)
            for site in sites(point.payload, donors[_kind(point)], point.is_stream):
                if point.error and site.position == "/status" and site.kind in NO_STATUS:
                    continue
                cell = Cell(*route, site.position, site.kind)
                seen[cell] += 1
                if len(drawn[cell]) < most:
                    drawn[cell].append(Trial(cell, point, site))
                elif (position := chance.randrange(seen[cell])) < most:
                    drawn[cell][position] = Trial(cell, point, site)
        for trials in drawn.values():
            yield from trials

    def judge(self, trial: Trial) -> Verdict:
        """Judge one mutant by every requirement that compares what it changes."""
        point = trial.point
        payload = mutated(point.payload, trial.site)
        exchange = point.with_payload(payload)
        found = sorted(self.failing(exchange, point.arrow))
        pointer = "".join(f"/{step}" for step in trial.site.steps)
        counts = point.facts(payload) != point.facts(point.payload)
        read = self.read_alike(point, payload) if counts and not found else {}
        return Verdict(trial.cell, f"{exchange.scenario.name} {pointer}", counts, found, read)

    def failing(self, exchange: Exchange, arrow: Arrow) -> Iterator[str]:
        """Yield the ids of the requirements that fail, of those that compare what came by on an arrow."""
        return (requirement.id for requirement, _ in self.losses(exchange, arrow))

    def losses(self, exchange: Exchange, arrow: Arrow) -> Iterator[tuple[Requirement, Sequence[Difference]]]:
        """Yield the requirements that fail, of those that compare what came by on an arrow, and what they found."""
        seen = {arrow, "earlier", "wire", "frames"}
        for requirement in self._applying[exchange.scenario.name, exchange.serves, exchange.mode]:
            if seen.isdisjoint(requirement.points) or ("frames" in requirement.points and arrow == "forwarded"):
                continue
            try:
                requirement.judge(exchange)
            except Loss as loss:
                if left := not_excused(requirement, loss.differences, reference.declares):
                    yield requirement, left
            except Untestable:
                pass

    def read_alike(self, point: Point, payload: Json) -> Mapping[str, bool]:
        """Tell whether each witness reads the same in another payload; nothing where it is no stream of an answer."""
        right = point.payload
        if not (point.is_witnessed and isinstance(right, list) and isinstance(payload, list)):
            return {}
        return self.witnesses.read_alike(point.shape, right, payload)

    @cached_property
    def _applying(self) -> Mapping[tuple[str, ShapeName, Mode], Sequence[Requirement]]:
        return {
            (name, serves, mode): [
                requirement
                for requirement in self._requirements
                if requirement.applies(cases_of(scenario, serves, mode)) and not requirement.when_declared
            ]
            for name, scenario in load_scenarios().items()
            for serves in get_args(ShapeName)
            for mode in get_args(Mode)
        }


def _kind(point: Point) -> tuple[Arrow, ShapeName, bool, bool]:
    return point.arrow, point.shape, point.is_stream, point.error is not None


def _points() -> Iterator[Point]:
    candidate, caller = as_candidate(reference, "reference"), Caller()
    for scenario in load_scenarios().values():
        for serves in get_args(ShapeName):
            for mode in get_args(Mode):
                exchange = perform(scenario, serves, mode, candidate, caller)
                for number, turn in enumerate(() if exchange.trouble else exchange.turns):
                    if not (turn.refused or turn.failed):
                        yield from (
                            Point(exchange, number, arrow)
                            for arrow in get_args(Arrow)
                            if arrow == "served" or turn.played
                        )
    caller.close()
