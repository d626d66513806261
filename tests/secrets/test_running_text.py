"""What running text tells beyond the planted credentials: codes of digits; and texts that repeat themselves."""

import pytest

from crosswire.secrets.running_text import named_in
from tests.secrets.planted_text import codes_in_text


@pytest.mark.parametrize(("text", "code"), [*codes_in_text()], ids=lambda value: value[:30])
def test_a_code_of_digits_is_found(text: str, code: str) -> None:
    """A code is found by the words beside it."""
    assert {code} == {text[one.start : one.end] for one in named_in(text, text)}


@pytest.mark.parametrize(
    "piece",
    [
        "a",
        "-",
        " =",
        '"',
        "'",
        "<",
        "key",
        "key.",
        "key=",
        'key "',
        "key: ",
        "password is ",
        "password:\n",
        'login("a",',
        "<key>",
    ],
)
def test_a_text_that_repeats_itself_is_read_soon(piece: str) -> None:
    """No pattern goes back and forth in a text that repeats what it begins with, which would take minutes."""
    text = piece * (100_000 // len(piece))

    assert all(0 <= one.start < one.end <= len(text) for one in named_in(text, text))
