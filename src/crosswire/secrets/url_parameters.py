"""Credentials in the parameters of URLs: which names tell of one, and which of their values are secrets."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from urllib.parse import unquote

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import OF_NO_TOKEN, telling
from crosswire.secrets.stand_ins import is_placeholder

_PARAMETER = regex(r"[?&#;~](?P<name>[\w.\[\]%-]{1,60})=(?P<value>[^&?\s\"'#<>\\;]+)")
_URL_BEFORE = regex(r"(?:://|/)[^\s\"'<>]*$|^[^\s\"'<>]*$")
_LONGEST = 2_000


def parameters_in(text: str) -> Iterator[Found]:
    """Yield the values of parameters that are secrets, in the URLs of a text."""
    for found in _PARAMETER.finditer(text):
        name, value = unquote(found["name"]), found["value"]
        is_secret = _secret_values(name)
        if is_secret and is_secret(value) and not is_placeholder(name, value) and _is_of_url(found):
            yield Found(f"{name!r} in a URL", *found.span("value"))


def _is_of_url(found: re.Match[str]) -> bool:
    begins = found.start("name")
    return bool(_URL_BEFORE.search(found.string[max(0, begins - _LONGEST) : begins]))


# Which values are secrets

_WORD = r"(?:[A-Z]?[a-z]{1,15}|[A-Z]{1,15})"
_WORDS = regex(rf"{_WORD}(?:(?:[-_ .+/:]|%20)*{_WORD})*(?:[-_.:]?\d{{1,4}})?|\d{{1,5}}|[A-Z]+-\d+")
"""Plain words, with a number behind them or none: `keynote-2`, `PROJ-123`; a small number."""
_LONGEST_OF_WORDS = 60
_MIXED = regex(r"(?=.*\d)(?=.*[A-Za-z]).{8,}")
_ENOUGH_FOR_A_CODE, _AT_LENGTH = 6, 16


def _is_no_word(value: str) -> bool:
    return len(value) > _LONGEST_OF_WORDS or not _WORDS.fullmatch(value)


def _is_code(value: str) -> bool:
    """Return whether a code is one of an authorization, and none of an error or a country: one has a digit."""
    if len(value) < _ENOUGH_FOR_A_CODE:
        return bool(re.fullmatch(r"(?=.{4})\w*\d\w*[A-Za-z]\w*", value))
    return bool(re.search(r"\d", value)) or _is_no_word(value)


def _is_mixed(value: str) -> bool:
    return _is_no_word(value) and bool(_MIXED.fullmatch(value))


def _is_long(value: str) -> bool:
    return len(value) >= _AT_LENGTH and _is_no_word(value)


def _is_hex(value: str) -> bool:
    return bool(re.fullmatch(r"[0-9a-fA-F]{32}(?:[0-9a-fA-F]{32})?", value))


def _is_any(value: str) -> bool:
    return bool(value)


IsSecret = Callable[[str], bool]
_NAMES: Mapping[IsSecret, str] = {
    _is_any: "sig signature hmac jwt sas hdnts hdnea hdntl x-amz-signature x-amz-credential x-goog-signature"
    " x-goog-credential samlresponse samlrequest",
    _is_no_word: "key token auth session sid ticket assertion credential creds rlkey resourcekey",
    _is_mixed: "verify verification reset magic invite invitation confirm confirmation activation awsaccesskeyid"
    " accesskeyid",
    _is_long: "state nonce hash st access policy",
    _is_code: "code",
    _is_hex: "appid hm",
}
"""Names, in small letters, by which of their values are secrets."""
_OF_NAME: Mapping[str, IsSecret] = {name: say for say, names in _NAMES.items() for name in names.split()}
_SUFFIX = regex(r".*(?:signature|verifier|sess(?:ion)?[_-]?id|hmac|secret|(?P<before>[a-z0-9]*)[_-]?token)")
"""How other names end: `x-oss-signature`, `code_verifier`, `PHPSESSID`."""


@lru_cache(4096)
def _secret_values(name: str) -> IsSecret | None:
    """Return which values of a name are secrets; None where none is."""
    low = name.lower()
    if low in _OF_NAME:
        return _OF_NAME[low]
    if telling(name):
        return _is_any
    found = _SUFFIX.fullmatch(low)
    is_of_text = bool(found and found["before"] and found["before"].endswith(tuple(OF_NO_TOKEN)))
    return _is_mixed if found and not is_of_text else None
