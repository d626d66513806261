"""Every class of bugs reported in the field is caught on an adapter that has it, or left out for a reason."""

import json
from pathlib import Path

import pytest

from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from tests.suites.breaking import KnownBad
from tests.suites.field_bugs import FieldBug, load_field_bugs
from tests.suites.judging import KNOWN_BAD, REQUIREMENTS, failed, failed_under_variations, good, routes, run
from tests.suites.varying import Varied

BUGS = load_field_bugs()
CAUGHT = [bug for bug in BUGS if not bug.excluded]
REPORTED = Path(__file__).parents[3] / "shared" / "design" / "field-bugs.json"


@pytest.mark.parametrize("bug", CAUGHT, ids=lambda bug: bug.id)
def test_a_class_is_caught(bug: FieldBug) -> None:
    """The adapters that show a bug fail all its requirements, in its scenarios only; the reference adapter passes."""
    showing = [adapter for adapter in KNOWN_BAD if bug.id in adapter.bugs]
    found: dict[tuple[str, str], set[str]] = {}
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


@pytest.mark.parametrize(
    "adapter", [adapter for adapter in KNOWN_BAD if adapter.bugs], ids=lambda adapter: adapter.name
)
def test_an_adapter_fails_what_its_bug_breaks(adapter: KnownBad | Varied) -> None:
    """A known-bad adapter fails at least one requirement of every class that it shows; no other class is named."""
    named = {bug.id: set(bug.requirements) for bug in CAUGHT}

    assert set() == set(adapter.bugs) - named.keys()
    assert [] == [bug for bug in adapter.bugs if not named[bug] & adapter.fails]


@pytest.mark.parametrize("bug", [bug for bug in BUGS if bug.excluded], ids=lambda bug: bug.id)
def test_a_class_is_left_out_for_a_reason(bug: FieldBug) -> None:
    """A class that is left out names the requirements that will catch it, and none that do."""
    assert not bug.requirements
    assert not bug.scenarios
    assert bug.later


def test_what_is_named_is_there() -> None:
    """The requirements and scenarios that a class names exist; its texts are complete."""
    ids, judged = load_ids(), {requirement.id for requirement in REQUIREMENTS}

    assert set() == {identifier for bug in BUGS for identifier in bug.requirements} - judged
    assert set() == {identifier for bug in BUGS for identifier in bug.later} - {*ids.levels, *ids.waits_for}
    assert set() == {scenario for bug in BUGS for scenario in bug.scenarios} - load_scenarios().keys()
    assert [] == [bug.id for bug in BUGS if not (bug.title and bug.reports and bug.lost.endswith("."))]


@pytest.mark.skipif(not REPORTED.is_file(), reason="../shared/design/field-bugs.json is not there")
def test_every_reported_class_is_listed() -> None:
    """No class of the collected reports is missing."""
    classes = json.loads(REPORTED.read_text(encoding="utf-8"))
    reported = {entry["id"]: len(entry["reports"]) for entry in classes}

    assert reported == {bug.id: bug.reports for bug in BUGS if bug.id in reported}
