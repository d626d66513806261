"""Plain scenarios: those with nothing unusual in them but what a requirement is about.

An adapter that fails on an unusual thing gives no verdict on what else is in the scenario. So each requirement needs a
scenario without unusual things, except those without which the requirement would not apply. That also tells what a
requirement is about: no table lists it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_args

from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.requirements import Requirement
from crosswire.scenarios import load_scenarios
from crosswire.specification.judged_routes import every_route
from crosswire.specification.unusual import Cases, unusual

BRINGS: Mapping[str, Collection[str]] = {
    # Who calls a tool was offered it; a call may be all that is answered, and has a result when it is sent back.
    "answer: function call": {"ask: function tool", "answer: no text"},
    "answer: custom call": {"ask: custom tool", "answer: no text"},
    "ask: function call": {"ask: function tool", "ask: result of a call"},
    "ask: custom call": {"ask: custom tool", "ask: result of a call"},
    "ask: result of a call": {"ask: function call", "ask: function tool"},
    "ask: deprecated functions": {"ask: function tool"},
    "ask: parallel_tool_calls": {"ask: function tool"},
    "ask: tool_choice": {"ask: function tool", "ask: file_search tool", "answer: function call", "answer: no text"},
    # What is asked for is answered, and what is answered was asked for.
    "answer: logprobs": {"ask: logprobs", "ask: include"},
    "ask: logprobs": {"answer: logprobs"},
    "ask: include": {"answer: logprobs"},
    "ask: metadata": {"answer: metadata"},
    "answer: metadata": {"ask: metadata"},
    "ask: moderation": {"answer: moderation"},
    "answer: moderation": {"ask: moderation"},
    "ask: service_tier": {"answer: service tier"},
    "ask: modalities": {"ask: audio"},
    "ask: web_search_options": {"answer: web_search_call item"},
    # What cannot stand alone.
    "answer: reasoning": {"answer: reasoning tokens"},
    "ask: reasoning": {"ask: assistant message"},
    "answer: phase": {"answer: several messages"},
    "answer: refusal": {"answer: no text"},
    "answer: no text": {"answer: refusal", "answer: function call", "ask: function tool"},
    "answer: finish unfinished": {"answer: no usage"},
    "ask: tool_search tool": {"answer: function call", "answer: no text"},
    "ask: tool_search_output part": {"ask: tool_search tool"},
    "ask: local_shell_call_output item": {"ask: local_shell_call item"},
    "ask: shell_call_output item": {"ask: shell_call item"},
    "ask: conversation": {"several turns"},
    "ask: previous_response_id": {"several turns"},
    "ask: web_search_call item": {"ask: assistant message"},
    "form: unknown item": {"answer: vendor:lookup item"},
    "form: unknown frame": {"form: chunk without choices"},
}
"""Unusual things, and those that may come with them."""


class Way(NamedTuple):
    """A direction and a mode."""

    serves: ShapeName
    mode: Mode


WAYS = tuple(Way(serves, mode) for serves in get_args(ShapeName) for mode in get_args(Mode))


class PlayedScenario(NamedTuple):
    """A scenario in one direction and mode; its turns, and its turns without one unusual thing, by that thing."""

    scenario: str
    cases: Cases
    without: Mapping[str, Cases]


class Gap(NamedTuple):
    """A direction and mode in which a requirement has no plain scenario."""

    requirement: str
    way: Way
    plainest: str
    """The scenario with the fewest unusual things."""
    unusual: frozenset[str]
    """The unusual things in it."""


@cache
def played(way: Way) -> Sequence[PlayedScenario]:
    """Return every scenario that has this direction and mode."""
    scenarios = {name: cases_of(scenario, *way) for name, scenario in load_scenarios().items()}
    return [PlayedScenario(name, cases, unusual(cases)) for name, cases in scenarios.items() if cases]


def incidental(requirement: Requirement, scenario: PlayedScenario) -> frozenset[str]:
    """Return the unusual things of a scenario that a requirement, which applies to it, is not about."""
    about = {name for name, cases in scenario.without.items() if not _applies(requirement, cases)}
    brought = {name for subject in about for name in BRINGS.get(subject, ())}
    return frozenset(scenario.without) - about - brought


def gaps(requirement: Requirement) -> Iterator[Gap]:
    """Yield the directions and modes in which a requirement applies, but has no plain scenario."""
    for way in WAYS:
        applying = {route.scenario for route in every_route(requirement) if way == (route.serves, route.mode)}
        found: dict[str, frozenset[str]] = {}
        for scenario in played(way):
            if scenario.scenario in applying:
                found[scenario.scenario] = incidental(requirement, scenario)
                if not found[scenario.scenario]:
                    break  # one plain scenario is enough
        else:
            if found:
                plainest = min(found, key=lambda name: len(found[name]))
                yield Gap(requirement.id, way, plainest, found[plainest])


def _applies(requirement: Requirement, cases: Cases) -> bool:
    return any(requirement.applies(cases, variation) for variation in requirement.variations)
