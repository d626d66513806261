"""Clearing texts of secrets: those that form, name or place tell, and those that are known from elsewhere."""

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator
from copy import copy
from functools import lru_cache

from crosswire.facts import Json
from crosswire.secrets.chance import is_unmistakable, of_basic
from crosswire.secrets.encodings import decoded, with_decoded
from crosswire.secrets.entries import (
    json_within,
    name_of_leaf,
    name_of_object,
    named_entries,
    named_items,
    options_in,
    with_leaves,
)
from crosswire.secrets.fakes import REDACTED, fake, fake_number, is_fake
from crosswire.secrets.forms import GENERATED, Found, forms_in
from crosswire.secrets.lazy import regex
from crosswire.secrets.markup import OF_MANIFESTS
from crosswire.secrets.positions import at_position
from crosswire.secrets.texts import Shown, look
from crosswire.secrets.tokens import tokens_in, with_tokens
from crosswire.secrets.values import is_secret_number, is_secret_value
from crosswire.wire.exact_json import Number, Object

__all__ = ("REDACTED", "Clearing")

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
        self.respelled: set[str] = set()
        """Those that are only another spelling of one that was found."""
        self.unmistakable: list[str] = []
        """Those of the secrets that stand nowhere by chance."""
        self._plain: set[tuple[str, str]] = set()
        """Names and texts without a secret, as far as is known: recordings repeat most of theirs."""
        self.learn(secrets)

    def copy(self) -> "Clearing":
        """Return one that knows as much now, and learns for itself."""
        other = copy(self)
        other.learned, other.kinds, other.unmistakable = dict(self.learned), dict(self.kinds), [*self.unmistakable]
        other.respelled = {*self.respelled}
        return other  # what is plain is so for both, until one of them learns more

    def learn(self, secrets: Iterable[str]) -> None:
        """Replace these texts wherever they stand, unless they are allowed."""
        for secret in secrets:
            if secret not in self.allowed and secret and not is_fake(secret):
                self.know(secret, fake(secret, _prefix_length(secret)), "what is known to be secret")

    def know(self, secret: str, instead: str, kind: str) -> None:
        """Replace a text by another wherever it stands, also as it is written within JSON and HTML."""
        for spelling, one in {secret: instead, **_spelled(secret)}.items():
            if spelling not in self.learned:
                self.learned[spelling], self.kinds[spelling] = one, kind
                if spelling != secret:
                    self.respelled.add(spelling)
                self._plain = set()
                if is_unmistakable(spelling):
                    self.unmistakable.append(spelling)

    def clear(self, name: str, text: str, depth: int = 0) -> str:
        """Return a text with fakes of its secrets. `name` is the name of its field."""
        if (name, text) in self._plain:
            return text
        given = text
        if depth < DEEPEST and (inner := json_within(text)) is not None:
            text = with_leaves(text, inner, self.clear_json(inner, name))
        shown = look(text)
        parts, at = [], 0
        chosen, others = self._chosen(name, text, shown)
        for one in chosen:
            parts += [text[at : one.start], self._met(one, text)]
            at = one.end
        for one in others:
            self._met(one, text)  # a part of a longer one, which may stand elsewhere alone
        cleared = "".join([*parts, text[at:]]) if parts else text
        if depth < DEEPEST and shown.is_encoded:
            cleared = with_decoded(cleared, lambda inner: self.clear("", inner, depth + 1))
        if cleared == given and not depth and len(text) <= SHORT:
            self._plain.add((name, text))
        return cleared

    def _met(self, found: Found, text: str) -> str:
        """Know a secret that was found in a text, and its parts; return its fake."""
        secret = text[found.start : found.end]
        self.know(secret, fake(secret, found.prefix), found.kind)
        parts: Iterable[str] = ()
        if found.kind == "basic credentials":
            parts = of_basic(secret)
        elif found.kind == "a private key":
            parts = filter(is_unmistakable, _LINES.split(secret))
        else:
            parts = filter(is_unmistakable, decoded(secret) if found.kind == OF_MANIFESTS else ())
        for part in parts:
            self.know(part, fake(part), found.kind)
        return self.learned[secret]

    def left(self, name: str, text: str, depth: int = 0) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of every secret in a text."""
        if (name, text) in self._plain:
            return
        shown, is_plain = look(text), True
        for one in self._chosen(name, text, shown)[0]:
            is_plain = False
            yield one.kind, text[one.start : one.end]
        if depth < DEEPEST and shown.is_encoded:
            for inner in decoded(text):
                for kind, secret in self.left("", inner, depth + 1):
                    is_plain = False
                    yield f"{kind}, encoded", secret
        if is_plain and not depth and len(text) <= SHORT:
            self._plain.add((name, text))

    def _chosen(self, name: str, text: str, shown: Shown) -> tuple[list[Found], list[Found]]:
        """Return the secrets in a text, in order; of those that overlap the longest, and apart from them the others."""
        found = [*self._found(name, text, shown)]
        chosen: list[Found] = []
        others: list[Found] = []
        for one in sorted(found, key=lambda one: (one.start - one.end, -one.prefix)):
            secret = text[one.start : one.end]
            if secret in self.allowed or not secret.strip() or is_fake(secret):
                continue
            is_apart = all(one.end <= other.start or one.start >= other.end for other in chosen)
            (chosen if is_apart else others).append(one)
        return sorted(chosen, key=lambda one: one.start), others

    def _found(self, name: str, text: str, shown: Shown) -> Iterator[Found]:
        if name and is_secret_value(name, text):
            scheme = _SCHEME.match(text)
            yield Found(f"a value of {name!r}", scheme.end() if scheme else 0, len(text))
        if shown.found:
            is_id = bool(_ID.fullmatch(name))
            yield from (one for one in shown.found if not (is_id and one.kind == GENERATED))
        if pattern := self.learned_in(text):
            for met in pattern.finditer(text):
                yield Found(self.kinds[met[0]], *met.span())

    def replace_learned(self, text: str) -> str:
        """Return a text with fakes of the secrets that are known, and of nothing else."""
        pattern = self.learned_in(text)
        return pattern.sub(lambda met: self.learned[met[0]], text) if pattern else text

    @property
    def knows_numbers(self) -> bool:
        """Whether a secret that is known may stand as a number."""
        return any(secret.lstrip("-").isdigit() for secret in self.unmistakable)

    def learned_in(self, text: str) -> re.Pattern[str] | None:
        """Return a pattern for the secrets that are known and may stand in a text; None where there is none."""
        met = [secret for secret in self.unmistakable if secret in text]
        return _any_of(frozenset(met)) if met else None

    # Parsed JSON

    def clear_json(self, value: Json, name: str = "", within: str = "") -> Json:
        """Return exactly parsed JSON with fakes. `within` is the name of the object in which it stands."""
        match value:
            case Object():
                around = name_of_object(value, name)
                return Object(
                    (self.clear("", key), self.clear_json(entry, own, around))
                    for key, entry, own in named_entries(value, name)
                )
            case list():
                if (command := options_in(value)) is not None:
                    self.clear("", command)  # learns
                if tokens := tokens_in(value):
                    text = "".join(tokens)
                    value = with_tokens(value, after) if len(after := self.clear("", text)) == len(text) else value
                return [self.clear_json(entry, own, around) for entry, own, around in named_items(value, name, within)]
            case Number():
                return self._clear_number(value, name)
            case str():
                return self._clear_leaf(value, name, within)
            case _:
                return value

    def _clear_number(self, number: Number, name: str) -> Number:
        if is_secret_number(name, number) and number not in self.allowed and not is_fake(number):
            self.know(number, fake_number(number), f"a value of {name!r}")
        if number in self.learned and (is_secret_number(name, number) or is_unmistakable(number)):
            return Number(fake_number(number))
        return number

    def _clear_leaf(self, text: str, name: str, within: str) -> str:
        found = self._at_position(text, name, within)
        for one in reversed(found):
            text = text[: one.start] + self._met(one, text) + text[one.end :]
        return self.clear("" if found else name_of_leaf(text, name, within), text)

    def left_number(self, number: Number, name: str) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of a number that is secret; see `clear_json`."""
        was_met = number in self.learned and is_unmistakable(number)
        if (is_secret_number(name, number) or was_met) and number not in self.allowed and not is_fake(number):
            yield f"a value of {name!r}", number

    def left_at(self, text: str, name: str, within: str) -> Iterator[tuple[str, str]]:
        """Yield the kind and the text of every secret in a leaf of JSON; see `clear_json`."""
        for one in self._at_position(text, name, within):
            yield one.kind, text[one.start : one.end]
        yield from self.left(name_of_leaf(text, name, within), text)

    def _at_position(self, text: str, name: str, within: str) -> list[Found]:
        """Return what the place of a text makes secret, in order, without fakes."""
        found = [one for one in at_position(text, name, within) if one.start < one.end]
        return [
            one
            for one in sorted(found, key=lambda one: one.start)
            if (secret := text[one.start : one.end]) not in self.allowed and not is_fake(secret)
        ]


_LINES = regex(r"(?:\\+[nr]|\s)+")
LONG = 12
"""Characters of a secret that no other word has by chance."""
SHORT = 1_000
"""Characters of a text that is remembered where it has no secret."""
_ID = regex(r"(?i)(?:.*_)?ids?")
_SCHEME = regex(r"(?i)(?:bearer|basic|token|apikey|digest)[ \t]+(?=\S)")


@lru_cache(1024)
def _prefix_length(secret: str) -> int:
    """Return how many characters of a secret tell its kind alone."""
    found = forms_in(secret, secret)
    return next((one.prefix for one in found if (one.start, one.end) == (0, len(secret))), 0)


@lru_cache(1024)
def _spelled(secret: str) -> dict[str, str]:
    """Return how a secret is written in JSON, in HTML and in another case, with the fakes of these spellings."""
    spellings = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], html.escape(secret)}
    if len(secret) >= LONG and not secret.islower() and not secret.isupper():
        spellings |= {secret.lower(), secret.upper()}
    return {spelling: fake(spelling) for spelling in spellings - {secret}}


@lru_cache(256)
def _any_of(texts: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern for any of some texts; short ones only where they are no part of a longer word."""
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile("|".join(_bounded(text) for text in longest_first))


def _bounded(text: str) -> str:
    # What is long stands in no other word by chance.
    return re.escape(text) if len(text) >= LONG else rf"(?<![\w-]){re.escape(text)}(?![\w-])"
