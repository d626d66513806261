"""Secrets that a sentence tells without their name: `log in as jo with X`, `X is your code`, the words of a wallet."""

import re
from collections.abc import Iterator

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import is_mixed

_ENTERED = regex(r"(?i)\b(?:enter|use)[ \t]+(?:the[ \t]+|this[ \t]+)?code[ \t]+(?P<value>\d{6})(?!\w)")
_IS_YOUR = regex(
    r"(?i)(?<![\w.])(?:[A-Z]-)?(?P<value>\d{4,8})[ \t]+is[ \t]+your[ \t]"
    r"(?:[\w-]{1,20}[ \t]){0,4}(?:code|pin|otp|passcode)\b"
)
_USERS = ("login", "credentials", "user", "username", "pass")
"""What stands before a user and his password, with a colon."""
_AS_A_USER = regex(
    r"(?i)\b(?:log(?:ged|ging)?[ -]?(?:in|on)|sign(?:ed)?[ -]in|connect(?:ed)?|authenticate|ssh)[ \t]+"
    r"(?:as|with|user)[ \t]+[\w.@-]{2,40}(?:[ \t]*/[ \t]*|,?[ \t]+(?:with|and|using)[ \t]+)"
    r"(?:(?:the[ \t]+)?(?:password|pass|pw)[ \t]+)?"
    r"(?P<value>[^\s\"'`,;]{6,})"
)
_AT_HOST = regex(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}[ \t]+/[ \t]+(?P<value>[^\s\"'`,;]{6,})")
_OF_LOGINS = regex(
    r"(?i)\b(?:login|creds?|credentials?|(?P<weak>account))\b(?:[ \t]+[\w'\u2019-]{1,20}){0,6}"
    r"(?:[ \t]+(?:is|are)[ \t]+|[ \t]*:[ \t]*)[\w.@-]{2,40}"
    r"(?:[ \t]*[/|][ \t]*|:|(?(weak)(?!)|[ \t]+))(?P<value>[^\s\"'`,;]{6,})"
)
_LOGIN = regex(r"[ \t]*\**[\w.@-]{2,40}[ \t]*[/|:][ \t]*(?P<value>[^\s\"'`,;]{6,})")


_OF_USERS = (
    (_AS_A_USER, ("log", "sign", "connect", "authenticate", "ssh ")),
    (_AT_HOST, (" / ",)),
    (_OF_LOGINS, ("login", "cred", "account")),
)
"""Sentences about a user and his password, each with words of which one stands in it."""
_YEAR = regex(r"(?:19|20)\d\d")


def in_logins(text: str, low: str) -> Iterator[Found]:
    """Yield what stands beside a user, and codes told before their name: `Login: jo / X`, `X is your code`."""
    for user in (*[f"{name}:" for name in _USERS], "credentials are"):
        for at in _places(low, user):
            if (found := _LOGIN.match(text, at + len(user))) and is_mixed(found["value"]):
                yield Found("a secret that a sentence tells", *found.span("value"))
    for pattern, hint, length in ((_ENTERED, " code ", 10), (_IS_YOUR, " is your ", 12)):
        for at in _places(low, hint):
            found = pattern.search(text, max(0, at - length), at + 80)
            if found and not _YEAR.fullmatch(found["value"]):
                yield Found("a secret that a sentence tells", *found.span("value"))


def in_sentences_about_users(text: str, low: str) -> Iterator[Found]:
    """Yield the password beside a user: `log in as jo with X`, `ssh jo@host / X`."""
    for pattern, hints in _OF_USERS:
        for found in pattern.finditer(text) if any(hint in low for hint in hints) else ():
            value = found["value"].rstrip(".!?:)")
            if is_mixed(value):
                yield Found("a secret that a sentence tells", found.start("value"), found.start("value") + len(value))


def in_phrases(text: str, low: str) -> Iterator[Found]:
    """Yield the words of a wallet, which a sentence tells."""
    for start in re.finditer(r"seed|recovery|mnemonic|phrase", low) if "phrase" in low or "words" in low else ():
        if found := _WORDS_OF_A_WALLET.match(text, start.start()):
            yield Found("the words of a wallet", *found.span("value"))
            return


_WORDS_OF_A_WALLET = regex(
    r"(?i)[\w -]{4,30}?(?:phrase|words|mnemonic)\b[^\n:=]{0,40}?(?::|=|\bis\b|\bare\b)(?:\s*\bis\b:?)?\s*[\"'`]?"
    r"(?P<value>(?-i:(?:[a-z]{3,8}\s+){11,23}[a-z]{3,8}))\b"
)


def _places(low: str, hint: str) -> Iterator[int]:
    at = low.find(hint)
    while at >= 0:
        yield at
        at = low.find(hint, at + 1)
