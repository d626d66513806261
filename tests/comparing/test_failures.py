"""Comparing failures."""

import pytest

from crosswire.comparing.failures import failure_class, goes_on, has_the_message, kinds_of, whole_calls
from crosswire.facts import Citation, Failure, Message, Reasoning, Text, ToolCall


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure(429, code="server_error"), "rate limit"),
        (Failure(404), "refused"),
        (Failure(503), "server"),
        (Failure(200, code="rate_limit_exceeded"), "rate limit"),
        (Failure(200, code="502"), "server"),
        (Failure(200, code="own_word", type="invalid_request_error"), "refused"),
        (Failure(200, code="own_word"), None),
        (Failure(200), None),
    ],
)
def test_a_failure_is_of_a_class(failure: Failure, expected: str | None) -> None:
    """Its status tells, else its code, else its type."""
    assert expected == failure_class(failure)


@pytest.mark.parametrize(
    "served",
    [
        'No "such" model.',
        'upstream: 404 {"message": "No \\"such\\" model."}',
        'No "such"\n  model. (request 5)',
    ],
)
def test_a_wrapped_message_is_there(served: str) -> None:
    """Quoted within another error, or broken into lines."""
    assert has_the_message(served, 'No "such" model.')


def test_every_fault_is_there() -> None:
    """Of several, none is left out."""
    assert has_the_message("[a is missing] [b is missing]", "a is missing; b is missing")
    assert not has_the_message("[a is missing]", "a is missing; b is missing")


def test_a_call_is_whole_where_its_arguments_are() -> None:
    """Or where another item follows it; the input of a custom tool has no end of its own."""
    cut, closed = ToolCall("1", "f", '{"a": 1'), ToolCall("2", "f", '{"a": 1}')
    custom = ToolCall("3", "grep", "needle", kind="custom")

    assert [] == whole_calls([cut])
    assert [closed] == whole_calls([closed])
    assert [cut, custom] == whole_calls([cut, custom, Message("assistant", ())])
    assert [] == whole_calls([custom])


def test_a_call_goes_on_where_it_was_cut() -> None:
    """One that was whole is whole; id and kind stay."""
    cut, whole = ToolCall("1", "f", '{"a": 1'), ToolCall("1", "f", '{"a": 1}')

    assert goes_on(cut, ToolCall("1", "f", '{"a'))
    assert goes_on(whole, whole)
    assert not goes_on(cut, whole)
    assert not goes_on(whole, cut)
    assert not goes_on(cut, ToolCall("2", "f", '{"a'))


def test_what_stands_beside_words_is_named() -> None:
    """Items and parts of other kinds, and what says more of a text."""
    cited = Message("assistant", (Text("a", citations=(Citation("url_citation"),)),), phase="commentary")

    assert {"Reasoning", "citations", "phase"} == kinds_of([cited, Reasoning(("b",))])
    assert set() == kinds_of([Message("assistant", (Text("a"),))])
