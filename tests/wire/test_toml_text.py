"""Any text can be written in TOML and is read back."""

import tomllib

import pytest

from crosswire.wire.toml_text import quoted


@pytest.mark.parametrize("text", ["plain", 'quotes " and \\', "lines\n\r\n\tand\0", "\x7f\x85\u2028\ufeff", "é 😀 火"])
def test_a_text_is_read_back(text: str) -> None:
    """A quoted text is read back by TOML, with control characters, quotes and line ends."""
    assert {"key": text} == tomllib.loads(f"key = {quoted(text)}")


def test_half_a_pair_is_replaced() -> None:
    """Half of a surrogate pair is replaced, because no TOML file can hold it."""
    assert '"a?b"' == quoted("a\ud800b")
