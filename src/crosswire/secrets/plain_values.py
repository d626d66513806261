"""What a value beside a telling name is where it is no secret: a path, a count, a reference, a word, a sentence."""

import re

from crosswire.secrets.names import telling

QUOTE = r"(?:\\*[\"'`])"
"""A mark of quotation in running text, also as it stands in JSON within JSON."""

_STAND_IN = re.compile(
    r"(?i)~|\W*\*{3,}|.*[\u3000-\ud7a3].*|(?:\w+ )?%[sdr]|/[\^\\(].*|ollama|lm-?studio|not-needed|token-abc123"
    r"|no-?key(?:-needed|-required)?|replace[-_ ]?(?:me|this|with).*|put[-_ ]your.*|change[-_ ]?(?:me|it|this)"
    r"|dummy|test|fake|foo|bar|baz|abc|enabled|disabled|inherit|from[-_]env|kerberos|value\d*|.*(?:\.{3}|…)|x(?:-[a-z]+)+"
    r"|ENC\(.*|[rhep]s(?:256|384|512)|eddsa|redacted.*|(?-i:(?:[A-Z]+_)*(?:INSERT|YOUR|CHANGE|REPLACE)_[A-Z_]*)"
)
"""Values that people write where a credential is to be put, and settings that have its name."""
_OF_TYPES = re.compile(r"_?(?:[A-Z]+[a-z]+){2,}")
_DOTTED = re.compile(r"(?:[A-Za-z_#$][\w#$?]*\.)+(?P<last>[A-Za-z_#$][\w#$]*)")
_WORDS = re.compile(r"_?(?:[A-Z]*[a-z]{3,}\d{0,2}|_)+|[A-Z_]+")
_CONSTANT = re.compile(r"[A-Z]+(?:_[A-Z]+)+")
_PATH = re.compile(
    r"(?:~|\.{1,2})/[\w./ -]*|/(?:[a-z]{2,20}|\.\w+)(?:/[\w.-]+)+/?|[A-Za-z]:\\{1,2}[\w .\\-]*"
    r"|[a-z-]+(?:/[a-z][a-z-]*)+"
    r"|[\w./${}-]*[\w}]\.(?:key|pem|crt|cer|cert|p12|pfx|jks|json|ya?ml|txt|env|gpg|asc|ini|toml|conf|pub|db|log)"
)
_ADDRESS = re.compile(
    r"(?i)[a-z][a-z\d+.-]*:/{2,3}\S*|!(?:vault|ref|sub|secret|env|getatt|importvalue|reference|include|encrypted)\b.*|!!\w+"
    r"|arn:.*|(?:\w+=[\w$./{}~-]+,)+\w+=[\w$./{}~-]+"
)
_UNIT = r"(?:bits?|bytes?|chars?|characters|digits?|ms|min|sec|[kmg]b)"
_COUNT = re.compile(
    rf"(?i)\d{{1,3}}|\d+(?:\.\d+){{1,2}}|\d+\+|\d{{1,3}}[-\u2013]\d{{1,3}}|\d{{1,4}}[-\u2013]?{_UNIT}|\d{{1,4}}(?:\.\d+)?[smhdwy%]"
)
"""What may well be a count, a length, a version or a duration: `tests pass: 12`, `access token: 15m`."""
_TECHNICAL = re.compile(
    r"(?i)aws4-hmac-sha256|(?:u?int|float|n?varchar|char|sha|md|hs|rs|es|ps|aes|base|utf-?|rfc|oauth|uuid|argon|pbkdf|bcrypt"
    r"|scrypt|ed|ip|ipv|http|fido|saml|u|v|s)[-_]?\d{1,5}(?:id|mb\d|bit|k|x\d+)?(?:\(\d+\))?"
)
"""Types and algorithms with a number: `varchar255`, `sha256`."""
_WORD_OF_PROSE = r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*[.,:;!?]?"
_PROSE = re.compile(
    rf"{_WORD_OF_PROSE}(?:\s+{_WORD_OF_PROSE})+|[^\W\d_]+\?"
    rf"|{_WORD_OF_PROSE}(?:\s+(?:{_WORD_OF_PROSE}|\d{{1,3}}\+?)){{2,}}"
)
_OF_WORDS = re.compile(r"(?i)(?:phrase|mnemonic|words|seed)s?$")
_REFERENCE = re.compile(
    r"[a-z]+(?:[-_][a-z]+)*[-_](?:creds?|credentials|secrets?|auth|tokens?|keys?|pass|password|tls|jwt)"
)
PASSWORDS = re.compile(r"(?i)(?:pass(?:word|wort|wd|phrase|code)?|kennwort|pw|pwd)$")
"""How a name ends that has one meaning only."""
STATE = re.compile(
    r"(?i)(?:in)?(?:correct|valid|visible|secure)|weak|strong|wrong|expired|required|encrypted|hashed|stored|changed|missing"
    r"|optional|empty|unchanged|different|short|simple|common|reset|rotated|revoked|protected|masked|generated|provided"
    r"|erforderlich|ungültig|falsch|vergessen|obligatori[oae]|obligatoire|requerid[oa]|requis|обязателен"
    r"|settings|config|value|data|result|input|line|args|history|string|bytes"
)
"""What a sentence says of a password, and what code has for one."""
_WORD = re.compile(r"[^\W\d_]+")


def is_no_secret(name: str, value: str) -> bool:
    """Return whether a value of a telling name is none: a stand-in, a reference, a path, a count or a sentence."""
    if _STAND_IN.fullmatch(value) or _PATH.fullmatch(value) or _ADDRESS.fullmatch(value) or _is_constant(value):
        return True
    low = name.lower()
    if _TECHNICAL.fullmatch(value) or (_COUNT.fullmatch(value) and not low.endswith(("cvv", "cvc"))):
        return True
    if low.endswith("pass") and "_" not in low and value.isdecimal() and len(value) < 7:
        return True  # tests that pass
    if low == "pass" and value.startswith(("test", "Test")):
        return True
    if low.startswith(("existing", "external")) or (_REFERENCE.fullmatch(value) and not PASSWORDS.search(low)):
        return True
    return bool(_PROSE.fullmatch(value)) and not _OF_WORDS.search(name)


def _is_constant(value: str) -> bool:
    return bool((_CONSTANT.fullmatch(value) or _OF_TYPES.fullmatch(value)) and telling(value))


def is_dotted_code(value: str) -> bool:
    """Return whether a value without quotes is an expression of code: `exports.Response`, `ed25519.PrivateKey`."""
    found = _DOTTED.fullmatch(value)
    return bool(found and (_WORDS.fullmatch(found["last"]) or telling(found["last"])))


def is_like_a_password(value: str) -> bool:
    """Return whether a value is no word, by its length and a digit."""
    return len(value) >= 6 and bool(re.search(r"\d", value)) and not _TECHNICAL.fullmatch(value)


def is_mixed(value: str) -> bool:
    """Return whether a value has letters and digits, and is no name of a thing."""
    return is_like_a_password(value) and bool(re.search(r"[A-Za-z]", value)) and not _NAME_OF_A_THING.fullmatch(value)


_NAME_OF_A_THING = re.compile(
    r"[a-z]+\d{0,3}(?:[-_/.:][a-z\d]*)+|\d+(?:[-./:]\w+)+|\w+(?:\.\w+)*\.[a-z]{2,10}|[A-Z]+[-_]?\d{1,5}|\w+:\d+"
    r"|[a-z]{2,10}\d|.*[()/@].*|#.*|\w+=[\w.]*"
)
"""`db-prod-2`, `2026-01-02T10`, `config2.json`, `JIRA-1234`, `min:12`, `user2`."""


def is_a_word(value: str) -> bool:
    """Return whether a value is one word of small letters, or with a capital, that may be a password."""
    return len(value) >= 5 and bool(_WORD.fullmatch(value)) and value[1:].islower() and not telling(value)
