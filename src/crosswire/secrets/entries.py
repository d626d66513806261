"""The entries of exactly parsed JSON, and the names that tell of them."""

import json
import re
from collections.abc import Iterator, Mapping

from crosswire.facts import Json
from crosswire.secrets.lazy import regex
from crosswire.secrets.names import telling
from crosswire.secrets.positions import holds, looks_like_a_header
from crosswire.wire.exact_json import Number, Object, json_at, parse_exactly


def json_in(text: str) -> Json:
    """Return the object or list that a text is, exactly parsed; `None` for any other text."""
    if not text.lstrip().startswith(("{", "[")):
        return None
    try:
        value = parse_exactly(text)
    except ValueError:
        return None
    return value if isinstance(value, Object | list) else None


def json_within(text: str) -> Json:
    """Return the object or list that a text is, or a list of those in it, as in Markdown; `None` for any other."""
    if '"' not in text or not ("{" in text or "[" in text):
        return None
    if (whole := json_in(text)) is not None:
        return whole
    found: list[Json] = []
    end = failed = 0
    for begin in _BEGINS.finditer(text):
        if begin.start() < end:
            continue
        if (one := json_at(text, begin.start())) is not None:
            value, end = one
            found.append(value)
        elif (failed := failed + 1) == MOST_FAILED:
            break
    return found or None


_BEGINS = regex(r"[{\[](?=\s{0,40}[\"{\[])")
MOST_FAILED = 100
"""How many brackets of a text may begin no JSON, before the rest is taken for code."""


def strings_of(value: Json) -> tuple[set[str], set[str]]:
    """Return the keys and the texts of exactly parsed JSON, a command of words as one."""
    keys: set[str] = set()
    texts: set[str] = set()
    left = [value]
    for one in left:  # it grows
        if isinstance(one, Object):
            keys.update(key for key, _ in one)
            left += [entry for _, entry in one]
        elif isinstance(one, list):
            left += one
            if (command := options_in(one)) is not None:
                texts.add(command)
        elif isinstance(one, str) and not isinstance(one, Number):
            texts.add(one)
    return keys, texts


def named_entries(value: Object, name: str) -> Iterator[tuple[str, Json, str]]:
    """Yield the key and the entry of an object, with the name that tells of the entry. `name` is that of the object.

    Of `{"name": …, "value": …}` the name tells of the value, of `{"password": {"value": …}}` that of the object.
    A token that somebody analyses has no name.
    """
    pairs = dict(value)
    if pairs.keys().isdisjoint(_TELLING) and not telling(name):
        yield from ((key, entry, key) for key, entry in value)
        return
    names = [named for key in _NAMES if isinstance(named := pairs.get(key), str)]
    of_pair = next(filter(telling, names), names[0] if names else "")
    of_text = _name_of_an_element(pairs) or (name if telling(name) == "any" else "")
    texts = _EXAMPLES if _is_schema(pairs) else _TEXTS
    for key, entry in value:
        if of_pair and key in _VALUES:
            yield key, entry, of_pair
        elif of_text and key in texts:
            yield key, entry, of_text
        elif key in _SECRET_FIELDS.get(str(pairs.get("kind", pairs.get("kty"))), ()):
            yield key, entry, "secret"
        elif key == "token" and not pairs.keys().isdisjoint(_OF_ANALYSIS):
            yield key, entry, ""
        else:
            yield key, entry, key


_NAMES = ("name", "key", "Name", "Key", "ParameterKey", "field", "label", "title", "id")
_ELEMENTS = ("element", "selector")
"""The keys of what an agent types into: `{"element": "Password field", "text": …}`."""
_VALUES = ("value", "Value", "ParameterValue")
_TEXTS = (*_VALUES, "text", "plaintext", "raw", "data")
_EXAMPLES = ("default", "const", "example", *_VALUES)
"""The keys of a JSON Schema, or of a typed output, that hold a value."""
_OF_PAIRS = ("env", "environ", "environment", "variables", "vars")
PAIRED = frozenset((*_VALUES, *_ELEMENTS, *_OF_PAIRS, "kind", "kty"))
"""Keys of which one stands in each object or list in which an entry tells what another is."""
_OF_ANALYSIS = ("logprob", "top_logprobs", "bytes", "pos", "lemma", "label", "tag", "score", "start", "start_offset")
_SECRET_FIELDS = {
    "Secret": ("data", "stringData"),
    "RSA": ("d", "p", "q", "dp", "dq", "qi"),
    "EC": ("d",),
    "OKP": ("d",),
    "oct": ("k",),
}
"""The fields that are secret of an object of a `kind` (of Kubernetes) or a `kty` (a JSON Web Key)."""


_TELLING = frozenset((*PAIRED, "token"))


def _name_of_an_element(pairs: Mapping[str, Json]) -> str:
    """Return the word that tells of a credential in what somebody types into; "" where there is none."""
    words = " ".join(words for key in _ELEMENTS if isinstance(words := pairs.get(key), str))
    return next(filter(telling, re.findall(r"\w+", words)), "")


def named_items(value: list[Json], name: str, within: str) -> Iterator[tuple[Json, str, str]]:
    """Yield the entries of a list, each with its name and that of the object around. `name` is that of the list.

    Headers and variables may be pairs, `["X-Any", …]`, or stand one behind the other.
    """
    is_of_headers = holds(name) in ("headers", "some headers")
    texts = [entry for entry in value if isinstance(entry, str)]
    in_pairs = len(texts) == len(value) and len(value) % 2 == 0 and all(map(_WORD.fullmatch, texts[::2]))
    tells = looks_like_a_header if is_of_headers else telling
    if in_pairs and (is_of_headers or name in _OF_PAIRS) and any(map(tells, texts[::2])):
        for key, entry in zip(texts[::2], value[1::2], strict=True):
            yield key, "", ""
            yield entry, key, name
    else:
        yield from ((entry, name, within) for entry in value)


_WORD = regex(r"[\w.-]+")


def options_in(value: list[Json]) -> str | None:
    """Return a command that is a list of words as one text, with a blank between two; None of any other list."""
    if len(value) < 2 or not all(isinstance(entry, str) for entry in value):
        return None
    return " ".join(value) if any(entry.startswith("-") for entry in value) else None


def name_of_object(value: Object, name: str) -> str:
    """Return the name of an object; none for a JSON Schema, whose fields describe what has the name."""
    return "" if _is_schema(dict(value)) else name


def _is_schema(pairs: Mapping[str, Json]) -> bool:
    kind = pairs.get("type")
    return isinstance(kind, list) or kind in _TYPES


def name_of_leaf(text: str, name: str, within: str) -> str:
    """Return the name that tells of a text: that of its field, or of the object that maps names to passwords.

    Such an object has other fields, too: of those only what looks like a password counts.
    """
    is_of_object = telling(within) == "any" and not telling(name) and bool(_PASSWORD.fullmatch(text))
    return within if is_of_object else name


_PASSWORD = regex(r"(?=\S*\d)(?=\S*[^\W\d])\S{6,}")
_TYPES = ("string", "object", "array", "number", "integer", "boolean")


def with_leaves(text: str, before: Json, after: Json) -> str:
    """Return a text that holds JSON with the leaves of other JSON of its form. All else of the text stays as it is."""
    for old, new in dict(_changed(before, after)).items():
        if isinstance(old, Number):
            text = re.sub(rf"(?<=[\s:,\[]){re.escape(old)}(?=[\s,\]}}])", new, text)
        else:
            for is_ascii in (True, False):
                text = text.replace(json.dumps(old, ensure_ascii=is_ascii), json.dumps(new, ensure_ascii=is_ascii))
    return text


def _changed(before: Json, after: Json) -> Iterator[tuple[str, str]]:
    """Yield each leaf that differs, as it was and as it is."""
    if isinstance(before, Object) and isinstance(after, Object):
        for (_, old), (_, new) in zip(before, after, strict=True):
            yield from _changed(old, new)
    elif isinstance(before, list) and isinstance(after, list):
        for old, new in zip(before, after, strict=True):
            yield from _changed(old, new)
    elif isinstance(before, str) and isinstance(after, str) and before != after:
        yield before, after
