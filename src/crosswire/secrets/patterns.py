"""The patterns of secrets, the names of fields that hold one, and clearing a text of them."""

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from crosswire.facts import Json
from crosswire.wire.exact_json import Object, in_one_line, map_strings, parse_exactly

REDACTED = "redacted"


@dataclass(frozen=True, slots=True)
class Secret:
    """A kind of secret: its pattern, and the placeholder for it; `None` where a person has to decide."""

    kind: str
    pattern: re.Pattern[str]
    placeholder: str | None = REDACTED


def _secret(kind: str, pattern: str, placeholder: str | None = REDACTED) -> Secret:
    return Secret(kind, re.compile(pattern), placeholder)


# A secret has a digit: `Bearer authentication` and `sk-learn-extensions` are none.
SECRETS: Sequence[Secret] = (
    _secret("an API key", r"(?<![\w-])(?:sk|pk|rk)-(?=[\w*-]*\d)[\w*-]{12,}", "sk-redacted"),
    _secret("an API key", r"(?<![\w-])(?:gsk|xai|hf|r8|tvly|csk|pplx)[-_](?=\w*\d)\w{16,}", "sk-redacted"),
    _secret("a bearer token", r"(?<=\b[Bb]earer )\s*(?=\S*\d)[\w.~+/=-]{12,}"),
    _secret("basic credentials", r"(?<=\b[Bb]asic )\s*(?=\S+[A-Z\d])[A-Za-z0-9+/=]{12,}"),
    _secret("a JSON web token", r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
    _secret("an AWS access key", r"(?<![A-Za-z0-9+/])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9+/])"),
    _secret("a Google API key", r"(?<![\w-])AIza[\w-]{35}(?![\w-])"),
    _secret("a GitHub token", r"(?<![\w-])(?:gh[pousr]|github_pat)_\w{22,}"),
    _secret("a Slack token", r"(?<![\w-])xox[abprs]-[\w-]{10,}"),
    _secret("an organisation", r"(?<![\w-])org-(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}"),
    _secret("a project", r"(?<![\w-])proj_(?=[A-Za-z]*\d)[A-Za-z0-9]{12,}"),
    _secret("a user", r"(?<![\w-])user[-_](?=[A-Za-z]*\d)[A-Za-z0-9]{16,}"),
    _secret("an AWS account", r"(\barn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}", rf"\g<1>{REDACTED}"),
    _secret(
        "an account in a URL",
        r"(?i)(?<=://)[\w-]+(?=\.(?:openai\.azure|services\.ai\.azure|cognitiveservices\.azure|snowflakecomputing"
        r"|cloud\.databricks)\.com\b)",
    ),
    _secret(
        "an account in a URL",
        r"(?i)((?://gateway\.ai\.cloudflare\.com/v1|/accounts|/organizations|/orgs|/tenants)/)[\w.-]+",
        rf"\g<1>{REDACTED}",
    ),
    _secret("a project in a URL", r"(/projects/)[\w.-]+(?=/)", rf"\g<1>{REDACTED}"),
    _secret("a private key", r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
    _secret("credentials in a URL", r"(?<=://)[^/@\s:\"]*:[^/@\s\"]+(?=@)"),
    _secret(
        "a key in a URL",
        r"(?i)(?<=[?&])((?:x-amz-|x-goog-)?(?:(?:api|subscription|access)?[-_]?key|(?:access[-_]|security[-_])?token|"
        r"sig|signature|credential|secret|client_secret|password)=)[^&\s\"#]+",
        rf"\g<1>{REDACTED}",
    ),
    _secret("an e-mail address", r"(?<!://)(?<![\w.+-])[\w.+-]+@(?:[\w-]+\.)+[A-Za-z]{2,}\b", None),
)

TELLING = re.compile(
    r"(?i)(?:x-?)?(?:(?:proxy-?)?authorization|(?:set-?)?cookie|passw(?:or)?d|passphrase|client_?secret|private_?key"
    r"|(?:secret_?)?access_?key(?:_?id)?|secret_?key|api[-_]?key|(?:access|refresh|id|auth|bearer|session)_?token"
    r"|(?:openai-?)?organi[sz]ation(?:_?(?:id|name))?|openai-?project|org_?(?:id|name)|(?:account|tenant|workspace|project)_?id"
    r"|account_?name)"
)
"""The names of fields in which any text is a secret."""

_SUSPECT = "secret|token|passw|credential|api.?key|auth|session|cookie"

SUSPECT = re.compile(_SUSPECT, re.IGNORECASE)
"""The names of fields in which a long random text is a secret."""

SUSPECT_IN_TEXT = re.compile(rf"(?i)(?:{_SUSPECT})\w*[\"']?\s*[:=]\s*[\"']?([A-Za-z0-9+/_=-]{{20,}})")
"""Such a name and its value in running text."""

LONG = re.compile(r"[A-Za-z0-9+/_=.-]{20,}")


@dataclass(frozen=True, slots=True)
class Clearing:
    """Clears texts of secrets."""

    allowed: Collection[str] = ()
    """Texts that look like a secret and are none."""
    secrets: frozenset[str] = frozenset()
    """Texts that are secret, whatever they look like: the key that was sent, the values of headers."""

    def clear(self, name: str, text: str) -> str:
        """Return a text, and JSON in it, with placeholders for its secrets. `name` is the name of its field."""
        if self._is_named_secret(name, text):
            return REDACTED
        if (value := json_in(text)) is not None:
            cleared = map_strings(value, self.clear)
            return text if cleared == value else in_one_line(cleared)
        for secret in SECRETS:
            if secret.placeholder is not None:
                text = secret.pattern.sub(self._replacing(secret.placeholder), text)
        return _any_of(self.secrets).sub(self._replacing(REDACTED), text) if self.secrets else text

    def _is_named_secret(self, name: str, text: str) -> bool:
        return bool(TELLING.fullmatch(name)) and text not in ("", *self.allowed, *_PLACEHOLDERS)

    def _replacing(self, placeholder: str) -> Callable[[re.Match[str]], str]:
        return lambda found: found[0] if found[0] in self.allowed else found.expand(placeholder)

    def left(self, name: str, text: str) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of every secret in a text that is not JSON itself."""
        if self._is_named_secret(name, text):
            yield f"a value of {name!r}", text
            return
        for secret in SECRETS:
            for found in secret.pattern.finditer(text):
                replaced = secret.placeholder and found.expand(secret.placeholder)
                if found[0] not in (*self.allowed, replaced):
                    yield secret.kind, found[0]
        for found in _any_of(self.secrets).finditer(text) if self.secrets else ():
            if found[0] not in self.allowed:
                yield "what is known to be secret", found[0]
        beside = [text] if SUSPECT.search(name) and LONG.fullmatch(text) else []
        for suspect in [*beside, *(found[1] for found in SUSPECT_IN_TEXT.finditer(text))]:
            if suspect not in self.allowed and _looks_random(suspect):
                yield "a random text beside a telling name", suspect


@cache
def _any_of(texts: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for any of some texts, where it is no part of a longer word."""
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")


_PLACEHOLDERS = {REDACTED, *(secret.placeholder for secret in SECRETS if secret.placeholder), f"Bearer {REDACTED}"}


def json_in(text: str) -> Json:
    """Return the object or list that a text is, exactly parsed; `None` for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    return value if isinstance(value, Object | list) else None


def _looks_random(text: str) -> bool:
    """Return whether a text has letters, digits and as much entropy as a generated one: 3.5 bits a character."""
    counts = Counter(text).values()
    bits = -sum(count / len(text) * math.log2(count / len(text)) for count in counts)
    return (
        bits >= 3.5
        and any(character.isdigit() for character in text)
        and any(character.isalpha() for character in text)
    )
