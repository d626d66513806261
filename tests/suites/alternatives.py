"""Known-good adapters: the reference adapter, changed so that it does one thing in another documented way."""

import marshal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from unittest import mock

from crosswire import reference
from crosswire.exchange import Exchange, Turn
from crosswire.facts import ShapeName
from tests.suites.breaking import upstream_payloads
from tests.suites.mutations import Body, copied

Change = Callable[[Any, Body], Any]
"""Makes another payload of a payload; the second argument is the client's request."""


def unchanged(payload: Any, _: Body) -> Any:
    """Return the payload as it is."""
    return payload


def _copied(payload: Body) -> Body:
    """Copy a payload, but for the object that stands for `[DONE]`."""
    # The reference adapter recognises that object by its identity.
    return payload if payload is reference.http.DONE else copied(payload)


@dataclass(frozen=True)
class KnownGood:
    """One right adapter, named after what it does in another way than the reference adapter."""

    name: str
    serves: ShapeName
    source: str
    """The source that allows it: the API description, a host, an SDK."""
    asked: Change = unchanged
    """How it reads the client's request."""
    forwarded: Change = unchanged
    """How it writes the request to its upstream."""
    heard: Change = unchanged
    """How it reads each payload of the upstream's answer, `[DONE]` included."""
    served: Change = unchanged
    """How it writes its answer: a body, or the list of a stream's frames."""
    answers: Callable[[Body, Any, Callable[[], Any]], Any] | None = None
    """Answers a request over an upstream; the last argument returns the reference adapter's answer."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)
    but: Mapping[str, str] = field(default_factory=dict)
    """Ids of the requirements that it fails, with the reason why it is right all the same."""

    @property
    def difference(self) -> str:
        """How it differs from the reference adapter: the first lines of its changes' docstrings."""
        changes = (self.asked, self.forwarded, self.heard, self.served, self.answers)
        lines = [(change.__doc__ or "").split("\n")[0] for change in changes if change not in (unchanged, None)]
        return " ".join(lines)

    def changing(self, right: Exchange) -> Exchange | None:
        """Change what the reference adapter served: much faster than to run this adapter.

        Return `None` where the adapter has to be run: it does not only write its answer in another way.
        """
        if self.answers or right.trouble or not all(map(self._only_writes, right.turns)):
            return None
        return replace(right, turns=tuple(map(self._changed, right.turns)))

    def _only_writes(self, turn: Turn) -> bool:
        """Tell whether what the adapter reads and forwards in a turn is what the reference adapter does."""
        request, played = turn.request, turn.played
        changes = [(self.asked, request)]
        if played:
            done = [reference.http.DONE] if played.interaction.is_done else []
            changes += [(self.forwarded, played.forwarded)]
            changes += [(self.heard, payload) for payload in [*upstream_payloads(turn), *done]]
        return all(
            change is unchanged or marshal.dumps(change(_copied(payload), request)) == marshal.dumps(payload)
            for change, payload in changes
        )

    def _changed(self, turn: Turn) -> Turn:
        received = turn.received
        if received is None or received.body is None:
            return turn
        return replace(turn, received=replace(received, body=self.served(copied(received.body), turn.request)))

    def __getattr__(self, attribute: str) -> Any:
        """Return the function that serves the one API that it serves."""
        if attribute == self.serves:
            return self._serve
        raise AttributeError(attribute)

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        def answer() -> Any:
            return self._answer(request, upstream)

        answered = self.answers(request, upstream, answer) if self.answers else answer()
        return iter(answered) if isinstance(answered, list) else answered

    def _answer(self, request: Body, upstream: Any) -> Any:
        translate, post = getattr(reference, self.serves), reference.http.post

        def ask(upstream: Any, path: str, body: Any) -> Any:
            payloads = post(upstream, path, self.forwarded(copied(body), request))
            return (self.heard(_copied(payload), request) for payload in payloads)

        with mock.patch.object(reference.http, "post", ask):
            answer = translate(self.asked(copied(request), request), upstream)
            answer = list(answer) if request.get("stream") else answer
        return self.served(answer, request)


def together(one: KnownGood, other: KnownGood) -> KnownGood:
    """Return the adapter that makes the changes of both."""

    def both(first: Change, second: Change) -> Change:
        return lambda payload, request: second(first(payload, request), request)

    return KnownGood(
        f"{one.name} and {other.name}",
        one.serves,
        f"{one.source}; {other.source}",
        asked=both(one.asked, other.asked),
        forwarded=both(one.forwarded, other.forwarded),
        heard=both(one.heard, other.heard),
        served=both(one.served, other.served),
        answers=one.answers or other.answers,
        declares={**one.declares, **other.declares},
        but={**one.but, **other.but},
    )
