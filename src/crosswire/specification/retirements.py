"""Requirements that are judged no longer: superseded by others, or withdrawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Retirement:
    """Why a requirement is judged no longer, and since when."""

    revision: str
    """The set from which on it is not judged."""
    why: str
    sentence: str = ""
    """What it required. Empty where no function ever judged it."""
    by: Sequence[str] = ()
    """The requirements that supersede it; none where it is withdrawn."""

    def __str__(self) -> str:
        fate = f"superseded by {' and '.join(self.by)}" if self.by else "withdrawn"
        return f"{fate}: {self.why}"


def retirements(tables: Mapping[str, Any]) -> Mapping[str, Retirement]:
    """Return the retirement of each id that `[superseded]` or `[withdrawn]` lists."""
    return {
        name: Retirement(revision, entry["why"], entry.get("sentence", ""), tuple(entry.get("by", ())))
        for kind in ("superseded", "withdrawn")
        for revision, entries in tables.get(kind, {}).items()
        for name, entry in entries.items()
    }
