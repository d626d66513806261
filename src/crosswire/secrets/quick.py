"""A quick look at a body: most have no secret, and their strings alone show that.

What is not surely plain is looked at closely, string by string with its name. So a quick look only saves time.
"""

from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from crosswire.facts import Json
from crosswire.secrets.deltas import beside_events, strings_in
from crosswire.secrets.encodings import decoded
from crosswire.secrets.entries import PAIRED, json_in, json_within, strings_of
from crosswire.secrets.fakes import is_fake
from crosswire.secrets.names import telling
from crosswire.secrets.patterns import DEEPEST, Clearing
from crosswire.secrets.positions import holds
from crosswire.secrets.texts import encodable, look, remembered


def is_surely_plain(body: str, clearing: Clearing) -> bool:
    """Return whether a body of JSON, or an event stream of JSON, surely has no secret: no string and no name is one."""
    if clearing.knows_numbers:
        return False
    texts = _plain_body(body)
    return texts is not None and not clearing.learned_in(texts)


@remembered
def _plain_body(body: str) -> str | None:
    """Return all texts of a body, one a line, where none of them shows a secret by itself; else None."""
    value = json_in(body)
    return _joined(_of_stream(body) if value is None else _of_json(value))


def _joined(texts: Iterable[str | None]) -> str | None:
    found: list[str] = []
    for text in texts:
        if text is None:
            return None
        found.append(text)
    return "\n".join(found)


def _of_json(value: Json, depth: int = 0) -> Iterator[str | None]:
    """Yield the texts in exactly parsed JSON; None where one shows a secret, or a key may tell of one."""
    keys, values = strings_of(value)
    yield from _of_strings(keys, values, depth)


def _of_stream(body: str) -> Iterator[str | None]:
    """Yield the texts of a stream of JSON, and what its pieces add up to; None as of JSON, or where it is none."""
    strings = strings_in(body)
    if "data:" not in body or not strings.is_json:
        yield None
    yield from _of_strings(strings.keys, strings.values)
    yield _plain(beside_events(body))
    for pieces in strings.pieces.values():
        yield _plain("".join(piece.text for piece in pieces))


def _of_strings(keys: Collection[str], values: Collection[str], depth: int = 0) -> Iterator[str | None]:
    yield _joined(map(_plain_key, keys))
    for text in values:
        yield _plain_within(text, depth) if depth else _plain(text)


@lru_cache(4096)
def _plain_key(key: str) -> str | None:
    """Return a key that is no secret, and tells of none. Of `{"name": …, "value": …}` the name would."""
    tells = key == "token" or key in PAIRED or telling(key) or holds(key)
    return None if tells else _plain(key)


@remembered
def _plain(text: str) -> str | None:
    return _plain_within(text, 0)


def _plain_within(text: str, depth: int) -> str | None:
    """Return a text that holds no secret by itself, nor encoded, nor in JSON; with the texts in it."""
    shown = look(text)
    if not all(is_fake(text[one.start : one.end]) for one in shown.found):
        return None
    if depth == DEEPEST:
        return text
    encoded = decoded(encodable(text)) if shown.is_encoded else []
    if any(len(one) > len(text) for one in encoded):
        return None  # what was compressed can be huge
    inner = [_plain_within(one, depth + 1) for one in encoded]
    if (value := json_within(text)) is not None:
        inner.append(_joined(_of_json(value, depth + 1)))
    return _joined(iter([text, *inner]))
