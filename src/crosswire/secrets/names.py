"""Names that tell of a credential: of a field, a header, an option or a variable, in each spelling."""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

Telling = Literal["any", "digits", "random", ""]
"""Which values of a name are secret: any text, one of some digits, one that looks generated, or none."""

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ALWAYS = _words(
    "password passwd passwort pwd pass pw psw pswd passphrase passcode secret secrets credential credentials creds cred"
    " apikey authorization cookie cookies bearer jwt otp totp pat mnemonic privkey privatekey secretkey accesskey"
    " authtoken accesstoken connectionstring connstr sas cvv cvc htpasswd passkey apitoken secrettoken psk"
)
"""The last word of a name in which any text is a secret."""
_OF_OTHER_LANGUAGES = re.compile(
    r"(?:kennwort|contrase[ñn]a|senha|mot[ _-]?de[ _-]?passe|wachtwoord|has[łl]o|l[öo]senord|heslo|parol[aă]|jelsz[óo]"
    r"|salasana|пароль|κωδικός|şifre|パスワード|暗証番号|密码|密碼|口令|비밀번호|암호)$"
)
"""How a name ends that is a word for a password."""
_GLUED = re.compile(
    r"(?:password|passwd|pwd|passphrase|secret|apikey|authkey|(?:auth|access|refresh|bot)token"
    r"|(?:user|root|admin|login|auth|db|sql|pg|ftp|smtp|ldap|ssh|key|store)pass"
    r"|(?:private|access|secret|account|signing|master)key)s?$"
)
"""How a word ends that is written without separators: `pgpassword`, `clientsecret`."""
OF_A_KEY = _words(
    "api access secret private signing sign encryption encrypt decryption master account subscription auth storage"
    " shared service ssh deploy license licence client app application consumer admin root write read hmac aes rsa dsa"
    " ed25519 gpg pgp webhook function integration ingest host ssl tls cert wallet jwt token session bot dev"
    " user developer server csrf vault kms"
)
"""The word before `key` in a name in which any text is a secret."""
OF_NO_KEY = _words(
    "public publishable cache primary foreign partition sort row column idempotency dedupe group object issue item map"
    " dict json property index unique natural surrogate composite routing shard translation i18n lookup hot short arrow"
    " shift control answer order bucket s3 file message"
)
"""The word before `key` in a name that tells of no credential."""
OF_NO_TOKEN = _words(
    "next page previous prev continuation pagination sync cursor cancel cancellation max min eos bos pad stop unk mask"
    " sep special start end first last per prompt completion input output think thinking image audio text total"
    " reasoning cached design count resume invalidation write prediction video multimodal hit miss accepted rejected"
)
OF_A_CODE = _words(
    "mfa otp recovery backup verification security auth authorization pin totp device unlock factor access pairing"
    " login"
)
OF_AUTH = _words("basic bearer http digest proxy registry")
"""The word before `auth` in a name in which any text is a secret."""
BEHIND = _words(
    "value val raw b64 base64 hex pem der encoded plain plaintext text str string env var prod production dev test"
    " staging old new current default hash salt header param"
)
"""Words behind the telling one that do not change what it tells: `password_value`."""
_IDENTITY = re.compile(
    r"(?:openai_?)?organi[sz]ation(?:_?(?:id|name))?|openai_?project|org_?(?:id|name)"
    r"|(?:account|tenant|workspace|project)_?(?:id|name)"
)
"""The names of an account."""


@lru_cache(4096)
def telling(name: str) -> Telling:
    """Return which values of a name are secret."""
    if _IDENTITY.fullmatch(name.lower().replace("-", "_").removeprefix("x_")):
        return "any"
    if _OF_OTHER_LANGUAGES.search(name.lower()):
        return "any"
    words = [word.lower() for word in _WORDS.findall(name) if not word.isdigit()]
    while len(words) > 1 and words[-1] in BEHIND and words[-2:] != ["connection", "string"]:
        words.pop()
    if not words or len(name) > 100 or words[0] in _OF_AN_ERROR:
        return ""
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if words[-3:] == ["access", "key", "id"] or name == "TOKEN":
        return "any"
    return "any" if last in ALWAYS or _GLUED.search(last) else _by_the_word_before(last.removesuffix("s"), before, last)


def _by_the_word_before(word: str, before: str, last: str) -> Telling:
    if before in ALWAYS_BEHIND.get(word, ()):
        return "any"
    if word == "token" and before not in OF_NO_TOKEN:
        return "any" if before and last == "token" else "random"
    if word == "key" and before and before not in OF_NO_KEY:
        return "random"
    if last in ("pin", "puk"):
        return "digits"
    is_of_session = word in _SESSIONS or (word == "id" and before == "session")
    return "random" if is_of_session else ""


ALWAYS_BEHIND = {
    "key": OF_A_KEY,
    "auth": OF_AUTH,
    "code": OF_A_CODE,
    "phrase": _words("seed pass secret recovery"),
    "string": _words("connection"),
    "id": _words("secret"),
}
"""The last word of a name, and the words before it with which any text is a secret."""
_SESSIONS = _words("auth session sid sessionid dsn nonce webhook")
_OF_AN_ERROR = _words("invalid missing incorrect no expired revoked wrong unknown bad num max min has is use")
"""The first word of a name that only speaks of a credential, such as `invalid_api_key`."""

_HARMLESS_HEADERS = re.compile(
    r"accept(?:-\w+)*|allow|age|alt-svc|access-control-[\w-]+|cache-control|cf-cache-status|connection|content-[\w-]+"
    r"|cross-origin-[\w-]+|date|deprecation|etag|expect|expires|from-cache|host|if-[\w-]+|keep-alive|last-modified|link"
    r"|nel|openai-(?:beta|version|processing-ms|model)|origin|permissions-policy|pragma|priority|range|referrer-policy"
    r"|report-to|retry-after(?:-ms)?|sec-(?:fetch|ch)-[\w-]+|server(?:-timing)?|strict-transport-security|te|trailer"
    r"|timing-allow-origin|transfer-encoding|upgrade(?:-insecure-requests)?|user-agent|vary|via|warning"
    r"|x-(?:content-type-options|dns-prefetch-control|download-options|frame-options|powered-by|xss-protection|cache"
    r"|robots-tag|runtime|process-time|should-retry|envoy-[\w-]+|stainless-[\w-]+|served-by|response-time|ms-region)"
    r"|(?:x-|anthropic-)?ratelimit-[\w-]+|x-rate-limit-[\w-]+|anthropic-(?:version|beta)|azureml-model-(?:group|time)",
    re.IGNORECASE,
)


@lru_cache(4096)
def is_harmless_header(name: str) -> bool:
    """Return whether the values of a header are harmless. Every other header may hold a credential."""
    return bool(_HARMLESS_HEADERS.fullmatch(name))


_OF_A_URL: Collection[str] = _words(
    "sig signature key token auth session sid ticket assertion hmac jwt sas credential creds x-amz-signature"
    " x-amz-credential x-goog-signature x-goog-credential hdnts"
)
_AT_LENGTH = frozenset(("code", "state", "nonce", "hash", "st", "access", "policy"))


def tells_in_url(name: str, value: str) -> bool:
    """Return whether the value of a parameter of a URL is a secret."""
    low = name.lower()
    if low == "code":
        return len(value) >= 6
    return low in _OF_A_URL or bool(telling(name)) or (low in _AT_LENGTH and len(value) >= 16)
