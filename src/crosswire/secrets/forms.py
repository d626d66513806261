"""Secrets that their own form tells: keys and tokens of vendors, private keys, addresses.

`forms.json` has what others maintain: `scripts/derive_secret_forms.py` derives it. The table here has what is broader:
any vendor's token with a prefix that tells of one, and forms of what identifies an account.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources

from crosswire.secrets import addresses
from crosswire.secrets.lazy import regex
from crosswire.secrets.vendors import VENDORS


@dataclass(frozen=True, slots=True)
class Found:
    """A secret in a text: its kind, and where it stands. Its first `prefix` characters only tell its kind."""

    kind: str
    start: int
    end: int
    prefix: int = 0


@dataclass(frozen=True)
class Form:
    """A kind of secret. Of its pattern, the group `secret` is replaced, or else all; the group `prefix` stays.

    Few forms are ever hinted at, and of these few have their core in a text: so patterns are compiled where needed.
    """

    kind: str
    hints: Sequence[str]
    """One of these is in each text that has the form, in small letters."""
    written: str
    core_written: str = ""

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds it."""
        return re.compile(self.written)

    @cached_property
    def core(self) -> re.Pattern[str] | None:
        """What each word has in which the form stands, and is quick to find; None for one that may have blanks."""
        is_of_words = _WITH_BLANKS.search(self.written)
        return None if is_of_words else re.compile(self.core_written or _CONDITIONS.sub("", self.written))


_CONDITIONS = regex(r"^(?:\(\?<[!=][^()]*\)|\\b)+")
"""What a pattern says of the text before it. Without that, `re` skips to the first letter of the pattern."""
_WITH_BLANKS = regex(r"\\[sS]| |\[\^")
"""What a pattern has that may match a blank."""


GENERATED = "a generated text behind a prefix"
"""The kind of any vendor's token that nothing but its look tells. Ids look like this, too."""
_OF_IDS = (
    r"(?i:resp|msg|call|chatcmpl|cmpl|fc|fco|rs|ctc|ctco|item|file|toolu|srvtoolu|fp|req|gen|run|thread|asst|batch|ft|ws|mcp|mcpl"
    r"|mcpr|mcpa|mcplist|ig|ci|cu|cmp|sh|shc|lsh|conv|vs|step|event|evt|container|cntr|cfile|response|trace|span|tool|id|sha\d*"
    r"|md5|blake\w*|rev|commit|build|hash|uuid|img|image|v\d|cache|session|user|proj|org|acct|ap|apc|apply|prompt|pmpt|ot|tc|am"
    r"|search|web|function|reasoning|message|completion|model|index|chunk|test|www|rsn|tsc|tso|pyd"
    r"|wamid)"
)
"""How ids begin: of the two APIs, and of what is public."""
_OF_STRIPE = (
    r"(?:price|pi|sub|sub_sched|prod|cus|in|ii|si|ch|py|src|card|ba|seti|txn|tr|po|plink|promo|il|mbur|dp|du|fee|trr|txr|txi"
    r"|we|iauth|ich|ipi)_"
)
"""How the ids of objects begin that Stripe has."""
_OF_NO_ID = rf"(?<![\w./:@-])(?!(?:\w{{1,12}}[-_.]){{0,2}}(?:{_OF_IDS})[-_.]|{_OF_STRIPE})"
_NO_WORDS = (
    r"(?!(?=[a-z0-9]*[A-Z])(?:[A-Z]?[a-z]{2,}+\d{0,2}+)++(?![A-Za-z0-9])"
    r"|01(?:[0-9a-hjkmnp-tv-z]{24}|[0-9A-HJKMNP-TV-Z]{24})(?![A-Za-z0-9]))"
)
"""What a name as programmers write it is not, `SomeClass2Test`, nor an id that begins with the time of its making."""
_RUNS = (
    r"[-_](?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{14}",
    r"[-_.](?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20}",
    r"-(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])[A-Za-z0-9]{28}",
)
"""The cores of forms in which a generated text stands behind a prefix, from the broadest."""
FORMS: Sequence[tuple[str, ...]] = (
    (
        "an API key",
        "sk- pk- rk-",
        r"(?<![\w-])(?P<prefix>(?:sk|pk|rk)-(?:[a-z]{2,8}-){0,4}+)(?=[\w*-]{0,100}?\d)[\w*-]{12,}",
        r"[spr]k-[\w*-]{12}",
    ),
    (
        "an API key",
        "_ -",
        r"(?<![\w./-])(?!prod_[A-Za-z0-9]{14}(?!\w))(?P<prefix>(?:[A-Za-z]{1,12}\d?[-_]){0,3}?(?:sk|pk|rk|pat|tok|token|key|api|secret|live|test|prod|oat|rt"
        r"|gsk|xai|hf|r8|tvly|auth|oauth|csk|pplx|nvapi|npm|whsec|glpat|dapi|hvs)[-_](?:[A-Za-z]{1,8}\d?[-_])?)"
        r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{14,}(?![\w-])",
        _RUNS[0],
    ),
    (
        GENERATED,
        "_ - .",
        rf"{_OF_NO_ID}(?P<prefix>(?:[A-Za-z][A-Za-z0-9]{{0,9}}[_.]){{1,3}}|[A-Z]{{3,8}}-){_NO_WORDS}"
        r"(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{20,}(?![\w.-]*[\w(])",
        _RUNS[1],
    ),
    (
        GENERATED,
        "-",
        rf"{_OF_NO_ID}(?P<prefix>(?:[a-z][a-z0-9]{{1,7}}-){{1,2}}){_NO_WORDS}"
        r"(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])(?=[A-Z0-9]*[a-z])[A-Za-z0-9]{28,}(?![\w.-]*[\w(])",
        _RUNS[2],
    ),
    ("a vendor's key", "dapi", r"(?<![\w-])(?P<prefix>dapi)[0-9a-f]{32}(?!\w)"),
    ("a vendor's key", "pat", r"(?<![\w-])(?P<prefix>pat)[A-Za-z0-9]{14}\.[0-9a-f]{64}(?!\w)"),
    ("a JSON web token", "eyj", r"(?<![\w-])(?P<prefix>eyJ)[\w-]{8,}\.[\w-]{8,}\.[\w-]*", r"eyJ[\w-]{8}"),
    (
        "an AWS access key",
        "akia asia abia acca",
        r"(?<![A-Za-z0-9+/])(?P<prefix>A(?:KI|SI|BI|CC)A)[A-Z0-9]{16}(?![A-Za-z0-9+/])",
    ),
    ("a Google API key", "aiza", r"(?<![\w-])(?P<prefix>AIza)[\w-]{35}(?![\w-])"),
    ("a Google token", "ya29. gocspx- 1//0", r"(?<![\w-])(?P<prefix>ya29\.|GOCSPX-|1//0)[\w-]{20,}"),
    ("a GitHub token", "gh github_pat_", r"(?<![\w-])(?P<prefix>gh[pousr]_|github_pat_)\w{22,}"),
    ("a Slack token", "xox", r"(?<![\w-])(?P<prefix>xox[a-z]-)[\w-]{10,}"),
    (
        "a token of a bot",
        ".",
        r"(?<![\w.-])[MNO][\w-]{22,27}\.[\w-]{6}\.[\w-]{27,40}(?![\w.-])",
        r"\.[\w-]{6}\.[\w-]{27}",
    ),
    ("a vendor's key", "atatt atctt atbb", r"(?<![\w-])(?P<prefix>AT[AC]TT3|ATBB)[\w=-]{20,}"),
    ("a vendor's key", "access_token$", r"(?P<prefix>access_token\$(?:production|sandbox)\$)[\w$]{16,}"),
    ("a vendor's key", "eaa", r"(?<![\w+/-])(?P<prefix>EAA)(?=[A-Za-z]*\d)[A-Za-z0-9]{80,}(?![\w+/=-])", r"EAA\w{80}"),
    (
        "a key of a mail service",
        "sg. key-",
        r"(?<![\w-])(?P<prefix>SG\.)[\w-]{16,}\.[\w-]{16,}|(?<![\w-])(?P<prefix_>key-)[0-9a-f]{32}(?![\w-])",
    ),
    ("a telephone service's key", "sk", r"(?<![\w-])(?P<prefix>SK)[0-9a-f]{32}(?![\w-])"),
    ("a telephone service's key", "ac", r"(?<![\w-])(?P<prefix>AC)[0-9a-f]{32}(?![\w-])"),
    ("an organisation", "org-", r"(?<![\w-])(?P<prefix>org-)(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}"),
    ("a project", "proj_", r"(?<![\w-])(?P<prefix>proj_)(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}"),
    ("a user", "user", r"(?<![\w-])(?P<prefix>user[-_])(?=[A-Za-z]*\d)[A-Za-z0-9]{16,}"),
    ("an AWS account", "arn:aws", r"(?<=arn:aws)(?P<prefix>[\w-]*:[\w-]*:[\w-]*:)\d{12}"),
    (addresses.KIND, "@", addresses.WRITTEN, addresses.CORE),
    *VENDORS,
)


"""Of each form its kind, its hints, its pattern, and its core where that is not the pattern without conditions.

A core is of a length: one that goes on to the end of a word would be tried from each of its letters.
"""


_DERIVED = "a vendor's key"


@cache
def _derived() -> Sequence[tuple[Sequence[str], str]]:
    text = resources.files("crosswire.secrets").joinpath("forms.json").read_text(encoding="utf-8")
    return [(keywords, pattern) for keywords, pattern in json.loads(text)["forms"]]


@cache
def _form_at(index: int) -> Form:
    """Return a form by its number."""
    if index < len(FORMS):
        kind, hints, *patterns = FORMS[index]
        return Form(kind, hints.split(), *patterns)
    return Form(_DERIVED, *_derived()[index - len(FORMS)])


@cache
def _hints() -> tuple[Mapping[str, Sequence[int]], Mapping[str, Mapping[str, Sequence[str]]]]:
    """Return the numbers of each hint's forms; and the hints by their mark, and by what stands before a common one.

    The mark is the first character that is no letter or digit, "" where there is none.
    """
    forms: dict[str, list[int]] = {}
    hints = [hints.split() for _, hints, *_ in FORMS] + [keywords for keywords, _ in _derived()]
    for index, one in enumerate(hints):
        for hint in one:
            forms.setdefault(hint, []).append(index)
    by_mark: dict[str, dict[str, list[str]]] = {}
    for hint in forms:
        before, mark = _TO_MARK.findall(hint)[0]
        by_mark.setdefault(mark, {}).setdefault(before[-2:] if mark in _COMMON_MARKS else "", []).append(hint)
    return forms, by_mark


_TO_MARK = regex(r"([a-z0-9]*)(.?)")
_COMMON_MARKS = ("_", "-")
"""The marks of so many hints that looking for each takes long."""


SHORTEST = 15
"""Characters of a form, at least, but for the signs of `_IN_SHORT_WORDS`."""
_IN_SHORT_WORDS = ("@", "----", "FlyV1")
"""An address may be shorter, and the word that tells of a form with blanks."""


def of_forms(text: str, words: Sequence[str]) -> str:
    """Return the words of a text in which a form, or its hint, can stand, one a line."""
    signs = [sign for sign in _IN_SHORT_WORDS if sign in text]
    if not signs:
        return "\n".join([word for word in words if len(word) >= SHORTEST])
    return "\n".join([word for word in words if len(word) >= SHORTEST or any(sign in word for sign in signs)])


def _hinted(text: str) -> Sequence[Form]:
    """Return the forms that may stand in a text, by what each has of its own."""
    low = text.lower()
    if not low:
        return ()
    forms, by_mark = _hints()
    met: list[str] = []
    for mark, by_start in by_mark.items():
        if mark in low:
            met += [hint for hint in by_start.get("", ()) if hint in low]
            if mark in _COMMON_MARKS:
                starts = {piece[-2:] for piece in low.split(mark)}
                met += [hint for start in starts if start in by_start for hint in by_start[start] if hint in low]
    return [_form_at(number) for number in sorted({number for hint in met for number in forms[hint]})]


def forms_in(text: str, words: str) -> Iterator[Found]:
    """Yield the secrets in a text that have a form. `words` are its words, each once, one a line."""
    generated: str | None = None
    for form in _hinted(words):
        among = words
        if form.core_written in _RUNS:
            among = generated = _generated(words) if generated is None else generated
        if form.core and not _is_in_a_word(form.pattern, form.core, among):
            continue
        for found in form.pattern.finditer(text):
            if form.kind == addresses.KIND and not addresses.is_address(found):
                continue
            if form.kind == _DERIVED and _goes_on(found):
                continue
            yield _found(form, found)


def _goes_on(found: re.Match[str]) -> bool:
    """Return whether what was found is the middle of a longer text, such as base64, which has no `_` and `-`."""
    before = found.string[max(0, found.start() - 1) : found.start()]
    return (before.isascii() and before.isalnum()) or (before in ("+", "/") and not re.search("[_-]", found[0]))


_RUN = regex(r"[-_.](?=[A-Za-z]*\d)(?=\d*[A-Za-z])[A-Za-z0-9]{14}")
_AN_ID = regex(rf"(?!test){_OF_IDS}[-_][A-Za-z0-9]+")
"""A word that is an id, as each answer has several; but a key may begin with `test_`."""


def _generated(words: str) -> str:
    """Return the words in which a generated text stands behind a prefix, but ids."""
    if not _RUN.search(words):
        return ""
    return "\n".join([word for word in words.split("\n") if _RUN.search(word) and not _AN_ID.fullmatch(word)])


def _is_in_a_word(pattern: re.Pattern[str], core: re.Pattern[str], words: str) -> bool:
    """Return whether one of the words, each in a line, has a pattern; only those with its core are looked at."""
    end = -1
    for found in core.finditer(words):
        if found.start() > end:
            start, end = words.rfind("\n", 0, found.start()) + 1, words.find("\n", found.end())
            end = len(words) if end < 0 else end
            if pattern.search(words, start, end):
                return True
    return False


def _found(form: Form, found: re.Match[str]) -> Found:
    groups = found.re.groupindex
    if "secret" in groups:
        return Found(form.kind, *found.span("secret"))
    start, end = found.span(1 if found.re.groups and "prefix" not in groups and found.group(1) else 0)
    prefix = max(
        (found.end(name) for name in ("prefix", "prefix_") if name in groups and found.group(name)), default=start
    )
    if prefix == start:
        low = found.string[start:end].lower()
        prefix = start + max((len(hint) for hint in form.hints if low.startswith(hint)), default=0)
    return Found(form.kind, start, end, prefix - start)
