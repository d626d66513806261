"""The owners of each fact: the requirements that fail where it is lost, altered, doubled, moved or invented.

`scripts/measure_ownership.py` measures `suites/ownership.toml`. `suites/free.toml` lists the differences on which no
requirement fails, and why.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from crosswire.data import data_folder
from crosswire.facts import Mode, ShapeName

Arrow = Literal["forwarded", "served"]
Change = Literal["lost", "altered", "doubled", "moved", "invented"]


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """One way in which one fact can differ on one arrow."""

    arrow: Arrow
    serves: ShapeName
    fact: str
    """Its path in `facts/`: `answer.usage.reasoning`."""
    change: Change
    mode: Mode


Owners = Mapping[Cell, Sequence[str]]


@cache
def load_owners() -> Owners:
    """Read `suites/ownership.toml`: the ids of the requirements that own each cell."""
    return {
        Cell(arrow, serves, fact, change, mode): tuple(ids)  # type: ignore[arg-type]
        for arrow, directions in _read("ownership.toml").items()
        for serves, facts in directions.items()
        for fact, changes in facts.items()
        for change, modes in changes.items()
        for mode, ids in modes.items()
    }


@dataclass(frozen=True, slots=True)
class Free:
    """A difference on which no requirement fails, and why."""

    fact: str
    change: str
    reason: str
    shape: ShapeName | None = None
    """The API that has the fact; None where the difference is free on both."""

    def covers(self, cell: Cell) -> bool:
        """Tell whether a cell is free."""
        shape = cell.serves if cell.arrow == "served" else OPPOSITE[cell.serves]
        return (self.fact, self.change) == (cell.fact, cell.change) and self.shape in (None, shape)


OPPOSITE: Mapping[ShapeName, ShapeName] = {"chat": "responses", "responses": "chat"}


@cache
def load_free() -> Sequence[Free]:
    """Read `suites/free.toml`: by part of the facts and by API, a fact and its change, with the reason."""
    tables = _read("free.toml")
    failures = [_free("failure", key, reason, None) for key, reason in tables.pop("failure").items()]
    return failures + [
        _free(part, key, reason, shape)
        for part, shapes in tables.items()
        for shape, entries in shapes.items()
        for key, reason in entries.items()
    ]


def _free(part: str, key: str, reason: str, shape: ShapeName | None) -> Free:
    fact, _, change = key.rpartition(" ")
    return Free(f"{part}.{fact}", change, reason, shape)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((data_folder("suites") / name).read_text(encoding="utf-8"))
