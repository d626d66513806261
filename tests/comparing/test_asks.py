"""What of two requests is the same."""

import pytest

from crosswire.comparing.asks import outline, renames, reordered, same_model
from crosswire.facts import Ask, Media, Text, ToolCall

PICTURE = Media("image", "https://example.com/a.png")


@pytest.mark.parametrize(
    ("forwarded", "client_model", "expected"),
    [
        ("gpt-5", None, True),
        ("gpt-5-mini", None, False),
        (None, None, False),
        ("gpt-5", "relay/gpt-5", True),
        ("relay/gpt-5", "relay/gpt-5", True),
        ("gpt-5-mini", "relay/gpt-5", False),
        ("whatever-it-is-set-to", "default", True),
        (None, "default", False),
    ],
)
def test_the_model_is_the_clients(forwarded: str | None, client_model: str | None, expected: bool) -> None:
    """By the scenario's name or the description's; a description that maps names decides for itself."""
    assert expected == same_model(Ask(model="gpt-5"), Ask(model=forwarded), client_model)


def test_ids_that_are_too_long_are_renamed() -> None:
    """Others have to stay."""
    asked = (ToolCall("a" * 9, "look", "{}"), ToolCall("b", "look", "{}"))

    assert {"short": "a" * 9} == renames(asked, (ToolCall("short", "look", "{}"), ToolCall("c", "look", "{}")), 8)


def test_texts_side_by_side_are_one() -> None:
    """However a message is cut into parts."""
    assert ["text", "image", "text"] == outline([Text("a"), Text(""), Text("b"), PICTURE, Text("c")])


def test_only_the_order_is_compared() -> None:
    """A picture that is lost is told elsewhere."""
    assert reordered([["text", "image"]], [["image", "text"]])
    assert not reordered([["text", "image"]], [])
