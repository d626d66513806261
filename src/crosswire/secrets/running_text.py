"""Names and their values in running text: in commands, options, assignments, sentences, code, markup and headers."""

from collections.abc import Iterator, Sequence

from crosswire.secrets.assignments import in_assignments
from crosswire.secrets.commands import SHORTEST, in_commands
from crosswire.secrets.forms import Found
from crosswire.secrets.headers import header_value, in_headers
from crosswire.secrets.in_code import in_calls, in_code
from crosswire.secrets.lazy import regex
from crosswire.secrets.logins import in_logins, in_phrases, in_sentences_about_users
from crosswire.secrets.looks import is_like_a_password
from crosswire.secrets.markup import in_manifests, in_markup
from crosswire.secrets.names import telling
from crosswire.secrets.particles import in_particles
from crosswire.secrets.sentences import in_sentences
from crosswire.secrets.stand_ins import is_placeholder
from crosswire.secrets.stems import OTHER_STEMS, QUOTE, Name, names_in
from crosswire.secrets.values import is_plain_in_text, is_secret_value

__all__ = ["header_value", "named_in"]

_HINTED = regex(
    r"pass|pwd|secret|token|key|auth|cred|cookie|bearer|basic |jwt|otp|-u|-a |-p|--user|session|identified by|-h|header"
    r"|mnemonic|phrase|pin|connection|\$2|\$6\$|\$5\$|\$y\$|\$apr1\$|\$argon2|sas|code|pat|pw|psk"
    r"|kennwort|contrase|senha|parol[aă]|salasana|пароль|パスワード|密码|密碼|비밀번호"
    r"|ldap|zip -|7z|smbclient|openssl|curl| login|securestring|vault|\| sudo"
    r"|log(?:ged|ging)?[ -](?:in|on)|sign(?:ed)?[ -]in|ssh |connect(?:ed)? as|fernet|wifi:|account|@[\w.-]{1,60} / "
    rf"|login|x-|pdo|connect|hmac|cipheriv|{'|'.join(OTHER_STEMS)}"
)
"""What each text has in which a name or a command may make a value secret."""
LONG = 2_000
"""Characters of a text in which that would be found anyway."""

_OF_AN_OPTION = regex(
    rf"(?:=|[ \t]+)(?P<quote>{QUOTE})?(?P<value>(?(quote)[^\n]{{0,4000}}?(?=(?P=quote))|[^\s\"'`<>|;&]+))"
)
_OF_NO_SECRET = regex(
    r"(?i)(?:recv|list|export|fingerprint|send|search|delete|import|known|host|sort|public)-(?:secret-)?keys?"
)
_VERB = regex(r"(?i)\b(?:setx?|export|env|config|add|put|configure|arg|setenv)(?:[ \t]+-\w+)?[ \t]+\Z")
_SET = regex(r"[ \t]+\\*[\"']?(?P<value>[^\s\"'\\=]+)")


def named_in(text: str, words: str) -> Iterator[Found]:
    """Yield the values in running text that the name or the place beside them makes secrets. `words` are its words."""
    low = text.replace("\u0130", "i").lower()  # it has two small letters; all else stays where it is
    yield from in_commands(text, low, words)
    if len(text) < LONG and text.count(":") < 4 and not _HINTED.search(low):
        return
    names = names_in(text, low)
    for look in _BY_NAME:
        yield from look(names)
    for look_at_all in _BY_TEXT:
        yield from look_at_all(text, low)


def in_options(names: Sequence[Name]) -> Iterator[Found]:
    """Yield the values of options, and of variables that a command sets: `--password …`, `set API_KEY …`."""
    for one in names:
        if _is_an_option(one) and (found := _OF_AN_OPTION.match(one.text, one.end)):
            name, value = one.alone.strip("-"), found["value"]
            if value.endswith("]") and value[:-1].isupper():
                continue  # of a line that says how to use it: `[--password PASSWORD]`
            if _OF_NO_SECRET.fullmatch(name):
                continue
            if _is_value(name, value) and (_is_of_option(name, value) or is_secret_value(name, value)):
                yield Found(f"a value of {name!r}", *found.span("value"))
        elif (found := _SET.match(one.text, one.end)) and _VERB.search(one.before(30)):
            name, value = one.alone, found["value"]
            if _is_value(name, value) and is_secret_value(name, value) and not value.isalpha():
                yield Found(f"a value of {name!r}", *found.span("value"))


def _is_an_option(one: Name) -> bool:
    return (
        bool(_OPTION.fullmatch(one.text, one.start, one.end)) and one.text[one.start - 1 : one.start] not in _WORDLIKE
    )


_OPTION = regex(r"--?[A-Za-z][\w-]*")
_WORDLIKE = ("/", "\\")


def _is_value(name: str, value: str) -> bool:
    return len(value) >= SHORTEST and not value.startswith("-") and not is_plain_in_text(name, value)


def _is_of_option(name: str, value: str) -> bool:
    """Return whether an option has any value, also as `--token`; `--session` and `--auth` have names of things, too."""
    if not telling(name) or is_placeholder(name, value):
        return False
    return not name.lower().endswith(("session", "auth", "sid", "dsn", "webhook")) or is_like_a_password(value)


_BY_NAME = (in_assignments, in_options, in_markup, in_code, in_sentences, in_particles)
_BY_TEXT = (in_calls, in_logins, in_sentences_about_users, in_phrases, in_manifests, in_headers)
