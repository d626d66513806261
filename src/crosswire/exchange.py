"""One scenario through one adapter: the four points of every turn."""

import json
import re
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from crosswire.adapters import Candidate
from crosswire.adapters.calling import Caller, Served
from crosswire.errors import ExchangeFailed
from crosswire.facts import Answer, Ask, Failure, Json, Mode, Point, ShapeName
from crosswire.scenarios import Interaction, Scenario
from crosswire.shapes import SHAPES, other
from crosswire.shapes.failure import read_error
from crosswire.shapes.lenient import mapping
from crosswire.upstreams import Upstream
from crosswire.upstreams.vcr import Played, Replay


@dataclass(frozen=True)
class Case:
    """One turn of a scenario as its recordings tell it, before any adapter is called: where a requirement applies."""

    serves: ShapeName
    mode: Mode
    client: Interaction
    """The client's API: its request is what is asked."""
    upstreams: Mapping[Mode, Interaction]
    """The other API: its answers, whole and streamed, are what the upstream says."""
    refusable: bool = False
    """Whether the adapter may refuse with a clear 4xx instead of asking the upstream."""
    repeats: bool = False
    """Whether the client asks again what it asked in the turn before."""

    @property
    def asked(self) -> Ask:
        """What the client asks."""
        return self.client.asked

    @property
    def upstream(self) -> Answer | Failure:
        """What the upstream says, to an adapter that forwards the client's `stream`."""
        return self.upstreams[self.mode].answer


def cases_of(scenario: Scenario, serves: ShapeName, mode: Mode) -> tuple[Case, ...]:
    """Return the turns of a scenario for an adapter that serves `serves`; none, if the other API has no answer.

    Raises:
        ScenarioInvalid: a recording cannot be read, or they differ in their number of turns.
    """
    asked, behind = scenario.turns[serves, mode], other(serves)
    whole, streamed = scenario.turns[behind, "json"], scenario.turns[behind, "stream"]
    before = [None, *(turn.asked_body for turn in asked)][:-1]
    return tuple(
        Case(
            serves,
            mode,
            client,
            {"json": said, "stream": said_in_stream},
            scenario.refusable is not None,
            client.asked_body == earlier,
        )
        for client, earlier, said, said_in_stream in zip(asked, before, whole, streamed, strict=True)
        if said.response
    )


@dataclass(frozen=True)
class Turn:
    """One request and its answer, seen at all four points. `None` where nothing came by."""

    case: Case
    request: Json
    played: Played | None
    received: Served | None
    left: Json = None
    """The request object that the adapter was given, as it left it."""
    attempts: int = 0
    """How many times it asked the upstream for this answer."""

    @cached_property
    def asked(self) -> Ask:
        """What the client asked."""
        return SHAPES[self.case.serves].read_request(self.request)

    @cached_property
    def forwarded(self) -> Ask | None:
        """What reached the upstream."""
        return SHAPES[other(self.case.serves)].read_request(self.played.forwarded) if self.played else None

    @property
    def upstream(self) -> Answer | Failure:
        """What the upstream answered: the recording that was played, or would have been."""
        return self.played.interaction.answer if self.played else self.case.upstream

    @cached_property
    def served(self) -> Answer | Failure | None:
        """What the client received."""
        if self.received is None:
            return None
        shape = SHAPES[self.case.serves]
        if error := self.received.error:
            failure = read_error(error.status, error.headers, error.body)
            begun = shape.read_stream(self.received.body or [])
            return replace(failure, finish_said=begun.finish_said) if begun.finish_said != "unfinished" else failure
        return (shape.read_stream if self.case.mode == "stream" else shape.read_answer)(self.received.body)

    @property
    def refused(self) -> bool:
        """Whether the adapter refused, as it may here: with a 4xx that says why, before it asked the upstream."""
        served = self.served
        clear = isinstance(served, Failure) and 400 <= served.status < 500 and bool(served.message)
        return self.case.refusable and self.played is None and clear

    @property
    def failed(self) -> bool:
        """Whether the adapter answered with an error, as it may where the served API cannot say the answer."""
        upstream, said = self.upstream, self.played.interaction if self.played else None
        if not (isinstance(self.served, Failure) and isinstance(upstream, Answer) and upstream.unsayable):
            return False
        # A stream that ends in `[DONE]` has said all that it had to say.
        return upstream.finish != "unfinished" or not (said and said.is_done)

    @property
    def payloads(self) -> Mapping[Point, Json]:
        """The JSON at the four points; a stream is the list of its frames."""
        error = self.received.error if self.received else None
        return {
            "asked": self.request,
            "forwarded": self.played.forwarded if self.played else None,
            "upstream": (self.played.interaction if self.played else self.case.upstreams[self.case.mode]).answer_body,
            "served": {"status": error.status, "body": error.body} if error else self.received and self.received.body,
        }


@dataclass(frozen=True)
class Exchange:
    """A scenario's conversation through an adapter. `trouble` says why there is nothing to judge, where that is so."""

    scenario: Scenario
    serves: ShapeName
    mode: Mode
    turns: tuple[Turn, ...]
    trouble: str | None = None
    notes: tuple[str, ...] = ()
    """What else the adapter did: calls that were refused, turns it never asked the upstream for, repeated calls."""


def perform(scenario: Scenario, serves: ShapeName, mode: Mode, candidate: Candidate, caller: Caller) -> Exchange:
    """Run one scenario through an adapter, turn by turn, up to the first turn that fails.

    Raises:
        ConfigurationError: the adapter cannot run here; no verdict about it is possible.
    """
    cases = cases_of(scenario, serves, mode)
    # A base URL of its own, so that a late call of another exchange is told apart; `.invalid` never resolves.
    host = re.sub(r"[^a-z0-9]+", "-", scenario.name.lower())
    upstream = Upstream(f"https://{host}.{mode}.{serves}.upstream.invalid/v1")
    turns: list[Turn] = []
    trouble = None
    with warnings.catch_warnings(), Replay.serve(upstream.base_url, [case.upstreams for case in cases]) as replay:
        warnings.simplefilter("ignore")  # a user's filters would change what an adapter does
        for number, case in enumerate(cases):
            replay.turn = number
            request, attempts = _with_served_ids(case.client.asked_body, turns), replay.attempts
            handed = json.loads(json.dumps(request))
            try:
                received = caller.call(candidate.serves[serves], handed, upstream, mode)
            except ExchangeFailed as failure:
                received, trouble = None, str(failure)
            played = replay.played.get(number)
            turns.append(Turn(case, request, played, received, handed, replay.attempts - attempts))
            if turns[-1].refused:
                break
            trouble = trouble or _refusal(turns[-1])
            if trouble:
                break
    if trouble:
        trouble += _in_turn(len(turns), len(cases))
    return Exchange(scenario, serves, mode, tuple(turns), trouble, tuple(_notes(replay, turns, len(cases))))


def _refusal(turn: Turn) -> str | None:
    served = turn.served
    if isinstance(served, Failure) and isinstance(turn.upstream, Answer) and not turn.failed:
        return f"the adapter answered with an error, {served.status} {served.message!r}, where the upstream had none"
    return None


def _in_turn(turn: int, turns: int) -> str:
    return f" (turn {turn} of {turns})" if turns > 1 else ""


def _notes(replay: Replay, begun: Sequence[Turn], turns: int) -> Iterator[str]:
    for call in dict.fromkeys(replay.refused):
        yield f"refused: {call}; the scenario holds one POST {replay.base_url}/… a turn, and its repetition"
    for number, turn in enumerate(begun, 1):
        if turn.refused and isinstance(turn.served, Failure):
            yield f"refused, as it may: {turn.served.status} {turn.served.message!r}{_in_turn(number, turns)}"
        elif turn.played is None:
            yield f"never asked upstream{_in_turn(number, turns)}"
    if replay.attempts > len(replay.played):
        yield f"asked upstream {replay.attempts} times for {len(replay.played)} answers"


def _with_served_ids(request: Json, turns: Sequence[Turn]) -> Json:
    """Put the ids that the adapter served in place of those that the recording's earlier answers had.

    Reasoning goes back as it was served: which of its fields holds what is the adapter's choice.
    """
    ids: dict[str, str] = {}
    thoughts: dict[str, Json] = {}
    for turn in turns:
        if turn.case.client.response and turn.received:
            recorded, served = _ids(turn.case.client.answer), _ids(turn.served)
            ids |= {recorded[place]: served[place] for place in recorded if place in served}
            thoughts |= _thoughts(turn.received.body)
    return _replaced(_with_thoughts(request, ids, thoughts), ids)


def _thoughts(served: Json) -> dict[str, Json]:
    """Return the reasoning items of an answer by id; of a stream, as they stand last."""
    match served:
        case {"type": "reasoning", "id": str(id_)}:
            return {id_: served}
        case dict():
            return _thoughts(list(served.values()))
        case list():
            return {id_: item for entry in served for id_, item in _thoughts(entry).items()}
        case _:
            return {}


def _with_thoughts(request: Json, ids: Mapping[str, str], thoughts: Mapping[str, Json]) -> Json:
    match request:
        case {"input": list(items)}:
            given = [thoughts.get(ids.get(str(mapping(item).get("id")), "")) or item for item in items]
            return {**request, "input": given}
        case _:
            return request


def _ids(answer: Answer | Failure | None) -> dict[tuple[str, int], str]:
    """Return the ids of an answer by what has them: the answer, the nth call, the nth output item of a kind."""
    if not isinstance(answer, Answer):
        return {}
    told = [("answer", answer.id)]
    told += [("call", call.id) for call in answer.tool_calls]
    told += [(f"output {item.kind}", item.id) for item in answer.output]
    ids, places = {}, Counter[str]()
    for kind, each in told:
        if each:
            ids[kind, places[kind]] = each
        places[kind] += 1
    return ids


def _replaced(value: Json, ids: Mapping[str, str]) -> Json:
    match value:
        case dict():
            return {key: _replaced(entry, ids) for key, entry in value.items()}
        case list():
            return [_replaced(entry, ids) for entry in value]
        case str():
            return ids.get(value, value)
        case _:
            return value
