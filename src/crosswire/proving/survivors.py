"""Mutants that no requirement tells, and why that is right: `suites/survivors.toml`."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from crosswire.data import data_folder
from crosswire.proving.trials import Cell


@dataclass(frozen=True, slots=True)
class Survivor:
    """A kind of mutant that may live."""

    where: Sequence[str]
    """Patterns of `arrow serves outcome place`: `served chat answered /usage/*`."""
    reason: str
    kinds: Sequence[str] = ()
    """What became of the place; nothing stands for anything."""

    def covers(self, cell: Cell) -> bool:
        """Tell whether mutants of a cell are of this kind."""
        subject = f"{cell.arrow} {cell.serves} {cell.outcome} {cell.position}"
        return cell.kind in (self.kinds or (cell.kind,)) and any(
            fnmatchcase(subject, pattern) for pattern in self.where
        )


@cache
def load_survivors() -> Sequence[Survivor]:
    """Read the table."""
    text = (data_folder("suites") / "survivors.toml").read_text(encoding="utf-8")
    return tuple(
        Survivor(tuple(entry["where"]), entry["reason"], tuple(entry.get("kinds", ())))
        for entry in tomllib.loads(text)["survivors"]
    )


def accepted(cell: Cell) -> Survivor | None:
    """Return the reason why mutants of a cell may live."""
    return next((survivor for survivor in load_survivors() if survivor.covers(cell)), None)
