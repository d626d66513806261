"""Performing an exchange: the client's requests go to the adapter, the replay answers what it asks upstream."""

import json
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, nullcontext
from dataclasses import replace
from http import HTTPStatus

from crosswire.adapters.calling import Caller, ErrorAnswer, Served, Watch
from crosswire.adapters.candidate import Candidate
from crosswire.errors import Crashed, ExchangeFailed, Hung
from crosswire.exchange import Case, Exchange, Turn, cases_of
from crosswire.facts import Answer, Failure, Json, Mode, ShapeName
from crosswire.scenarios import Scenario
from crosswire.served_ids import with_served_ids
from crosswire.shapes import SHAPES
from crosswire.upstreams import Upstream
from crosswire.upstreams.delivery import held_back
from crosswire.upstreams.line import Line
from crosswire.upstreams.loopback import Loopback
from crosswire.upstreams.replay import Replay
from crosswire.upstreams.vcr import InProcess
from crosswire.variations import PLAIN, Variation
from crosswire.variations.together import asked_by, asks_as, number_of


def perform(
    scenario: Scenario,
    serves: ShapeName,
    mode: Mode,
    candidate: Candidate,
    caller: Caller,
    variation: Variation = PLAIN,
    loopback: Loopback | None = None,
) -> Exchange:
    """Run one scenario through an adapter, turn by turn, up to the first turn that fails.

    An adapter in this process is answered in process; any other, and any variation, takes the `loopback` upstream.

    Raises:
        ConfigurationError: the adapter cannot run here; no verdict about it is possible.
    """
    cases = _varied(cases_of(scenario, serves, mode), variation)
    if variation == PLAIN and not candidate.on_loopback:
        loopback = None
    upstream = _upstream(scenario, serves, mode, candidate, loopback, variation)
    turn_of = number_of if variation.calls > 1 else None
    replay = Replay(upstream.base_url, [case.upstreams for case in cases], turn_of)
    line = Line(replay, variation.send, variation.calls)
    with ExitStack() as stack:
        stack.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")  # a user's filters would change what an adapter does
        stack.enter_context(loopback.serve(line) if loopback else InProcess.serve(replay))
        if candidate.process:
            candidate.process.open(serves, upstream)
        stack.enter_context(loopback.refusing() if loopback and variation.refuses else nullcontext())
        call = _Calls(cases, serves, mode, candidate, caller, upstream, line, variation)
        turns, trouble = call.together() if variation.calls > 1 else call.turn_by_turn()
    notes = _notes(replay, turns, len(cases), may_fail=variation.may_fail)
    return Exchange(
        scenario,
        serves,
        mode,
        tuple(turns),
        _anywhere(trouble, upstream) if trouble else None,
        tuple(_anywhere(note, upstream) for note in notes),
        variation.name or None,
    )


def _varied(cases: Sequence[Case], variation: Variation) -> tuple[Case, ...]:
    """Return the turns as the variation has them."""
    if variation.calls > 1:
        return tuple(asked_by(number, cases[0]) for number in range(variation.calls))
    varied = [
        replace(case, upstreams={mode: variation.says(said) for mode, said in case.upstreams.items()}) for case in cases
    ]
    return (varied[0], cases[0]) if variation.asks else tuple(varied)


def _upstream(
    scenario: Scenario,
    serves: ShapeName,
    mode: Mode,
    candidate: Candidate,
    loopback: Loopback | None,
    variation: Variation,
) -> Upstream:
    """Return a base URL of the exchange's own, so that a late call of another exchange is told apart.

    An adapter in another process is told its upstream once, when it starts.
    """
    name = re.sub(r"[^a-z0-9]+", "-", ".".join(filter(None, (scenario.name.lower(), variation.name))))
    if loopback is None:
        return Upstream(f"https://{name}.{mode}.{serves}.upstream.invalid/v1")  # `.invalid` never resolves
    if candidate.process or candidate.over_http:
        return Upstream(f"{loopback.url}/v1")
    return Upstream(f"{loopback.url}/{name}.{mode}.{serves}/v1")


class _Calls:
    """The calls of one exchange."""

    def __init__(
        self,
        cases: Sequence[Case],
        serves: ShapeName,
        mode: Mode,
        candidate: Candidate,
        caller: Caller,
        upstream: Upstream,
        line: Line,
        variation: Variation,
    ) -> None:
        self.cases = cases
        self.serves = serves
        self.mode = mode
        self.candidate = candidate
        self.caller = caller
        self.upstream = upstream
        self.line = line
        self.replay = line.replay
        self.variation = variation

    def turn_by_turn(self) -> tuple[list[Turn], str | None]:
        """Make the calls one after the other; return their turns, and why no more came where that is so."""
        turns: list[Turn] = []
        trouble = None
        for number, case in enumerate(self.cases):
            self.replay.turn = number
            attempts = self.replay.attempts
            malformed = self.variation.asks if number == 0 else None
            asked = malformed(self.serves, case.client.asked_body) if malformed else None
            request = with_served_ids(case.client.asked_body, turns)
            handed = asked if asked is not None else json.loads(json.dumps(request))
            received = None
            try:
                received = self._call(handed)
            except ExchangeFailed as failure:
                trouble = self._told(failure)
            turn = Turn(
                case,
                request if asked is None else asked.decode(),
                self.replay.played.get(number),
                received,
                left=handed if asked is None else None,
                attempts=self.replay.attempts - attempts,
                malformed=asked is not None,
                may_fail=self.variation.may_fail,
                held_back=self.line.held,
                hung_up=self.variation.leaves and self.caller.idle(self.line.hung_up, self.line.patience),
            )
            turns.append(turn)
            if turn.refused and not turn.malformed:
                break
            trouble = trouble or _refusal(turn)
            if trouble:
                trouble += _in_turn(len(turns), len(self.cases))
                break
        return turns, trouble

    def together(self) -> tuple[list[Turn], str | None]:
        """Make all calls at the same time."""
        requests = [asks_as(number, case.client) for number, case in enumerate(self.cases)]
        serve = self.candidate.serves[self.serves]
        handed = [json.loads(json.dumps(request)) for request in requests]
        served = self.caller.call_together(serve, handed, self.upstream, self.mode)
        turns = [
            Turn(case, request, self.replay.played.get(number), each if isinstance(each, Served) else None)
            for number, (case, request, each) in enumerate(zip(self.cases, requests, served, strict=True))
        ]
        failures = (self._told(each) for each in served if isinstance(each, ExchangeFailed))
        return turns, next(failures, None) or next(filter(None, map(_refusal, turns)), None)

    def _call(self, request: Json) -> Served:
        serve = self.candidate.serves[self.serves]
        try:
            return self.caller.call(serve, request, self.upstream, self.mode, self._watch(), self.variation.deadlines)
        except Crashed as crash:
            if (self.variation.may_fail or self._upstream_gave_no_answer()) and not self.candidate.over_http:
                # An exception of whatever kind is how a library says that the upstream has no answer.
                return Served(None, ErrorAnswer(500, {}, {"error": {"message": str(crash)}}))
            raise

    def _upstream_gave_no_answer(self) -> bool:
        """Tell whether it failed without an error's status, or answered in another form than it was asked for.

        It fails so in an event, by half an answer, or by none in a 200.
        """
        played = self.replay.played.get(self.replay.turn)
        if played and played.in_another_form:
            return True
        said = played.interaction.answer if played else None
        return isinstance(said, Failure) and said.status == HTTPStatus.OK

    def _watch(self) -> Watch:
        """Say what the client does once it has the first words: it lets the upstream go on, or goes away."""
        if self.variation.send is not held_back:
            return lambda _: True
        read = SHAPES[self.serves].read_stream

        def watch(frames: Sequence[Json]) -> bool:
            if self.line.words.is_set() or not getattr(read(frames), "text", ""):
                return True
            if self.variation.leaves:
                return False
            self.line.open()
            return True

        return watch

    def _told(self, failure: ExchangeFailed) -> str:
        """Tell of a failure; what hangs outside of this process is ended, and started again for the next exchange."""
        if isinstance(failure, Hung) and self.candidate.process:
            printed = self.candidate.process.log(self.serves)
            self.candidate.process.kill(self.serves)
            return f"{failure}; it printed last:\n{printed}" if printed else str(failure)
        return str(failure)


def _refusal(turn: Turn) -> str | None:
    served = turn.served
    may_fail = turn.failed or turn.malformed or turn.may_fail
    if isinstance(served, Failure) and isinstance(turn.upstream, Answer) and not may_fail:
        return f"the adapter answered with an error, {served.status} {served.message!r}, where the upstream had none"
    return None


def _in_turn(turn: int, turns: int) -> str:
    return f" (turn {turn} of {turns})" if turns > 1 else ""


def _notes(replay: Replay, begun: Sequence[Turn], turns: int, *, may_fail: bool) -> Iterator[str]:
    for call in dict.fromkeys(replay.refused):
        yield f"refused: {call}; the scenario holds one POST {replay.base_url}/… a turn, and its repetition"
    for number, turn in enumerate(begun, 1):
        if turn.refused and isinstance(turn.served, Failure):
            yield f"refused, as it may: {turn.served.status} {turn.served.message!r}{_in_turn(number, turns)}"
        elif turn.played is None and not (turn.malformed or may_fail):
            yield f"never asked upstream{_in_turn(number, turns)}"
    if replay.attempts > len(replay.played):
        yield f"asked upstream {replay.attempts} times for {len(replay.played)} answers"


def _anywhere(text: str, upstream: Upstream) -> str:
    """Tell of a place on loopback without its port, which is another in every run."""
    return re.sub(r"http://127\.0\.0\.1:\d+", "http://127.0.0.1", text) if "127.0.0.1" in upstream.base_url else text
