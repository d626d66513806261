"""Adapters as users reported them: the reference adapter with one change, which may be right or wrong."""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from unittest import mock

from crosswire import reference
from crosswire.adapters.calling import Caller
from crosswire.adapters.loading import as_candidate
from crosswire.exchange import Exchange
from crosswire.facts import Mode, ShapeName
from crosswire.performing import perform
from crosswire.requirements import Loss, Requirement, Untestable
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements

Body = dict[str, Any]
Change = Callable[[Any, Body], Any]
"""Changes payloads; the second argument is the client's request."""

DONE = reference.http.DONE
MODES: Sequence[Mode] = ("json", "stream")
CALLER = Caller()


def unchanged(payload: Any, _: Body) -> Any:
    """Do as the reference adapter does."""
    return payload


@dataclass(frozen=True)
class Reported:
    """An adapter that serves one shape."""

    serves: ShapeName
    asked: Change = unchanged
    """How it reads the client's request."""
    forwarded: Change = unchanged
    """How it asks its upstream."""
    heard: Change = unchanged
    """How it reads the upstream's answer: the list of all payloads, `[DONE]` among them."""
    served: Change = unchanged
    """How it answers: a body, or the list of a stream's frames."""
    declares: Mapping[str, str] = field(default_factory=lambda: reference.declares)

    def __getattr__(self, attribute: str) -> Any:
        """Return the function that serves, as candidates have it."""
        if attribute == self.serves:
            return self._serve
        raise AttributeError(attribute)

    def _serve(self, request: Body, upstream: Any) -> Body | Iterator[Body]:
        translate, post = getattr(reference, self.serves), reference.http.post

        def ask(upstream: Any, path: str, body: Any) -> Any:
            payloads = list(post(upstream, path, self.forwarded(copy.deepcopy(body), request)))
            heard = self.heard([item if item is DONE else copy.deepcopy(item) for item in payloads], request)
            return (payload for payload in heard)  # closed, as what `post` returns

        with mock.patch.object(reference.http, "post", ask):
            answer = translate(self.asked(copy.deepcopy(request), request), upstream)
            answer = list(answer) if request.get("stream") else answer
        served: Body | list[Body] = self.served(answer, request)
        return iter(served) if isinstance(served, list) else served


def exchanges(adapter: Reported, scenario: str) -> list[Exchange]:
    """Perform a scenario, whole and streamed."""
    candidate = as_candidate(adapter, "reported")
    return [perform(load_scenarios()[scenario], adapter.serves, mode, candidate, CALLER) for mode in MODES]


@cache
def requirements() -> Sequence[Requirement]:
    """Return all requirements but those that clients judge."""
    return [requirement for requirement in load_requirements() if not requirement.client]


def losses(adapter: Reported, scenario: str) -> dict[str, str]:
    """Return the MUSTs and SHOULDs that an adapter fails in either mode, with their levels, but for declared ones."""
    return {
        requirement.id: requirement.level
        for exchange in exchanges(adapter, scenario)
        for requirement in requirements()
        if requirement.applies([turn.case for turn in exchange.turns])
        if requirement.level != "may" and not requirement.over_http and not requirement.when_declared
        if not (requirement.declarable and requirement.id in adapter.declares)
        if judged(requirement, exchange) != "holds"
    }


def judged(requirement: Requirement, exchange: Exchange) -> str:
    """Return whether a requirement `holds`, `fails` or is `untestable`."""
    try:
        requirement.judge(exchange)
    except Loss:
        return "fails"
    except Untestable:
        return "untestable"
    return "holds"


def every_object(change: Callable[[Body], Body]) -> Change:
    """Change every object within the payloads, the inner ones first."""

    def within(value: Any) -> Any:
        match value:
            case dict():
                return change({key: within(entry) for key, entry in value.items()})
            case list():
                return [entry if entry is DONE else within(entry) for entry in value]
            case _:
                return value

    return lambda payloads, _: within(payloads)
