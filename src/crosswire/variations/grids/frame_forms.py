"""The forms that a frame can have: what stands before it, where it stands, and whether it comes twice.

The frames of a field are those in which it says something; of an event's type, which is a field without steps, all.
"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from itertools import zip_longest

from crosswire.variations.grids.field_forms import Form
from crosswire.variations.grids.fields import Body, Field, frame_of, occurrences

COMMENT: Body = {}
"""In a stream: no frame, but a comment."""


def unknown_before(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a frame of a vendor's own before the first of the frames."""
    unknown = {"type": "vendor.note"} if field.frame else {"object": "vendor.note", "choices": []}
    return _before(payloads, field, {**unknown, "note": "of the vendor's own"})


def comment_before(payloads: list[Body], field: Field) -> list[Body] | None:
    """Put a comment before the first of the frames."""
    return _before(payloads, field, COMMENT)


def _before(payloads: list[Body], field: Field, frame: Body) -> list[Body] | None:
    numbers = frames_with(payloads, field)
    return [*payloads[: numbers[0]], frame, *payloads[numbers[0] :]] if numbers else None


def twice(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send the first of the frames twice."""
    numbers = frames_with(payloads, field)
    if numbers:
        payloads.insert(numbers[0], deepcopy(payloads[numbers[0]]))
    return payloads if numbers else None


def early(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send the first of the frames before the frame that it follows."""
    numbers = frames_with(payloads, field)
    return _swapped(payloads, numbers[0] - 1) if numbers else None


def late(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send the last of the frames behind the frame that follows it."""
    numbers = frames_with(payloads, field)
    return _swapped(payloads, numbers[-1]) if numbers else None


def _swapped(payloads: list[Body], number: int) -> list[Body] | None:
    if not 0 <= number < len(payloads) - 1:
        return None
    return [*payloads[:number], payloads[number + 1], payloads[number], *payloads[number + 2 :]]


def missing(payloads: list[Body], field: Field) -> list[Body] | None:
    """Leave the frames out."""
    numbers = frames_with(payloads, field)
    return [body for number, body in enumerate(payloads) if number not in numbers] if numbers else None


def interleaved(payloads: list[Body], field: Field) -> list[Body] | None:
    """Send the frames of several indexes by turns: one of the first, one of the second, and so on."""
    groups: dict[int, list[int]] = {}
    for found in occurrences(payloads, field):
        if isinstance(found.value, int):
            groups.setdefault(found.value, []).append(found.number)
    spots = sorted(number for numbers in groups.values() for number in numbers)
    if len(groups) < 2 or len(set(spots)) < len(spots):
        return None
    turns = [number for numbers in zip_longest(*groups.values()) for number in numbers if number is not None]
    moved = dict(zip(spots, turns, strict=True))
    return [payloads[moved.get(number, number)] for number in range(len(payloads))]


def frames_with(payloads: Sequence[Body], field: Field) -> list[int]:
    """Return the numbers of the frames of a field or of an event's type."""
    if not field.steps:
        return [number for number, body in enumerate(payloads) if frame_of(body) == field.frame]
    return list(dict.fromkeys(found.number for found in occurrences(payloads, field) if found.value))


FRAMES: Mapping[str, Form] = {
    "unknown_before": unknown_before,
    "comment_before": comment_before,
    "twice": twice,
    "early": early,
    "late": late,
    "missing": missing,
}
"""Of the frames of a field or a type."""
INDEXES: Mapping[str, Form] = {"interleaved": interleaved}
"""Of a field that is an index."""
