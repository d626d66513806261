"""Names and their values in running text: `--password X`, `curl -u jo:X`, `AccountKey=…`, `.netrc`, headers, XML."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence

from crosswire.secrets.forms import Found
from crosswire.secrets.names import is_harmless_header, telling

_HINTED = re.compile(
    r"pass|pwd|secret|token|key|auth|cred|cookie|bearer|basic |jwt|otp|-u|-a |-p|--user|session|identified by|-h|header"
    r"|mnemonic|phrase|pin|connection|\$2|\$6\$|\$5\$|\$y\$|\$apr1\$|\$argon2|sas|code|pat|pw"
)
"""What each text has in which a name or a place may make a value secret."""
_STEMS = (
    r"pass|pwd|pw\b|psw|secret|token|key|auth|cred|cookie|jwt|otp\b|mnemonic|phrase|pin\b|connection|conn_?str|sas\b|code"
    r"|session|sid\b|pat\b"
)
_STEM = re.compile(_STEMS)
_QUOTE = r"(?:\\*[\"'`])"

_ASSIGNED = re.compile(
    rf"(?i)(?P<before>[(,]\s*)?(?<![\w.$-])"
    rf"(?P<name>(?:[a-z]{{1,12}} )?[\w.$-]{{0,40}}?(?:{_STEMS})[\w-]{{0,40}}(?: (?:key|token|code|phrase|id)\b)?)"
    rf"(?P<named>{_QUOTE}\]?)?(?P<sep>[ \t]*(?:=>|:=|==?|:)[ \t]*|[ \t]+is[ \t]+)"
    rf"(?:(?P<quote>{_QUOTE})(?P<quoted>.{{0,4000}}?)(?P=quote)"
    rf"|(?P<plain>[^\s\"'`,;&|<>(){{}}\[\]\\]+)(?P<behind>[\[(]|[ \t]*\S)?)"
)
_OPTION = re.compile(
    rf"(?i)(?<![\w-])--?(?P<name>[a-z][\w-]*)(?:=|[ \t]+)(?P<quote>{_QUOTE})?"
    rf"(?P<value>(?(quote).*?(?=(?P=quote))|[^\s\"'`<>|;&]+))"
)
_HEADER = re.compile(r"(?<![\w-])(?:-H|--header)[ \t=]*\\*[\"']?(?P<name>[\w-]+):[ \t]*(?P<value>[^\"'\n\\]+)")
_LINE = re.compile(
    r"(?im)(?<![\w-])(?:proxy-)?authorization[\"'\\]*[ \t]*[:=][ \t]*[\"'\\]*"
    r"(?:(?:bearer|basic|token|apikey|digest|negotiate)[ \t]+)?"
    r"(?P<value>[^\s\"'\\,;]+)"
)
_CODE = re.compile(r"`.*|[a-z_]+(?:\.[a-z_]+)+")
_COOKIES = re.compile(r"(?im)(?<![\w-])(?:set-)?cookie:[ \t]*(?P<value>[^\n\"'\\]+)")
_PAIR = re.compile(r"(?:^|;)\s*(?P<name>[^=;\s]+)=(?P<value>[^;\s]+)")
_COOKIE_WORDS = re.compile(r"(?i)path|domain|expires|max-age|samesite|priority|version")

_PLACES: Sequence[tuple[str, str, re.Pattern[str]]] = (
    ("a bearer token", "bearer", re.compile(r"(?i)\bbearer[ \t]+(?=[^\s\"']*\d)(?P<value>[\w.~+/=*-]{8,})")),
    (
        "basic credentials",
        "basic",
        re.compile(r"\b[Bb](?:asic|ASIC)[ \t]+(?=\S*[A-Z\d=])(?P<value>[A-Za-z0-9+/]{8,}={0,2})(?![\w-])"),
    ),
    (
        "a user and a password",
        "-u -a",
        re.compile(
            r"(?<![\w-])(?:-u|-U|--user|--proxy-user|--auth|-a)(?:[ \t]+|=)?\\*[\"']?[\w.@+-]+:(?!//)"
            r"(?P<value>[^\s\"'`\\]*[^\s\"'`\\\d][^\s\"'`\\]*)"
        ),
    ),
    (
        "a password",
        "password",
        re.compile(r"(?i)\b(?:login|user|account)\s+\S+\s+password\s+\\*[\"']?(?P<value>[^\s\"'\\]+)"),
    ),
    (
        "a password",
        "machine",
        re.compile(r"(?i)\bmachine\s+\S+[\s\S]{0,80}?\bpassword\s+\\*[\"']?(?P<value>[^\s\"'\\]+)"),
    ),
    ("a password", "sshpass", re.compile(r"(?i)\bsshpass\s+-p\s*\\*[\"']?(?P<value>[^\s\"'\\]+)")),
    (
        "a password",
        "mysql mariadb",
        re.compile(r"(?i)\b(?:mysql(?:dump|admin)?|mariadb)\b[^\n|;]*?\s-p(?P<value>[^\s\"'\\]+)"),
    ),
    ("a password", "redis-cli", re.compile(r"(?i)\bredis-cli\b[^\n|;]*?\s-a\s+\\*[\"']?(?P<value>[^\s\"'\\]+)")),
    ("a password", "-pass", re.compile(r"(?i)-(?:passin|passout|pass)\s+pass:(?P<value>[^\s\"'\\]+)")),
    ("a password", "identified", re.compile(r"(?i)\bidentified\s+by\s+\\*[\"'](?P<value>[^\"'\\]+)")),
    ("a password", "password", re.compile(r"(?i)\bwith\s+(?:encrypted\s+)?password\s+\\*'(?P<value>[^'\\]+)")),
    ("a hash of a password", "$", re.compile(r"(?P<value>\$(?:apr1|2[abxy]|5|6|y|argon2\w*)\$[\w./$=,+-]{20,})")),
    (
        "a password",
        ":",
        re.compile(r"(?m)^[\w.*-]+:(?:\d{2,5}|\*):[\w*-]+:[\w.*-]+:(?P<value>[^\s:]+)$"),  # .pgpass
    ),
)
"""By what stands before a value: its kind, what each text has in which it stands, and the pattern."""
_ELEMENT = re.compile(
    r"(?i)<(?P<name>[\w:.-]*(?:pass|pwd|secret|token|key|auth|cred)[\w.-]*)(?:\s[^<>]*)?>(?P<value>[^<>]+)</"
)
_SET = re.compile(
    r"(?i)\b(?:set|export|env|config|add|put|configure|arg)[ \t]+"
    r"(?P<name>[\w.-]*(?:pass|pwd|secret|token|key|auth|cred)[\w.-]*)[ \t]+"
    r"\\*[\"']?(?P<value>[^\s\"'\\=]+)"
)

_MARKUP = re.compile(r"|[<\[{(].*[>\]})]|\$\{?\w*\}?|\*+|\.+|…")
_PLACEHOLDER = re.compile(
    r"(?i)|sk-[a-z-]{1,20}|read|write|admin|must|should|can|will|may|[<\[{(].*|.*[>\]})]|\$.*|%[\w:]*%?|\*+|x{3,}|\.+|…|-+|_+"
    r"|your[-_ ].*|my[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password)|some[-_ ].*|enter[-_ ].*|insert[-_ ].*"
    r"|(?:a|an|the|this|that|it|not|no|none|null|nil|yes|true|false|on|off|string|str|text|number"
    r"|integer|object|array|bool(?:ean)?"
    r"|bytes|required|optional|undefined|unknown|missing|invalid|expired|valid|empty|hidden|masked|n/?a|basic|bearer|oauth2?|token"
    r"|auto|include|omit|same-origin|default|always|never|example|placeholder|todo|password|passwd|secret|key|value|name|here|is|was|are|or|and|in|of|for"
    r"|to|by|from|with|file|env|stdin|prompt|option|flag|parameter|argument|field|header)"
)
"""Values that stand for a credential, or are words of a sentence."""


_SHORTEST = 3
"""Characters of a value in running text: `--password X` only describes an option."""


def is_placeholder(name: str, value: str) -> bool:
    """Return whether a value only stands for a credential: `<your key>`, `$TOKEN`, `string`, the name itself."""
    scheme = _SCHEME.match(value)
    rest = value[scheme.end() :] if scheme else value
    return bool(_PLACEHOLDER.fullmatch(rest)) or value.lower() == name.lower().strip("-_")


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


def named_in(text: str) -> Iterator[Found]:
    """Yield the values in running text that the name or the place beside them makes secrets."""
    low = text.lower()
    if not _HINTED.search(low) and text.count(":") < 4:
        return
    for look in (_by_form_of_command, _by_name, _by_header):
        yield from look(text, low)


def _by_form_of_command(text: str, low: str) -> Iterator[Found]:
    for kind, hints, pattern in _PLACES:
        for found in pattern.finditer(text) if any(hint in low for hint in hints.split()) else ():
            if len(found["value"]) >= _SHORTEST and not _PLACEHOLDER.fullmatch(found["value"]):
                yield Found(kind, *found.span("value"))


def _by_name(text: str, low: str) -> Iterator[Found]:
    for found in _assignments(text, low):
        yield from _assigned(found)
    for hint, pattern in (("-", _OPTION), ("</", _ELEMENT), ("", _SET)):
        for found in pattern.finditer(text) if hint in low else ():
            name, value = found["name"].strip("-"), found["value"]
            # Any value of an option is one, also of `--token`.
            is_option = pattern is _OPTION and bool(telling(name)) and not is_placeholder(name, value)
            is_text = len(value) < _SHORTEST or value.startswith("-") or _is_prose(found, pattern)
            if (is_option or is_secret_value(name, value)) and not is_text:
                yield Found(f"a value of {name!r}", *found.span("value"))


def _assignments(text: str, low: str) -> Iterator[re.Match[str]]:
    """Yield what may be names with their values. Only the lines are looked through in which a name may stand.

    A match ends in its line, and begins there or, with `(` or a comma, behind the line before.
    """
    if len(low) != len(text):  # some letters have two small ones
        yield from _ASSIGNED.finditer(text)
        return
    done = seen = 0
    for stem in _STEM.finditer(low):
        if stem.start() < seen:
            continue
        begins, ends = text.rfind("\n", 0, stem.start()) + 1, text.find("\n", stem.end())
        seen = len(text) if ends < 0 else ends
        before = begins
        while before > done and text[before - 1].isspace():
            before -= 1
        start = before - 1 if before > done and text[before - 1] in "(," else begins
        for found in _ASSIGNED.finditer(text, max(start, done), seen):
            done = found.end()
            yield found


def _by_header(text: str, low: str) -> Iterator[Found]:
    for found in _HEADER.finditer(text) if "-h" in low else ():
        if not is_harmless_header(found["name"]):
            yield from _of_header(found["name"], found["value"], found.start("value"))
    for found in _LINE.finditer(text) if "authorization" in low else ():
        value = found["value"]
        if len(value) >= _SHORTEST and not _PLACEHOLDER.fullmatch(value) and not _CODE.fullmatch(value):
            yield Found("a value of 'authorization'", *found.span("value"))
    for found in _COOKIES.finditer(text) if "cookie:" in low else ():
        yield from _of_header("cookie", found["value"], found.start("value"))


def _is_prose(found: re.Match[str], pattern: re.Pattern[str]) -> bool:
    """Return whether words without quotes follow an option as a sentence does: `--token must be set`."""
    return pattern is _SET and found["value"].isalpha()


def _assigned(found: re.Match[str]) -> Iterator[Found]:
    name = found["name"].strip(".-$")
    name = name if telling(name) else name.rpartition(" ")[2]
    if not telling(name) or name.lower().endswith("cookie"):
        return  # cookies are pairs
    if found["quoted"] is not None:
        if is_secret_value(name, found["quoted"]) and " is " not in found["sep"]:
            yield Found(f"a value of {name!r}", *found.span("quoted"))
        return
    value, start = found["plain"].rstrip(".)!?:"), found.start("plain")
    if value and is_secret_value(name, value) and not _is_of_code_or_prose(found, value):
        yield Found(f"a value of {name!r}", start, start + len(value))


def _is_of_code_or_prose(found: re.Match[str], value: str) -> bool:
    """Return whether a value without quotes is an expression, such as `settings.token`, a count, or a word."""
    behind = found.string[found.end("plain") : found.end("plain") + 1]
    if behind in ("'", '"', "`") or (found["behind"] or "").strip() in ("(", "["):
        return True  # f"…" and get(…)
    if _COUNT.fullmatch(value) and not found["name"].lower().endswith(("cvv", "cvc")):
        return True
    separator, is_word = found["sep"].strip(), bool(re.fullmatch(r"[A-Za-z_.-]+", value))
    if separator == "is":
        return len(value) < 6 or not re.search(r"\d", value)
    if separator == ":":
        is_alone = not found["behind"] and not found["before"] and not _line_before(found).strip()
        return is_word and not (is_alone and "." not in value)
    return is_word and bool(found["before"] or "." in value or separator == "==" or found["sep"] != separator)


_COUNT = re.compile(r"\d{1,3}")
"""What may well be a count: `tests pass: 12`."""


def _line_before(found: re.Match[str]) -> str:
    return found.string[found.string.rfind("\n", 0, found.start("name")) + 1 : found.start("name")]


_SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|digest|negotiate|key)[ \t]+(?=\S)")


def _of_header(name: str, value: str, start: int = 0) -> Iterator[Found]:
    """Yield the secrets in the value of a header that is not harmless: of cookies and parameters their values."""
    if "cookie" in name.lower():
        for pair in _PAIR.finditer(value):
            if not _COOKIE_WORDS.fullmatch(pair["name"]) and not _MARKUP.fullmatch(pair["value"]):
                yield Found("a cookie", start + pair.start("value"), start + pair.end("value"))
        return
    scheme = _SCHEME.match(value)
    begins = scheme.end() if scheme else 0
    if (rest := value[begins:].rstrip()) and not _MARKUP.fullmatch(rest):
        yield Found(f"a value of {name!r}", start + begins, start + begins + len(rest))


def header_value(name: str, value: str) -> Iterator[Found]:
    """Yield what of the value of a header may identify the client; nothing of a harmless one."""
    if not is_harmless_header(name):
        yield from _of_header(name, value)
