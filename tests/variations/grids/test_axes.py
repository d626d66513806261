"""Every axis of a grid has a form that is judged, in each kind of payload that can have it."""

from collections.abc import Collection, Mapping

import pytest

from crosswire.variations import AT_LIMITS, BEYOND_LIMITS, LABELLED, PACKED, PAIRS, SIZED_REQUESTS
from crosswire.variations.grids.reading import judged_forms
from crosswire.variations.grids.samples import SAMPLES
from crosswire.variations.requests import LIMITS

OF_FIELDS = {"absent", "null", "empty", "8_kib", "64_kib", "1_mib"}
OF_FRAMES = {"unknown_before", "comment_before", "twice", "early", "late", "interleaved", "split", "joined"}
AXES: Mapping[str, Collection[str]] = {
    "chunk": {*OF_FIELDS, *OF_FRAMES, "repeated", "later", "elsewhere", "second_choice", "second_choice_by_turns"},
    "event": {*OF_FIELDS, *OF_FRAMES},
    "completion": {*OF_FIELDS, "second_choice"},
    "response": OF_FIELDS,
}
"""By kind of payload. The official SDKs do not agree about what an event is that says a delta again."""


@pytest.mark.parametrize("kind", AXES)
def test_a_field_and_a_frame_have_every_axis(kind: str) -> None:
    """Each form is judged of some field, and each subject of an answer in some form."""
    judged = [form for form in judged_forms() if form.axis == kind]
    apart = {"call_pair"} if "interleaved" not in AXES[kind] else set()  # two calls show who comes by turns

    assert set() == {*AXES[kind]} - {form.form for form in judged}
    assert SAMPLES.keys() - apart == {form.subject for form in judged}


def test_an_answer_has_every_axis() -> None:
    """An answer is compressed, in chunks, of a stated length, and labelled wrongly."""
    packed = {"answer.gzip", "answer.deflate", "answer.chunked", "answer.with_length"}
    labelled = {"answer.labelled_as_text", "answer.labelled_not", "answer.labelled_otherwise"}

    assert set() == packed - PACKED.keys()
    assert set() == labelled - LABELLED.keys()


def test_a_request_has_every_axis() -> None:
    """A request is small and of several MB, at and beyond both sides of a limit, and has pairs of settings."""
    sizes = {"request.message_of_one_character", "request.message_of_4_mib"}
    sides = {f"request.{name}_{side}" for name in LIMITS for side in ("at_least", "at_most", "below", "above")}

    assert set() == sides - AT_LIMITS.keys() - BEYOND_LIMITS.keys()
    assert set() == sizes - SIZED_REQUESTS.keys()
    assert PAIRS
