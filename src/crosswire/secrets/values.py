"""Which values of a name are secrets: not what only stands for one, nor what is too plain for one."""

import math
import re
from collections import Counter

from crosswire.secrets.names import telling

SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|digest|negotiate|key)[ \t]+(?=\S)")

PLACEHOLDER = re.compile(
    r"(?i)|sk-[a-z-]{1,20}|read|write|admin|must|should|can|will|may|[<\[{(].*|.*[>\]})]|\$.*|%[\w:]*%?|\*+|x{3,}|\.+|…|-+|_+"
    r"|your[-_ ].*|my[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password)|some[-_ ].*|enter[-_ ].*|insert[-_ ].*"
    r"|(?:a|an|the|this|that|it|not|no|none|null|nil|yes|true|false|on|off|string|str|text|number"
    r"|integer|object|array|bool(?:ean)?"
    r"|bytes|required|optional|undefined|unknown|missing|invalid|expired|valid|empty|hidden|masked|n/?a|basic|bearer|oauth2?|token"
    r"|auto|include|omit|same-origin|default|always|never|example|placeholder|todo|password|passwd|secret|key|value|name|here|is|was|are|or|and|in|of|for"
    r"|to|by|from|with|file|env|stdin|prompt|option|flag|parameter|argument|field|header)"
)
"""Values that stand for a credential, or are words of a sentence."""


def is_placeholder(name: str, value: str) -> bool:
    """Return whether a value only stands for a credential: `<your key>`, `$TOKEN`, `string`, the name itself."""
    scheme = SCHEME.match(value)
    rest = value[scheme.end() :] if scheme else value
    return bool(PLACEHOLDER.fullmatch(rest)) or value.lower() == name.lower().strip("-_")


def looks_random(text: str) -> bool:
    """Return whether a text looks generated: letters and digits, no words, as much entropy as its length allows."""
    if not re.fullmatch(r"[A-Za-z0-9+/_=.~-]{12,}", text) or _UUID.fullmatch(text):
        return False
    counts = Counter(text).values()
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
    mixed = bool(re.search(r"\d", text)) and bool(re.search(r"[A-Za-z]", text))
    return (
        mixed
        and bits >= (3.5 if len(text) >= 20 else 3.2)
        and bool(re.search(r"[A-Za-z]\d+[A-Za-z]|\d[A-Za-z]+\d", text))
    )


_UUID = re.compile(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}")


def is_secret_value(name: str, value: str) -> bool:
    """Return whether a value of a field of this name is a secret."""
    tells = telling(name)
    if not tells or is_placeholder(name, value) or (name in ("PWD", "OLDPWD") and value.startswith("/")):
        return False
    if name.lower().endswith(("cookie", "cookies")) and " " in value and "=" not in value:
        return False
    if name.lower().endswith("mnemonic") and "," in value:
        return False  # a help for the memory; that of a wallet is words alone
    if tells == "digits":
        return bool(_PIN.fullmatch(value))
    return tells == "any" or looks_random(value)


_PIN = re.compile(r"\d{4,12}")


def is_secret_number(name: str, number: str) -> bool:
    """Return whether a number of a field of this name is a secret: a whole one that is too large for a count."""
    return telling(name) in ("any", "digits") and bool(_SECRET_NUMBER.fullmatch(number))


_SECRET_NUMBER = re.compile(r"-?\d{4,}")
