"""Classes of bugs are caught in the form and the direction in which they were reported, at a level that counts."""

import pytest

from crosswire.facts import ShapeName
from tests.suites.judging import KNOWN_BAD, REQUIREMENTS

REPORTED: list[tuple[str, ShapeName, str]] = [
    ("annotations", "chat", "streams_no_citations"),
    ("mid-stream-failure", "responses", "ends_failed_streams_with_an_error_event"),
    ("empty-tool-calls-array", "responses", "splits_a_message_in_two"),
    ("error-inside-200", "chat", "reads_an_error_as_an_answer"),
    ("null-deltas", "chat", "reads_a_null_delta_as_text"),
    ("n-choices", "responses", "reads_all_choices_as_one"),
    ("unknown-events", "responses", "crashes_at_an_unknown_frame"),
    ("unknown-events", "responses", "ends_at_an_unknown_object"),
    ("headers", "chat", "passes_on_how_it_was_compressed"),
    ("headers", "responses", "passes_on_how_chunks_were_compressed"),
    ("headers", "responses", "sends_json_as_a_text"),
    ("audio-parts", "responses", "drops_sounds"),
]
"""The class, the direction served, and the adapter that does what was reported, rather than something milder."""

ADAPTERS = {adapter.name: adapter for adapter in KNOWN_BAD}
LEVELS = {requirement.id: requirement.level for requirement in REQUIREMENTS}


@pytest.mark.parametrize(("bug", "serves", "name"), REPORTED, ids=[name for *_, name in REPORTED])
def test_it_is_caught_as_it_was_reported(bug: str, serves: ShapeName, name: str) -> None:
    """The adapter serves that direction, shows the class, and fails a MUST or a SHOULD."""
    adapter = ADAPTERS[name]

    assert serves == adapter.serves
    assert bug in adapter.bugs
    assert {LEVELS[identifier] for identifier in adapter.fails} & {"must", "should"}
