"""Names that tell of a credential: of a field, a header, an option or a variable, in each spelling."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from crosswire.secrets.lazy import regex

Telling = Literal["any", "account", "mixed", "code", "random", ""]
"""Which values of a name are secret: any text, what names an account, one of letters and digits as passwords are, one
with digits as codes are, one that looks generated, or none."""

LONGEST = 100
"""Characters of a name that are looked at, from its end."""
_WORDS = regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")


def words_of(text: str) -> frozenset[str]:
    """Return the words of a table."""
    return frozenset(text.split())


def folded(text: str) -> str:
    """Return a text without the accents of its letters: `contraseña` becomes `contrasena`."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("ß", "ss").replace("\u0131", "i"))
    return "".join(character for character in apart if unicodedata.category(character) != "Mn")


PASSWORDS = words_of(
    "password passwd passwort pwd pw psw pswd passphrase passcode passwrd pasword passw pword paswd passwor pasward"
    " passwordd pssword"
)
"""A password, as it is written and miswritten."""
ALWAYS = PASSWORDS | words_of(
    "pass secret secrets credential credentials creds cred apikey authorization cookie cookies bearer jwt otp totp pat"
    " mnemonic privkey privatekey secretkey accesskey authtoken accesstoken connectionstring connstr sas cvv cvc"
    " htpasswd passkey apitoken secrettoken psk sessid jsessionid phpsessid"
)
"""The last word of a name in which any text is a secret."""
_FOREIGN = folded(
    r"(?:kennwort|contraseña|senha|mot[ _-]?de[ _-]?passe|(?<![a-z])mdp|wachtwoord|hasło|lösenord|heslo|parol[aă]"
    r"|parool|jelszó|salasana|lozinka|geslo|passord|adgangskode|kata[ _-]?sandi|mat[ _-]?khau|пароль|κωδικός|şifre"
    r"|zugangsdaten"
    r"|パスワード|暗証番号|密码|密碼|口令|비밀번호|암호|รหัสผ่าน|كلمة[ _-]?(?:ال)?(?:مرور|سر)|סיסמה|סיסמא|पासवर्ड"
    r"|(?:api|zugangs|zugriffs|geheim)[ _-]?schlu?e?ssel"
    r"|(?:clave|chave|chiave|cle)[ _-]?(?:de[ _-])?(?:api|acceso|secret[ae]?|privada|privee))"
)
"""A word for a password or a key."""
_OF_OTHER_LANGUAGES = regex(_FOREIGN)
_ENDS_IN_OTHER_LANGUAGES = regex(_FOREIGN + r"s?[ _-]?\d*$")
_GLUED = regex(
    r"(?:password|passwd|pwd|passphrase|secret|apikey|authkey|(?:auth|access|refresh|bot)token"
    r"|(?:user|root|admin|login|auth|db|sql|pg|ftp|smtp|ldap|ssh|key|store|my|mail|wifi|wlan|vnc|rdp|host|proxy|mysql|redis)"
    r"(?:pass|pw)"
    r"|(?:private|access|secret|account|signing|master)key)s?(?:pem)?$|^aspsessionid"
)
"""How a word ends that is written without separators: `pgpassword`, `clientsecret`."""
_IN_ONE_WORD = regex(r"(?P<before>[a-z]{2,})(?P<word>token|key|pass|pw|code)(?P<many>s?)")
_OF_NO_PASSWORD = words_of(
    "com by last kee en tres sur encom over under high low band all out multi two one single first second boarding"
    " ski bus day season free game battle back forward render"
)
"""What stands before `pass` in a word that tells of no password, as in `compass` and `bypass`."""
OF_NO_PASS = _OF_NO_PASSWORD | words_of(
    "lift rail train transit museum park gym city travel mountain hall visitor guest event annual monthly weekly daily"
    " test tests build compiler shader pre post third final"
)
"""The word before `pass` in a name that tells of no password, as in `boarding_pass`."""
OF_A_KEY = words_of(
    "api access secret private priv signing sign signature encryption encrypt decryption master account subscription"
    " auth storage shared service ssh deploy license licence client app application consumer admin root write read"
    " role hmac aes rsa dsa ed25519 gpg pgp webhook function functions integration ingest host ssl tls cert wallet jwt"
    " token session bot dev user developer server csrf vault kms"
)
"""The word before `key` in a name in which any text is a secret."""
OF_A_LIKELY_KEY = words_of("product activation serial cd")
"""The word before `key` in a name in which a text of letters and digits is a secret."""
OF_NO_KEY = words_of(
    "public publishable cache primary foreign partition sort row column idempotency dedupe group object issue item map"
    " dict json property index unique natural surrogate composite routing shard translation i18n lookup hot short arrow"
    " shift control answer order bucket s3 file message"
)
"""The word before `key` in a name that tells of no credential."""
OF_NO_TOKEN = words_of(
    "next page previous prev continuation pagination sync cursor cancel cancellation max min eos bos pad stop unk mask"
    " sep special start end first last per prompt completion input output think thinking image audio text total"
    " reasoning cached design count resume invalidation write prediction video multimodal hit miss accepted rejected"
    " sub multi num"
)
OF_A_CODE = words_of(
    "mfa otp recovery backup verification security auth authorization pin totp device unlock factor access pairing"
    " login"
)
"""The word before `code` in a name in which any text is a secret."""
OF_A_LIKELY_CODE = words_of(
    "sms time twofa tfa door alarm gate garage safe lockbox keypad entry activation signin verify vault puk email"
)
"""The word before `code` in a name in which a text with digits is a secret."""
_GLUED_TO_CODE = words_of("sms otp totp mfa auth access unlock security verification verify door login activation")
OF_AUTH = words_of("basic bearer http digest proxy registry")
"""The word before `auth` in a name in which any text is a secret."""
BEHIND = words_of(
    "value val raw b64 base64 hex pem der encoded plain plaintext text str string env var prod production dev test"
    " staging old new current default hash salt header param confirmation confirm confirmed repeat repeated again"
    " verify verification retype retyped reenter primary secondary main fallback binary eu us uk apac emea live"
    " sandbox qa uat base"
)
"""Words behind the telling one that do not change what it tells: `password_value`, `passwordConfirmation`."""
FURTHER_BEHIND = words_of(
    "id ids url urls uri link href path file filename dir folder policy policies length len size count num number"
    " total type kind name names title field fields hint hints label labels error errors message messages required"
    " requirement requirements expires expired expiry expiration expire at on in date time timestamp age ttl timeout"
    " days hours minutes seconds duration limit limits max min strength score level format regex pattern rule rules"
    " validator validation mask placeholder description desc help info note notes status state enabled disabled set"
    " changed updated created rotated rotation version algorithm algo method mode scheme provider source manager store"
    " storage engine service endpoint host port ref refs reference arn index prefix suffix char chars visible"
    " visibility toggle input button form box screen page dialog modal view component selector xpath css icon class"
    " style option options config settings scope scopes permissions role reset request requests change changes update"
    " attempts retries history usage metrics audience issuer fingerprint checksum digest sha md5 etag generator hasher"
    " encoder class instance encryption backend"
    " stdin prompt ask fd interactive command cmd program script hook callback lookup auth authentication login"
)
"""The last word of a name that only speaks of a credential, as in `password_policy` and `secret_name`."""
_FURTHER = PASSWORDS - {"pw", "psw"} | words_of(
    "secret apikey secretkey privatekey accesskey accesstoken authtoken credential"
)
_FURTHER_PAIRS = frozenset(
    (before, word)
    for word, all_before in (("key", "api secret private access"), ("token", "access auth api refresh"))
    for before in all_before.split()
)
"""The words that tell of a credential also where other words stand behind them: `password_of_jo`."""
_IDENTITY = regex(
    r"(?:openai_?)?organi[sz]ation(?:_?(?:id|name))?|openai_?project|org_?(?:id|name)|(?:account|tenant|workspace|project)_?id"
)
"""The names of an account."""


@lru_cache(4096)
def telling(name: str) -> Telling:
    """Return which values of a name are secret."""
    name = folded(name[-LONGEST:])
    low = name.lower()
    if _IDENTITY.fullmatch(low.replace("-", "_").removeprefix("x_")):
        return "any" if "openai" in low else "account"
    if _ENDS_IN_OTHER_LANGUAGES.search(low):
        return "any"
    words = [word.lower() for word in _WORDS.findall(_TWO_FACTORS.sub("twofa", name)) if not word.isdigit()]
    every = list(words)
    while len(words) > 1 and words[-1] in BEHIND and tuple(words[-2:]) not in _STRINGS:
        words.pop()
    if not words or words[0] in _OF_AN_ERROR:
        return ""
    return _by_its_end(words, name) or _by_a_word_further_in(every, low)


def is_spoken_of(text: str) -> bool:
    """Return whether a text in another script than the Latin one has a word for a password."""
    return not re.search(r"[A-Za-z0-9]", text) and bool(_OF_OTHER_LANGUAGES.search(folded(text)))


_TWO_FACTORS = regex(r"(?i)(?<![a-z\d])2fa")


_PERMISSION = "authorization"


def _by_its_end(words: list[str], name: str) -> Telling:
    last, before = words[-1], words[-2] if len(words) > 1 else ""
    if words[-3:] == ["access", "key", "id"] or name == "TOKEN":
        return "any"
    if last == "auth" and before and name.isupper():
        return "code"  # of a variable: `REDIS_AUTH`
    if before in _OTHER_BEFORE.get(last, ()):
        return ""
    if words == ["pat"] or (last == "clave" and not before.startswith("palabra")):
        return "mixed"  # also a pattern, and the key of a table
    if last in ALWAYS or _GLUED.search(last):
        return "any"
    if glued := _IN_ONE_WORD.fullmatch(last):
        return _of_one_word(glued["before"], glued["word"], glued["many"])
    return _by_the_word_before(last.removesuffix("s"), before, last)


_OTHER_BEFORE: Mapping[str, Collection[str]] = {
    "pass": OF_NO_PASS,
    "secret": words_of("existing external"),
    _PERMISSION: words_of("prior pre work payment travel card employment medical release marketing"),
}
"""The last word of a name, and the words before it with which it means something else."""


def _of_one_word(before: str, word: str, many: str) -> Telling:
    """Return what a word tells that ends in another: `csrftoken`, `encryptionkey`, `userpw`, but not `compass`."""
    if word in ("pass", "pw"):
        return "" if before in _OF_NO_PASSWORD else "mixed"
    if word == "code":
        return "code" if before in _GLUED_TO_CODE else ""
    if word == "token":
        return "" if before.endswith(tuple(OF_NO_TOKEN)) else "random" if many else "any"
    if before.endswith(tuple(OF_NO_KEY)):
        return ""
    return "any" if before.endswith(tuple(one for one in OF_A_KEY if len(one) > 2)) else "random"


def _by_the_word_before(word: str, before: str, last: str) -> Telling:
    if before in ALWAYS_BEHIND.get(word, ()):
        return "any"
    if word == "token" and before not in OF_NO_TOKEN:
        return "any" if before and last == "token" else "random"
    if word == "key" and before and before not in OF_NO_KEY:
        return "mixed" if before in OF_A_LIKELY_KEY else "random"
    if before in OF_CODES.get(last, ()) or last in ("pin", "puk", "twofa"):
        return "code"
    if word in ("csrf", "xsrf"):
        return "mixed"
    is_of_session = word in _SESSIONS or (word == "id" and before == "session")
    return "random" if is_of_session else ""


def _by_a_word_further_in(words: list[str], low: str) -> Telling:
    if words[-1] in FURTHER_BEHIND:
        return ""
    is_telling = not _FURTHER.isdisjoint(words) or not _FURTHER_PAIRS.isdisjoint(pairwise(words))
    return "mixed" if is_telling or _OF_OTHER_LANGUAGES.search(low) else ""


ALWAYS_BEHIND = {
    "key": OF_A_KEY,
    "auth": OF_AUTH,
    "code": OF_A_CODE,
    "phrase": words_of("seed pass secret recovery"),
    "seed": words_of("totp otp wallet twofa mfa bip hd recovery master mnemonic"),
    "word": words_of("seed recovery mnemonic"),
    "string": words_of("connection community auth"),
    "community": words_of("snmp"),
    "answer": words_of("security secret"),
    "verifier": words_of("code oauth pkce"),
    "id": words_of("secret"),
    "sid": words_of("connect"),
    "session": words_of("laravel ci rack rails flask django phoenix gitlab"),
}
"""The last word of a name, and the words before it with which any text is a secret."""
OF_CODES = {"code": OF_A_LIKELY_CODE, "number": words_of("pin puk")}
"""The last word of a name, and the words before it with which a text with digits is a secret."""
_STRINGS = frozenset((before, "string") for before in ALWAYS_BEHIND["string"])
_SESSIONS = words_of("auth session sid sessionid dsn nonce webhook")
_OF_AN_ERROR = words_of("invalid missing incorrect no expired revoked wrong unknown bad num max min has is use")
"""The first word of a name that only speaks of a credential, such as `invalid_api_key`."""

_HARMLESS_HEADERS = regex(
    r"(?i)accept(?:-\w+)*|allow|age|alt-svc|access-control-[\w-]+|cache-control|cf-cache-status|connection|content-[\w-]+"
    r"|cross-origin-[\w-]+|date|deprecation|etag|expect|expires|from-cache|host|if-[\w-]+|keep-alive|last-modified|link"
    r"|nel|openai-(?:beta|version|processing-ms|model)|origin|permissions-policy|pragma|priority|range|referrer-policy"
    r"|report-to|retry-after(?:-ms)?|sec-(?:fetch|ch)-[\w-]+|server(?:-timing)?|strict-transport-security|te|trailer"
    r"|timing-allow-origin|transfer-encoding|upgrade(?:-insecure-requests)?|user-agent|vary|via|warning"
    r"|x-(?:content-type-options|dns-prefetch-control|download-options|frame-options|powered-by|xss-protection|cache"
    r"|robots-tag|runtime|process-time|should-retry|envoy-[\w-]+|stainless-[\w-]+|served-by|response-time|ms-region)"
    r"|(?:x-|anthropic-)?ratelimit-[\w-]+|x-rate-limit-[\w-]+|anthropic-(?:version|beta)|azureml-model-(?:group|time)"
)


@lru_cache(4096)
def is_harmless_header(name: str) -> bool:
    """Return whether the values of a header are harmless. Every other header may hold a credential."""
    return bool(_HARMLESS_HEADERS.fullmatch(name))
