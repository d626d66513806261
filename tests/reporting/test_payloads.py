"""JSON as lines, marked where pointers lead."""

import json
from collections.abc import Iterable

import pytest

from crosswire.facts import Json
from crosswire.reporting.payloads import Line, cut, differences, lay_out


def _text(lines: Iterable[Line]) -> str:
    return "\n".join("  " * line.depth + "".join(piece.text for piece in line.fragments) for line in lines)


def _marked(lines: Iterable[Line]) -> list[tuple[str | None, str]]:
    return [(piece.pointer, piece.text) for line in lines for piece in line.fragments if piece.pointer is not None]


def test_what_fits_stays_in_a_line() -> None:
    """An object is broken into lines only where it is too long for one."""
    payload = {"usage": {"input": 12, "output": 3}, "text": "a" * 60, "none": [], "nothing": None}

    expected = f"""{{
  "usage": {{"input": 12, "output": 3}},
  "text": "{"a" * 60}",
  "none": [],
  "nothing": null
}}"""
    assert expected == _text(lay_out(payload))


@pytest.mark.parametrize("payload", [None, "text", 1.0, [], {}, [[[{"a": ["x" * 90, {"b~/": None}]}]]], {"": {"": 1}}])
def test_nothing_is_left_out(payload: Json) -> None:
    """The lines are the payload's JSON."""
    assert payload == json.loads(_text(lay_out(payload)))


def test_a_nesting_without_end_is_laid_out() -> None:
    """Depth does not drive the text off the page."""
    payload: Json = "x" * 100
    for _ in range(200):
        payload = [payload]

    assert max(line.depth for line in lay_out(payload)) < 30
    assert payload == json.loads(_text(lay_out(payload)))


def test_a_pointer_marks_its_key_and_value() -> None:
    """Within a line only what the pointer leads to is marked."""
    payload = {"usage": {"input": 12, "a/b": 3}, "id": "x"}

    assert [("/usage/a~1b", '"a/b": 3')] == _marked(lay_out(payload, {"/usage/a~1b"}))


def test_a_long_value_is_marked_where_it_begins_and_ends() -> None:
    """Of an object on many lines the first and the last are marked, and one of them starts."""
    lines = lay_out({"long": {"a": "x" * 50, "b": "y" * 50}}, {"/long"})

    assert [("/long", '"long": {'), ("/long", "}")] == _marked(lines)
    assert [True, False] == [piece.starts for line in lines for piece in line.fragments if piece.pointer]


def test_a_pointer_to_nothing_marks_nothing() -> None:
    """What is not in the payload cannot be shown in it."""
    assert [] == _marked(lay_out({"a": 1}, {"/b", "/a/0"}))


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u2028", "\x7f", "\ud83d", "\U000e0041"])
def test_what_cannot_be_seen_is_escaped(unseen: str) -> None:
    """Text that would hide, or turn the text around it, is written as JSON's escape."""
    [line] = lay_out(unseen)
    text = line.fragments[0].text

    assert text.isascii()
    assert unseen == json.loads(text)


def test_cut_keeps_every_character() -> None:
    """A cut falls after exactly so many characters, in a line if need be; head and tail are the whole."""
    lines = lay_out({"a": "x" * 100, "b": [1, 2]}, {"/a"})
    head, tail = cut(lines, 20)

    assert 20 == sum(line.length for line in head)
    assert sum(line.length for line in lines) == sum(line.length for line in [*head, *tail])
    assert 1 == sum(piece.starts for line in [*head, *tail] for piece in line.fragments)


def test_cut_leaves_a_short_payload_alone() -> None:
    """Nothing remains of what fits."""
    lines = lay_out([1, 2])

    assert (lines, []) == cut(lines, 6)


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
    """The pointers lead to what the other value does not say the same, in value and type."""
    assert expected == list(differences(one, other))
