"""Strict JSON: what every client reads, without what only Python's own module allows."""

import enum
import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from crosswire.facts import Json
from crosswire.wire.strict_json import DEEPEST, MOST, NotJson, Size, as_json, measured, parse_strictly, shown


def nested(levels: int, kind: type = list) -> Json:
    value = kind()
    for _ in range(levels - 1):
        value = [value] if kind is list else {"a": value}
    return value


@pytest.mark.parametrize(
    "text",
    ['{"a": [1, -1.5e3, true, false, null, "ä"]}', '"\\ud800"', "[]", "1e308", '{"a": 1, "b": {"a": 1}}', "9" * 308],
)
def test_json_is_what_python_reads(text: str) -> None:
    """JSON is read as Python reads it; half of a surrogate pair is valid JSON, too."""
    assert json.loads(text) == parse_strictly(text) == parse_strictly(text.encode())


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("{half", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
        ("[NaN]", "it holds NaN, which JSON does not have"),
        ("[-Infinity]", "it holds -Infinity, which JSON does not have"),
        ("[1e999]", "it holds a number beyond 1.8e308, the largest that a double holds"),
        ("9" * 400, "it holds an integer beyond 1.8e308, the largest that a double holds"),
        ("9" * 10_000, "it holds an integer of thousands of digits beyond 1.8e308, the largest that a double holds"),
        ('{"a": 1, "b": 2, "a": 1}', "an object has the key str 'a' twice"),
        ("[" * 100_000, "it is nested deeper than 128 levels"),
        ("[" * 100_000 + "]" * 100_000, "it is nested deeper than 128 levels"),
        ('{"a":' * 129 + "1" + "}" * 129, "it is nested deeper than 128 levels"),
        (b'"\xff"', "byte 1 is not UTF-8"),
        (b'"\xed\xa0\x80"', "byte 1 is not UTF-8"),
    ],
)
def test_what_is_not_json_says_why(text: str | bytes, reason: str) -> None:
    """Text that some client's JSON reader would refuse is refused here, with the reason."""
    with pytest.raises(NotJson) as raised:
        parse_strictly(text)

    assert reason == str(raised.value)


def test_a_byte_order_mark_is_left_out() -> None:
    """A byte order mark before JSON is ignored, as the standard allows."""
    assert {"a": 1} == parse_strictly(b'\xef\xbb\xbf{"a": 1}')


class Colour(enum.StrEnum):
    """A string type of a library."""

    RED = "red"


class Count(int):
    """An integer type of a library."""


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ({"a": Colour.RED, "b": Count(1), "c": (1, 2)}, {"a": "red", "b": 1, "c": [1, 2]}),
        ({Colour.RED: "\ud800"}, {"red": "\ud800"}),
        (nested(DEEPEST), nested(DEEPEST)),
    ],
)
def test_an_object_becomes_what_would_be_sent(value: Any, sent: Any) -> None:
    """A Python object becomes plain dicts, lists, strings and numbers, whatever its own types are."""
    made, _ = as_json(value)

    assert sent == made
    assert made is not value


def circle() -> Json:
    value: dict[str, Json] = {}
    value["a"] = [value]
    return value


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"a": {1}}, "it holds set {1}; JSON has objects, lists, strings, numbers, true, false and null"),
        ({"a": b"x"}, "it holds bytes b'x'; JSON has objects, lists, strings, numbers, true, false and null"),
        ({"a": Decimal(1)}, "it holds Decimal Decimal('1'); JSON has"),
        ({"a": date(2026, 1, 1)}, "it holds date datetime.date(2026, 1, 1); JSON has"),
        ({"a": (n for n in "")}, "it holds generator <generator object"),
        ({1: "a"}, "a key is int 1; every key of an object is a string"),
        ({None: "a"}, "a key is NoneType None; every key of an object is a string"),
        ({"a": float("inf")}, "it holds a number beyond 1.8e308"),
        ({"a": 10**10_000}, "it holds an integer beyond 1.8e308"),
        (circle(), "it is nested deeper than 128 levels"),
        (nested(100_000), "it is nested deeper than 128 levels"),
    ],
)
def test_an_object_that_is_not_json_says_why(value: Any, reason: str) -> None:
    """An object that cannot be written as JSON is refused with the reason, before it is written."""
    with pytest.raises(NotJson) as raised:
        as_json(value)

    assert str(raised.value).startswith(reason)


def test_what_stands_in_many_places_counts_in_each() -> None:
    """A list that occurs in many lists counts once for each: written out, it would be gigabytes."""
    value: Json = ["word"]
    for _ in range(30):
        value = [value, value, value]

    with pytest.raises(NotJson, match="it holds more than 1,000,000 values or"):
        measured(value)


def test_size_is_values_and_characters() -> None:
    """A value's size counts its values and the characters of its keys and texts, and may not exceed what is left."""
    value = {"key": ["text", 1], "b": None}

    assert Size(5, 8) == measured(value)
    assert Size(5, 8) == measured(value, Size(5, 8))
    for less in (Size(4, 8), Size(5, 7)):
        with pytest.raises(NotJson, match="all that is read of an answer"):
            measured(value, less)
    assert MOST > Size(5, 8)


class Unshowable:
    """An object that cannot be printed."""

    def __repr__(self) -> str:
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("a" * 10**6, "str '" + "a" * 76 + "..."),
        (Unshowable(), "Unshowable"),
        (nested(100_000), "list " + "[" * 77 + "..."),
        ([1], "list [1]"),
    ],
)
def test_a_value_is_shown_whatever_it_is(value: Any, reason: str) -> None:
    """Any value can be shown in a message, if only by its type."""
    assert reason == shown(value)
