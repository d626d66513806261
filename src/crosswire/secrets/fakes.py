"""Fakes: what stands for a secret. A fake has the secret's length and form, and is the same each time.

Nothing of the secret is in it but its length, its separators and the kinds of its characters. The fake of a fake is
itself, so that one is known when it is met again.
"""

import re
from functools import lru_cache

from crosswire.secrets.lazy import regex

REDACTED = "redacted"

_WORD = regex(r"[^\W_]")
_REPLACED = regex(r"(?s)\\(?:u[0-9a-fA-F]{4}|.)|([^\W_])")
"""A character that is replaced; an escape of JSON, as in JSON within JSON, stays."""
_HEX = regex(r"(?=.*\d)[0-9a-fA-F-]{8,}")

_SHOWN = regex(
    r"(?:[A-Za-z]{2,6}[-_](?:[a-z]{2,8}\d{0,2}[-_])*)?(?:[*•]{3,}|…|\.{3})[*•-]*"
    r"|[\w/-]{0,24}?[xX]{6,}(?:[-_/][xX]{4,})*|(?:services/)?T0+/B0+/[Xx]+"
)
"""What others write for a secret: `sk-****`, `ghp_xxxxxxxx`."""


@lru_cache(1024)
def fake(secret: str, prefix: int = 0) -> str:
    """Return the fake of a secret. Its first `prefix` characters, which tell its kind, stay."""
    rest = secret[prefix:]
    if _HEX.fullmatch(rest) or not re.search(r"[^\W\d_]", rest):
        return secret[:prefix] + re.sub(r"[0-9a-fA-F]", "0", rest)
    word = REDACTED if re.search(r"[a-z]", rest) else REDACTED.upper()
    position = iter(range(len(rest)))
    return secret[:prefix] + _REPLACED.sub(lambda one: word[next(position) % len(word)] if one[1] else one[0], rest)


def fake_number(secret: str) -> str:
    """Return the fake of a number: one of its length that JSON can have."""
    return re.sub(r"\d", "0", secret).replace("0", "1", 1)


@lru_cache(1024)
def is_fake(text: str) -> bool:
    """Return whether a text is a fake, of others or of ours, or a piece of ours that deltas cut.

    It may have the prefix of its kind, or not.
    A secret may end as a fake begins (`big-red`): behind a prefix, a fake is known by a whole word of it. What is
    shorter than the word is a fake only from its beginning: `red` is one, `ted` and `acted` are none.
    """
    if _SHOWN.fullmatch(text):
        return True
    letters = "".join(_WORD.findall(text)).lower()
    if len(letters) < len(REDACTED):
        return fake(text) == text or bool(re.fullmatch(r"1000+", letters))
    cycle = REDACTED * (len(letters) // len(REDACTED) + 2)
    return letters in cycle or REDACTED in letters or bool(re.search(r"^(?:1000+|0*)$|0{12,}$", letters))
