"""Any text can be said in TOML, and is read back."""

import tomllib

import pytest

from crosswire.wire.toml_text import quoted


@pytest.mark.parametrize("text", ["plain", 'quotes " and \\', "lines\n\r\n\tand\0", "\x7f\x85\u2028\ufeff", "é 😀 火"])
def test_a_text_is_read_back(text: str) -> None:
    """Control characters, quotes and line ends included."""
    assert {"key": text} == tomllib.loads(f"key = {quoted(text)}")


def test_half_a_pair_is_replaced() -> None:
    """No TOML file can hold half of a surrogate pair."""
    assert '"a?b"' == quoted("a\ud800b")
