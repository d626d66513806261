"""What is shown of a text from outside: no control character, no mark of direction, no command of a CI runner."""

import pytest

from crosswire.errors import AdapterUnusable, Crashed, DescriptionInvalid
from crosswire.printable import printable, printable_line

HOSTILE = "N\x1b]0;p\x07\x9b\u202e\ud800\r\n::error::x"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\n\tlines, 😀 é", "two\n\tlines, 😀 é"),
        ("\x1b[31m\x7f\x9b\x00\r", r"\x1b[31m\x7f\x9b\x00\r"),
        ("\u202e\u2066\u200f\u2028", r"\u202e\u2066\u200f\u2028"),
        ("half \ud800", r"half \ud800"),
        ("::error::x", r"\x3a:error::x"),
        ("a\n \t::add-mask::x", "a\n \t\\x3a:add-mask::x"),
        ("a ##[add-mask]x ##vso[task]", r"a \x23#[add-mask]x \x23#vso[task]"),
        ("test_a.py::test_b, ## a heading", "test_a.py::test_b, ## a heading"),
    ],
)
def test_nothing_acts(text: str, shown: str) -> None:
    """Each character that acts is written as Python writes it; the rest stays."""
    assert shown == printable(text)


def test_a_line_stays_one() -> None:
    """Line ends and tabs are escaped, too: what follows begins no line, and is no command."""
    assert r"N\x1b]0;p\x07\x9b\u202e\ud800\r\n::error::x" == printable_line(HOSTILE)
    assert r"\x3a:error::\t" == printable_line("::error::\t")


def test_the_text_of_an_error_is_printable() -> None:
    """It is one line, or, of what quotes an adapter's output, lines; what an adapter raised is evidence, and stays."""
    assert printable_line(HOSTILE) == str(DescriptionInvalid(HOSTILE))
    assert printable(HOSTILE) == str(AdapterUnusable(HOSTILE))
    assert HOSTILE == str(Crashed(HOSTILE))
