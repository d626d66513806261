"""Known-bad adapters whose fault depends on more than one payload: they are run wherever it would show."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from crosswire import reference
from crosswire.exchange import Exchange, Turn
from crosswire.facts import ShapeName
from tests.suites.breaking import KnownBad
from tests.suites.mutations import Body

DONE = reference.http.DONE


def always(_: Turn) -> bool:
    """Tell that a fault would show in every turn."""
    return True


def noted(heard: Iterable[Body], payloads: list[Body]) -> Iterator[Body]:
    """Yield the payloads of an upstream's answer, and append each to a list."""
    for payload in heard:
        payloads.append(payload)
        yield payload


@dataclass(frozen=True)
class Listening(KnownBad):
    """A known-bad adapter that sees its whole request and all payloads of the upstream's answer."""

    concerns: Callable[[Turn], bool] = always
    """Tells whether its fault would show in a turn of the reference adapter."""
    after: Callable[[Body, Any, list[Body]], Any] = lambda _request, answer, _payloads: answer
    """Changes its answer, given the request and the upstream's payloads, `[DONE]` among them; may raise."""
    again: Callable[[reference.UpstreamError], bool] = lambda _: False
    """Tells whether it asks again after an error."""
    spoils: Callable[[Body], None] = lambda _: None
    """Changes the caller's request object."""

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        payloads: list[Body] = []
        post = reference.http.post

        def listen(*args: Any) -> Iterator[Body]:
            return noted(post(*args), payloads)

        asked = json.loads(json.dumps(request))
        self.spoils(request)
        with mock.patch.object(reference.http, "post", listen):
            try:
                answer = super()._serve(asked, upstream)
            except reference.UpstreamError as error:
                if not self.again(error):
                    raise
                answer = super()._serve(asked, upstream)
        if asked.get("stream"):
            frames: Iterator[Body] = iter(self.after(asked, list(answer), payloads))
            return frames
        whole: Body = self.after(asked, answer, payloads)
        return whole

    def broken(self, good: Exchange) -> Exchange | None:
        """Return the exchange as it is where the fault would not show, else `None`: the adapter has to be run."""
        return None if any(map(self.concerns, good.turns)) else good


def listening(name: str, serves: ShapeName, fails: str, *, bugs: str = "", **breaking: Any) -> Listening:
    """Make a known-bad adapter; `fails` and `bugs` are ids, separated by blanks."""
    return Listening(name, serves, frozenset(fails.split()), bugs=frozenset(bugs.split()), **breaking)
