"""What somebody gave, in the text of an error or a title: no longer than a person reads."""

from collections.abc import Sequence

LONGEST = 200
"""Characters of a value that are quoted."""
MOST = 10
"""Problems that one error names."""
LONGEST_NAME = 100
"""Characters of a name that stands as it is."""


def quoted(value: object) -> str:
    """Return a value as Python writes it; of a long one the beginning, and how long it is."""
    text = repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}… ({len(text):,} characters)"


def named(key: str) -> str:
    """Return a name as it is, in quotes where it is long, or holds blanks or what cannot be printed."""
    is_plain = 0 < len(key) <= LONGEST_NAME and key.isprintable() and " " not in key
    return key if is_plain else quoted(key)


def cut(text: str) -> str:
    """Return a text that others read beside it, such as an adapter's name; of a long one the beginning."""
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def joined(problems: Sequence[str]) -> str:
    """Return some problems as one text; of many the first, and how many more there are."""
    more = [f"and {len(problems) - MOST:,} more"] if len(problems) > MOST else []
    return "; ".join([*problems[:MOST], *more])
