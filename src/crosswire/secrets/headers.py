"""Headers in running text, and the secrets in the value of a header: schemes, parameters, cookies."""

import re
from collections.abc import Iterator

from crosswire.secrets.commands import SHORTEST, beginning
from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import is_dotted_code, is_like_a_password, is_mixed
from crosswire.secrets.names import is_harmless_header
from crosswire.secrets.stand_ins import SCHEME, SYNTAX
from crosswire.secrets.values import is_plain_in_text

_HEADER = regex(
    r"-(?<![\w-]-)(?:H|-header)[ =]*(?P<quote>\\*[\"'])?(?P<name>[\w-]+):[ \t]*"
    r"(?P<value>(?(quote)[^\"'\n\\]+|[^\s\"'\\]+))"
)

_AUTHORIZATION = regex("authorization")
_LINE = regex(
    r"(?i)(?:(?<![\w-])|(?<=proxy-)(?<![\w-]proxy-))authorization[\"'\\\]*]*[ \t]*[:=][ \t*]*(?P<quote>[\"'`\\]*)"
    r"(?:(?P<scheme>[a-z][\w-]{1,30})[ \t]+)?(?P<value>[^\s\"'`\\,;]+)(?P<rest>[^\n\r]{0,2000})"
)
_SCHEMES = regex(
    r"(?i)bearer|basic|token|api-?key|digest|negotiate|ntlm|hawk|oauth|key|bot|aws4-hmac-sha256|sso-key|\w+key"
)
_SCHEME_OF_ONE = regex(r"(?i)bearer|basic|negotiate")
_PARAMETER = regex(r"(?P<name>[A-Za-z_-]+)=\\*(?P<quote>[\"']?)(?P<value>[^\s\"'\\,;]+)")
_PLAIN_PARAMETERS = frozenset(
    (
        *("realm", "uri", "algorithm", "qop", "nc", "username", "id", "ts", "ext", "signedheaders", "headers", "keyid"),
        *("oauth_consumer_key", "oauth_signature_method", "oauth_timestamp", "oauth_version", "version", "profile"),
    )
)
"""Parameters of a scheme that are no credentials."""
_IDENTIFIER = regex(
    r"`.*|[A-Za-z_$]+(?:\??\.[\w$]+)+\(?.*|[A-Z]+(?:_[A-Z]+)*|.*(?:\.{3}|…)|(?i:\w*(?:header|token|key|auth)s?)|\$.*"
    r"|(?i:authentication|authorization|scheme|credentials|jwt|format|only|access|string|value|required|requests?)"
)
"""What code has for the value of a header: a name of a variable, or what stands for a token in a description."""

_COOKIE = regex("cookie")
_COOKIES = regex(
    r"(?im)(?:(?<![\w-])|(?<=set-)(?<![\w-]set-))cookies?(?P<close>[\"'\\]*)[ \t]*[:=][ \t]*[\"'\\]*"
    r"(?P<value>(?:[^\n\"'\\]|(?<==)\"[^\n\"'\\]*\")+)"
)
_PAIR = regex(r"(?:^|;)\s*(?P<name>[^=;\s]+)=\"?(?P<value>[^;\s\"]+)")
_COOKIE_WORDS = regex(r"(?i)path|domain|expires|max-age|samesite|priority|\$?version")
_SHOWN = regex(rf"{SYNTAX.pattern}|value\d*")
"""What stands for the value of a header."""

_TABLE = regex(r"(?:headers|cookies)[\"']?[ \t]*(?:[=:(][ \t]*){1,2}(?:(?:new )?\w{1,10}\([ \t]*)?\{?")
_ENTRY = regex(
    r"[\s,{]*(?P<open>\\*[\"'])?(?P<name>[\w-]{1,60})(?(open)(?P=open))[ \t]*[:=]>?[ \t]*"
    r"(?P<quote>\\*[\"'`])(?P<value>[^\"'`\\\n]*)(?P=quote)"
)
_OF_NO_CLIENT = regex(
    r"(?i).*(?:version|title|agent|referer|name|type|length|language|region|model|request-id|trace-?id|correlation-id|format|date"
    r"|timeout|retry|count|with|host|proto|method|encoding|revision)"
)
"""Headers that say of what kind a call is, not whose."""
_LINE_OF_MESSAGE = regex(r"(?i)(?<![^\n])(?P<name>x(?:-[\w]+)+):[ \t]*(?P<value>[^\s\"'`,;<>(){}]+)[ \t]*\r?(?![^\n])")
_OF_CLIENT = regex(r"(?i).*-(?:auth|key|token|secret|session|sig|signature|pass\w*|cred\w*|hmac|ticket)")


def in_headers(text: str, low: str) -> Iterator[Found]:
    """Yield the secrets in headers that stand in running text."""
    for found in _HEADER.finditer(text) if "-h" in low else ():
        if not is_harmless_header(found["name"]):
            yield from _in_text(found["name"], found["value"], found.start("value"))
    for found in beginning(_AUTHORIZATION, _LINE, text, low) if "authorization" in low else ():
        yield from _of_authorization(found)
    for found in beginning(_COOKIE, _COOKIES, text, low) if "cookie" in low else ():
        yield from _in_text("cookie", found["value"], found.start("value"))
    if "headers" in low or "cookies" in low:
        yield from _of_tables(text, low)
    for found in _OF_SOCKET.finditer(text) if "insecure-api-key." in low else ():
        yield Found("a key in a protocol's name", *found.span("value"))
    if "x-" in low:
        is_message = " http/" in low or "http/1" in low
        for found in beginning(_FIELD_NAME, _LINE_OF_MESSAGE, text, low):
            is_of_client = _OF_CLIENT.fullmatch(found["name"]) or is_message
            if is_of_client and _is_of_client(found["name"], found["value"]):
                yield Found(f"a value of {found['name']!r}", *found.span("value"))


_OF_SOCKET = regex(r"openai-insecure-api-key\.(?P<value>[^\s\"'`,;\\]{8,})")
"""How a browser gives a key to a web socket: a header cannot be set there."""
_FIELD_NAME = regex(r"x-")


def _is_of_client(name: str, value: str) -> bool:
    return not is_harmless_header(name) and not _OF_NO_CLIENT.fullmatch(name) and is_mixed(value)


def _of_tables(text: str, low: str) -> Iterator[Found]:
    """Yield the values of `headers = {'X-Acme': 'value'}` and of `cookies={'name': 'value'}`."""
    for table in _TABLE.finditer(low):
        at, is_of_cookies = table.end(), table[0].startswith("cookies")
        while entry := _ENTRY.match(text, at, at + 500):
            at = entry.end()
            name, value = entry["name"], entry["value"]
            is_field = is_of_cookies or (
                "-" in name and not is_harmless_header(name) and not _OF_NO_CLIENT.fullmatch(name)
            )
            if is_field and is_mixed(value):
                yield Found("a cookie" if is_of_cookies else f"a value of {name!r}", *entry.span("value"))


def _of_authorization(found: re.Match[str]) -> Iterator[Found]:
    """Yield the credentials behind a scheme, or the value where it is no word of code or prose."""
    scheme, value, start = found["scheme"], found["value"], found.start("value")
    kind = "a value of 'authorization'"
    if scheme and _PARAMETER.match(found.string, start) and not _SCHEME_OF_ONE.fullmatch(scheme):
        for one in _PARAMETER.finditer(found.string, start, found.end("rest")):
            if one["name"].lower() not in _PLAIN_PARAMETERS and not _is_shown(one["value"]):
                yield Found(kind, *one.span("value"))
        return
    if len(value) < SHORTEST or _IDENTIFIER.fullmatch(value):
        return
    if is_plain_in_text("authorization", value) or is_dotted_code(value):
        return
    ends = not re.match(r"[ \t]*[\w(]", found["rest"])
    is_of_scheme = bool(scheme and _SCHEMES.fullmatch(scheme))
    if is_like_a_password(value) or (ends and (is_of_scheme or (found["quote"] and not scheme))):
        for part in _parts(value):
            yield Found(kind, start + part.start(), start + part.end())


def _is_shown(value: str) -> bool:
    """Return whether a value only shows where one stands in a description."""
    return bool(_SHOWN.fullmatch(value)) or value.endswith(("...", "…"))


def _parts(value: str) -> list[re.Match[str]]:
    """Return what of `user:password` is secret: each part that is no word, or all of it."""
    return [part for part in re.finditer(r"[^:]+", value) if is_mixed(part[0])] or [*re.finditer(r".+", value)]


def _in_text(name: str, value: str, start: int) -> Iterator[Found]:
    """Yield the secrets of a header that a text speaks of: behind a scheme, code has the name of a variable."""
    scheme = SCHEME.match(value)
    if not (scheme and _IDENTIFIER.fullmatch(value[scheme.end() :].rstrip())):
        yield from _of_header(name, value, start)


def _of_header(name: str, value: str, start: int = 0) -> Iterator[Found]:
    """Yield the secrets in the value of a header that is not harmless: of cookies and parameters their values."""
    if "cookie" in name.lower():
        for pair in _PAIR.finditer(value):
            if not _COOKIE_WORDS.fullmatch(pair["name"].lstrip("`")) and not _SHOWN.fullmatch(
                pair["value"].rstrip("`")
            ):
                yield Found("a cookie", start + pair.start("value"), start + pair.end("value"))
        return
    scheme = SCHEME.match(value)
    begins = scheme.end() if scheme else 0
    if (rest := value[begins:].rstrip()) and not _SHOWN.fullmatch(rest):
        yield Found(f"a value of {name!r}", start + begins, start + begins + len(rest))


def header_value(name: str, value: str) -> Iterator[Found]:
    """Yield what of the value of a header may identify the client; nothing of a harmless one."""
    if not is_harmless_header(name):
        yield from _of_header(name, value)
