"""What the official Python SDK reads in the forms that are judged. All SDKs are asked by scripts/measure_forms.py."""

import pytest

from crosswire.proving.form_readings import outcomes
from crosswire.variations.grids.enumeration import every_form
from crosswire.variations.grids.payload_forms import AXES
from crosswire.variations.grids.reading import judged_forms

PYTHON = ["openai-python"]
pytest.importorskip("openai")


@pytest.mark.parametrize("axis", AXES.values())
def test_judged_forms_are_read_as_the_suites_read_them(axis: str) -> None:
    """The SDK reads the same in every form that is judged; if not, the table has to be made anew."""
    forms = (form for form in judged_forms() if form.axis == axis)

    assert [] == [outcome for outcome in outcomes(PYTHON, forms) if outcome.why_not]


def test_a_form_that_an_sdk_does_not_get_through_has_no_verdict() -> None:
    """A chunk without `object`, which the accumulator wants, and a text that is gone have none."""
    names = ("chunk.object.absent", "completion.choices.message.content.null", "chunk.choices.delta.content.split")
    forms = (form for form in every_form() if form.name in names)

    assert {
        "chunk.object.absent": "openai-python does not get through",
        "completion.choices.message.content.null": "no text is left",
        "chunk.choices.delta.content.split": "",
    } == {outcome.form.name: outcome.why_not for outcome in outcomes(PYTHON, forms)}
