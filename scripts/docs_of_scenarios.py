"""docs/scenarios.md: every scenario, found by what it is about."""

from collections import Counter
from collections.abc import Iterator

from tables import anchor, links, table
from tests.suites.judging import REQUIREMENTS, applicable

from crosswire.exchange import cases_of
from crosswire.scenarios import Scenario, load_scenarios

INTRODUCTION = """\
# Scenarios

Each is one ask, recorded on both APIs, whole and streamed, in a folder of [`cassettes/`](../cassettes). What is
*authored* was written by hand from the named part of the API description or from a reported oddity, *derived* from
a published payload, *recorded* on the named host. What was *asked* has the request of a real client, the named
version, with its long texts in our words; its answer is authored."""


RARE = 0.25
"""A requirement that applies in at most this share of the scenarios says something of those in which it does."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    scenarios = load_scenarios()
    yield INTRODUCTION
    yield from ["", f"## {len(scenarios)} scenarios by what they are about", ""]
    tags: dict[str, list[str]] = {}
    for scenario in scenarios.values():
        for tag in scenario.tags:
            tags.setdefault(tag, []).append(scenario.name)
    rows = ([tag, links(names, "")] for tag, names in sorted(tags.items()))
    yield from table(["tag", "scenarios"], rows)
    yield from ["", "## Each of them"]
    exercised = {scenario.name: _exercised(scenario) for scenario in scenarios.values()}
    times = Counter(identifier for ids in exercised.values() for identifier in ids)
    rare = {identifier for identifier, number in times.items() if number <= RARE * len(scenarios)}
    for scenario in scenarios.values():
        yield from _section(scenario)
        ids = exercised[scenario.name]
        telling = [identifier for identifier in ids if identifier in rare]
        common = [identifier for identifier in ids if identifier not in rare]
        yield from ["", f"{len(ids)} requirements: {links(telling, 'requirements.md')}"]
        yield f"and, as in many others, {' '.join(common)}"


def _exercised(scenario: Scenario) -> list[str]:
    """Return the ids of the requirements that apply in a scenario, in any direction and mode."""
    ids = {
        requirement.id
        for serves in ("chat", "responses")
        for mode in ("json", "stream")
        if cases_of(scenario, serves, mode)
        for requirement in applicable(scenario.name, serves, mode)
    }
    return [requirement.id for requirement in REQUIREMENTS if requirement.id in ids]


def _section(scenario: Scenario) -> Iterator[str]:
    yield from ["", f"### {anchor(scenario.name)}", "", f"**{scenario.title}.** {scenario.proves}", ""]
    yield f"Tags: {', '.join(scenario.tags)}."
    if scenario.refusable:
        yield f"An adapter may refuse it with a clear 4xx: {scenario.refusable.rstrip('.')}."
    yield ""
    for name, origin in scenario.provenance.items():
        source = ", ".join(origin[key] for key in ("from", "host", "date") if key in origin)
        yield f"- `{name}`: {origin['provenance']}, {source}"
