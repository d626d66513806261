"""What a value under a telling name may be otherwise: a message, a label, a count, a path, or of another field.

A form's errors, labels and descriptions have the names of its fields: `{"password": "is too short"}`.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from crosswire.secrets.lazy import regex
from crosswire.secrets.names import folded, is_spoken_of, telling, words_of

_LETTERS = r"[^\W\d_]+(?:['\u2019./-][^\W\d_]+)*"
_WORD = regex(
    rf"[(\[\"'“\u2018«¿¡]*(?:{_LETTERS}(?:\(s\))?|\d{{1,3}}(?:[-\u2013]\d{{1,3}})?\+?|[-\u2013—&+/|])[)\]\"'”\u2019»]*[.,;:!?…]*"
)
"""A word of prose with its marks, or a small number."""
_OF_SENTENCES = words_of(
    # English
    "a an the this that these it its is are was were be been has have had must should may might can cannot could will"
    " would do does did don't doesn't isn't not no nor or and but if when to of for from with without in on at by as"
    " than too your you my we our their his her please enter confirm required optional missing invalid expired wrong"
    " short long weak strong least most only also new old current forgot show hide reset change changed characters"
    " character letters digits digit symbols numbers bits bytes days hours minutes seconds minimum maximum between"
    " into used use here need"
    # German, French, Spanish, Italian, Portuguese, Dutch
    "der die das ein eine ist sind war muss darf kann soll nicht kein keine und oder zu zum zur mit ohne mindestens"
    " zeichen ziffern ihr dein bitte le la les un une est sont doit peut pas et ou de du des au avec sans votre au"
    " moins caracteres el los las es son debe puede y o con sin su tu al menos il lo gli e deve non con senza almeno"
    " caratteri os uma em da do het een zijn moet mag niet en of te met zonder minstens tekens uw"
    # what is spoken of
    "password passwords passwort kennwort contrasena senha passe wachtwoord haslo secret secrets token tokens key"
    " keys api credential credentials pin code passphrase user username account"
)


def is_prose(value: str) -> bool:
    """Return whether a value is of words, as messages are: `must be at least 8 characters`.

    Words that make no sentence are kept secret, such as `correct horse battery staple`.
    """
    words = value.split() if len(value) <= LONGEST else []
    if len(words) < 2 or not all(map(_WORD.fullmatch, words)):
        return False
    if not (value.isascii() or re.search(r"[A-Za-z]", value)):
        return True
    bare = [folded(word).strip("()[]\"'“”\u2018\u2019«»¿¡.,;:!?…").lower() for word in words]
    return not _OF_SENTENCES.isdisjoint(bare) or words[-1][-1] in ".?!"


LONGEST = 500
"""Characters of a message or a description."""
_LABEL_WORD = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+|\d+")
_OF_LABELS = words_of(
    "x my your the new old current confirm repeat api app access auth authentication authorization bearer client user"
    " admin session refresh id secret private signing encryption webhook bot service account key keys token tokens"
    " password passwd passwort kennwort pwd pin code passphrase passcode credential credentials secrets schluessel"
    " schlussel clave chave cle contrasena senha mot de passe wachtwoord haslo losenord heslo jelszo lozinka geslo"
    " passord adgangskode parool salasana parola kata sandi mat khau sifre secreta secreto acces acceso jeton пароль"
    " ключ"
) | words_of(folded("パスワード 密码 密碼 口令 密钥 비밀번호 암호 รหัสผ่าน סיסמה पासवर्ड κωδικός"))


def is_label(value: str) -> bool:
    """Return whether a value is the name of a credential, in some language: `Passwort`, `API-Schlüssel`, `API_KEY`."""
    if is_spoken_of(value):
        return True
    if "_" in value and value.isupper() and value.isascii() and telling(value) == "any":
        return True  # a variable's name
    if len(value) > _LONGEST_LABEL or not re.fullmatch(r"[^\W\d]+(?:[ -][^\W\d]+)*:?", value):
        return False
    words = [word.lower() for word in _LABEL_WORD.findall(folded(value))]
    return bool(words) and _OF_LABELS.issuperset(words)


_LONGEST_LABEL = 40

_PATH = (
    r"(?:~|\.{1,2})/[\w./@ -]*|/(?:[a-z]{2,20}|\.\w+|Users)(?:/[\w.@-]+)+/?|[A-Za-z]:\\{1,2}[\w .\\-]*"
    r"|[\w./~${}-]*[\w}]\.(?:key|pem|crt|cer|cert|p12|pfx|jks|json|ya?ml|txt|env|gpg|asc|ini|toml|conf|pub|db|log)"
)
_REFERENCE = (
    r"(?i:!(?:vault|ref|sub|secret|env|getatt|importvalue|reference|include|encrypted)\b.*|!!\w+"
    r"|arn:.*|(?:\w+=[\w$./{}~-]+,)+\w+=[\w$./{}~-]+)"
)
"""Where another program finds a value."""
_VERSION = r"\d{1,2}(?:\.\d{1,2}){1,2}"
_UNIT = r"(?:bits?|bytes?|chars?|characters|digits?|ms|min|sec|[kmg]b|days?|hours?|minutes?|weeks?|months?|years?)"
_SIZE = rf"\d{{1,3}}[-\u2013]\d{{1,3}}|\d{{1,3}}\+|(?i:\d{{1,5}}[ \u2013-]?{_UNIT}|\d{{1,5}}(?:\.\d+)? ?[smhdwy%])"
"""How long a credential is, or lives: `15m`, `8-64`."""
_TECHNICAL = (
    r"(?i:aws4-hmac-sha256|(?:u?int|float|n?varchar|char|sha|md|hs|rs|es|ps|aes|base|utf-?|rfc|oauth|uuid|argon|pbkdf|bcrypt"
    r"|scrypt|scram|ed|ip|ipv|http|fido|saml|u|v|s)[-_]?\d{1,5}(?:id|mb\d|bit|k|x\d+)?(?:\(\d+\))?|eddsa)"
)
_PART = rf"(?:{_TECHNICAL}|v?\d{{1,3}}|[a-z]\d{{1,2}}[a-z])"
TECHNICAL = regex(
    rf"{_TECHNICAL}|{_PART}(?:[-_](?:{_PART}|[a-z]+))+|[A-Za-z]+(?:[-_][A-Za-z]+)*(?:[-_]{_TECHNICAL})+(?:[-_][a-z]+)*"
)
"""Types and algorithms with a number, and words of these: `varchar255`, `HMAC-SHA256`, `8-character`."""
_WITHOUT_BLANKS = r"(?!.*[!-~]{4}).*[\u3000-\ud7a3].*"
"""A sentence in a script that has no blanks."""
_OF_PACKAGES = (
    r"(?:[\^~<>=v]{1,2} ?\d{1,4}(?:\.(?:\d{1,4}|[x*])){0,3}(?:-[a-z]+[.\d]*)?(?: \|\| ?|, ?| )?){1,4}"
    r"|(?:workspace|npm|file|link|catalog):\S*|latest"
)
"""Versions that a list of packages asks for: `{"jsonwebtoken": "^9.0.2"}`."""
_RULE = (
    r"[a-z_]+(?::[\w,]+)?(?:\|[a-z_]+(?::[\w,]+)?)+|\^.{1,300}\$|//?[\w*]+\[@.{1,200}\]|[a-z]*[#.][a-z][\w-]*(?:\[.*\])?"
    r"|(?:\$|@\w+)(?:\.\w+(?:\[\w+\])?)+|must[ _-].*|env:[A-Z_\d]+"
)
"""What a value has to be like, where it stands on a page, or where it comes from: `required|min:8`, `input#pw1`."""
_OF_ANY_NAME = regex(rf"{_PATH}|{_REFERENCE}|{_SIZE}|{TECHNICAL.pattern}|{_WITHOUT_BLANKS}|{_OF_PACKAGES}|{_RULE}")
_MEANINGS: Sequence[tuple[str, str]] = (
    (r"(?:existing|external).*", r".*"),
    (
        r"(?!.*(?:pass(?:word|wort|wd|phrase|code)?|kennwort|pw|pwd)$).*",
        r"[a-z]+(?:[-_][a-z]+)*[-_](?:creds?|credentials|secrets?|auth|tokens?|keys?|pass|password|tls|jwt)",
    ),
    (r"(?:old)?pwd", r"/.*|[A-Za-z]:\\.*"),
    (r".*(?:cookies?)", r"(?!.*=).* .*"),
    (r"(?:.*[_-])?mnemonic", r".*,.*|[A-Za-z]{1,10}"),
    (r".*credentials", r"[A-Z][A-Za-z.]{1,6}(?:,\s*[A-Z][A-Za-z.]{1,6})*"),
    (r"(?:.*[_-])?(?:otp|sas|jwt)", _VERSION),
    (
        r"(?:.*[_-])?authorization",
        r"(?:pre-?)?(?:approved|denied|pending|granted|rejected|refused|submitted|cancell?ed|active|revoked|completed?)",
    ),
    (r"[^_]*pass", r"\d{1,6}"),
    (r"pass", r"[Tt]est.*|economy|business|first|gold|silver|vip|adult|child|daily|weekly|monthly|annual|full|half"),
    (r".*env(?:[_-]?var(?:iable)?)?", r"[A-Z][A-Z0-9_]+"),
    (r"(?!.*codes$).*[^s]s", r"\d{1,6}"),
    (r"(?:.*[_-])?licen[cs]e[_-]?key", r"(?i)(?:mit|isc|apache|[al]?gpl|bsd|mpl|cc0?|0bsd|epl|unlicense|wtfpl)[\w.-]*"),
    (r".*key", r"(?i)[a-g][#b♯♭]? ?(?:major|minor)|email|slug"),
)
"""Of names in small letters, the values that are something else."""
_COMPILED = tuple((re.compile(name), re.compile(value)) for name, value in _MEANINGS)
_ESCAPE = regex(r"\\+u([0-9a-fA-F]{4})")
"""A letter as JSON writes it in a text."""
_OF_PHRASES = regex(r"(?i)mnemonic|phrase|seed|words|answer")
"""Names of secrets that are of words."""


@lru_cache(4096)
def _meanings(name: str) -> Sequence[re.Pattern[str]]:
    low = name.lower()
    return [_OF_ANY_NAME, *(value for pattern, value in _COMPILED if pattern.fullmatch(low))]


def has_another_meaning(name: str, value: str) -> bool:
    """Return whether a value under a telling name is no credential: a message, a label, a count, a path."""
    value = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), value) if "\\u" in value else value
    if len(value) <= LONGEST and any(pattern.fullmatch(value) for pattern in _meanings(name)):
        return True
    return is_label(value) or (not _OF_PHRASES.search(name) and is_prose(value))


def is_count_or_code(name: str, value: str) -> bool:
    """Return whether a value in running text may well be a count, a type, a constant or a URL: `tests pass: 12`."""
    if _COUNT.fullmatch(value):
        return not name.lower().endswith(("cvv", "cvc"))
    return bool(_ELSEWHERE.fullmatch(value)) or (bool(_OF_CODE.fullmatch(value)) and bool(telling(value)))


_COUNT = regex(r"\d{1,3}|\d+(?:\.\d+){1,2}|\d+\+")
_ELSEWHERE = regex(r"(?i:[a-z][a-z\d+.-]*:/{2,3}\S*)|[a-z][a-z\d-]*(?:/[a-z][a-z\d_-]{0,20})+")
"""A URL, of which another module tells what is secret, and a path of words."""
_OF_CODE = regex(r"[A-Z]+(?:_[A-Z]+)+|_?(?:[A-Z]+[a-z]+){2,}")
