"""The calls of one exchange: the client's requests go to the adapter, one after the other or together."""

import gc
import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from crosswire.adapters.calling import Caller
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.one_call import Watch
from crosswire.errors import Crashed, ExchangeFailed, Hung
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Failure, Json, Mode, ShapeName
from crosswire.observed import Observed
from crosswire.served import ErrorAnswer, Served
from crosswire.served_ids import with_served_ids
from crosswire.shapes import SHAPES
from crosswire.upstreams import Upstream
from crosswire.upstreams.delivery import held_back
from crosswire.upstreams.line import Line
from crosswire.variations import Variation
from crosswire.variations.together import asks_as

Called = tuple[list[Turn], str | None]
"""The turns that were made, and why no more came where that is so."""


@dataclass(frozen=True)
class Calls:
    """Everything that the calls of one exchange need."""

    cases: Sequence[Case]
    serves: ShapeName
    mode: Mode
    candidate: Candidate
    caller: Caller
    upstream: Upstream
    line: Line
    variation: Variation

    def in_turn(self) -> Called:
        """Make the calls one after the other, up to the first turn that fails."""
        turns: list[Turn] = []
        for number, case in enumerate(self.cases):
            turn, trouble = self._turn(number, case, turns)
            turns.append(turn)
            if turn.refused and not turn.observed.is_malformed:
                break
            if trouble := trouble or unexpected_error(turn):
                return turns, trouble + in_turn(len(turns), len(self.cases))
        return turns, None

    def together(self) -> Called:
        """Make all calls at the same time."""
        requests = [asks_as(number, case.client) for number, case in enumerate(self.cases)]
        serve = self.candidate.serves[self.serves]
        handed = [_copied(request) for request in requests]
        answers = self.caller.call_together(serve, handed, self.upstream, self.mode)
        turns = [
            Turn(case, request, self.line.replay.played.get(number), answer if isinstance(answer, Served) else None)
            for number, (case, request, answer) in enumerate(zip(self.cases, requests, answers, strict=True))
        ]
        failures = (self._explained(answer) for answer in answers if isinstance(answer, ExchangeFailed))
        return turns, next(failures, None) or next(filter(None, map(unexpected_error, turns)), None)

    def _turn(self, number: int, case: Case, earlier: Sequence[Turn]) -> tuple[Turn, str | None]:
        """Make one call; return its turn, and why there is no answer where that is so."""
        replay = self.line.replay
        replay.turn = number
        attempts = replay.attempts
        request = with_served_ids(case.client.asked_body, earlier)
        malform = self.variation.asks if number == 0 else None
        malformed = malform(self.serves, case.client.asked_body) if malform else None
        handed = _copied(request) if malformed is None else malformed
        received, trouble = None, None
        try:
            received = self._call(handed)
        except ExchangeFailed as failure:
            trouble = self._explained(failure)
        played = replay.played.get(number)
        observed = Observed(
            sent_headers=played.headers if played else {},
            request_after=handed if malformed is None else None,
            attempts=replay.attempts - attempts,
            is_malformed=malformed is not None,
            may_fail=self.variation.may_fail,
            streamed_early=self.line.held,
            hung_up=self.variation.leaves and played is not None and self._hung_up(),
            client_model=self.candidate.client_model(self.serves, request),
        )
        asked = request if malformed is None else malformed.decode()
        return Turn(case, asked, played, received, observed), trouble

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
        """Tell whether the upstream failed without an error's status, or answered in another form than asked for.

        It fails so in an event, by half an answer, by none in a 200.
        """
        played = self.line.replay.played.get(self.line.replay.turn)
        if played and played.in_another_form:
            return True
        answer = played.interaction.answer if played else None
        return isinstance(answer, Failure) and answer.status == HTTPStatus.OK

    def _watch(self) -> Watch:
        """Return what the client does when it has the first words: it lets the upstream go on, or goes away."""
        if not self.variation.leaves and self.variation.send is not held_back:
            return lambda _: True
        read = SHAPES[self.serves].read_stream

        def watch(frames: Sequence[Json]) -> bool:
            if self.line.words.is_set() or not getattr(read(frames), "text", ""):
                return True
            self.line.open()
            return not self.variation.leaves

        return watch

    def _hung_up(self) -> bool:
        """Wait until the adapter closes the connection, or has the whole answer; return whether it closed it."""
        gc.collect()  # an adapter may leave that to the collector, which comes by chance
        self.caller.idle(self.line.over, 2 * self.line.patience)
        return self.line.hung_up.is_set()

    def _explained(self, failure: ExchangeFailed) -> str:
        """Return why a call failed. A child process that hangs is killed; the next exchange starts another."""
        process = self.candidate.process
        if not (isinstance(failure, Hung) and process):
            return str(failure)
        printed = process.log(self.serves)
        process.kill(self.serves)
        return f"{failure}; it printed last:\n{printed}" if printed else str(failure)


def _copied(request: Json) -> Json:
    return json.loads(json.dumps(request))


def unexpected_error(turn: Turn) -> str | None:
    """Return what an adapter answered that answers with an error where the upstream had none; `None` otherwise."""
    served = turn.served
    may_fail = turn.failed or turn.observed.is_malformed or turn.observed.may_fail
    if isinstance(served, Failure) and isinstance(turn.upstream, Answer) and not may_fail:
        return f"the adapter answered with an error, {served.status} {served.message!r}, where the upstream had none"
    return None


def in_turn(turn: int, turns: int) -> str:
    """Return which turn of a conversation, for the end of a message; nothing where there is only one."""
    return f" (turn {turn} of {turns})" if turns > 1 else ""
