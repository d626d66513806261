"""What faults of too many bytes cost: scripts/measure_faults.py measures it. Classes stay from run to run."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("measured.json")
MEMORY = ((250_000_000, "under 0.25 GB"), (500_000_000, "under 0.5 GB"))
REPORT = ((100_000, "under 0.1 MB"), (5_000_000, "under 5 MB"))
SECONDS = ((10, "under 10 s"), (60, "under 60 s"))


@dataclass(frozen=True, slots=True)
class Measured:
    """One fault of an adapter that runs in one way, and what its run cost."""

    fault: str
    attachment: str
    memory: int
    """The largest resident size of a process of the run, in bytes; the adapter's own where it runs in the run's."""
    report: int
    """The size of report.json, in bytes."""
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return asdict(self)

    @property
    def classes(self) -> tuple[str, str, str]:
        """Its memory, report and time in words."""
        return _class(self.memory, MEMORY), _class(self.report, REPORT), _class(self.seconds, SECONDS)


def measured() -> Sequence[Measured]:
    """Return what was measured."""
    return [Measured(**one) for one in json.loads(FILE.read_text(encoding="utf-8"))]


def _class(value: float, classes: Sequence[tuple[float, str]]) -> str:
    return next((words for most, words in classes if value < most), "more")
