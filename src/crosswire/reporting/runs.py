"""The runs that a report is made of, and how many of all verdicts they gave."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosswire.scenarios import OURS


@dataclass(frozen=True, slots=True)
class Run:
    """One run of pytest: its command, date and platform, and how much it was to judge."""

    command: str
    date: str
    """When it began, in UTC: `2026-11-29T03:20:00Z`."""
    python: str
    platform: str
    of: int
    """How many verdicts the whole requirement set gives on this adapter."""
    chosen: int
    """How many of them this run was to give."""
    selection: Sequence[str] = ()
    """The options that chose them."""
    skipped: Mapping[str, int] = field(default_factory=dict)
    """How many verdicts were skipped, by reason."""
    ended: str | None = None
    """Why the run ended before all was judged."""
    clients: Mapping[str, str] = field(default_factory=dict)
    """The clients that judged: their packages with versions, by name."""
    scenarios: Sequence[str] = ()
    """The folders of scenarios that it judged, as `--scenarios` named them; nothing where they are Crosswire's own."""
    own_scenarios: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """The scenarios that are not Crosswire's own, by name, and their tags."""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Run":
        """Read a run of a report."""
        skipped = whole_numbers(body["skipped"], *body["skipped"])
        return cls(**{**whole_numbers(body, "of", "chosen"), "skipped": skipped})


def whole_numbers(body: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Return the fields of an object, those of some names as integers: JSON Schema also calls `1.0` one."""
    floats = {name: int(body[name]) for name in names if isinstance(body.get(name), float)}
    return {**body, **floats} if floats else body


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of all verdicts a report has; `gaps` say why the others are missing."""

    judged: int
    of: int
    gaps: Sequence[str] = ()
    cut_short: bool = False

    @property
    def is_partial(self) -> bool:
        """Whether anything is missing; where nothing was judged, all is."""
        return self.judged < self.of or not self.judged

    @property
    def measure(self) -> str:
        """How many verdicts there are: `4 of 10 verdicts`."""
        return f"{self.judged:,} of {self.of:,} verdicts"

    @property
    def words(self) -> str:
        """Why it is a part, and how large it is: `Cut short after 4 of 10 verdicts`."""
        return f"Cut short after {self.measure}" if self.cut_short else f"Judged in part ({self.measure})"

    @property
    def shortfall(self) -> str:
        """Why the verdicts are no result: `cut short after 4 of 10 verdicts`; empty where they are one."""
        if self.cut_short:
            return f"cut short after {self.measure}"
        return "" if self.judged else "nothing was judged"

    @property
    def sentences(self) -> Sequence[str]:
        """The gaps as sentences."""
        return [f"{gap}." for gap in self.gaps]


def coverage(judged: int, runs: Sequence[Run]) -> Coverage:
    """Return the coverage of a number of verdicts from some runs. Older reports have no runs, and count as complete."""
    of = max(judged, _all(runs))
    if judged == of:
        return Coverage(judged, of)
    to_come = sum(run.chosen - sum(run.skipped.values()) for run in runs)
    missing = min(to_come, of) - judged  # one run may have judged what another left out
    return Coverage(judged, of, list(_gaps(runs, of, missing)), cut_short=missing > 0)


def _all(runs: Sequence[Run]) -> int:
    """Return how many verdicts there are on the scenarios of all runs: those on the same ones count once."""
    numbers: dict[frozenset[str], int] = {}
    for run in runs:
        folders = frozenset(run.scenarios or [OURS])
        numbers[folders] = max(numbers.get(folders, 0), run.of)
    return sum(number for folders, number in numbers.items() if not any(folders < others for others in numbers))


def _gaps(runs: Sequence[Run], of: int, missing: int) -> Iterator[str]:
    if missing > 0:
        yield _gap("Not reached", missing, ", ".join(dict.fromkeys(run.ended for run in runs if run.ended)))
    chosen = sum(run.chosen for run in runs)
    if chosen < of:
        yield _gap(
            "Not chosen", of - chosen, ", ".join(dict.fromkeys(option for run in runs for option in run.selection))
        )
    skipped: Counter[str] = Counter()
    for run in runs:
        skipped.update(run.skipped)
    yield from (_gap("Skipped", times, reason) for reason, times in skipped.items())


def _gap(what: str, times: int, why: str) -> str:
    return f"{what}: {times:,}" + (f" ({why})" if why else "")
