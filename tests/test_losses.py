"""The kinds of differences: lost, altered, invented."""

from typing import Any

import pytest

from crosswire.losses import classify, differences, same

COUNTS = {"input": 24, "output": 71, "total": 95}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (1, 1.0),
        (1, True),
        (0, False),
        ("é", "e\u0301"),
        ({"a": 1}, {"a": 1.0}),
        ([1], [True]),
        ({"a": 1}, {"a": 1, "b": None}),
    ],
)
def test_equality_is_of_value_and_type(one: Any, other: Any) -> None:
    """`1`, `1.0` and `True` differ, as do two spellings of one character, however deep they stand."""
    assert not same(one, other)


def test_lists_and_tuples_are_one() -> None:
    """A list and a tuple with the same entries are the same."""
    assert same((1, ["a"]), [1, ("a",)])


@pytest.mark.parametrize(
    ("expected", "received", "kind"),
    [
        ("OK", "", "lost"),
        ("OK", None, "lost"),
        ("one two", "one", "lost"),
        ("one two", "onetwo", "lost"),
        ("", "OK", "invented"),
        (None, {"a": 1}, "invented"),
        ("one", "one one", "invented"),
        ("stop", "length", "altered"),
        (COUNTS, None, "lost"),
        (COUNTS, dict.fromkeys(COUNTS, 0), "altered"),
        (COUNTS, {**COUNTS, "total": None}, "lost"),
        (COUNTS, {"input": 24, "output": 71}, "lost"),
        ({"a": "x"}, {"a": "x", "b": "y"}, "invented"),
        ({"a": "x", "b": "y"}, {"a": "z"}, "lost"),
        ([1, 2], [1], "lost"),
        ([1, 2], [2, 1], "altered"),
        ([1], [1, 2], "invented"),
        (0, None, "lost"),
        (64, 0, "altered"),
        (False, True, "altered"),
    ],
)
def test_a_difference_has_a_name(expected: Any, received: Any, kind: str) -> None:
    """A difference is lost where any part is missing, invented where parts were only added, else altered."""
    assert kind == classify(expected, received)


@pytest.mark.parametrize(
    ("expected", "received", "kind"),
    [
        ('{"a": 1}', '{"a":1}{"a":1}', "invented"),
        ('{"a":1}{"a":1}', '{"a": 1}', "lost"),
        ("one two", "one\ntwo", "altered"),
        ("one two", "one\nthree", "altered"),
    ],
)
def test_blanks_do_not_hide_that_a_text_has_all_of_another(expected: str, received: str, kind: str) -> None:
    """Arguments that stand twice, once in other bytes, are invented; texts that differ in blanks alone are altered."""
    assert kind == classify(expected, received)


@pytest.mark.parametrize(
    ("expected", "received", "found"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1, "b": 2}, {"a": 0, "c": 3}, [("x.a", "altered"), ("x.b", "lost"), ("x.c", "invented")]),
        ({"a": {"b": 1, "c": 2}}, {"a": {"b": 1, "c": 0}}, [("x.a.c", "altered")]),
        ([1, 2, 3], [1, 0, 4], [("x[1]", "altered"), ("x[2]", "altered")]),
        ([1, 2], [1], [("x", "lost")]),
        ([{"a": 1}], [{"a": 2}], [("x[0].a", "altered")]),
        ({"a": 1}, {}, [("x", "lost")]),
        ({"a": 1}, None, [("x", "lost")]),
        ("", "words", [("x", "invented")]),
    ],
)
def test_each_part_that_differs_is_a_difference(expected: Any, received: Any, found: Any) -> None:
    """Keys and equally many entries are compared one by one; a list of another length is one difference."""
    assert found == [(one.fact, one.kind) for one in differences("x", expected, received)]
