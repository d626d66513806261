"""Every class of bug reported in the field is caught, and shown by an adapter that has it; or left out for a reason."""

import json
from pathlib import Path

import pytest
from field_bugs import load_field_bugs
from judging import KNOWN_BAD, REQUIREMENTS, failed, failed_under_variations, good, routes, run
from varying import Varied

from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids

BUGS = load_field_bugs()
CAUGHT = [bug for bug in BUGS if not bug.excluded]
REPORTED = Path(__file__).parents[3] / "shared" / "design" / "field-bugs.json"


@pytest.mark.parametrize("bug", CAUGHT, ids=lambda bug: bug.id)
def test_a_class_is_caught(bug):
    """Adapters that show it fail the named requirements in the named scenarios, all of them; the reference passes."""
    showing = [adapter for adapter in KNOWN_BAD if bug.id in adapter.bugs]
    found = {}
    for adapter in showing:
        if isinstance(adapter, Varied):
            for name, ids in failed_under_variations(adapter, bug.requirements).items():
                found[adapter.name, name] = ids if name in bug.scenarios else set()
            continue
        for scenario, serves, mode in routes(adapter.serves):
            if scenario.name in bug.scenarios:
                unbroken = good(scenario.name, serves, mode)
                broken = adapter.broken(unbroken) or run(adapter, scenario, serves, mode)
                ids = failed(broken, bug.requirements, adapter.declares)
                found[adapter.name, scenario.name] = ids | found.get((adapter.name, scenario.name), set())
                assert set() == failed(unbroken, bug.requirements)

    assert set(bug.requirements) == set().union(*found.values())
    assert {adapter.name for adapter in showing} >= {name for (name, _), ids in found.items() if ids}
    assert set(bug.scenarios) == {name for (_, name), ids in found.items() if ids}


@pytest.mark.parametrize("adapter", [each for each in KNOWN_BAD if each.bugs], ids=lambda adapter: adapter.name)
def test_an_adapter_fails_what_its_bug_breaks(adapter):
    """It fails at least one requirement of every class that it shows, and the classes are known."""
    named = {bug.id: set(bug.requirements) for bug in CAUGHT}

    assert set() == set(adapter.bugs) - named.keys()
    assert [] == [bug for bug in adapter.bugs if not named[bug] & adapter.fails]


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.excluded], ids=lambda bug: bug.id)
def test_a_class_is_left_out_for_a_reason(bug):
    """It says which requirements will catch it, and claims none that do."""
    assert not bug.requirements
    assert not bug.scenarios
    assert bug.later


def test_what_is_named_is_there():
    """Requirements, scenarios, ids to come; titles are there, sentences end."""
    ids, judged = load_ids(), {requirement.id for requirement in REQUIREMENTS}

    assert set() == {each for bug in BUGS for each in bug.requirements} - judged
    assert set() == {each for bug in BUGS for each in bug.later} - {*ids.levels, *ids.waits_for}
    assert set() == {each for bug in BUGS for each in bug.scenarios} - load_scenarios().keys()
    assert [] == [bug.id for bug in BUGS if not (bug.title and bug.reports and bug.lost.endswith("."))]


@pytest.mark.skipif(not REPORTED.is_file(), reason="../shared/design/field-bugs.json is not there")
def test_every_reported_class_is_listed():
    """None is left out in silence."""
    reported = {each["id"]: len(each["reports"]) for each in json.loads(REPORTED.read_text(encoding="utf-8"))}

    assert reported == {bug.id: bug.reports for bug in BUGS if bug.id in reported}
