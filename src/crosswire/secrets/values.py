"""Which values of a name are secrets: not what only stands for one, nor what is too plain for one."""

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping

from crosswire.secrets.meanings import has_another_meaning
from crosswire.secrets.names import Telling, telling

SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|digest|negotiate|key)[ \t]+(?=\S)")

_VARIABLE = (
    r"\$(?:(?-i:(?:[a-z]+:)?[A-Z_][A-Z0-9_]*)|[a-z_]+|\d|[@*#?!$])"
    r"(?:(?:->|\.|::?)[a-z_]+|(?:->)?(?:\[[^\[\]]*\]|\{[^{}]*\}|\([^()]*\)))*(?:[/:\s]\D{0,200})?"
)
"""`$NAME`, `$name->field`, `$env:NAME`; but not `$uperSecret1`."""
_REFERENCE = r"(?:\$\{(?![^{}]{0,200}:-[^{}]{0,200}\d)[^{}]{0,500}\}|\$?\{\{[^{}]*\}\}|<[^<>]*>|\{[^{}]*\})"
_CONSTANT = (
    r"(?:process\.env|os\.environ|import\.meta\.env|env|secrets|vars?|local|data|settings|config|self|this)"
    r"(?:\.[a-z_]\w*){1,5}"
)
"""What a program reads elsewhere: `process.env.API_KEY`."""
_SYNTAX = (
    rf"\$|{_VARIABLE}|<.*>|\(.*\)|\[.*\]|\{{.*\}}|\$\(.*\)|\$\{{(?!.{{0,200}}:-.{{0,200}}\d).{{0,500}}\}}|[a-z_][a-z_.\d]*(?:\(.*\)|\[.*\])"
    rf"|(?:[\w.-]{{0,20}}[^\w\s$])?(?:{_REFERENCE}[^\w\s]{{0,3}}){{1,5}}(?:(?<=[./:@-])[\w./:@-]{{0,40}})?"
    rf"|{_CONSTANT}"
    r"|!(?:vault|secret|ref|env)\b.{0,80}|(?:ref\+)?(?:vault|op|awssm|gcpsm|keyvault|sops|doppler|bws)://\S*"
    r"|%[-+#]?\d?\$?[a-z@]?|%[\w:]+%|%\(\w+\)s|%\{.*\}|%env\(.*\)%"
)
SYNTAX = re.compile(rf"(?i)|{_SYNTAX}|\*+|\.+|…")
"""What only a program, a template or a manual writes, as a whole: `${NAME}`, `<your key>`."""
_PHRASES = (
    r"sk-[a-z-]{1,20}|(?:sk-)?(?:your|some|enter|insert|put|add|paste)[-_ ]\D{0,80}"
    r"|my[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password)"
    r"|\D{1,40}[-_ ]your[-_ ]\D{1,40}|\D{1,40}[-_ ]here"
    r"|your-256-bit-secret|(?:[a-z]{2,8}[-_])*[a-z]{0,4}(?:\.{3}|…)|\$2[abxy]?\$(?:\.{3})?"
    r"|(?:replace|change)[-_ ]?(?:me|this)|fill[-_ ]me[-_ ]in|user(?:name)?:pass(?:word)?|tbd"
    r"|token-abc123|(?:not|un)[-_ ]?(?:needed|used|required|set)"
    r"|no[-_ ](?:key|token|secret|password|auth)(?:[-_ ](?:required|needed))?"
    r"|(?:dummy|fake|placeholder|example|sample)(?:[-_ ]?(?:api[-_ ]?)?(?:key|token|secret|password|value))?"
    r"|ollama|lm-studio|lmstudio|vllm|(?:string|varchar|char|text|integer)\s?\(.*\)"
)
PLACEHOLDER = re.compile(
    rf"{SYNTAX.pattern}|{_PHRASES}"
    r"|read|write|admin|must|should|can|will|may|x{3,}(?:[-_ ]x{3,}){0,8}|[•●.…_-]+"
    r"|(?:a|an|the|this|that|it|not|no|none|null|nil|yes|true|false|on|off|string|str|text|number"
    r"|integer|object|array|bool(?:ean)?|id|uuid|username|pass"
    r"|bytes|required|optional|undefined|unknown|missing|invalid|expired|valid|empty|hidden|masked|n/?a|basic|bearer|oauth2?|token"
    r"|enabled|disabled|inherit|test|auto|include|omit|same-origin|default|always|never|todo|password|passwd|secret|key"
    r"|value|name|is|was|are|or|and|in|of|for"
    r"|to|by|from|with|here|file|env|stdin|prompt|option|flag|parameter|argument|field|header)"
)
"""Values that stand for a credential, or are words of a sentence."""


def is_placeholder(name: str, value: str) -> bool:
    """Return whether a value only stands for a credential: `<your key>`, `$TOKEN`, `string`, the name itself."""
    rest = without_scheme(value)
    return bool(PLACEHOLDER.fullmatch(rest)) or value.lower() == name.lower().strip("-_")


def without_scheme(value: str) -> str:
    """Return a value without the scheme before it: `Bearer X` is `X`."""
    scheme = SCHEME.match(value)
    return value[scheme.end() :] if scheme else value


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
    if not tells or is_placeholder(name, value) or has_another_meaning(name, without_scheme(value)):
        return False
    return _SECRET[tells](value)


def _is_mixed(value: str) -> bool:
    return bool(_MIXED.fullmatch(value)) and not (_DATE_OR_PATH.match(value) or _UUID.fullmatch(value))


_MIXED = re.compile(r"(?=[^A-Za-z]*[A-Za-z])(?=\D*\d)(?!\^)(?!.*(?:\.[*+?]|\[[a-zA-Z0-9]-|\\[dwsb]))\S{6,200}")
_DATE_OR_PATH = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d|\d+(?:-?[a-z]+)?$|[a-z]+://|(?:~|\.{0,2})/|v?\d+\.\d|P\d+[DTYM]"
)
"""How dates, durations, sizes, URLs, paths and versions begin: letters and digits, too."""


def _is_of_account(value: str) -> bool:
    """Return whether a value names an account: an id or a slug, but no short number, nor the name of a company."""
    is_slug = len(value) <= _LONGEST_ACCOUNT and not any(map(str.isspace, value))
    is_name = any(map(str.isupper, value)) and not any(map(str.isdigit, value))
    return is_slug and not is_name and not re.fullmatch(r"\d{1,5}|[a-z]{1,4}_\d|\W+", value)


_LONGEST_ACCOUNT = 100

_CODE = re.compile(r"(?=\D*\d)[\w#*-]{4,24}")
_OF_HARDWARE = re.compile(r"[A-Za-z]{1,4}[_-]?\d{1,2}(?:_\d+)?|[A-Z]{1,2}[-_]?\d+|\d+-\d+|\d{1,3}[a-z]+")
"""What a code has digits for, too: `GPIO17`, `PA10`, `E4711`."""

_SECRET: Mapping[Telling, Callable[[str], bool]] = {
    "any": bool,
    "account": _is_of_account,
    "mixed": _is_mixed,
    "code": lambda value: bool(_CODE.fullmatch(value)) and not _OF_HARDWARE.fullmatch(value),
    "random": looks_random,
    "": lambda _: False,
}


def is_secret_number(name: str, number: str) -> bool:
    """Return whether a number of a field of this name is a secret: a whole one that is too large for a count."""
    tells = telling(name)
    return (
        tells in ("any", "account", "code")
        and bool(_SECRET_NUMBER.fullmatch(number))
        and not has_another_meaning(name, number)
    )


_SECRET_NUMBER = re.compile(r"-?\d{4,}")
