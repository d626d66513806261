"""JSON that every client of an adapter can read: RFC 8259, within the limits that it leaves to its readers.

Python's own reader takes more: NaN, a repeated key, numbers that no double holds, and bytes that are not UTF-8. It
raises `RecursionError` for text that is nested too deeply. Here each of these is a `NotJson`. Half a surrogate pair,
written as an escape, is JSON by its grammar, and is accepted.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any, NamedTuple, NoReturn

from crosswire.facts import Json
from crosswire.limits import LIMITS, raising

DEEPEST = 128
"""How many levels may be nested: the limit of serde_json, and so of clients written in Rust."""


class Size(NamedTuple):
    """How large JSON is: the values in it, itself included, and the characters of its strings and keys."""

    values: int
    characters: int
    of: str = "answer"
    """What is of this size, at most: an answer or an error answer, as limits are named."""


MOST = Size(LIMITS.answer_values, LIMITS.answer_characters)
"""The largest answer that is read, unless an option says otherwise."""

TOO_DEEP = f"it is nested deeper than {DEEPEST} levels"


_GREATEST = int(sys.float_info.max)


class NotJson(ValueError):
    """A text or an object that is not JSON, or is too large; the message says why."""


def parse_strictly(text: str | bytes, most: Size = MOST) -> Json:
    """Parse JSON.

    Raises:
        NotJson: the text is not JSON.
    """
    if isinstance(text, bytes):
        text = decoded(text)
    try:
        value = json.loads(text, parse_constant=_refuse_constant, object_pairs_hook=_object)
    except RecursionError:
        raise NotJson(TOO_DEEP) from None
    except json.JSONDecodeError as error:
        raise NotJson(str(error)) from None
    except NotJson:
        raise
    except ValueError:  # Python's limit for the digits of an integer
        raise NotJson(_too_large("an integer of thousands of digits")) from None
    measured(value, most)
    return value


def parse_or_text(content: str | bytes) -> Json:
    """Parse JSON; a text that is not JSON stays a text."""
    try:
        return parse_strictly(content)
    except NotJson:
        return content.decode(errors="replace") if isinstance(content, bytes) else content


def decoded(content: bytes) -> str:
    """Return bytes as text; a byte order mark is left out.

    Raises:
        NotJson: they are not UTF-8.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotJson(f"byte {error.start} is not UTF-8") from None


def measured(value: object, most: Size = MOST) -> Size:
    """Return how large a value is.

    Raises:
        NotJson: it is not JSON, or is larger than `most`.
    """
    return as_json(value, most)[1]


def as_json(value: object, most: Size = MOST, limit: Size | None = None) -> tuple[Json, Size]:
    """Return a copy of a Python object as the JSON that would be sent now, and its size.

    `limit` is what the message names, where `most` is what is left of it. The copy shares the texts, which may be
    large. It is made level by level, so that depth costs no stack, and a value that contains itself is too deep.

    Raises:
        NotJson: it is not JSON, or is larger than `most`.
    """
    copy, characters = _copied(value)
    values = 1
    level = [(value, copy)] if isinstance(value, _CONTAINERS) else []
    for depth in count(1):
        if not level:
            break
        if depth > DEEPEST:
            raise NotJson(TOO_DEEP)
        inner: list[tuple[Any, Any]] = []
        for container, made in level:
            names, entries = _contents(container)
            values += len(entries)
            copies: list[Json] = []
            for entry in entries:
                if type(entry) is str:  # most are
                    characters += len(entry)
                    copies.append(entry)
                    continue
                copied, size = _copied(entry)
                characters += size
                copies.append(copied)
                if isinstance(entry, _CONTAINERS):
                    inner.append((entry, copied))
            if isinstance(made, dict):
                keys = [*map(_key, names)]
                characters += sum(map(len, keys))
                made.update(zip(keys, copies, strict=True))
            else:
                made.extend(copies)
            if values > most.values or characters > most.characters:
                raise NotJson(_larger_than(limit or most))
        level = inner
    return copy, Size(values, characters)


_CONTAINERS = (dict, list, tuple)


def _contents(container: Any) -> tuple[Sequence[Any], Sequence[Any]]:
    """Return the keys of an object, and the entries of a container. No method of a subclass is called."""
    if isinstance(container, dict):
        pairs = [*dict.items(container)]  # at once: the adapter may change it in another thread
        return [key for key, _ in pairs], [entry for _, entry in pairs]
    return (), [*(list if isinstance(container, list) else tuple).__iter__(container)]


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotJson(f"a key is {shown(key)}; every key of an object is a string")
    return str.__str__(key)


def _copied(value: object) -> tuple[Json, int]:
    """Return a leaf as JSON has it, and its characters; of a container, an empty one.

    No method of a subclass is called.
    """
    if isinstance(value, str):
        text = str.__str__(value)
        return text, len(text)
    if value is None or isinstance(value, bool):
        return value, 0
    if isinstance(value, dict):
        return {}, 0
    if isinstance(value, list | tuple):
        return [], 0
    if isinstance(value, int):
        number = int.__pos__(value)
        if not -_GREATEST <= number <= _GREATEST:
            raise NotJson(_too_large("an integer"))
        return number, 0
    if isinstance(value, float):
        if math.isnan(value):
            raise NotJson("it holds NaN, which JSON does not have")
        if math.isinf(value):
            raise NotJson(_too_large("a number"))
        return float.__pos__(value), 0
    raise NotJson(f"it holds {shown(value)}; JSON has objects, lists, strings, numbers, true, false and null")


def _larger_than(most: Size) -> str:
    how = raising(f"{most.of}-values", f"{most.of}-characters")
    size = f"{most.values:,} values or {most.characters:,} characters"
    return f"it holds more than {size}, all that is read of an {most.of} {how}"


def _too_large(number: str) -> str:
    return f"it holds {number} beyond 1.8e308, the largest that a double holds"


def _refuse_constant(word: str) -> NoReturn:
    raise NotJson(f"it holds {word}, which JSON does not have")


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    value = dict(pairs)
    if len(value) < len(pairs):
        repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise NotJson(f"an object has the key {shown(repeated)} twice")
    return value


SHOWN = 80
"""How many characters of a value a message quotes."""


def shown(value: object) -> str:
    """Return the type of a value and the beginning of its text, for a message. It never raises."""
    text = ""
    try:
        for piece in _pieces(value):
            text += piece
            if len(text) > SHOWN:
                break
    except Exception:  # an object's own `__repr__`
        text = ""
    text = text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."
    return f"{type(value).__name__} {text}".strip()


def _pieces(value: object) -> Iterator[str]:
    """Yield the `repr` of a value in pieces: all of it may be a hundred megabytes."""
    if type(value) is dict:
        yield "{"
        for number, (key, entry) in enumerate(value.items()):
            yield ", " if number else ""
            yield from _pieces(key)
            yield ": "
            yield from _pieces(entry)
        yield "}"
    elif type(value) is list:
        yield "["
        for number, entry in enumerate(value):
            yield ", " if number else ""
            yield from _pieces(entry)
        yield "]"
    else:
        yield repr(value[: SHOWN + 1] if isinstance(value, str | bytes) else value)
