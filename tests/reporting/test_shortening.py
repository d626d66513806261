"""Shortening what reports keep."""

import json

from crosswire.facts import Json
from crosswire.reporting.shortening import LONGEST_KEY, LONGEST_LIST, LONGEST_TEXT, MOST_CHARACTERS, shortened


def test_what_is_short_stays() -> None:
    """Whatever a person may read to its end is kept as it is."""
    value: Json = {"text": "x" * LONGEST_TEXT, "list": [1, None, True] + [{}] * (LONGEST_LIST - 3)}

    assert value == shortened(value)


def test_a_long_text_says_how_much_is_missing() -> None:
    """A text is cut, and ends in how many characters are not there."""
    assert f"{'x' * LONGEST_TEXT}… (7 more characters)" == shortened("x" * (LONGEST_TEXT + 7))


def test_a_long_list_keeps_the_places_of_its_entries() -> None:
    """The first entries stay where pointers find them."""
    stored = shortened(list(range(LONGEST_LIST + 5)))

    assert [*range(LONGEST_LIST), "… (5 more)"] == stored


def test_a_large_object_says_how_much_is_missing() -> None:
    """Its first fields stay; a long key is cut as a text is."""
    stored = shortened({str(number): number for number in range(LONGEST_LIST + 5)})

    assert {str(number): number for number in range(LONGEST_LIST)} | {"…": "5 more"} == stored
    assert {f"{'k' * LONGEST_KEY}… (7 more characters)": 1} == shortened({"k" * (LONGEST_KEY + 7): 1})


def test_what_is_kept_has_an_end() -> None:
    """Many lists of many texts would be gigabytes: past the end, what is left is counted."""
    text = "x" * LONGEST_TEXT
    value = [[[text] * 50] * LONGEST_LIST] * LONGEST_LIST

    assert len(json.dumps(shortened(value))) < 2 * MOST_CHARACTERS
