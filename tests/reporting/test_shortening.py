"""Long values are shortened before a report stores them."""

import json

from crosswire.facts import Json
from crosswire.limits import LIMITS
from crosswire.reporting.shortening import LONGEST_KEY, LONGEST_LIST, MOST_CHARACTERS, shortened

LONGEST_TEXT = LIMITS.report_characters


def test_what_is_short_stays() -> None:
    """A value that a person can read to its end stays as it is."""
    value: Json = {"text": "x" * LONGEST_TEXT, "list": [1, None, True] + [{}] * (LONGEST_LIST - 3)}

    assert value == shortened(value)


def test_a_long_text_says_how_much_is_missing() -> None:
    """A long text is cut, and ends in the number of missing characters."""
    assert f"{'x' * LONGEST_TEXT}… (7 more characters)" == shortened("x" * (LONGEST_TEXT + 7))


def test_a_long_list_keeps_the_places_of_its_entries() -> None:
    """The first entries stay at their positions, where pointers find them."""
    stored = shortened(list(range(LONGEST_LIST + 5)))

    assert [*range(LONGEST_LIST), "… (5 more)"] == stored


def test_a_large_object_says_how_much_is_missing() -> None:
    """An object's first fields stay; a long key is cut like a text."""
    stored = shortened({str(number): number for number in range(LONGEST_LIST + 5)})

    assert {str(number): number for number in range(LONGEST_LIST)} | {"…": "5 more"} == stored
    assert {f"{'k' * LONGEST_KEY}… (7 more characters)": 1} == shortened({"k" * (LONGEST_KEY + 7): 1})


def test_what_is_kept_has_an_end() -> None:
    """A shortened value has a limit in total; what exceeds it is counted."""
    text = "x" * LONGEST_TEXT
    value = [[[text] * 50] * LONGEST_LIST] * LONGEST_LIST

    assert len(json.dumps(shortened(value))) < 2 * MOST_CHARACTERS
