"""What clients need of an answer, as they were reported to miss it: reasoning, images, statuses, what was stored."""

import pytest
from reported import Reported, each_object, losses


def without(*names, kind=None):
    """Leave fields out, of objects of one type or of all."""

    def change(entry):
        if kind and entry.get("type") != kind:
            return entry
        return {name: value for name, value in entry.items() if name not in names}

    return each_object(change)


def glued(entry):
    """Put paragraphs of reasoning together without a break."""
    text = entry.get("reasoning_content")
    return {**entry, "reasoning_content": text.replace("\n\n", "")} if isinstance(text, str) else entry


def not_stored(entry):
    """Say of an answer that was stored that it was not."""
    return {**entry, "store": False} if "store" in entry else entry


CASES = [
    ("chat", "stream_reasoning_text_two_calls", each_object(glued), "CONTENT-15"),
    ("chat", "thin_reasoning_only_in_the_item", without("reasoning_content"), "CONTENT-15"),
    ("chat", "responses_reasoning_content_replayed", without("reasoning_content"), "CONTENT-15"),
    ("chat", "answer_is_an_image", without("images"), "CONTENT-21"),
    ("responses", "responses_store", each_object(not_stored), "METADATA-7"),
    ("responses", "parallel_tool_calls", without("status", kind="function_call"), "FINISH-15"),
]
"""For each report: the API served, a scenario, what is lost, and the requirement that tells."""


@pytest.mark.parametrize(("serves", "scenario"), [case[:2] for case in CASES])
def test_the_whole_answer_is_right(serves, scenario):
    """Paragraphs set apart, reasoning from an item alone, an image, a call that says that it is completed."""
    assert {} == losses(Reported(serves), scenario)


@pytest.mark.parametrize(("serves", "scenario", "served", "requirement"), CASES)
def test_what_a_client_misses_is_a_loss(serves, scenario, served, requirement):
    """Left out, run together, or said otherwise."""
    assert requirement in losses(Reported(serves, served=served), scenario)
