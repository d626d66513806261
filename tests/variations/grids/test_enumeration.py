"""The table of judged forms is that of all forms of all fields that the writers write."""

from collections.abc import Iterator, Sequence
from functools import cache

import pytest

from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.shapes import opposite
from crosswire.variations.grids.enumeration import every_form
from crosswire.variations.grids.payload_forms import AXES, GRIDS, PayloadForm
from crosswire.variations.grids.reading import judged_forms
from crosswire.variations.grids.samples import SAMPLES, subject_of

JUDGED = list(judged_forms())


@cache
def forms() -> Sequence[PayloadForm]:
    """Return every form. They are made of thousands of payloads: not while tests are collected."""
    return list(every_form())


def hosts() -> Iterator[tuple[ShapeName, Mode, Scenario]]:
    """Yield every upstream's answer of the scenarios for grids."""
    tagged = [scenario for scenario in load_scenarios().values() if GRIDS in scenario.tags]
    yield from ((shape, mode, scenario) for shape, mode in AXES for scenario in tagged)


def test_what_is_judged_is_a_form() -> None:
    """Each row of the table is of a field that a sample has; `scripts/measure_forms.py` makes it anew."""
    assert set() == {*JUDGED} - {*forms()}


def test_names_are_told_apart() -> None:
    """No two forms have one name."""
    assert len(forms()) == len({form.name for form in forms()})


@pytest.mark.parametrize("axis", AXES)
def test_each_subject_has_one_scenario(axis: tuple[ShapeName, Mode]) -> None:
    """Of the scenarios for grids, one is about each subject, in one turn."""
    found = [
        subject_of(case.upstreams[mode].answer)
        for shape, mode, scenario in hosts()
        if (shape, mode) == axis
        for case in cases_of(scenario, opposite(shape), mode)
    ]

    assert sorted(SAMPLES) == sorted(map(str, found))


def test_every_judged_form_changes_its_answer() -> None:
    """The recording of a form's subject has its field, and is another in the form."""
    recordings = {
        (shape, mode, subject_of(case.upstreams[mode].answer)): case.upstreams[mode]
        for shape, mode, scenario in hosts()
        for case in cases_of(scenario, opposite(shape), mode)
    }
    unchanged = [
        form.name
        for form in JUDGED
        if form.says(recording := recordings[form.shape, form.mode, form.subject]) is recording
    ]

    assert [] == unchanged
