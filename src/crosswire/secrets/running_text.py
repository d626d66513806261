"""Names and their values in running text: `--password X`, `curl -u jo:X`, `AccountKey=…`, `.netrc`, headers, XML."""

import re
from collections.abc import Iterator

from crosswire.secrets.commands import SHORTEST, beginning, in_commands
from crosswire.secrets.forms import Found
from crosswire.secrets.names import is_harmless_header, telling
from crosswire.secrets.values import PLACEHOLDER, SCHEME, is_placeholder, is_secret_value

_HINTED = re.compile(
    r"pass|pwd|secret|token|key|auth|cred|cookie|bearer|basic |jwt|otp|-u|-a |-p|--user|session|identified by|-h|header"
    r"|mnemonic|phrase|pin|connection|\$2|\$6\$|\$5\$|\$y\$|\$apr1\$|\$argon2|sas|code|pat|pw|psk"
    r"|kennwort|contrase|senha|parol[aă]|salasana|пароль|パスワード|密码|密碼|비밀번호"
    r"|ldap|zip -|7z|smbclient|openssl|curl| login|securestring|vault|\| sudo"
)
"""What each text has in which a name or a command may make a value secret."""
LONG = 2_000
"""Characters of a text in which that would be found anyway."""
_QUOTE = r"(?:\\*[\"'`])"

# A name, what stands before it, and the sign behind it. A stem is in each name, and is looked for first.
_BEFORE = r"(?P<before>[(,]\s*)?(?<![\w.$-])"
_TO_STEM = r"(?:[a-z]{1,12} )?[\w.$-]{0,40}?"
_LONGEST_TO_STEM = 53
_STEM = (
    r"(?:p(?:ass|wd|w\b|s[wk]|hrase|in\b|at\b|arol[aă])|s(?:ecret|ession|id\b|as\b|enha|alasana)|token|k(?:ey|ennwort)|auth"
    r"|c(?:red|ookie|ode|on(?:nection|n_?str|trase[ñn]a))|jwt|otp\b|mnemonic|пароль|パスワード|密码|密碼|비밀번호)"
)
_BEHIND_STEM = r"[\w-]{0,40}(?: (?:key|token|code|phrase|id)\b)?"
_TYPE = r"(?:[ \t]*:[ \t]*[A-Za-z_.\[\]<>&| ]{1,40}?(?=[ \t]+=[ \t]))?"
_IS = r"(?:is|lautet|ist|est|es)"
_SIGN = rf"(?P<named>{_QUOTE}\]?)?(?P<sep>{_TYPE}[ \t]*(?:=>|:=|==?|:)[ \t]*|[ \t]+{_IS}:?[ \t]+)"
_STEM_AND_SIGN = re.compile(_STEM + _BEHIND_STEM + _SIGN)
_NAME_AND_SIGN = re.compile(rf"(?i){_BEFORE}(?P<name>{_TO_STEM}{_STEM}{_BEHIND_STEM}){_SIGN}")
_ASSIGNED = re.compile(
    rf"{_NAME_AND_SIGN.pattern}(?:(?P<quote>{_QUOTE})(?P<quoted>.{{0,4000}}?)(?P=quote)"
    rf"|(?P<plain>[^\s\"'`,;&|<>(){{}}\[\]\\]+)(?P<behind>[\[(]|[ \t]*\S)?)"
)

# `re` finds what begins with a hyphen by that; so what must not stand before it is looked back at.
_OPTION = re.compile(
    rf"(?i)-(?<![\w-]-)-?(?P<name>[a-z][\w-]*)(?:=|[ \t]+)(?P<quote>{_QUOTE})?"
    rf"(?P<value>(?(quote).*?(?=(?P=quote))|[^\s\"'`<>|;&]+))"
)
_HEADER = re.compile(r"-(?<![\w-]-)(?:H|-header)[ \t=]*\\*[\"']?(?P<name>[\w-]+):[ \t]*(?P<value>[^\"'\n\\]+)")
_AUTHORIZATION = re.compile("authorization")
_LINE = re.compile(
    r"(?im)(?:(?<![\w-])|(?<=proxy-)(?<![\w-]proxy-))authorization[\"'\\]*[ \t]*[:=][ \t]*[\"'\\]*"
    r"(?:(?:bearer|basic|token|apikey|digest|negotiate)[ \t]+)?"
    r"(?P<value>[^\s\"'\\,;]+)"
)
_CODE = re.compile(r"`.*|[a-z_]+(?:\.[a-z_]+)+")
_COOKIE = re.compile("cookie")
_COOKIES = re.compile(
    r"(?im)(?:(?<![\w-])|(?<=set-)(?<![\w-]set-))cookie[\"'\\]*[ \t]*[:=][ \t]*[\"'\\]*(?P<value>[^\n\"'\\]+)"
)
_PAIR = re.compile(r"(?:^|;)\s*(?P<name>[^=;\s]+)=(?P<value>[^;\s]+)")
_COOKIE_WORDS = re.compile(r"(?i)path|domain|expires|max-age|samesite|priority|version")

_ELEMENT = re.compile(
    r"(?i)<(?P<name>[\w:.-]*(?:pass|pwd|secret|token|key|auth|cred)[\w.-]*)(?:\s[^<>]*)?>(?P<value>[^<>]+)</"
)
_VERB_AND_NAME = re.compile(
    r"(?:setx?|export|env|config(?:ure)?|add|put|arg)(?:[ \t]+-\w+)?[ \t]+[\w.-]*"
    r"(?:pass|pwd|secret|token|key|auth|cred)"
)
_SET = re.compile(
    r"(?i)\b(?:setx?|export|env|config|add|put|configure|arg)(?:[ \t]+-\w+)?[ \t]+"
    r"(?P<name>[\w.-]*(?:pass|pwd|secret|token|key|auth|cred)[\w.-]*)[ \t]+"
    r"\\*[\"']?(?P<value>[^\s\"'\\=]+)"
)

_CALL = re.compile(
    rf"\((?<=\w.)\s*(?P<open>{_QUOTE})(?P<name>[\w.-]{{2,60}})(?P=open)\s*,\s*"
    rf"(?P<quote>{_QUOTE})(?P<value>[^\"'`\\\s|]{{3,}})(?P=quote)"
)
_ATTRIBUTE = re.compile(
    rf"(?i)<[\w:-]+\s[^<>]{{0,300}}?\b(?:key|name|type|id)\s*=\s*(?P<open>{_QUOTE})(?P<name>[\w.:-]{{2,60}})(?P=open)[^<>]{{0,300}}?"
    rf"\bvalue\s*=\s*(?P<quote>{_QUOTE})(?P<value>[^\"'<>\\]+)(?P=quote)"
)

_MARKUP = re.compile(r"|[<\[{(].*[>\]})]|\$\{?\w*\}?|\*+|\.+|…")


def named_in(text: str, words: str) -> Iterator[Found]:
    """Yield the values in running text that the name or the place beside them makes secrets. `words` are its words."""
    low = text.replace("\u0130", "i").lower()  # it has two small letters; all else stays where it is
    yield from in_commands(text, low, words)
    if len(text) < LONG and text.count(":") < 4 and not _HINTED.search(low):
        return
    for look in (_by_name, _by_header):
        yield from look(text, low)


def _by_name(text: str, low: str) -> Iterator[Found]:
    for found in _assignments(text, low):
        yield from _assigned(found)
    for pattern, all_found in (
        (_OPTION, _OPTION.finditer(text)),
        (_ELEMENT, _ELEMENT.finditer(text) if "</" in low else ()),
        (_SET, beginning(_VERB_AND_NAME, _SET, text, low)),
        (_CALL, _CALL.finditer(text)),
        (_ATTRIBUTE, _ATTRIBUTE.finditer(text) if "value" in low else ()),
    ):
        for found in all_found:
            name, value = found["name"].strip("-"), found["value"]
            # Any value of an option is one, also of `--token`.
            is_option = pattern is _OPTION and bool(telling(name)) and not is_placeholder(name, value)
            is_text = len(value) < SHORTEST or value.startswith("-") or _is_prose(found, pattern)
            if (is_option or is_secret_value(name, value)) and not is_text:
                yield Found(f"a value of {name!r}", *found.span("value"))


def _assignments(text: str, low: str) -> Iterator[re.Match[str]]:
    """Yield what may be names with their values: around each stem of a name that has a sign behind it."""
    done = 0
    for stem in _STEM_AND_SIGN.finditer(low):
        at = max(done, stem.start() - _LONGEST_TO_STEM)
        before = at
        while before > done and text[before - 1].isspace():
            before -= 1
        if before > done and text[before - 1] in "(,":
            at = before - 1
        while name := _NAME_AND_SIGN.search(text, at, stem.end()):
            found = _ASSIGNED.match(text, name.start())
            at = name.start() + 1
            if found:
                # What stands behind a value may begin the next name.
                at = done = found.end() if found["plain"] is None else found.end("plain")
                yield found


def _by_header(text: str, low: str) -> Iterator[Found]:
    for found in _HEADER.finditer(text):
        if not is_harmless_header(found["name"]):
            yield from _of_header(found["name"], found["value"], found.start("value"))
    for found in beginning(_AUTHORIZATION, _LINE, text, low) if "authorization" in low else ():
        value = found["value"]
        if len(value) >= SHORTEST and not PLACEHOLDER.fullmatch(value) and not _CODE.fullmatch(value):
            yield Found("a value of 'authorization'", *found.span("value"))
    for found in beginning(_COOKIE, _COOKIES, text, low) if "cookie" in low else ():
        yield from _of_header("cookie", found["value"], found.start("value"))


def _is_prose(found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Return whether a value is only a word, as in `set token to` and `form.append("password", "text")`."""
    if pattern is _CALL:
        return not _is_like_a_password(found["value"])
    return pattern is _SET and found["value"].isalpha()


def _assigned(found: re.Match[str]) -> Iterator[Found]:
    name = found["name"].strip(".-$")
    name = name if telling(name) else name.rpartition(" ")[2]
    if not telling(name) or name.lower().endswith("cookie"):
        return  # cookies are pairs
    if found["quoted"] is not None:
        is_words = _is_sentence(found) or (_has_type(found) and _is_of_words(found["quoted"]))
        if is_secret_value(name, found["quoted"]) and not (is_words and not _is_like_a_password(found["quoted"])):
            yield Found(f"a value of {name!r}", *found.span("quoted"))
        return
    value, start = found["plain"].rstrip(".)!?:"), found.start("plain")
    if value and is_secret_value(name, value) and not _is_of_code_or_prose(found, value):
        yield Found(f"a value of {name!r}", start, start + len(value))


def _is_of_code_or_prose(found: re.Match[str], value: str) -> bool:
    """Return whether a value without quotes is an expression, such as `settings.token`, a count, or a word."""
    behind = found.string[found.end("plain") : found.end("plain") + 1]
    if (found["behind"] or "").strip() in ("(", "["):
        return True  # get(…)
    if behind in ("'", '"', "`") and not (_is_like_a_password(value) and re.search(r"[A-Za-z]", value)):
        return True  # f"…", and a word at the end of a text in quotes
    if _COUNT.fullmatch(value) and not found["name"].lower().endswith(("cvv", "cvc")):
        return True
    separator, is_word = found["sep"].strip(), bool(re.fullmatch(r"[A-Za-z_.-]+", value))
    if _is_sentence(found):
        return not _is_like_a_password(value)
    if separator == ":":
        is_alone = not found["behind"] and not found["before"] and _begins_line(found)
        return is_word and not (is_alone and "." not in value and not _TYPE_NAME.fullmatch(value))
    return is_word and bool(found["before"] or "." in value or separator == "==" or found["sep"] != separator)


_TYPE_NAME = re.compile(r"(?:[A-Z][a-z]+){2,}")


def _is_sentence(found: re.Match[str]) -> bool:
    return found["sep"].strip(" \t:").isalpha()


def _has_type(found: re.Match[str]) -> bool:
    return bool(re.search(r":.*\w.*=", found["sep"]))


def _is_of_words(value: str) -> bool:
    """Return whether a value is the name of a credential, or a sentence: `API_KEY: Final = "MY_API_KEY"`."""
    return bool(telling(value)) or value.count(" ") > 1


def _is_like_a_password(value: str) -> bool:
    """Return whether a value is no word, by its length and a digit."""
    return len(value) >= 6 and bool(re.search(r"\d", value))


_COUNT = re.compile(r"\d{1,3}")
"""What may well be a count: `tests pass: 12`."""


def _begins_line(found: re.Match[str]) -> bool:
    at = found.start("name")
    while at and found.string[at - 1].isspace() and found.string[at - 1] != "\n":
        at -= 1
    return not at or found.string[at - 1] == "\n"


def _of_header(name: str, value: str, start: int = 0) -> Iterator[Found]:
    """Yield the secrets in the value of a header that is not harmless: of cookies and parameters their values."""
    if "cookie" in name.lower():
        for pair in _PAIR.finditer(value):
            if not _COOKIE_WORDS.fullmatch(pair["name"]) and not _MARKUP.fullmatch(pair["value"].rstrip("`")):
                yield Found("a cookie", start + pair.start("value"), start + pair.end("value"))
        return
    scheme = SCHEME.match(value)
    begins = scheme.end() if scheme else 0
    if (rest := value[begins:].rstrip()) and not _MARKUP.fullmatch(rest):
        yield Found(f"a value of {name!r}", start + begins, start + begins + len(rest))


def header_value(name: str, value: str) -> Iterator[Found]:
    """Yield what of the value of a header may identify the client; nothing of a harmless one."""
    if not is_harmless_header(name):
        yield from _of_header(name, value)
