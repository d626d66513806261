"""How a value looks: generated, like a password, like a word, or like code."""

import math
import re
from collections import Counter

from crosswire.secrets.lazy import regex
from crosswire.secrets.meanings import TECHNICAL
from crosswire.secrets.names import telling

PASSWORDS = regex(r"(?i)(?:pass(?:word|wort|wd|phrase|code)?|kennwort|pw|pwd)$")
"""How a name ends that has one meaning only."""
STATE = regex(
    r"(?i)(?:in)?(?:correct|valid|visible|secure)|weak|strong|wrong|expired|required|encrypted|hashed|stored|changed|missing"
    r"|optional|empty|unchanged|different|short|simple|common|reset|rotated|revoked|protected|masked|generated|provided"
    r"|erforderlich|ungültig|falsch|vergessen|obligatori[oae]|obligatoire|requerid[oa]|requis|обязателен"
    r"|settings|config|value|data|result|input|line|args|history|string|bytes"
)
"""What a sentence says of a password, and what code has for one."""


def looks_random(text: str) -> bool:
    """Return whether a text looks generated: letters and digits, no words, as much entropy as its length allows."""
    if not re.fullmatch(r"[A-Za-z0-9+/_=.~-]{12,}", text) or UUID.fullmatch(text):
        return False
    counts = Counter(text).values()
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
    mixed = bool(re.search(r"\d", text)) and bool(re.search(r"[A-Za-z]", text))
    return (
        mixed
        and bits >= (3.5 if len(text) >= 20 else 3.2)
        and bool(re.search(r"[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]+\d", text))
    )


UUID = regex(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


_DOTTED = regex(r"(?:[A-Za-z_#$][\w#$?]*\.)+(?P<last>[A-Za-z_#$][\w#$]*)")
_WORDS = regex(r"_?(?:[A-Z]*[a-z]{3,}\d{0,2}|_)+|[A-Z_]+")


def is_dotted_code(value: str) -> bool:
    """Return whether a value without quotes is an expression of code: `exports.Response`, `ed25519.PrivateKey`."""
    found = _DOTTED.fullmatch(value)
    return bool(found and (_WORDS.fullmatch(found["last"]) or telling(found["last"])))


def is_like_a_password(value: str) -> bool:
    """Return whether a value is no word, by its length and a digit."""
    return len(value) >= 6 and bool(re.search(r"\d", value)) and not TECHNICAL.fullmatch(value)


def is_mixed(value: str) -> bool:
    """Return whether a value has letters and digits, and is no name of a thing."""
    return is_like_a_password(value) and bool(re.search(r"[A-Za-z]", value)) and not _NAME_OF_A_THING.fullmatch(value)


_NAME_OF_A_THING = regex(
    r"[a-z]+\d{0,3}(?:[-_/.:][a-z\d]*)+|\d+(?:[-./:]\w+)+|\w+(?:\.\w+)*\.[a-z]{2,10}|[A-Z]+[-_]?\d{1,5}|\w+:\d+"
    r"|[a-z]{2,10}\d|.*[()/@].*|#.*|\w+=[\w.]*"
)
"""`db-prod-2`, `2026-01-02T10`, `config2.json`, `JIRA-1234`, `min:12`, `user2`."""


def is_a_word(value: str) -> bool:
    """Return whether a value is one word of small letters, or with a capital, that may be a password."""
    return len(value) >= 5 and bool(_WORD.fullmatch(value)) and value[1:].islower() and not telling(value)


_WORD = regex(r"[^\W\d_]+")
