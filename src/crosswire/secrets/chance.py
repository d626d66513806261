"""Which texts occur by chance: a secret that is one is not looked for elsewhere."""

import base64
from collections.abc import Iterator

from crosswire.secrets.lazy import regex

_COMMON = regex(
    r"[\d.,:]{1,7}|default|none|null|true|false|auto|string|required|password|passwd|secret|token|user|users|assistant|system"
    r"|text|object|function|developer|tool|test|tests|admin|root|name|value|content|message|model|chat|json|stream|error"
    r"|stop|length|type|role|status|completed|message|input|output|data|code|title|query|city|path|file|files"
)


def is_unmistakable(text: str) -> bool:
    """Return whether a text does not occur by chance, as `default` and small numbers do."""
    return len(text) >= 4 and not _COMMON.fullmatch(text.lower())


def of_basic(text: str) -> Iterator[str]:
    """Yield the password of basic credentials, and the user where that is no common name."""
    try:
        user, colon, password = base64.b64decode(text, validate=True).decode("ascii").partition(":")
    except ValueError:
        return
    if colon and password.isprintable():
        yield from (part for part in (password, user) if is_unmistakable(part))
