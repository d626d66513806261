"""A quick look at a body: most have no secret, and their strings alone show that.

What is not surely plain is looked at closely, string by string with its name. So a quick look only saves time.
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache

from crosswire.secrets.deltas import events_in, joined, lines_beside
from crosswire.secrets.names import telling
from crosswire.secrets.patterns import Clearing, holds
from crosswire.secrets.texts import look
from crosswire.wire.event_streams import DONE

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?', re.DOTALL)
"""A string of JSON, with the colon behind a key."""
LONG, LONGEST = 200_000, 8_000_000
"""Characters of a body of which many are remembered, and of one of which few are.

Redaction and the scan look at most of them several times.
"""


def is_surely_plain(body: str, clearing: Clearing) -> bool:
    """Return whether a body of JSON, or an event stream of JSON, surely has no secret: no string and no name is one."""
    if clearing.knows_numbers:
        return False
    look = _remembered if len(body) <= LONG else _remembered_long if len(body) <= LONGEST else _plain_texts
    texts = look(body)
    return texts is not None and not clearing.learned_in(texts)


def _plain_texts(body: str) -> str | None:
    """Return all texts of a body, one a line, where none of them shows a secret by itself; else None."""
    strings = set(_STRING.findall(body))
    texts = [_plain_short(one) if len(one) <= SHORT else _plain_string(one) for one in strings]
    if None in texts:
        return None
    texts += _texts_beside(body)
    return None if None in texts else "\n".join(filter(None, texts))


_remembered, _remembered_long = lru_cache(64)(_plain_texts), lru_cache(4)(_plain_texts)


def _texts_beside(body: str) -> Iterator[str | None]:
    """Yield the texts of a body that are no strings of its JSON: lines of a stream, and what its deltas add up to.

    None where one shows a secret, or where the body is no JSON and no stream of it.
    """
    if "data:" not in body:
        yield "" if _is_json(body) else None
        return
    yield "" if all(value is not None or data.strip() == DONE for data, value in events_in(body)) else None
    for text in lines_beside(body):
        yield _plain(text)
    for pieces in joined(body).values():
        yield _plain("".join(piece.text for piece in pieces))


def _plain_string(written: str) -> str | None:
    is_key = written.endswith(":")
    bare = written[:-1].rstrip() if is_key else written
    text = str(json.loads(bare, strict=False)) if "\\" in bare else bare[1:-1]
    return None if is_key and not _is_no_name(text) else _plain(text)


SHORT = 200
"""Characters of a string that is remembered: recordings repeat most of their keys and values."""
_plain_short = lru_cache(16_384)(_plain_string)


def _is_no_name(key: str) -> bool:
    """Return whether a key tells of no secret. Of `{"name": …, "value": …}` the name would."""
    return key not in ("token", "value") and not telling(key) and not holds(key)


def _plain(text: str) -> str | None:
    """Return a text that holds no secret by itself, also none that is encoded, or in JSON; with the texts in it."""
    shown = look(text)
    if shown.found or shown.is_encoded:
        return None
    if not text.lstrip().startswith(("{", "[")) or not _is_json(text):
        return text
    inner = _plain_texts(text)
    return None if inner is None else f"{text}\n{inner}"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
