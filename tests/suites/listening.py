"""Known-bad adapters whose fault hangs on more than one payload: they are really run wherever it would show."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from unittest import mock

from breaking import KnownBad
from mutations import Body

from crosswire import reference
from crosswire.exchange import Exchange, Turn

DONE = reference.http.DONE


def always(_: Turn) -> bool:
    """It would show in every turn."""
    return True


@dataclass(frozen=True)
class Listening(KnownBad):
    """One that sees the whole of what it was asked and answered."""

    concerns: Callable[[Turn], bool] = always
    """Tells in which turns of the reference adapter its fault would show."""
    after: Callable[[Body, Any, list[Body]], Any] = lambda _request, answer, _payloads: answer
    """What it makes of its answer, given the request and the upstream's payloads, `[DONE]` among them; may raise."""
    again: Callable[[reference.UpstreamError], bool] = lambda _: False
    """Whether it asks again after an error."""
    spoils: Callable[[Body], None] = lambda _: None
    """What it does to the caller's request object."""

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        payloads: list[Body] = []
        post = reference.http.post

        def listen(*args: Any) -> Iterator[Body]:
            return (payloads.append(payload) or payload for payload in post(*args))  # type: ignore[func-returns-value]

        asked = json.loads(json.dumps(request))
        self.spoils(request)
        with mock.patch.object(reference.http, "post", listen):
            try:
                answer = super()._serve(asked, upstream)
            except reference.UpstreamError as error:
                if not self.again(error):
                    raise
                answer = super()._serve(asked, upstream)
        if not asked.get("stream"):
            return self.after(asked, answer, payloads)
        return iter(self.after(asked, list(answer), payloads))

    def broken(self, good: Exchange) -> Exchange | None:
        """Leave an exchange as it is where the fault would not show, else have it run."""
        return None if any(map(self.concerns, good.turns)) else good


def listening(name: str, serves: Any, fails: str, *, bugs: str = "", **breaking: Any) -> Listening:
    """Make a known-bad adapter; `fails` and `bugs` name ids, with blanks between."""
    return Listening(name, serves, frozenset(fails.split()), bugs=frozenset(bugs.split()), **breaking)
