"""JSON as a person reads it: whole, visible, with its differences marked."""

import json

import pytest

from crosswire.facts import Json
from crosswire.reporting.payloads import LONGEST, SHORT, differences, first_change, shown_of, visible


def test_what_is_too_long_is_cut_and_counted() -> None:
    """The page has the beginning of a long payload, and says how much is missing."""
    text = shown_of(f'"{"x" * LONGEST}"')

    assert text is not None
    assert (LONGEST, 2) == (len(text.text), text.left_out)  # the quotes are two


def test_nothing_stays_nothing() -> None:
    """A payload that isn't there doesn't become the text `null`."""
    assert shown_of("null") is None


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u2028", "\x7f", "\ud83d", "\U000e0041"])
def test_what_cannot_be_seen_is_escaped(unseen: str) -> None:
    """Invisible characters, and those that turn the text around, are shown as JSON escapes."""
    text = visible(unseen)

    assert text.isascii()
    assert unseen == json.loads(f'"{text}"')


@pytest.mark.parametrize(
    ("expected", "one", "other"),
    [
        ([], {"a": 1}, {"a": 1}),
        (["/b"], {"a": 1, "b": 2}, {"a": 1}),
        (["/a/1"], {"a": [0, 1]}, {"a": [0]}),
        (["/a"], {"a": 1}, {"a": True}),
        ([""], "text", None),
    ],
)
def test_differences(expected: list[str], one: Json, other: Json) -> None:
    """The pointers lead to values that the other payload has not, or has with another value or type."""
    assert expected == list(differences(one, other))


@pytest.mark.parametrize(
    ("before", "after", "expected", "received"),
    [
        ("reasoning: 64", "nothing", {"input": 24, "reasoning": 64}, {"input": 24, "reasoning": None}),
        ("a: 1", "1.0", {"a": 1}, {"a": 1.0}),
        ("nothing", '"more"', ["one"], ["one", "more"]),
        ("nothing", "0", {}, 0),
        ("b: c: 1", "2", {"a": 0, "b": {"c": 1}}, {"a": 0, "b": {"c": 2}}),
        ('"' + "x" * (SHORT - 1) + "…", "nothing", "x" * 200, ""),
    ],
)
def test_the_first_change_is_told_in_a_line(before: str, after: str, expected: Json, received: Json) -> None:
    """The line shows the first difference and its name."""
    assert (before, after) == first_change(expected, received)
