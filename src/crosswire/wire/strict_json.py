"""JSON that every client of an adapter can read: RFC 8259, within the limits that it leaves to its readers.

Python's own reader takes more: NaN, a repeated key, numbers that no double holds, and bytes that are not UTF-8. It
raises `RecursionError` for text that is nested too deeply. Here each of these is a `NotJson`. Half a surrogate pair,
written as an escape, is JSON by its grammar, and is accepted.
"""

import json
import math
import sys
from collections import Counter
from collections.abc import Iterator
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
    large.

    Raises:
        NotJson: it is not JSON, or is larger than `most`.
    """
    copying = _Copying(most, limit or most)
    copy = copying.copied(value, 0)
    return copy, Size(copying.values, copying.characters)


class _Copying:
    """Makes a copy, and counts what is in it. It goes no deeper than JSON may be, also in a value that holds itself."""

    def __init__(self, most: Size, limit: Size) -> None:
        self.values, self.characters = 1, 0
        self._most, self._limit = most, limit

    def copied(self, value: object, depth: int) -> Json:
        """Return the copy of a value within so many containers."""
        if isinstance(value, _CONTAINERS):
            return self._container(value, depth + 1)
        copy, characters = _leaf(value)
        self.characters += characters
        return copy

    def _container(self, container: Any, depth: int) -> Json:
        """Return the copy of a container. No method of a subclass is called."""
        if depth > DEEPEST:
            raise NotJson(TOO_DEEP)
        characters = 0
        made: Any
        if isinstance(container, dict):
            made = {}
            pairs = [*dict.items(container)]  # at once: the adapter may change it in another thread
            self.values += len(pairs)
            for key, entry in pairs:
                name = key if type(key) is str else _key(key)
                characters += len(name)
                if type(entry) is str:  # most are
                    characters += len(entry)
                    made[name] = entry
                else:
                    made[name] = self.copied(entry, depth)
        else:
            made = []
            entries = [*(list if isinstance(container, list) else tuple).__iter__(container)]
            self.values += len(entries)
            for entry in entries:
                made.append(self.copied(entry, depth))
        self.characters += characters
        if self.values > self._most.values or self.characters > self._most.characters:
            raise NotJson(_larger_than(self._limit))
        return made


_CONTAINERS = (dict, list, tuple)


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise NotJson(f"a key is {shown(key)}; every key of an object is a string")
    return str.__str__(key)


def _leaf(value: object) -> tuple[Json, int]:
    """Return what is no container as JSON has it, and its characters. No method of a subclass is called."""
    if value is None or isinstance(value, bool):
        return value, 0
    if isinstance(value, str):
        text = str.__str__(value)
        return text, len(text)
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
