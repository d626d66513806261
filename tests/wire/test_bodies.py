"""The JSON of a body changes, and nothing else of it."""

import pytest

from crosswire.facts import Json
from crosswire.wire.bodies import with_json
from crosswire.wire.exact_json import Object


def without_b(value: Json) -> Json:
    return Object((key, entry) for key, entry in value if key != "b") if isinstance(value, Object) else value


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (' {"a": 1.0, "b": 2}', ' {"a":1.0}'),
        (' {"a": 1.0 }', ' {"a": 1.0 }'),
        ('event: x\r\ndata: {"b": 1}\r\n\r\ndata: [DONE]\r\n', "event: x\r\ndata: {}\r\n\r\ndata: [DONE]\r\n"),
        ('data:{"a": 1}\n\n: {"b": 1}\n', 'data:{"a": 1}\n\n: {"b": 1}\n'),
        ('<html>{"b": 1}', '<html>{"b": 1}'),
        ("", ""),
    ],
)
def test_json_is_changed_where_it_stands(before: str, after: str) -> None:
    """JSON is changed in a whole body or behind `data:` in a line; JSON that does not change keeps its spaces."""
    assert after == with_json(before.encode(), without_b).decode()


def test_bytes_that_are_no_text_stay() -> None:
    """Bytes that are not UTF-8 stay as they are, also around JSON."""
    assert b"\xff\ndata: {}\n" == with_json(b'\xff\ndata: {"b": 1}\n', without_b)


def test_what_is_no_json_changes_otherwise() -> None:
    """Lines that are not JSON are changed by `otherwise`; line ends stay."""
    changed = with_json(b'event: a\r\ndata: {"a":1}\n\ndata: b', lambda value: value, otherwise=str.upper)

    assert b'EVENT: A\r\ndata: {"a":1}\n\nDATA: B' == changed
