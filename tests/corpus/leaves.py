"""The strings, numbers and booleans of a value, and those of a payload that its facts do not hold."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from fnmatch import fnmatchcase
from typing import Any

from crosswire.facts import ShapeName

Reasons = Mapping[str, Sequence[str]]
"""Why something is no fact, and the patterns of where it stands."""


def leaves(value: Any, pointer: str = "") -> Iterator[tuple[str, Any]]:
    """Yield every leaf that says something with its pointer, in which `*` stands for an index of a list."""
    if is_dataclass(value):
        value = {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, dict):
        for key, entry in value.items():
            yield from leaves(entry, f"{pointer}/{key}")
    elif isinstance(value, list | tuple | frozenset):
        for entry in value:
            yield from leaves(entry, f"{pointer}/*")
    elif value is not None and value != "":
        yield pointer, value


def unheld(shape: ShapeName, payload: Any, facts: Any, left_out: Reasons) -> list[str]:
    """Return the pointers of leaves that the facts do not hold as often as the payload, but for those `left_out`."""
    held = Counter(_typed(leaf) for _, leaf in leaves(facts))
    missing = []
    for pointer, leaf in leaves(payload, shape):
        if not fitting(pointer, left_out):
            held[_typed(leaf)] -= 1
            if held[_typed(leaf)] < 0:
                missing.append(pointer)
    return missing


def fitting(pointer: str, reasons: Reasons) -> list[str]:
    """Return the patterns that a pointer fits."""
    return [pattern for patterns in reasons.values() for pattern in patterns if fnmatchcase(pointer, pattern)]


def _typed(leaf: Any) -> tuple[bool, Any]:
    return isinstance(leaf, bool), leaf
