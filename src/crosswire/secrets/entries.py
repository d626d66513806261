"""The entries of exactly parsed JSON, and the names that tell of them."""

import re
from collections.abc import Iterator

from crosswire.facts import Json
from crosswire.secrets.names import telling
from crosswire.wire.exact_json import Number, Object, parse_exactly


def json_in(text: str) -> Json:
    """Return the object or list that a text is, exactly parsed; `None` for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    return value if isinstance(value, Object | list) else None


def strings_of(value: Json) -> tuple[set[str], set[str]]:
    """Return the keys and the texts of exactly parsed JSON."""
    keys: set[str] = set()
    texts: set[str] = set()
    left = [value]
    for one in left:  # it grows
        if isinstance(one, Object):
            keys.update(key for key, _ in one)
            left += [entry for _, entry in one]
        elif isinstance(one, list):
            left += one
        elif isinstance(one, str) and not isinstance(one, Number):
            texts.add(one)
    return keys, texts


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


def is_header(value: list[Json]) -> bool:
    """Return whether a list is a header: its name, which has a hyphen or tells of a credential, and its value."""
    if len(value) != 2 or not all(isinstance(entry, str) for entry in value):
        return False
    return bool(_HEADER.fullmatch(value[0])) or bool(telling(value[0]))


_HEADER = re.compile(r"[A-Za-z]\w*(?:-\w+)+|(?i:authorization)")


def name_of_object(value: Object, name: str) -> str:
    """Return the name of an object; none for a JSON Schema, whose fields describe what has the name."""
    kind = dict(value).get("type")
    return "" if isinstance(kind, list) or kind in _TYPES else name


_TYPES = ("string", "object", "array", "number", "integer", "boolean")
