"""What has to be the same in two requests."""

import pytest

from crosswire.comparing.asks import outline, renames, reordered, same_model
from crosswire.facts import Ask, Media, Part, Text, ToolCall

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
    """The forwarded model is the asked one, unless the adapter's description maps names."""
    assert expected == same_model(Ask(model="gpt-5"), Ask(model=forwarded), client_model)


def test_ids_that_are_too_long_are_renamed() -> None:
    """Only call ids that are too long may change."""
    asked = (ToolCall("a" * 9, "look", "{}"), ToolCall("b", "look", "{}"))

    assert {"short": "a" * 9} == renames(asked, (ToolCall("short", "look", "{}"), ToolCall("c", "look", "{}")), 8)


def test_texts_side_by_side_are_one() -> None:
    """Neighbouring texts of a message count as one, however it is cut into parts and spaced."""
    expected = ["text: ab", "image", "text: c"]

    assert expected == outline([Text("a"), Text(""), Text("b"), PICTURE, Text("c")])
    assert expected == outline([Text("a b\n"), PICTURE, Text(" c")])


@pytest.mark.parametrize(
    ("forwarded", "expected"),
    [
        pytest.param([Text("a"), Text("b"), PICTURE], False, id="cut"),
        pytest.param([PICTURE, Text("ab")], True, id="the image first"),
        pytest.param([Text("a"), PICTURE, Text("b")], True, id="the image among the words"),
        pytest.param([Text("ac"), PICTURE], False, id="other words"),
        pytest.param([PICTURE, Text("ac")], True, id="other words, the image first"),
        pytest.param([Text("ab")], False, id="a lost image"),
    ],
)
def test_only_the_order_is_compared(forwarded: list[Part], expected: bool) -> None:
    """The order of words and media is compared; lost images and changed words are other requirements' matter."""
    assert expected == reordered([outline([Text("ab"), PICTURE])], [outline(forwarded)])


def test_a_moved_word_is_another_order() -> None:
    """The same words on other sides of the same image are another order, though the kinds stay in theirs."""
    asked, forwarded = outline([Text("a b"), PICTURE, Text("c")]), outline([Text("a"), PICTURE, Text("b c")])

    assert reordered([asked], [forwarded])
