"""Names and their values with a sign between them: `password = X`, `**API key:** X`, `secret: string = X`."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crosswire.secrets.commands import SHORTEST
from crosswire.secrets.forms import Found
from crosswire.secrets.lazy import regex
from crosswire.secrets.looks import PASSWORDS, STATE, is_a_word, is_dotted_code, is_like_a_password, is_mixed
from crosswire.secrets.names import telling, words_of
from crosswire.secrets.stems import QUOTE, Name
from crosswire.secrets.values import is_secret_in_text

_CLOSE = rf"(?P<named>{QUOTE}\]?|\*\*|__|\](?=[ \t]*=>))?"
_REMARK = r"(?P<remark>[ \t]+[(\[][^()\[\]\n]{1,30}[)\]](?=[ \t]*[:=])|\[\d{0,4}\](?=[ \t]*=))?"
_TYPE = (
    r"(?P<type>\??[ \t]*:[ \t]*[A-Za-z_.\[\]<>&|?'* ]{1,40}?(?=[ \t]+=[ \t])"
    rf"|[ \t]+(?:as[ \t]+)?(?:string|str|nsstring|text|bytes?)(?=[ \t]*=[ \t]*{QUOTE})"
    rf"|[ \t]*\{{[ \t]*get;[^{{}}\n]{{0,40}}\}}(?=[ \t]*=))?"
)
_IS = r"(?:is|lautet|ist|est|es)"
_SIGN = (
    rf"{_CLOSE}{_REMARK}{_TYPE}(?P<sep>[ \t\u00a0]*(?:=>|:=|\|\|=|\?{{1,2}}=|!==?|={{1,3}}|:|\uff1a|\uff1d)"
    rf"|[ \t]+(?:->|<-|→|⇒|➜|➔|⟶|\u2013|—|-)(?=[ \t])|[ \t]+{_IS}(?::(?=\s)|(?=[ \t]))|(?=\r?\n))"
    r"(?P<after>(?:\*\*|__|</\w{1,10}>)?[ \t\u00a0]*)"
)
_NEXT_LINE = r"(?:(?P<block>[|>][+-]?|<<[-~]?\w{1,10})?[ \t]*(?P<line>\r?\n)(?:\r?\n)?(?:```\w*\r?\n)?[ \t]*)?"
_ASSIGNED = regex(
    rf"(?i){_SIGN}{_NEXT_LINE}"
    rf"(?:(?P<prefix>[bru]{{1,2}}|l|@|string\.raw)?(?P<quote>(?:\\*\"){{3}}|'{{3}}|{QUOTE})(?P<quoted>.{{0,4000}}?)(?P=quote)"
    rf"|(?P<plain>(?!&)(?:[^\s\"'`,;&|<>(){{}}\[\]\\]|&(?!\w+=|amp;|&))+)(?P<behind>[\[(]|[ \t]*\S)?"
    rf"|{QUOTE}(?P<open>[^\s\"'`\\,;)}}]{{6,}})(?=[ \t]*\r?(?:\n|\Z)))"
)


class Assignment(NamedTuple):
    """A name with its value."""

    written: Name
    found: re.Match[str]

    @property
    def start(self) -> int:
        """Where the name begins."""
        return self.written.start_with_word if " " in self.written.telling_name else self.written.start

    @property
    def sign(self) -> str:
        """What stands between name and value."""
        return self.found["sep"].strip(" \t\u00a0")

    @property
    def is_argument(self) -> bool:
        """Whether it stands behind a bracket or a comma."""
        before = self.found.string[max(0, self.start - 200) : self.start].rstrip()
        return before.endswith(("(", ","))

    @property
    def is_weak(self) -> bool:
        """Whether the sign may as well be one of a sentence or a comparison: only what is no word is a value then."""
        is_on_next_line = self.found["line"] and not self.found["block"]
        return bool(is_on_next_line or self.found["remark"] or self.sign in _WEAK or self.sign.startswith("!"))


_HEADING = regex(r"(?:\A|\n)[ \t]*(?:#{1,6}[ \t]+|[-*][ \t]+\*\*|\*\*)[^\n]*\Z")
"""What stands before a name that is alone in a line above its value: `### Password`."""
_HEADERS = ("authorization", "proxy-authorization")
_WEAK = ("", "->", "→", "⇒", "➜", "➔", "⟶", "\u2013", "—", "-")


def in_assignments(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the values that a name with a sign tells."""
    done = 0
    for name in names:
        if name.stem >= done and name.before(2) != "${" and (found := _ASSIGNED.match(name.text, name.end)):
            if not found["sep"] and not _HEADING.search(name.before(40)):
                continue
            # What stands behind a value may begin the next name.
            done = found.end("plain") if found["plain"] is not None else found.end()
            yield from _values_of(Assignment(name, found))


def _values_of(one: Assignment) -> Iterator[Found]:
    found, name = one.found, one.written.telling_name
    if not name or name.lower().endswith(("cookie", "cookies")) or one.written.alone.lower() in _HEADERS:
        return  # cookies are pairs, and this header has a scheme
    for group, is_value in (("quoted", _is_value_in_quotes), ("plain", _is_plain_value), ("open", _is_value_in_quotes)):
        if found[group] is None or (found[group].endswith("...") and one.sign == "="):
            continue  # a description cuts it
        value, start = found[group], found.start(group)
        if group != "quoted":
            value = value.rstrip(".)!?:")
            start += len(value) - len(value.lstrip("*"))
            value = value.strip("*")
        is_secret = len(value) >= SHORTEST and is_secret_in_text(name, value.strip())
        if is_secret and is_value(one, name, value):
            yield Found(f"a value of {name!r}", start, start + len(value))


def _is_value_in_quotes(one: Assignment, name: str, value: str) -> bool:
    if one.is_weak:
        return is_mixed(value)
    if one.found["prefix"] in ("r", "R") and _OF_A_PATTERN.search(value):
        return False
    if one.sign.strip(":").isalpha():
        of_password = bool(PASSWORDS.search(name)) and len(value) >= 6
        return is_like_a_password(value) or (of_password and not STATE.fullmatch(value) and " " not in value)
    if one.found["type"] and (telling(value) or value.count(" ") > 1):
        return is_like_a_password(value)  # the name of a credential, or a sentence: `API_KEY: Final = "MY_API_KEY"`
    return True


_OF_A_PATTERN = regex(r"[\\\[\](){}|*+?^$]")


def _is_plain_value(one: Assignment, name: str, value: str) -> bool:
    """Return whether a value without quotes is none of code or prose, such as `settings.token`, a count, or a word."""
    found = one.found
    behind = found.string[found.end("plain") : found.end("plain") + 1]
    if behind in ("(", "["):
        return False  # get(…)
    if behind in ("'", '"', "`") and not (is_like_a_password(value) and re.search(r"[A-Za-z]", value)):
        return is_a_word(value) and _is_in_a_setting(one)  # f"…", and a word at the end of a text in quotes
    if is_dotted_code(value) and (one.sign != "=" or found["sep"] + found["after"] != "="):
        return False
    if one.is_weak or one.found["line"]:
        is_alone = not found["line"] or not (found["behind"] or "").strip() or found["behind"].strip() == "`"
        return is_mixed(value) and is_alone
    if one.sign.strip(":").isalpha():
        return is_like_a_password(value) or (telling(name) == "code") or (name.lower() == "otp" and value.isdecimal())
    if value.isdecimal() and name.lower().endswith("pin") and _OF_A_PIN.match(found.string, found.end("plain")):
        return False
    if not re.fullmatch(r"(?:[^\W\d]|[_.-])+", value):
        return True
    if one.found["type"]:
        return False
    return _is_word_of_settings(one, name, value)


_OF_A_PIN = regex(r"(?i)[ \t]*(?://|#)[^\n]*gpio|, [A-Z][a-z]+")
"""What stands behind the number of a pin of a device, or of a place: `PIN: 560001, Bengaluru`."""


def _is_word_of_settings(one: Assignment, name: str, value: str) -> bool:
    """Return whether a word without quotes is a value: by the line of settings that it stands in, not in code or prose.

    - `password: word` and `password=word` are alone in a line, or have a remark behind them;
    - `password = word` is so with capitals, or among other settings: below `[section]`, or beside a user;
    - `user: jo, password: word` and `Server=db;Password=word` have a user or a server beside them.
    """
    if "." in value or _TYPE_NAME.fullmatch(value) or STATE.fullmatch(value):
        return False
    found, low = one.found, name.lower()
    is_spaced = found["sep"] != one.sign or (one.sign != ":" and found["after"] != "")
    is_pure = one.sign in (":", "\uff1a") and low in _OF_OTHER_THINGS
    if one.written.text[one.written.start_with_word : one.written.start].strip().lower() in _ARTICLES:
        return False
    ends = bool(_END.match(found.string, found.end("plain")))
    if ends and _begins_line(one) and not is_pure and not one.is_argument:
        if one.sign in (":", "\uff1a"):
            return True
        if not is_spaced and one.sign == "=":
            return True
        return is_a_word(value) and one.sign in ("=", ":=", "?=") and (name.isupper() or _is_among_settings(one))
    if one.sign == "=" and not is_spaced and not one.is_argument:
        return True
    return is_a_word(value) and one.sign in (":", "=") and _has_a_user(one)


_TYPE_NAME = regex(r"(?:[A-Z]+[a-z]+){2,}")
_ARTICLES = ("the", "a", "an", "my", "our", "your", "his", "her", "its", "their", "this", "that", "one", "no", "any")
_OF_OTHER_THINGS = words_of(
    "mnemonic credentials credential creds cred otp totp jwt sas pat pass secret secrets authorization auth bearer"
    " cookies organization organisation project account workspace tenant"
)
"""Names that have other meanings, and then words for values: `Mnemonic: PEMDAS`, `The secret: patience`."""
_END = regex(r"[ \t]*(?:\r?\n|\Z|#|//)")
_SECTION = regex(r"(?m)^[ \t]*(?:\[[\w .:-]+\]|(?:user(?:name)?|login|host|server)[ \t]*=[ \t]*[\w.@-]+)[ \t]*\r?$")
_USER = regex(
    r"(?i)(?<![\w.])(?:user(?:[ _-]?(?:name|id))?|login|uid|server|host|data source|account)[\"']?[ \t]*[:=][ \t]*"
    r"(?P<value>[\w.@-]+)(?P<behind>[(\[])?"
)


def _is_among_settings(one: Assignment) -> bool:
    """Return whether the lines around one begin a section, or have a user."""
    text, end = one.found.string, one.found.end("plain")
    return bool(_SECTION.search(text, max(0, one.start - 200), one.start) or _SECTION.search(text, end, end + 100))


def _has_a_user(one: Assignment) -> bool:
    """Return whether a user, or a server, stands in the line of one; and no code does: `connect({user: u, …`."""
    text, end = one.found.string, one.found.end("plain")
    start = max(text.rfind("\n", 0, one.start) + 1, one.start - 200)
    line_end = text.find("\n", end, end + 100)
    before, behind = text[start : one.written.start], text[end : line_end if line_end >= 0 else end + 100]
    if re.search(r"[(=][ \t]*\{|\(|return", before) or re.match(r"[ \t]*[)=]", behind):
        return False
    users = [*_USER.finditer(before), *_USER.finditer(behind)]
    return any(not user["behind"] and not telling(user["value"]) and not _IS_CODE.search(user[0]) for user in users)


_IS_CODE = regex(r"(?i)[:=][ \t]*(?:user\w*|login|name|str(?:ing)?|text|required|\w+\.\w+\.\w+|none|null)$")


def _is_in_a_setting(one: Assignment) -> bool:
    """Return whether a text in quotes is all settings: `"DB_PASSWORD=word"`, `"Server=db;Password=word"`."""
    text = one.found.string
    if one.sign != "=" or one.found["sep"] + one.found["after"] != "=":
        return False
    if one.written.alone.isupper() and "_" in one.written.alone and text[one.start - 1 : one.start] in ("'", '"'):
        return True
    return text[one.start - 1 : one.start] == ";" and bool(_USER.search(text, max(0, one.start - 100), one.start))


def _begins_line(one: Assignment) -> bool:
    return bool(_START_OF_LINE.search(one.found.string[max(0, one.start - 24) : one.start])) or (
        one.start <= 24 and bool(_START_OF_TEXT.fullmatch(one.found.string[: one.start]))
    )


_START_OF_TEXT = regex(r"[ \t]*(?:[-*•>][ \t]+)?(?:\*\*|__|[\"'`{])?(?:export |set |const )?")
_START_OF_LINE = regex(rf"\n{_START_OF_TEXT.pattern}\Z")
