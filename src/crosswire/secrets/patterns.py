"""Clearing texts of secrets: those that form, name or place tell, and those that are known from elsewhere."""

import base64
import html
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from crosswire.facts import Json
from crosswire.secrets.encodings import decoded, with_decoded
from crosswire.secrets.fakes import REDACTED, fake, is_fake
from crosswire.secrets.forms import GENERATED, Form, Found, forms_hinted, forms_in
from crosswire.secrets.names import HARMLESS_HEADERS
from crosswire.secrets.running_text import header_value, is_secret_value, named_in
from crosswire.secrets.urls import urls_in
from crosswire.wire.exact_json import Number, Object, parse_exactly

__all__ = ("REDACTED", "Clearing", "json_in")

DEEPEST = 4
"""How many encodings within each other are undone."""


class Clearing:
    """Clears texts of secrets, and learns them: what was secret once is secret in every later text.

    `allowed` are texts that look like a secret and are none; `secrets` are secret, whatever they look like.
    """

    def __init__(self, allowed: Collection[str] = (), secrets: Collection[str] = ()) -> None:
        self.allowed = frozenset(allowed)
        self.learned: dict[str, str] = {}
        """The fakes of the secrets that were found, by secret."""
        self.kinds: dict[str, str] = {}
        """The kinds of what was replaced, by secret."""
        self._forms: Sequence[Form] | None = None
        self._harmless: set[tuple[str, str]] = set()
        """Names and texts without secrets, as far as is known: frames of a stream repeat theirs."""
        self.learn(secrets)

    def learn(self, secrets: Iterable[str]) -> None:
        """Replace these texts wherever they stand, unless they are allowed."""
        for secret in secrets:
            if secret not in self.allowed and secret and not is_fake(secret):
                self.know(secret, fake(secret, _prefix_length(secret)), "what is known to be secret")

    def know(self, secret: str, instead: str, kind: str) -> None:
        """Replace a text by another wherever it stands, also as it is written within JSON and HTML."""
        self._harmless.clear()
        for spelling in {secret: instead, **_spelled(secret)}.items():
            self.learned.setdefault(*spelling)
            self.kinds.setdefault(spelling[0], kind)

    def over(self, text: str) -> "Clearing":
        """Prepare for the texts that stand in a larger one, such as a body. Only forms that it hints at are tried."""
        # What is encoded hints at nothing, and is looked at on its own.
        self._forms = forms_hinted(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), text).replace("\\/", "/"))
        self._harmless.clear()
        return self

    def clear_whole(self, text: str) -> str:
        """Return a text of its own with fakes of its secrets."""
        before = self._forms
        cleared = self.over(text).clear("", text)
        self._forms = before
        self._harmless.clear()
        return cleared

    def clear(self, name: str, text: str, depth: int = 0) -> str:
        """Return a text with fakes of its secrets. `name` is the name of its field."""
        if (name, text) in self._harmless:
            return text
        if depth < DEEPEST and (inner := json_in(text)) is not None:
            self.clear_json(inner)  # learns; what it finds is replaced below, where the text keeps its form
        found = self._chosen(name, text, depth)
        parts, at = [], 0
        for one in found:
            secret = text[one.start : one.end]
            self.know(secret, fake(secret, one.prefix), one.kind)
            if one.kind == "basic credentials":
                for part in of_basic(secret):
                    self.know(part, fake(part), one.kind)
            if one.kind == "a private key":
                for line in filter(is_unmistakable, _LINES.split(secret)):
                    self.know(line, fake(line), one.kind)
            parts += [text[at : one.start], self.learned[secret]]
            at = one.end
        cleared = "".join([*parts, text[at:]]) if parts else text
        if depth < DEEPEST and len(cleared) >= _SHORTEST_ENCODED:
            cleared = with_decoded(cleared, lambda inner: self.clear("", inner, depth + 1))
        if cleared == text and not depth:
            self._harmless.add((name, text))
        return cleared

    def left(self, name: str, text: str, depth: int = 0) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of every secret in a text."""
        if (name, text) in self._harmless:
            return
        is_harmless = True
        for one in self._chosen(name, text, depth):
            is_harmless = False
            yield one.kind, text[one.start : one.end]
        if depth < DEEPEST and len(text) >= _SHORTEST_ENCODED:
            for inner in decoded(text):
                for kind, secret in self.left("", inner, depth + 1):
                    is_harmless = False
                    yield f"{kind}, encoded", secret
        if is_harmless and not depth:
            self._harmless.add((name, text))

    def _chosen(self, name: str, text: str, depth: int) -> list[Found]:
        """Return the secrets in a text, in order; of those that overlap, the longest."""
        chosen: list[Found] = []
        for one in sorted(self._found(name, text, depth), key=lambda one: (one.start - one.end, -one.prefix)):
            secret = text[one.start : one.end]
            if secret in self.allowed or not secret.strip() or is_fake(secret):
                continue
            if all(one.end <= other.start or one.start >= other.end for other in chosen):
                chosen.append(one)
        return sorted(chosen, key=lambda one: one.start)

    def _found(self, name: str, text: str, depth: int) -> Iterator[Found]:
        if name and is_secret_value(name, text):
            scheme = _SCHEME.match(text)
            yield Found(f"a value of {name!r}", scheme.end() if scheme else 0, len(text))
        if len(text) < _SHORTEST:
            return
        forms = self._forms if self._forms is not None and not depth else forms_hinted(text)
        is_id = bool(_ID.fullmatch(name))
        yield from (one for one in forms_in(text, forms) if not (is_id and one.kind == GENERATED))
        yield from named_in(text)
        yield from urls_in(text)
        if pattern := _any_of(frozenset(filter(is_unmistakable, self.learned))):
            for met in pattern.finditer(text):
                yield Found(self.kinds[met[0]], *met.span())

    def replace_learned(self, text: str) -> str:
        """Return a text with fakes of the secrets that are known, and of nothing else."""
        pattern = _any_of(frozenset(filter(is_unmistakable, self.learned)))
        return pattern.sub(lambda met: self.learned[met[0]], text) if pattern else text

    # Parsed JSON

    def clear_json(self, value: Json, name: str = "", within: str = "") -> Json:
        """Return exactly parsed JSON with fakes. `within` is the name of the object in which it stands."""
        match value:
            case Object():
                return Object(
                    (self.clear("", key), self.clear_json(entry, own, name_of_object(value, name)))
                    for key, entry, own in named_entries(value)
                )
            case list():
                return [self.clear_json(entry, name, within) for entry in value]
            case str() if not isinstance(value, Number):
                return self._clear_leaf(value, name, within)
            case _:
                return value

    def _clear_leaf(self, text: str, name: str, within: str) -> str:
        if name == "token" and len(text) > 2 and not is_fake(text) and not _is_word(text) and text not in self.allowed:
            self._learn_at("a value of 'token'", text)
        if _OF_HEADERS.fullmatch(within) and not HARMLESS_HEADERS.fullmatch(name):
            for one in header_value(name, text):
                self._learn_at(one.kind, text[one.start : one.end])
            return self._with_learned_parts(name, text)
        if _OF_COOKIES.fullmatch(within) and not is_fake(text) and text not in self.allowed:
            self._learn_at("a cookie", text)
            return self.learned[text]
        if name == "token" and text in self.learned:
            return self.learned[text]
        return self.clear(name, text)

    def left_at(self, text: str, name: str, within: str) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of every secret in a leaf of JSON; see `clear_json`."""
        if _OF_HEADERS.fullmatch(within) and not HARMLESS_HEADERS.fullmatch(name):
            found = [(one.kind, text[one.start : one.end]) for one in header_value(name, text)]
        elif _OF_COOKIES.fullmatch(within):
            found = [("a cookie", text)]
        else:
            found = [("a value of 'token'", text)] if name == "token" and len(text) > 2 and not _is_word(text) else []
        for kind, secret in found:
            if secret not in self.allowed and not is_fake(secret):
                yield kind, secret
        yield from self.left(name, text)

    def _learn_at(self, kind: str, secret: str) -> None:
        if secret not in self.allowed and not is_fake(secret):
            self.know(secret, fake(secret), kind)

    def _with_learned_parts(self, name: str, text: str) -> str:
        for one in sorted(header_value(name, text), key=lambda one: -one.start):
            secret = text[one.start : one.end]
            text = text[: one.start] + self.learned.get(secret, secret) + text[one.end :]
        return self.clear("", text)


_LINES = re.compile(r"(?:\\+[nr]|\s)+")
_ID = re.compile(r"(?i)(?:.*_)?ids?")
_ESCAPED = re.compile(r"\\u00([2-7][0-9a-fA-F])")
"""A character of ASCII that JSON escapes, though it need not."""
_SHORTEST, _SHORTEST_ENCODED = 4, 8
_SCHEME = re.compile(r"(?i)(?:bearer|basic|token|apikey|digest)[ \t]+(?=\S)")
_OF_HEADERS = re.compile(r"(?i)(?:[a-z]+[_-])?headers")
_OF_COOKIES = re.compile(r"(?i)(?:[a-z]+[_-])?cookies?(?:[_-]?jar)?")


def _prefix_length(secret: str) -> int:
    """Return how many characters of a secret tell its kind alone."""
    found = forms_in(secret, forms_hinted(secret))
    return next((one.prefix for one in found if (one.start, one.end) == (0, len(secret))), 0)


def _spelled(secret: str) -> dict[str, str]:
    """Return how a secret is written in JSON and HTML, where that is otherwise, with the fakes of these spellings."""
    spellings = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], html.escape(secret)}
    return {spelling: fake(spelling) for spelling in spellings - {secret}}


def _is_word(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Za-z]{1,3}|\s*", text))


_COMMON = re.compile(
    r"[\d.,:]{1,7}|default|none|null|true|false|auto|string|required|password|passwd|secret|token|user|users|assistant|system"
    r"|text|object|function|developer|tool|test|tests|admin|root|name|value|content|message|model|chat|json|stream|error"
    r"|stop|length|type|role|status|completed|message|input|output|data|code|title|query|city|path|file|files"
)


def is_unmistakable(text: str) -> bool:
    """Return whether a text does not occur by chance, as `default` and small numbers do."""
    return len(text) >= 4 and not _COMMON.fullmatch(text.lower())


@cache
def _any_of(texts: frozenset[str]) -> re.Pattern[str] | None:
    """Return a pattern for any of some texts; short ones only where they are no part of a longer word."""
    if not texts:
        return None
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile("|".join(_bounded(text) for text in longest_first))


def _bounded(text: str) -> str:
    # What is long stands in no other word by chance.
    return re.escape(text) if len(text) >= 12 else rf"(?<![\w-]){re.escape(text)}(?![\w-])"


def of_basic(text: str) -> Iterator[str]:
    """Yield the password of basic credentials, and the user where that is no common name."""
    try:
        user, colon, password = base64.b64decode(text, validate=True).decode("ascii").partition(":")
    except ValueError:
        return
    if colon and password.isprintable():
        yield from (part for part in (password, user) if is_unmistakable(part))


def json_in(text: str) -> Json:
    """Return the object or list that a text is, exactly parsed; `None` for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    return value if isinstance(value, Object | list) else None


def named_entries(value: Object) -> Iterator[tuple[str, Json, str]]:
    """Yield the key and the entry of an object, with the name that tells of the entry.

    Of `{"name": …, "value": …}` the name tells of the value. A token of a model's log probabilities has no name.
    """
    pairs = dict(value)
    of_pair = pairs.get("name", pairs.get("key"))
    for key, entry in value:
        if key == "value" and isinstance(of_pair, str):
            yield key, entry, of_pair
        elif key == "token" and not pairs.keys().isdisjoint(("logprob", "top_logprobs", "bytes")):
            yield key, entry, ""
        else:
            yield key, entry, key


def name_of_object(value: Object, name: str) -> str:
    """Return the name of an object; none for a JSON Schema, whose fields describe what has the name."""
    kind = dict(value).get("type")
    return "" if isinstance(kind, list) or kind in _TYPES else name


_TYPES = ("string", "object", "array", "number", "integer", "boolean")
