"""Shortening what reports keep."""

from crosswire.reporting.shortening import LONGEST_LIST, LONGEST_TEXT, shortened


def test_what_is_short_stays():
    """Whatever a person may read to its end is kept as it is."""
    value = {"text": "x" * LONGEST_TEXT, "list": [1, None, True] + [{}] * (LONGEST_LIST - 3)}

    assert value == shortened(value)


def test_a_long_text_says_how_much_is_missing():
    """A text is cut, and ends in how many characters are not there."""
    assert f"{'x' * LONGEST_TEXT}… (7 more characters)" == shortened("x" * (LONGEST_TEXT + 7))


def test_a_long_list_keeps_the_places_of_its_entries():
    """The first entries stay where pointers find them."""
    kept = shortened(list(range(LONGEST_LIST + 5)))

    assert [*range(LONGEST_LIST), "… (5 more)"] == kept
