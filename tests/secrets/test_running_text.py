"""What running text tells beyond the planted credentials: codes of digits, and how fast hard texts are looked at."""

from time import process_time

import pytest

from crosswire.secrets.running_text import named_in
from tests.secrets.planted_text import codes_in_text

SECONDS = 5.0
"""What no text of this length takes: each takes a tenth of it, and one that a pattern goes back in, many times that."""


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
def test_a_hard_text_is_looked_at_in_time(piece: str) -> None:
    """No pattern goes back and forth in a text that repeats what it begins with."""
    text = piece * (100_000 // len(piece))
    begun = process_time()

    assert [] == [one for one in named_in(text, text) if one.end - one.start > len(text)]
    assert process_time() - begun < SECONDS
