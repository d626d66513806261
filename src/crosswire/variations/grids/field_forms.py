"""The forms that a field can have, in a whole answer, in chunks and in events."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any

from crosswire.facts import Json
from crosswire.variations.grids.fields import Body, Field, Found, holders, occurrences

Form = Callable[[list[Body], Field], list[Body] | None]
"""Returns the payloads with a field in another form; `None` where the field has no such form. It may change them."""


def absent(payloads: list[Body], field: Field) -> list[Body] | None:
    """Leave the field out everywhere."""
    found = occurrences(payloads, field)
    for one in found:
        del one.holder[one.key]
    return payloads if found else None


def null(payloads: list[Body], field: Field) -> list[Body] | None:
    """Make the field null everywhere."""
    return _everywhere(payloads, field, lambda _: None)


def empty(payloads: list[Body], field: Field) -> list[Body] | None:
    """Make a string, a list or an object empty everywhere. A number has no such form."""
    return _everywhere(payloads, field, lambda value: deepcopy(EMPTY.get(type(value), value)))


EMPTY: Mapping[type, Json] = {str: "", list: [], dict: {}}
"""What is empty, by type."""


def _everywhere(payloads: list[Body], field: Field, change: Callable[[Json], Json]) -> list[Body] | None:
    changed = False
    for one in occurrences(payloads, field):
        value = change(one.value)
        changed = changed or value != one.value
        one.holder[one.key] = value
    return payloads if changed else None


# Of a label in a chunk.


def again(payloads: list[Body], field: Field) -> list[Body] | None:
    """Say the field in every later chunk, too, that has a place for it."""
    spots = list(holders(payloads, field))
    first = next((one for one in spots if one.value is not None), None)
    silent = [one for one in spots if first and one.number > first.number and one.value is None]
    for one in silent:
        one.holder[one.key] = first.value if first else None
    return payloads if silent else None


def elsewhere(payloads: list[Body], field: Field) -> list[Body] | None:
    """Say the field in the next chunk instead that has a place for it; else in the one before."""
    spots = list(holders(payloads, field))
    speaking = [number for number, one in enumerate(spots) if one.value is not None]
    if len(speaking) != 1 or len(spots) < 2:
        return None
    old = spots[speaking[0]]
    new = spots[speaking[0] + 1 if speaking[0] + 1 < len(spots) else speaking[0] - 1]
    new.holder[new.key] = old.holder.pop(old.key)
    return payloads


# Of what grows: its deltas are added up.


def grows(payloads: Sequence[Body], field: Field, words: Sequence[str]) -> bool:
    """Tell whether a field is a piece of a text, which all pieces together are."""
    values = [one.value for one in occurrences(payloads, field)]
    return len(values) > 1 and all(isinstance(value, str) for value in values) and "".join(map(str, values)) in words


def delta_absent(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a frame between the deltas that lacks the field."""
    return _between(payloads, field, lambda one: one.holder.pop(one.key))


def delta_null(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a frame between the deltas in which the field is null."""
    return _between(payloads, field, lambda one: one.holder.update({one.key: None}))


def delta_empty(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a frame between the deltas in which the field is empty."""
    return _between(payloads, field, lambda one: one.holder.update({one.key: ""}))


def repeated(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send a delta twice, as a text that repeats a word is sent."""
    return _between(payloads, field, lambda _: None)


def later(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send the first delta that says something once more, behind the last."""
    if not (found := [one for one in occurrences(payloads, field) if one.value]):
        return None
    payloads.insert(found[-1].number + 1, deepcopy(payloads[found[0].number]))
    return payloads


def _between(payloads: list[Body], field: Field, change: Callable[[Found], Any]) -> list[Body] | None:
    """Insert a changed copy of a delta in the middle behind it."""
    if not (found := [one for one in occurrences(payloads, field) if one.value]):
        return None
    number = found[len(found) // 2].number
    copy = deepcopy(payloads[number])
    for one in occurrences([copy], field):
        change(one)
    payloads.insert(number + 1, copy)
    return payloads


def split(payloads: list[Body], field: Field) -> list[Body] | None:
    """Cut every delta in two."""
    return [piece for body in payloads for piece in _halves(body, field)]


def _halves(body: Body, field: Field) -> Iterator[Body]:
    texts = [one.value for one in occurrences([body], field)]
    if len(texts) != 1 or len(texts[0]) < 2:
        yield body
        return
    half = len(texts[0]) // 2
    for words in (texts[0][:half], texts[0][half:]):
        copy = deepcopy(body)
        for one in occurrences([copy], field):
            one.holder[one.key] = words
        yield copy


def joined(payloads: list[Body], field: Field) -> list[Body] | None:
    """Say all in the first delta that says something, and leave out the frames of the others."""
    if not (found := [one for one in occurrences(payloads, field) if one.value]):
        return None
    first, *others = found
    first.holder[first.key] = "".join(one.value for one in found)
    gone = {one.number for one in others}
    return [body for number, body in enumerate(payloads) if number not in gone]


# Of what another kind of answer has here.


def beside(value: Json) -> Form:
    """Return the form in which a field that has nothing to say here stands beside the others, null or empty."""

    def form(payloads: list[Body], field: Field) -> list[Body] | None:
        silent = [one for one in holders(payloads, field) if one.key not in one.holder]
        for one in silent:
            one.holder[one.key] = deepcopy(value)
        return payloads if silent else None

    return form


# Sizes.


def of_size(size: int) -> Form:
    """Return the form in which a text has a size, and in a stream stands in a single delta."""

    def form(payloads: list[Body], field: Field) -> list[Body] | None:
        found = [one for one in occurrences(payloads, field) if one.value]
        if not found or not all(isinstance(one.value, str) for one in found):
            return None
        words = "".join(one.value for one in found)
        one_delta = joined(payloads, field) or payloads
        return [_with_text(body, words, _enlarged(words, size)) for body in one_delta]

    return form


def _enlarged(words: str, size: int) -> str:
    """Return a text of at least so many bytes: words again and again, or JSON with one more string in it."""
    if not words.startswith("{"):
        return words * (size // len(words) + 1)
    return f'{{"filler":"{FILLER * (size // len(FILLER) + 1)}",{words[1:]}'


FILLER = "Every word of it counts. "


def _with_text(value: Any, words: str, by: str) -> Any:
    """Replace a text wherever it stands as a whole."""
    if isinstance(value, dict):
        return {key: _with_text(entry, words, by) for key, entry in value.items()}
    if isinstance(value, list):
        return [_with_text(entry, words, by) for entry in value]
    return by if value == words else value


KIB = 1024
SIZES: Mapping[str, Form] = {
    "8_kib": of_size(8 * KIB),
    "64_kib": of_size(64 * KIB),
    "1_mib": of_size(KIB * KIB),
}
"""Of a text: more than each usual buffer holds."""
WHOLE: Mapping[str, Form] = {"absent": absent, "null": null, "empty": empty}
"""Of every field of a whole answer or an event."""
CHUNK: Mapping[str, Form] = {**WHOLE, "again": again, "elsewhere": elsewhere}
"""Of every field of a chunk."""
GROWING: Mapping[str, Form] = {
    "delta_absent": delta_absent,
    "delta_null": delta_null,
    "delta_empty": delta_empty,
    "repeated": repeated,
    "later": later,
    "split": split,
    "joined": joined,
    **SIZES,
}
"""Of a field that is a piece of a text."""
BESIDE: Mapping[str, Form] = {
    "null_beside": beside(None),
    "empty_text_beside": beside(""),
    "empty_list_beside": beside([]),
    "empty_object_beside": beside({}),
}
"""Of a field of other answers."""
