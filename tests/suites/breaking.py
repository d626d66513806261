"""Known-bad adapters: the reference adapter, wrapped so that it breaks one thing in its JSON."""

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from suites.test_client import JUDGES

from crosswire import reference
from crosswire.exchange import Exchange, Turn
from crosswire.facts import ShapeName
from crosswire.served import Served
from crosswire.upstreams.answering import answer_to
from tests.suites.mutations import Body, Frames, copied


def unchanged(value: Any) -> Any:
    """Return the value as it is."""
    return value


@dataclass(frozen=True)
class KnownBad:
    """One wrong adapter, named after how it is wrong."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    """Ids of the requirements that it must fail. It must fail no other."""
    asked: Callable[[Body], Body] = unchanged
    """Changes the client's request before the adapter reads it, to drop what it should refuse."""
    forwarded: Callable[[Body], Body] = unchanged
    """Changes the request on its way upstream."""
    heard: Callable[[Body], Body] = unchanged
    """Changes each payload of the upstream's answer before the adapter reads it; may raise."""
    whole: Callable[[Body], Body] = unchanged
    """Changes a whole answer."""
    frames: Callable[[Frames], Frames] = unchanged
    """Changes the frames of a stream."""
    with_request: Callable[[Body, Any], Any] = lambda _, answer: answer
    """Changes an answer, whole or streamed, given the client's request."""
    error: Callable[[reference.UpstreamError, Body], Any] | None = None
    """Is called instead of raising the upstream's error; raises another, or returns an answer."""
    bugs: frozenset[str] = frozenset()
    """Ids of the classes of bugs reported in the field that it shows."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)
    """What it declares: requirement id → what it does instead."""

    def __getattr__(self, attribute: str) -> Any:
        """Return the function that serves the one API that it serves."""
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
                translated = translate(self.asked(copied(request)), upstream)
            answer: Any = self._answer(request, list(translated) if request.get("stream") else translated)
        except reference.UpstreamError as error:
            if self.error is None:
                raise
            answer = self.error(error, request)
        served: Body | Iterator[Body] = iter(answer) if request.get("stream") else answer
        return served

    def _heard(self, payload: Body) -> Body:
        return payload if payload is reference.http.DONE else self.heard(copied(payload))

    def _answer(self, request: Body, answer: Any) -> Any:
        broken = (self.frames if request.get("stream") else self.whole)(answer)
        return self.with_request(request, broken)

    def broken(self, good: Exchange) -> Exchange | None:
        """Break what the reference adapter forwarded and served: much faster than to run this adapter.

        Return `None` where the adapter has to be run: its change raises, or makes it read something else.
        """
        try:
            if self.asked is not unchanged and any(
                self.asked(copied(turn.request)) != turn.request for turn in good.turns
            ):
                return None
            if self.heard is not unchanged and any(
                self._heard(payload) != payload for turn in good.turns for payload in upstream_payloads(turn)
            ):
                return None
            if self.forwarded is not unchanged and any(self._is_answered_otherwise(turn) for turn in good.turns):
                return None
            turns = tuple(self._broken(turn) for turn in good.turns)
        except Exception:
            return None
        return dataclasses.replace(good, turns=turns)

    def _is_answered_otherwise(self, turn: Turn) -> bool:
        """Tell whether the upstream gives this adapter another answer than it gives the reference adapter."""
        if turn.played is None:
            return False
        forwarded = self.forwarded(copied(turn.played.forwarded))
        if forwarded == turn.played.forwarded:
            return False
        recorded = turn.case.upstreams["stream" if forwarded.get("stream") is True else "json"]
        return bool(answer_to(recorded, forwarded).answer_body != turn.played.interaction.answer_body)

    def _broken(self, turn: Turn) -> Turn:
        played, received = turn.played, turn.received
        assert received is not None
        if played:
            played = dataclasses.replace(played, forwarded=self.forwarded(copied(played.forwarded)))
        if received.error is None:
            received = Served(self._answer(turn.request, copied(received.body)))
        elif self.error:
            error = received.error
            raised = reference.UpstreamError(error.status, error.body["error"], error.headers)
            received = Served(self.error(raised, turn.request))
        return dataclasses.replace(turn, played=played, received=received)


def upstream_payloads(turn: Turn) -> list[Body]:
    """Return the payloads of the upstream's answer; none for an error."""
    if not turn.played or turn.played.interaction.status >= 400:
        return []
    body = turn.played.interaction.answer_body
    return [payload for payload in (body if isinstance(body, list) else [body]) if isinstance(payload, dict)]


def bad(name: str, serves: ShapeName, fails: str, *, bugs: str = "", clients: str = "", **breaking: Any) -> KnownBad:
    """Make a known-bad adapter; `fails` and `bugs` are ids, `clients` names of those that see it, between blanks."""
    seen = [identifier for identifier, client in JUDGES.items() if client in clients.split()]
    return KnownBad(name, serves, frozenset([*fails.split(), *seen]), bugs=frozenset(bugs.split()), **breaking)
