"""Who owns each fact: the requirements that fail where it is lost, altered, doubled, moved or invented.

`suites/ownership.toml` is measured by `scripts/measure_ownership.py`; `suites/free.toml` says which differences no
requirement tells, and why.
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
    place: str
    """Where in `facts.py` it stands: `answer.usage.reasoning`."""
    change: Change
    mode: Mode


Owners = Mapping[Cell, Sequence[str]]


@cache
def load_owners() -> Owners:
    """Read `suites/ownership.toml`: the ids of the requirements that own each cell."""
    return {
        Cell(arrow, serves, place, change, mode): tuple(ids)  # type: ignore[arg-type]
        for arrow, directions in _read("ownership.toml").items()
        for serves, places in directions.items()
        for place, changes in places.items()
        for change, modes in changes.items()
        for mode, ids in modes.items()
    }


@dataclass(frozen=True, slots=True)
class Free:
    """A difference that no requirement tells, and why."""

    place: str
    change: str
    reason: str
    shape: ShapeName | None = None
    """The API that says it; `None` where it is free on either."""

    def covers(self, cell: Cell) -> bool:
        """Tell whether a cell is free."""
        says = cell.serves if cell.arrow == "served" else OPPOSITE[cell.serves]
        return (self.place, self.change) == (cell.place, cell.change) and self.shape in (None, says)


OPPOSITE: Mapping[ShapeName, ShapeName] = {"chat": "responses", "responses": "chat"}


@cache
def load_free() -> Sequence[Free]:
    """Read `suites/free.toml`: by the facts and the API that says them, a place and its change, with the reason."""
    tables = _read("free.toml")
    failures = [_free("failure", key, reason, None) for key, reason in tables.pop("failure").items()]
    return failures + [
        _free(facts, key, reason, shape)
        for facts, shapes in tables.items()
        for shape, entries in shapes.items()
        for key, reason in entries.items()
    ]


def _free(facts: str, key: str, reason: str, shape: ShapeName | None) -> Free:
    place, _, change = key.rpartition(" ")
    return Free(f"{facts}.{place}", change, reason, shape)


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((data_folder("suites") / name).read_text(encoding="utf-8"))
