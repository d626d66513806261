"""The parts of a stream, in the order in which they are told, and the items that stay open beside others."""

from typing import Any

import pytest

from crosswire.shapes.stream_order import comes_in_order, open_beside, parts_in_order


def delta(**fields: Any) -> Any:
    """Return a chunk with one delta."""
    return {"choices": [{"index": 0, "delta": fields}]}


def call(index: int, arguments: str) -> Any:
    """Return a chunk with a piece of a call."""
    return delta(tool_calls=[{"index": index, "function": {"arguments": arguments}}])


def added(index: int, kind: str) -> Any:
    """Return the event that begins an item."""
    return {"type": "response.output_item.added", "output_index": index, "item": {"type": kind}}


def done(index: int) -> Any:
    """Return the event that ends an item."""
    return {"type": "response.output_item.done", "output_index": index, "item": {}}


@pytest.mark.parametrize(
    ("frames", "parts"),
    [
        (
            [delta(role="assistant", content=""), delta(reasoning_content="a"), delta(content="b")],
            ["reasoning", "text"],
        ),
        ([delta(content="a"), delta(content="b"), call(0, ""), call(0, "{}")], ["text", "call 0"]),
        ([call(0, "{"), call(1, "{"), call(0, "}")], ["call 0", "call 1", "call 0"]),
        ([delta(reasoning="a", content="b")], ["reasoning", "text"]),
        ([delta(refusal="no"), {"choices": [], "usage": {}}], ["refusal"]),
        (
            [
                {"type": f"response.{kind}.delta", "output_index": index, "delta": "a"}
                for kind, index in (("x", 0), ("y", 1))
            ],
            ["item 0", "item 1"],
        ),
        ([{"type": "response.x.delta", "output_index": 0, "delta": ""}], []),
        ([None, 5, []], []),
    ],
)
def test_parts_are_told_in_order(frames: list[Any], parts: list[str]) -> None:
    """Each part is named as often as its pieces begin anew; empty pieces are none."""
    assert parts == parts_in_order(frames)
    assert (len(set(parts)) == len(parts)) is comes_in_order(frames)


def test_an_item_stays_open_beside_the_next() -> None:
    """An item that is not done when the next is added is named; one of another kind is not."""
    kinds = ("message", "reasoning")

    assert [] == open_beside([added(0, "reasoning"), done(0), added(1, "message"), done(1)], kinds)
    assert [] == open_beside([added(0, "web_search_call"), added(1, "message")], kinds)
    assert ["reasoning at 0 beside message at 1"] == open_beside([added(0, "reasoning"), added(1, "message")], kinds)
