"""Secrets that a sentence tells: `the password for the server is X`, `use the code X`, `invalid token X`."""

import re
from collections.abc import Iterator, Sequence

from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import PASSWORDS, STATE, is_like_a_password, is_mixed, looks_random
from crosswire.secrets.names import OF_NO_KEY, OF_NO_TOKEN, telling
from crosswire.secrets.stems import Name
from crosswire.secrets.values import is_plain_in_text

_NEXT = ("'", "\u2019", "s", " ", "\t", ",", "(", '"', "`", "\u00a0", ":")
"""What may stand behind a name in a sentence."""
_SECRET = regex(
    r"(?i)pass(?:wor[dt]|phrase|code|-phrase|e)s?|phrase|pwd|pw|kennwort|contrase[ñn]a|senha|parol[aă]|пароль"
    r"|wachtwoord|has[łl]o|heslo|credentials?|pin(?:-code)?|otp"
    r"|(?:api|access|secret|client|auth|bearer|refresh|session|bot)?[_-]?(?:access[_-]?)?(?:key|token|secret)"
)
_OF_A_KEY = regex(
    r"(?i)(?:api|access|secret|client|auth|signing|encryption|master|private|account|license|bearer|refresh|session|bot)"
    r"[ _-]\Z"
)
_OF_A_CODE = regex(
    r"(?i)(?:one[- ]time|verification|security|two[- ]factor|[2m]fa|login|access|recovery|confirmation|sms|pin"
    r"|authentication)[ -](?:pass)?\Z"
)
_VERB = (
    r"(?:is|was|ist|war|lautet|est|es|era|é|è|jest|är|—|should be|must be|used to be|will be)"
    r"(?:[ \t]+(?:now|set to|reset to|jetzt|ahora))?"
    r"|now|(?:re)?set to|changed to|updated to|auf|à|a"
)
_OPEN = r"[ \t]*:?[ \t]*\**(?P<quote>\\*[\"'`“\u2018«„])?"
_VALUE = r"(?P<value>[^\s\"'`“”\u2018\u2019«»,;<>(){}\[\]|\\]{4,100})"
_STATED = regex(
    rf"(?i)(?:['\u2019]?s)?(?:[ \t]+(?!(?:{_VERB})[ \t])[\w'\u2019-]{{1,20}}){{0,5}}[ \t]+"
    rf"(?:{_VERB})(?=[ \t:]){_OPEN}{_VALUE}"
)
_COLON = regex(rf"(?i)(?:[ \t]+[\w'\u2019-]{{1,20}}){{1,5}}[ \t]*:(?=[ \t]){_OPEN}{_VALUE}")
_SET_TO = regex(rf"(?i)s?(?:[ \t]+(?!to[ \t])[\w'\u2019-]{{1,20}}){{0,4}}[ \t]+to(?=[ \t]){_OPEN}{_VALUE}")
_SETS = regex(r"(?i)\b(?:(?:re)?set|chang\w{1,3}|updat\w{1,3}|rotat\w{1,3})\b[^\n.;]{0,40}$")
_BESIDE = regex(rf"(?i)(?:['\u2019]s)?(?:[ \t]+value)?,?[ \t]+\(?(?P<quote>\\*[\"'`“\u2018«„])?{_VALUE}")
_BEFORE = regex(
    rf"(?i)(?<![\w./@-]){_VALUE}\\*[\"'`”\u2019»]?[ \t]+(?:is|was|as|ist|est|es)"
    r"(?:[ \t]+(?!not[ \t])[\w'\u2019-]{1,20}){0,4}[ \t]+\Z"
)
"""What stands before a name that a sentence ends with: `X is my password`, `I use X as the password`."""
_GOES_ON = regex(r"(?i)s?(?:[ \t]*(?:[.,;:!?)\n]|\Z)|[ \t]+(?:for|to|of|on|in|at|and|here|there|now|again|from)\b)")
_NEAR = regex(
    r"(?i)s?(?:[ \t]+[\w-]{1,20}){0,3}?[ \t]*:?[ \t]*[\"'`(]?(?:[\w.-]{1,20}:)?"
    r"(?P<value>(?<![\w/.-])[A-Za-z0-9+=]{16,100})(?![\w/.-]*\w)"
)
_NUMBER = regex(
    r"(?i)(?:[ \t]+(?!is[ \t])[\w'\u2019-]{1,20}){0,5}?"
    r"(?P<verb>[ \t]*:[ \t]*|[ \t]+is(?:[ \t]+now)?:?[ \t]+|[ \t]+)(?P<value>\d{4,8})(?![\w-]|\.\w)"
)


def in_sentences(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the secrets that a sentence tells by a name before it."""
    for name in names:
        found = _before(name) or (_value_of(name) if name.text[name.end : name.end + 1] in _NEXT else None)
        if found:
            value = found["value"].rstrip(".!?:)")
            yield Found("a secret that a sentence tells", found.start("value"), found.start("value") + len(value))


def _before(name: Name) -> re.Match[str] | None:
    """Return what tells the secret of a name at the end of a sentence."""
    if not _GOES_ON.match(name.text, name.end) or not _SECRET.fullmatch(name.alone.lower()):
        return None
    found = _BEFORE.search(name.text, max(0, name.start - _LONGEST_BEFORE), name.start)
    return found if found and is_mixed(found["value"]) and not _is_plain(found) else None


_LONGEST_BEFORE = 120


def _value_of(name: Name) -> re.Match[str] | None:
    """Return what tells the secret of a name, by the sentence that goes on from there."""
    text, at, word, before = name.text, name.end, name.alone.lower(), name.before(60)
    end = at + 300
    is_of_code = word in ("otp", "pin", "passcode", "pin-code") or (word == "code" and _OF_A_CODE.search(before))
    if is_of_code and (number := _NUMBER.match(text, at, end)) and not _YEAR.fullmatch(number["value"]):
        has_verb = word == "code" or (":" not in number["verb"] and (number["verb"].strip() or name.alone.isupper()))
        return number if has_verb else None
    if not _SECRET.fullmatch(word):
        return None
    if word == "key" and not _OF_A_KEY.search(before):
        beside = _BESIDE.match(text, at, end) if _last_word(before) not in OF_NO_KEY else None
        value = beside["value"].rstrip(".!?:)") if beside else ""
        # The id of a public key is shorter.
        return beside if len(value) >= _SHORTEST_KEY and looks_random(value) else None
    if word == "token" and _last_word(before) in OF_NO_TOKEN:
        return None
    if (stated := _STATED.match(text, at, end)) and _is_stated(stated, word):
        return stated
    if word not in ("token", "secret") and (named := _COLON.match(text, at, end)) and _is_stated(named, word):
        return named
    if (put := _SET_TO.match(text, at, end)) and _is_stated(put, word) and _SETS.search(before):
        return put
    if (
        (beside := _BESIDE.match(text, at, end))
        and not _is_plain(beside)
        and _stands_beside(beside["value"].rstrip(".!?:)"), word)
    ):
        return beside
    if (near := _NEAR.match(text, at, end)) and looks_random(near["value"]):
        return near
    return None


_SHORTEST_KEY = 20


def _is_plain(found: re.Match[str]) -> bool:
    return is_plain_in_text("password", found["value"].rstrip(".!?:)"))


def _is_stated(found: re.Match[str], word: str) -> bool:
    value = found["value"].rstrip(".!?:)")
    if _is_plain(found) or len(value) < 6:
        return False
    if found["quote"] and value.isalpha() and word.startswith(("pass", "pw", "kenn", "contra")):
        return not STATE.fullmatch(value) and not telling(value)
    return is_like_a_password(value) and is_mixed(value)


def _stands_beside(value: str, word: str) -> bool:
    """Return whether a value stands beside a name as its value: no word, and for what is no password a strong one."""
    if PASSWORDS.fullmatch(word):
        return is_mixed(value) and not telling(value)
    return looks_random(value) or _is_strong(value, word)


def _is_strong(value: str, word: str) -> bool:
    """Return whether a value beside a name is no word with a number: a letter stands behind a digit of it."""
    if word in ("token", "secret") and ("_" in value or "-" in value):
        return False  # it may be an id
    return (
        len(value) >= 8
        and is_mixed(value)
        and not telling(value)
        and bool(re.search(r"\d[A-Za-z]*[A-Z]|[A-Z].*\d|[!@#$%^&*]", value[1:]))
    )


_YEAR = regex(r"(?:19|20)\d\d")


def _last_word(before: str) -> str:
    found = re.search(r"(\w+)\W*\Z", before)
    return found[1].lower() if found else ""
