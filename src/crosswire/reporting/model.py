"""The report: verdicts, and the evidence for those that are not `passed`. `schemas/report.json` describes it."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from crosswire.errors import Fault
from crosswire.facts import Json, Mode, ShapeName
from crosswire.losses import LossKind

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


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one requirement says of one exchange."""

    requirement: str
    level: Literal["must", "should", "may"]
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
    pointers: Mapping[str, Sequence[str]] = dataclasses.field(default_factory=dict)
    sentence: str = ""
    rerun: str = ""

    @property
    def route(self) -> tuple[str, str, str]:
        """Which exchange it was: serves, mode, scenario."""
        return self.serves, self.mode, self.scenario


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exchange's payloads: for each turn the JSON `asked`, `forwarded`, `upstream` said and `served`."""

    scenario: str
    serves: ShapeName
    mode: Mode
    title: str
    provenance: Mapping[str, str]
    turns: Sequence[Mapping[str, Json]]
    notes: Sequence[str] = ()

    @property
    def route(self) -> tuple[str, str, str]:
        """Which exchange it was: serves, mode, scenario."""
        return self.serves, self.mode, self.scenario


@dataclass(frozen=True, slots=True)
class Report:
    """All of a run."""

    adapter: Mapping[str, str | None]
    crosswire: str
    requirements: str
    verdicts: Sequence[Verdict]
    exchanges: Sequence[Evidence] = ()

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
            verdicts=[Verdict(**verdict) for verdict in body["verdicts"]],
            exchanges=[Evidence(**exchange) for exchange in body["exchanges"]],
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
    return value if value is None or isinstance(value, str | int | float | bool) else repr(value)


COLUMNS = ("kept", "lost", "altered", "invented", "untestable", "error")
"""What a fact can come to, in a table of counts."""


def column(verdict: Verdict) -> str:
    """Tell in which column of a table of counts a verdict belongs."""
    if verdict.verdict in ("untestable", "error"):
        return verdict.verdict
    return verdict.loss or "kept"


def count(verdicts: Iterable[Verdict]) -> Mapping[str, Counter[str]]:
    """Count the columns for every promise, in order of the first verdict of each."""
    counts: dict[str, Counter[str]] = {}
    for verdict in verdicts:
        counts.setdefault(verdict.promise, Counter())[column(verdict)] += 1
    return counts


@dataclass(frozen=True, slots=True)
class LossLine:
    """One requirement that an adapter does not keep in one direction: an example, and how often."""

    example: Verdict
    times: int
    of: int


_WORST_FIRST = ("error", "untestable", "failed", "fixed", "warned", "known", "declared", "noted")
_KINDS = ("lost", "altered", "invented", None)


def losses(verdicts: Sequence[Verdict]) -> list[LossLine]:
    """Gather what was not kept, a line for each requirement and direction, the worst first."""
    judged = Counter((verdict.requirement, verdict.serves) for verdict in verdicts)
    groups: dict[tuple[str, ...], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.verdict == "untestable":
            # One crash is one loss: what it leaves untestable is counted, not told.
            continue
        if verdict.verdict != "passed":
            groups.setdefault((verdict.requirement, verdict.serves, verdict.verdict), []).append(verdict)
    lines = [
        LossLine(group[0], len(group), judged[group[0].requirement, group[0].serves]) for group in groups.values()
    ]
    return sorted(
        lines, key=lambda line: (_WORST_FIRST.index(line.example.verdict), _KINDS.index(line.example.loss), -line.times)
    )
