"""The report: verdicts, and the evidence for those that are not `passed`. `schemas/report.json` describes it."""

import dataclasses
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from crosswire.errors import Fault
from crosswire.facts import Json, Level, Mode, Point, ShapeName
from crosswire.losses import Difference, LossKind
from crosswire.reporting.runs import Coverage, Run, coverage

VerdictName = Literal["passed", "failed", "warned", "noted", "declared", "known", "fixed", "untestable", "error"]

MEANINGS: Mapping[VerdictName, str] = {
    "passed": "kept",
    "failed": "a MUST not kept",
    "warned": "a SHOULD not kept",
    "noted": "a MAY not kept",
    "declared": "not kept, and the adapter declares what it does instead",
    "known": "not kept, and listed in the known-failures file",
    "fixed": "listed in the known-failures file, but kept: the entry has to go",
    "untestable": "the adapter gave nothing to judge",
    "error": "the harness or the configuration broke: no word about the adapter",
}
RED: frozenset[VerdictName] = frozenset({"failed", "fixed", "untestable", "error"})
"""The verdicts that make a run fail."""
ANSWERS = "ANSWER-1"
"""The requirement that the adapter answers: what it names, no other line tells again."""

Route = tuple[ShapeName, Mode, str, str]
"""Which exchange: serves, mode, scenario, variation (empty where it is the plain one)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one requirement says of one exchange."""

    requirement: str
    level: Level
    promise: str
    scenario: str
    serves: ShapeName
    mode: Mode
    verdict: VerdictName
    variation: str | None = None
    loss: LossKind | None = None
    fault: Fault | None = None
    message: str | None = None
    expected: Json = None
    received: Json = None
    pointers: Mapping[Point, Sequence[str]] = dataclasses.field(default_factory=dict)
    turn: int | None = None
    """The turn that the pointers lead into, from 1; None where there is one turn only."""
    differences: Sequence[Difference] = dataclasses.field(default_factory=list)
    """Every fact that was not kept, those of one kind gathered; `expected` and `received` have the values by fact."""
    sentence: str = ""
    rerun: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Verdict":
        """Read a verdict of a report; one of an older report lists no differences."""
        return cls(**{**body, "differences": [Difference(**one) for one in body.get("differences", ())]})

    @property
    def key(self) -> tuple[str, ShapeName, Mode, str, str]:
        """What no other verdict of a report is about: the requirement, and the exchange it was judged on."""
        return self.requirement, *self.route

    @property
    def route(self) -> Route:
        """Which exchange it was."""
        return self.serves, self.mode, self.scenario, self.variation or ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exchange's payloads: for each turn the JSON `asked`, `forwarded`, `upstream` said and `served`."""

    scenario: str
    serves: ShapeName
    mode: Mode
    title: str
    provenance: Mapping[str, str]
    turns: Sequence[Mapping[Point, Json]]
    notes: Sequence[str] = ()
    variation: str | None = None

    @property
    def route(self) -> Route:
        """Which exchange it was."""
        return self.serves, self.mode, self.scenario, self.variation or ""


@dataclass(frozen=True, slots=True)
class Report:
    """All of a run."""

    adapter: Mapping[str, str | None]
    crosswire: str
    requirements: str
    verdicts: Sequence[Verdict]
    exchanges: Sequence[Evidence] = ()
    runs: Sequence[Run] = ()
    """The runs that gave the verdicts; reports of older versions do not have them."""

    @property
    def coverage(self) -> Coverage:
        """How many of all verdicts there are."""
        return coverage(len(self.verdicts), self.runs)

    @property
    def adapter_name(self) -> str:
        """The adapter's name and version."""
        return " ".join(filter(None, (self.adapter["name"], self.adapter["version"])))

    def to_json(self) -> dict[str, Json]:
        """Return the report as JSON, as `schemas/report.json` has it."""
        return {"format": FORMAT, **jsonable(self)}

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Report":
        """Read what `to_json` wrote."""
        return cls(
            adapter=body["adapter"],
            crosswire=body["crosswire"],
            requirements=body["requirements"],
            verdicts=[Verdict.from_json(verdict) for verdict in body["verdicts"]],
            exchanges=[Evidence(**exchange) for exchange in body["exchanges"]],
            runs=tuple(Run(**run) for run in body.get("runs", ())),
        )


FORMAT = 1
"""The version of report.json; a reader of another version refuses it."""


def jsonable(value: Any) -> Json:
    """Turn facts and the like into JSON."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: jsonable(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): jsonable(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [jsonable(entry) for entry in value]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)  # JSON has no word for it
    return value if value is None or isinstance(value, str | int | float | bool) else repr(value)


COLUMNS = ("kept", "lost", "altered", "invented", "untestable", "error")
"""What a fact can come to, in a table of counts."""


def column(verdict: Verdict) -> str:
    """Tell in which column of a table of counts a verdict belongs."""
    if verdict.verdict in ("untestable", "error"):
        return verdict.verdict
    if verdict.verdict == "known" and verdict.loss is None:
        return "untestable"
    return verdict.loss or "kept"


def count(verdicts: Iterable[Verdict]) -> Mapping[str, Counter[str]]:
    """Count the columns for every promise, in order of the first verdict of each."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.promise, Counter())[column(verdict)] += 1
    return counts


@dataclass(frozen=True, slots=True)
class LossLine:
    """What a reader is told in one line: a requirement not kept in one direction, or why there was no verdict."""

    verdicts: Sequence[Verdict]
    of: int
    """How many verdicts this requirement has in this direction; where there was none, how many this direction has."""

    @property
    def example(self) -> Verdict:
        """The first of the verdicts."""
        return self.verdicts[0]

    @property
    def times(self) -> int:
        """How often it happened."""
        return len(self.verdicts)

    @property
    def requirement(self) -> str | None:
        """The requirement that was not kept; none where the reason concerns whatever was to be judged."""
        return None if self.example.verdict in UNJUDGED else self.example.requirement

    @property
    def sentence(self) -> str:
        """What was required; where nothing could be judged, why."""
        reason = (self.example.message or "").partition("\n")[0]
        return (reason if self.requirement is None else None) or self.example.sentence


UNJUDGED: frozenset[VerdictName] = frozenset({"untestable", "error"})
"""The verdicts that say nothing of a requirement: all with one reason are one thing to mend."""

GRAVEST_FIRST: Sequence[VerdictName] = (
    "failed",
    "error",
    "untestable",
    "fixed",
    "warned",
    "known",
    "declared",
    "noted",
    "passed",
)
LEVELS: Sequence[Level] = ("must", "should", "may")
_KINDS: Sequence[LossKind | None] = ("lost", "altered", "invented", None)


def losses(verdicts: Sequence[Verdict]) -> list[LossLine]:
    """Gather what was not kept, a line for each requirement and direction, the worst first.

    What could not be judged is a line for each reason, but where `ANSWERS` says already that there was no answer.
    """
    told = unanswered(verdicts)
    groups: dict[tuple[str | None, ...], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.verdict == "passed" or (verdict.verdict == "untestable" and verdict.route in told):
            continue
        subject = verdict.message if verdict.verdict in UNJUDGED else verdict.requirement
        groups.setdefault((verdict.verdict, subject, verdict.serves), []).append(verdict)
    totals = _totals(verdicts)
    lines = [LossLine(group, totals[_counted(group[0]), group[0].serves]) for group in groups.values()]
    return sorted(lines, key=_badness)


def _totals(verdicts: Sequence[Verdict]) -> Counter[tuple[str | None, ShapeName]]:
    """Count the verdicts of each requirement in each direction, and, under none, all of a direction."""
    return Counter((subject, each.serves) for each in verdicts for subject in (each.requirement, None))


def _counted(example: Verdict) -> str | None:
    return None if example.verdict in UNJUDGED else example.requirement


def _badness(line: LossLine) -> tuple[int, int, int, int]:
    verdict = line.example
    return (
        GRAVEST_FIRST.index(verdict.verdict),
        LEVELS.index(verdict.level),
        _KINDS.index(verdict.loss),
        -line.times,
    )


def unanswered(verdicts: Iterable[Verdict]) -> frozenset[Route]:
    """Return the exchanges of which `ANSWERS` says that the adapter gave no answer."""
    return frozenset(
        verdict.route
        for verdict in verdicts
        if verdict.requirement == ANSWERS and verdict.verdict not in ("passed", "fixed", *UNJUDGED)
    )
