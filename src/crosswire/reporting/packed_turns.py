"""The turns of an exchange, packed: a run holds the payloads of thousands until its report is written."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from crosswire.facts import Json, Point

Turn = Mapping[Point, Json]
FASTEST = 1
"""The level of compression. Payloads repeat themselves: they become a sixth, and no more than a seventh at the best."""


def size_of(turns: Sequence[Turn]) -> int:
    """Return how large turns are, to compare exchanges by."""
    return turns.size if isinstance(turns, PackedTurns) else len(repr(turns))


class PackedTurns(Sequence[Turn]):
    """Turns as compressed JSON, parsed anew whenever they are read. So one reader reads them once, and lets them go."""

    __slots__ = ("_length", "_packed", "size")

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._length = len(turns)
        self.size = size_of(turns)
        self._packed = zlib.compress(json.dumps(turns, separators=(",", ":")).encode("ascii"), FASTEST)

    def _unpacked(self) -> list[Turn]:
        turns: list[Turn] = json.loads(zlib.decompress(self._packed))
        return turns

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Turn]:
        return iter(self._unpacked())

    @overload
    def __getitem__(self, position: int) -> Turn: ...

    @overload
    def __getitem__(self, position: slice) -> list[Turn]: ...

    def __getitem__(self, position: Any) -> Any:
        return self._unpacked()[position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._unpacked() == [*other]

    __hash__ = None  # type: ignore[assignment]  # as a list's

    def __repr__(self) -> str:
        return repr(self._unpacked())
