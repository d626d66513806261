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
    """A failure's class follows from its status, else its code, else its type."""
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
    """A message counts as served if it is quoted in another error or broken into lines."""
    assert has_the_message(served, 'No "such" model.')


def test_every_fault_is_there() -> None:
    """Every fault that the upstream's message lists has to be in the served message."""
    assert has_the_message("[a is missing] [b is missing]", "a is missing; b is missing")
    assert not has_the_message("[a is missing]", "a is missing; b is missing")


def test_a_call_is_whole_where_its_arguments_are() -> None:
    """A call is whole if its arguments are, or if another item follows; a custom input has no end of its own."""
    cut, closed = ToolCall("1", "f", '{"a": 1'), ToolCall("2", "f", '{"a": 1}')
    custom = ToolCall("3", "grep", "needle", kind="custom")

    assert [] == whole_calls([cut])
    assert [closed] == whole_calls([closed])
    assert [cut, custom] == whole_calls([cut, custom, Message("assistant", ())])
    assert [] == whole_calls([custom])


def test_a_call_goes_on_where_it_was_cut() -> None:
    """A call goes on if its arguments begin as before; a whole call has to be equal; id and kind stay."""
    cut, whole = ToolCall("1", "f", '{"a": 1'), ToolCall("1", "f", '{"a": 1}')

    assert goes_on(cut, ToolCall("1", "f", '{"a'))
    assert goes_on(whole, whole)
    assert not goes_on(cut, whole)
    assert not goes_on(whole, cut)
    assert not goes_on(cut, ToolCall("2", "f", '{"a'))


def test_what_stands_beside_words_is_named() -> None:
    """Other items and parts, and what belongs to a text beside its words, are named."""
    cited = Message("assistant", (Text("a", citations=(Citation("url_citation"),)),), phase="commentary")

    assert {"Reasoning", "citations", "phase"} == kinds_of([cited, Reasoning(("b",))])
    assert set() == kinds_of([Message("assistant", (Text("a"),))])
