"""Known-bad adapters: the reference adapter, wrapped so that it breaks one thing, said in JSON and not in facts."""

import copy
import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from mutations import Body, Frames

from crosswire import reference
from crosswire.adapters.calling import Served
from crosswire.exchange import Exchange, Turn
from crosswire.facts import ShapeName


def unchanged(value: Any) -> Any:
    """Break nothing."""
    return value


@dataclass(frozen=True)
class KnownBad:
    """One wrong adapter, named after how it is wrong; `fails` are the requirements that it must fail, and no other."""

    name: str
    serves: ShapeName
    fails: frozenset[str]
    forwarded: Callable[[Body], Body] = unchanged
    """What it does to the request on its way upstream."""
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

    def __getattr__(self, attribute: str) -> Any:
        """Serve as the candidate that it is: its one direction."""
        if attribute == self.serves:
            return self._serve
        raise AttributeError(attribute)

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        translate, post = getattr(reference, self.serves), reference.http.post

        def break_and_post(upstream: Any, path: str, body: Any) -> Any:
            return post(upstream, path, self.forwarded(copy.deepcopy(body)))

        try:
            with mock.patch.object(reference.http, "post", break_and_post):
                answer = translate(request, upstream)
            answer = self._answer(request, list(answer) if request.get("stream") else answer)
        except reference.UpstreamError as error:
            if self.error is None:
                raise
            answer = self.error(error, request)
        return iter(answer) if request.get("stream") else answer

    def _answer(self, request: Body, answer: Any) -> Any:
        broken = (self.frames if request.get("stream") else self.whole)(answer)
        return self.with_request(request, broken)

    def broken(self, good: Exchange) -> Exchange | None:
        """Break what the reference adapter forwarded and served: much faster than to serve it again.

        `None` where only serving it shows what becomes of it, since something is raised.
        """
        try:
            turns = tuple(self._broken(turn) for turn in good.turns)
        except Exception:
            return None
        return dataclasses.replace(good, turns=turns)

    def _broken(self, turn: Turn) -> Turn:
        played, received = turn.played, turn.received
        if played:
            played = dataclasses.replace(played, forwarded=self.forwarded(copy.deepcopy(played.forwarded)))
        if received.error is None:
            received = Served(self._answer(turn.request, copy.deepcopy(received.body)))
        elif self.error:
            told = received.error
            raised = reference.UpstreamError(told.status, told.body["error"], told.headers)
            received = Served(self.error(raised, turn.request))
        return dataclasses.replace(turn, played=played, received=received)


def bad(name: str, serves: Any, fails: str, *, bugs: str = "", **breaking: Any) -> KnownBad:
    """Make a known-bad adapter; `fails` and `bugs` name ids, with blanks between."""
    return KnownBad(name, serves, frozenset(fails.split()), bugs=frozenset(bugs.split()), **breaking)
