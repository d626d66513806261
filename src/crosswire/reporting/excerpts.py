"""A payload in as few characters as a bug report has room for."""

import json
from collections.abc import Iterator, Sequence

from crosswire.facts import Json
from crosswire.reporting.payloads import visible

MOST = 4_000
"""How many characters of a payload there are."""
LINE = 100
"""How many characters of JSON stay in one line."""


def excerpt(payload: Json, pointers: Sequence[str] = (), most: int = MOST) -> str:
    """Return a payload as JSON for a person; of a stream a line for each frame, those that are marked first of all."""
    if isinstance(payload, list):
        return "\n".join(_some([_written(frame) for frame in payload], _marked(pointers), most))
    text = _written(payload)
    return _cut(text if len(text) <= LINE else _written(payload, indent=2), most)


def _written(value: Json, indent: int | None = None) -> str:
    return "\n".join(map(visible, json.dumps(value, ensure_ascii=False, indent=indent).split("\n")))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}… ({len(text) - most:,} more characters)"


def _marked(pointers: Sequence[str]) -> Sequence[int]:
    """Return the numbers of the frames that pointers lead into."""
    steps = [pointer.split("/")[1] for pointer in pointers if pointer]
    return [int(step) for step in dict.fromkeys(steps) if step.isdecimal()]


def _some(frames: Sequence[str], marked: Sequence[int], most: int) -> Iterator[str]:
    """Yield as many frames as there is room for, in their order; a line counts those between that are left out."""
    chosen: set[int] = set()
    for number in dict.fromkeys([*marked, *range(len(frames))]):
        if number < len(frames) and (not chosen or len(frames[number]) <= most):
            most -= len(frames[number])
            chosen.add(number)
    left_out = 0
    for number, frame in enumerate([*frames, None]):
        if left_out and (frame is None or number in chosen):
            yield f"… {left_out} frame{'s' if left_out > 1 else ''} left out"
            left_out = 0
        if frame is not None and number in chosen:
            yield _cut(frame, MOST)
        elif frame is not None:
            left_out += 1
