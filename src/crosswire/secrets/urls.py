"""Credentials in URLs, wherever a URL stands: the user and password, and what `url_parameters` and `url_paths` find."""

import re
from collections.abc import Iterator

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling
from crosswire.secrets.stand_ins import is_placeholder
from crosswire.secrets.url_parameters import parameters_in
from crosswire.secrets.url_paths import paths_in

_USER = regex(r"//[^/\s\"'<>\\]{0,600}@[\w.:\[$<{%/-]")
"""What each text has with credentials before a host. It begins with letters, to which `re` skips."""
_CREDENTIALS = regex(
    r"//(?P<user>[^/\s:\"'<>\\]{0,200})(?:(?P<colon>:)(?P<password>[^/\s\"'<>\\]{0,400}))?"
    r"(?=@(?P<host>[\w.:\[$<{%/-][^/\s\"'<>\\@?#]{0,200}))"
)
_GOES_ON = regex(r"@(?!localhost/)[\w-]+(?P<rest>/[^/\s?#@\"'<>\\]{1,100})@[\w-]+(?:\.[A-Za-z][\w-]*)+(?![\w.]*\()")
"""Behind a password that has `@` and `/`: a host only stands behind the next `@`."""
_OPENS = regex(r"[\s\"'`=(\[,]")
"""What stands before a URL without a scheme."""
_PLAIN_USER = regex(
    r"(?i)git|user|username|root|admin|anonymous|x-access-token|x-token-auth|oauth2?|token|postgres|mysql|neo4j|elastic|guest|default"
    r"|redis|mongo|minio|rabbitmq|test|\$.*|\{.*|%.*"
)
_REFERENCE = regex(r"\$(?:[A-Z_][A-Z\d_]*|[A-Za-z_]+|\d)|\$?(?:\{.*\}|\(.*\)|<.*>|\[.*\])|%[a-z]|%\w*%|%\(\w+\)s|\*+")
"""What stands for a value in a template."""
_PLAIN_PASSWORD = regex(r"(?i)pass|pw|pwd|passwd|my-?pass(?:word)?|x-oauth-basic")
_LOCAL = regex(r"(?i)(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\]|host\.docker\.internal|[\w-]+)(?::.*)?")
_ORACLE = regex(r"(?i)jdbc:oracle:\w+:[\w.$#-]+/(?P<password>[^/@\s\"'][^@\s\"']*)@")
_BRACED = regex(r"(?i)(?:password|passwd|pwd)\s*=\s*\{(?P<value>[^{}\s\"'<>]{4,200})\}(?=;|\s*$)")
_IN_BRACES = regex(r"\w*[A-Za-z]\d+[A-Za-z]\w*|.*[^\w.$:\[\]()-].*")
"""What stands in braces and is no name of a variable."""


def urls_in(text: str) -> Iterator[Found]:
    """Yield the credentials in the URLs of a text."""
    if "@" in text:
        yield from _before_hosts(text)
    if "=" in text:
        yield from parameters_in(text)
        if "={" in text or "= {" in text:
            for found in _BRACED.finditer(text):
                if _IN_BRACES.fullmatch(found["value"]) and not telling(found["value"]):
                    yield Found("a password", *found.span("value"))
    if "://" in text or text.startswith("/"):
        yield from paths_in(text)


def _before_hosts(text: str) -> Iterator[Found]:
    if "//" in text and _USER.search(text):
        for found in _CREDENTIALS.finditer(text):
            yield from _credentials(found)
    if "racle:" in text:
        for found in _ORACLE.finditer(text):
            if not _stands_for_one(found["password"]):
                yield Found("credentials in a URL", *found.span("password"))


def _credentials(found: re.Match[str]) -> Iterator[Found]:
    """Yield the password; the user where it is a token without a password, or no common name."""
    text, user, password = found.string, found["user"], found["password"] or ""
    before = text[found.start() - 1 : found.start()] if found.start() else " "
    if before != ":" and not (user and _OPENS.match(before) and _is_mixed(password)):
        return
    is_default = user == password and _LOCAL.fullmatch(found["host"])
    if password and not _stands_for_one(password) and not is_default:
        goes_on = _GOES_ON.match(text, found.end())
        yield Found("credentials in a URL", found.start("password"), goes_on.end("rest") if goes_on else found.end())
    is_token = bool(user) and not found["colon"]
    if (is_token or (password and len(user) > _SHORTEST_USER)) and not _PLAIN_USER.fullmatch(user) and not is_default:
        yield Found("credentials in a URL", *found.span("user"))


_SHORTEST_USER = 3


def _is_mixed(password: str) -> bool:
    return bool(re.search(r"\d", password) and re.search(r"[A-Za-z]", password))


def _stands_for_one(password: str) -> bool:
    """Return whether a password only stands for one: `$PASS`, `{password}`, `%s`; `$ecret1` and `(x1` are some."""
    if password[0] in "$%([{<*":
        return bool(_REFERENCE.fullmatch(password))
    return is_placeholder("password", password) or bool(_PLAIN_PASSWORD.fullmatch(password))
