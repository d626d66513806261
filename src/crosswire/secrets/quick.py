"""A quick look at a body: most have no secret, and their strings alone show that.

What is not surely plain is looked at closely, string by string with its name. So a quick look only saves time.
"""

import json
import re
from collections.abc import Collection

from crosswire.secrets.deltas import events_in, joined, lines_beside
from crosswire.secrets.names import telling
from crosswire.secrets.patterns import SHORT, Clearing, holds
from crosswire.secrets.texts import look
from crosswire.wire.event_streams import DONE

_STRING = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"(?:\s*:)?', re.DOTALL)
"""A string of JSON, with the colon behind a key."""
MOST_REMEMBERED = 50_000
"""Strings that are remembered, at most: a run may have a million."""


def is_surely_plain(body: str, clearing: Clearing) -> bool:
    """Return whether a body of JSON, or an event stream of JSON, surely has no secret: no string and no name is one."""
    if clearing.knows_numbers or not _are_plain(_STRING.findall(body), clearing):
        return False
    if "data:" not in body:
        return _is_json(body)
    return (
        all(value is not None or data.strip() == DONE for data, value in events_in(body))
        and all(_is_plain(line, clearing) for line in lines_beside(body))
        and all(_is_plain("".join(piece.text for piece in pieces), clearing) for pieces in joined(body).values())
    )


def _are_plain(strings: Collection[str], clearing: Clearing) -> bool:
    """Return whether none of the strings, as JSON writes them, is a secret, or a key that tells of one."""
    new = set(strings) - clearing.plain_strings
    if not all(_is_plain_string(one, clearing) for one in new):
        return False
    if len(clearing.plain_strings) > MOST_REMEMBERED:
        clearing.plain_strings.clear()
    clearing.plain_strings.update(one for one in new if len(one) <= SHORT)
    return True


def _is_plain_string(written: str, clearing: Clearing) -> bool:
    is_key = written.endswith(":")
    bare = written[:-1].rstrip() if is_key else written
    text = str(json.loads(bare, strict=False)) if "\\" in bare else bare[1:-1]
    return (not is_key or _is_no_name(text)) and _is_plain(text, clearing)


def _is_no_name(key: str) -> bool:
    """Return whether a key tells of no secret. Of `{"name": …, "value": …}` the name would."""
    return key not in ("token", "value") and not telling(key) and not holds(key)


def _is_plain(text: str, clearing: Clearing) -> bool:
    """Return whether a text surely holds no secret, also none that is encoded, or in JSON."""
    shown = look(text)
    if shown.found or shown.is_encoded or clearing.learned_in(text):
        return False
    is_json = text.lstrip().startswith(("{", "["))
    return not is_json or not _is_json(text) or _are_plain(_STRING.findall(text), clearing)


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
