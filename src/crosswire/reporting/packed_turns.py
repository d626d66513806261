"""The turns of an exchange, packed: a run holds the payloads of thousands until its report is written."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, overload

from crosswire.facts import Json, Point

Turn = Mapping[Point, Json]
FASTEST = 1
"""The level of compression: it leaves a sixth to a tenth of payloads, and the best level little less."""

# `json.dumps` would make one for each payload.
_encode = json.JSONEncoder(ensure_ascii=False).encode


class PackedTurns(Sequence[Turn]):
    """Turns as compressed JSON, parsed anew whenever they are read. So one reader reads them once, and lets them go."""

    __slots__ = ("_packed", "_points", "size")

    def __init__(self, turns: Sequence[Turn]) -> None:
        self._points = [(*turn,) for turn in turns]
        lines = (_encode(payload) for turn in turns for payload in turn.values())
        self._packed = zlib.compress("\n".join(lines).encode("utf-8", errors="surrogatepass"), FASTEST)
        self.size = size_of(turns)

    def lines(self) -> list[dict[Point, str]]:
        """Return the payloads as JSON, each in one line."""
        lines = iter(zlib.decompress(self._packed).decode("utf-8", errors="surrogatepass").split("\n"))
        return [{point: next(lines) for point in points} for points in self._points]

    def __len__(self) -> int:
        return len(self._points)

    def __iter__(self) -> Iterator[Turn]:
        for turn in self.lines():
            yield {point: json.loads(line) for point, line in turn.items()}

    @overload
    def __getitem__(self, position: int) -> Turn: ...

    @overload
    def __getitem__(self, position: slice) -> list[Turn]: ...

    def __getitem__(self, position: Any) -> Any:
        return [*self][position]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and [*self] == [*other]

    def __repr__(self) -> str:
        return repr([*self])

    __hash__ = None  # type: ignore[assignment]  # as a list's


def lines_of(turns: Sequence[Turn]) -> list[dict[Point, str]]:
    """Return the payloads of turns as JSON, each in one line."""
    if isinstance(turns, PackedTurns):
        return turns.lines()
    return [{point: _encode(payload) for point, payload in turn.items()} for turn in turns]


def size_of(turns: Sequence[Turn]) -> int:
    """Return how large turns are, to compare exchanges by."""
    return turns.size if isinstance(turns, PackedTurns) else len(repr(turns))
