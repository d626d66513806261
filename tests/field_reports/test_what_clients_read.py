"""What clients read of an answer, and reported as missing: reasoning, images, statuses, whether it was stored."""

from collections.abc import Sequence
from typing import Any

import pytest

from crosswire.facts import ShapeName
from tests.field_reports.reported import Change, Reported, every_object, losses


def without(*names: str, kind: str | None = None) -> Change:
    """Leave fields out, of objects of one type or of all."""

    def change(entry: Any) -> Any:
        if kind and entry.get("type") != kind:
            return entry
        return {name: value for name, value in entry.items() if name not in names}

    return every_object(change)


def glued(entry: Any) -> Any:
    """Join paragraphs of reasoning without a break."""
    text = entry.get("reasoning_content")
    return {**entry, "reasoning_content": text.replace("\n\n", "")} if isinstance(text, str) else entry


def not_stored(entry: Any) -> Any:
    """Change `store` of an answer to false."""
    return {**entry, "store": False} if "store" in entry else entry


CASES: Sequence[tuple[ShapeName, str, Change, str]] = [
    ("chat", "stream_reasoning_text_two_calls", every_object(glued), "CONTENT-15"),
    ("chat", "thin_reasoning_only_in_the_item", without("reasoning_content"), "CONTENT-15"),
    ("chat", "responses_reasoning_content_replayed", without("reasoning_content"), "CONTENT-15"),
    ("chat", "answer_is_an_image", without("images"), "CONTENT-21"),
    ("responses", "responses_store", every_object(not_stored), "METADATA-7"),
    ("responses", "parallel_tool_calls", without("status", kind="function_call"), "FINISH-15"),
]
"""For every report: the API served, a scenario, the change that loses something, and the requirement that fails."""


@pytest.mark.parametrize(("serves", "scenario"), [case[:2] for case in CASES])
def test_the_whole_answer_is_right(serves: ShapeName, scenario: str) -> None:
    """The unchanged answers fail nothing."""
    assert {} == losses(Reported(serves), scenario)


@pytest.mark.parametrize(("serves", "scenario", "served", "requirement"), CASES)
def test_what_a_client_misses_is_a_loss(serves: ShapeName, scenario: str, served: Change, requirement: str) -> None:
    """Every change fails its requirement."""
    assert requirement in losses(Reported(serves, served=served), scenario)
