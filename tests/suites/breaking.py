"""Known-bad adapters: the reference adapter, wrapped so that it breaks one thing, said in JSON and not in facts."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from mutations import Body, Frames, copied

from crosswire import reference
from crosswire.adapters.calling import Served
from crosswire.exchange import Exchange, Turn
from crosswire.facts import ShapeName
from crosswire.upstreams.answering import answer_to


def unchanged(value: Any) -> Any:
    """Break nothing."""
    return value


@dataclass(frozen=True)
class KnownBad:
    """One wrong adapter, named after how it is wrong; `fails` are the requirements that it must fail, and no other."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    asked: Callable[[Body], Body] = unchanged
    """What it makes of the client's request before it looks at it: so it drops what it should refuse."""
    forwarded: Callable[[Body], Body] = unchanged
    """What it does to the request on its way upstream."""
    heard: Callable[[Body], Body] = unchanged
    """What it makes of each payload of the upstream's answer before it looks at it; may raise."""
    whole: Callable[[Body], Body] = unchanged
    """What it does to a whole answer."""
    frames: Callable[[Frames], Frames] = unchanged
    """What it does to the frames of a stream."""
    with_request: Callable[[Body, Any], Any] = lambda _, answer: answer
    """What it does to an answer, whole or streamed, that hangs on what was asked."""
    error: Callable[[reference.UpstreamError, Body], Any] | None = None
    """What it does instead of handing an error on; raises or returns."""
    bugs: frozenset[str] = frozenset()
    """The classes of bugs reported in the field that it shows."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)
    """What it says that it does otherwise, where a requirement allows that."""

    def __getattr__(self, attribute: str) -> Any:
        """Serve as the candidate that it is: its one direction."""
        if attribute == self.serves:
            return self._serve
        raise AttributeError(attribute)

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        translate, post = getattr(reference, self.serves), reference.http.post

        def break_and_post(upstream: Any, path: str, body: Any) -> Any:
            payloads = post(upstream, path, self.forwarded(copied(body)))
            return (self._heard(payload) for payload in payloads)

        try:
            with mock.patch.object(reference.http, "post", break_and_post):
                answer = translate(self.asked(copied(request)), upstream)
            answer = self._answer(request, list(answer) if request.get("stream") else answer)
        except reference.UpstreamError as error:
            if self.error is None:
                raise
            answer = self.error(error, request)
        return iter(answer) if request.get("stream") else answer

    def _heard(self, payload: Body) -> Body:
        return payload if payload is reference.http.DONE else self.heard(copied(payload))

    def _answer(self, request: Body, answer: Any) -> Any:
        broken = (self.frames if request.get("stream") else self.whole)(answer)
        return self.with_request(request, broken)

    def broken(self, good: Exchange) -> Exchange | None:
        """Break what the reference adapter forwarded and served: much faster than to serve it again.

        `None` where only serving it shows what becomes of it, since something is raised, or something else is read.
        """
        try:
            if any(self.asked(copied(turn.request)) != turn.request for turn in good.turns):
                return None
            if any(self._heard(payload) != payload for turn in good.turns for payload in _payloads(turn)):
                return None
            if any(self._is_answered_otherwise(turn) for turn in good.turns):
                return None
            turns = tuple(self._broken(turn) for turn in good.turns)
        except Exception:
            return None
        return dataclasses.replace(good, turns=turns)

    def _is_answered_otherwise(self, turn: Turn) -> bool:
        """Tell whether the upstream answers what it forwards otherwise than what the reference adapter forwards."""
        if turn.played is None:
            return False
        forwarded = self.forwarded(copied(turn.played.forwarded))
        if forwarded == turn.played.forwarded:
            return False
        recorded = turn.case.upstreams["stream" if forwarded.get("stream") is True else "json"]
        return answer_to(recorded, forwarded).answer_body != turn.played.interaction.answer_body

    def _broken(self, turn: Turn) -> Turn:
        played, received = turn.played, turn.received
        if played:
            played = dataclasses.replace(played, forwarded=self.forwarded(copied(played.forwarded)))
        if received.error is None:
            received = Served(self._answer(turn.request, copied(received.body)))
        elif self.error:
            told = received.error
            raised = reference.UpstreamError(told.status, told.body["error"], told.headers)
            received = Served(self.error(raised, turn.request))
        return dataclasses.replace(turn, played=played, received=received)


def _payloads(turn: Turn) -> list[Body]:
    """Return what the upstream answered, as it came in; errors apart."""
    if not turn.played or turn.played.interaction.status >= 400:
        return []
    told = turn.played.interaction.answer_body
    return [payload for payload in (told if isinstance(told, list) else [told]) if isinstance(payload, dict)]


def bad(name: str, serves: Any, fails: str, *, bugs: str = "", **breaking: Any) -> KnownBad:
    """Make a known-bad adapter; `fails` and `bugs` name ids, with blanks between."""
    return KnownBad(name, serves, frozenset(fails.split()), bugs=frozenset(bugs.split()), **breaking)
