"""A position in a payload is about a fact, by the names that both shapes share."""

from typing import get_args

import pytest

from crosswire.facts import ShapeName
from crosswire.shapes.subjects import MORE, PARTS, SAME, WHOLES, Arrow, subject_at


@pytest.mark.parametrize(
    ("shape", "arrow", "position", "fact"),
    [
        ("responses", "served", "/3/item/arguments", "tool_calls"),
        ("responses", "served", "/802/response/output/114/call_id", "tool_calls"),
        ("responses", "served", "/*/response/usage/input_tokens_details", "usage"),
        ("responses", "served", "/output/0/content/0/annotations/1/url", "citations"),
        ("responses", "served", "/4/item_id", "item_ids"),
        ("responses", "served", "/4/sequence_number", "sequence_number"),
        ("responses", "served", "/text/format/type", "format"),
        ("responses", "served", "/16/response/tools/0/parameters", "tools"),
        ("chat", "served", "/2/choices/0/delta/tool_calls/0/id", "tool_calls"),
        ("chat", "served", "/2/choices/0/finish_reason", "finish"),
        ("chat", "served", "/2/model", "model"),
        ("chat", "forwarded", "/messages/2/content/0/type", "history"),
        ("chat", "forwarded", "/messages/2/tool_calls/0/function/arguments", "tool_calls"),
        ("chat", "forwarded", "/response_format/json_schema", "format"),
        ("responses", "forwarded", "/input/3/output", "results"),
        ("responses", "forwarded", "/some_new_field/0", "some_new_field"),
        ("responses", "served", "", "output"),
        ("chat", "forwarded", "", "history"),
    ],
)
def test_a_position_is_about_a_fact(shape: ShapeName, arrow: Arrow, position: str, fact: str) -> None:
    """Frames and whole answers are about the same facts; what has no fact is called by its first field."""
    assert fact == subject_at(shape, arrow, position)


def test_every_whole_has_parts() -> None:
    """What stands for a whole is told of one whose parts are known; no part is a whole, or goes by another name."""
    assert {*WHOLES.values()} == {*PARTS}
    parts = {part for facts in PARTS.values() for part in facts}
    assert not parts & (WHOLES.keys() | SAME.keys())
    assert {(shape, arrow) for shape in get_args(ShapeName) for arrow in get_args(Arrow)} == {*MORE}
