"""The report: verdicts, and the evidence for those that are not `passed`. `schemas/report.json` describes it."""

import dataclasses
import json
import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from crosswire.errors import Fault
from crosswire.facts import Json, Level, Mode, Point, ShapeName
from crosswire.losses import Difference, LossKind
from crosswire.quoting import cut
from crosswire.reporting.packed_turns import PackedTurns
from crosswire.reporting.runs import Coverage, Run, coverage, whole_numbers
from crosswire.reporting.verdict_table import VerdictName
from crosswire.route import Route
from crosswire.scenarios import OURS

ANSWERS = "ANSWER-1"
"""The requirement that the adapter answers. Where it fails, no other requirement's line repeats that."""
FORMAT = 1
"""The version of report.json; a reader of another version refuses it."""
VerdictKey = tuple[str, ShapeName, Mode, str, str]
"""A requirement, and the parts of a route."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one requirement on one exchange."""

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
    pointers: Mapping[Point, Sequence[str]] = dataclasses.field(default_factory=lambda: _NO_POINTERS)
    turn: int | None = None
    """The turn that the pointers lead into, from 1; None where there is one turn only."""
    differences: Sequence[Difference] = ()
    """Every fact that was not kept, those of one kind gathered in one."""
    sentence: str = ""
    rerun: str = ""

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Verdict":
        """Read a verdict of a report. Verdicts of older reports list no differences."""
        # Verdicts are many, and say the same words. These are held once.
        words = {name: sys.intern(word) for name in _WORDS if (word := body.get(name))}
        pointers = body.get("pointers") or _NO_POINTERS
        differences = [Difference(**whole_numbers(one, "turn", "times")) for one in body.get("differences", ())] or ()
        return cls(**{**whole_numbers(body, "turn"), **words, "pointers": pointers, "differences": differences})

    @property
    def key(self) -> VerdictKey:
        """The requirement and the route: no other verdict of a report has the same."""
        return self.requirement, *self.route

    @property
    def route(self) -> Route:
        """The route of the exchange."""
        return _route(self.serves, self.mode, self.scenario, self.variation or "")


_WORDS = (
    *("requirement", "level", "promise", "scenario", "serves", "mode", "verdict"),
    *("variation", "loss", "fault", "message", "sentence"),
)
_NO_POINTERS: Mapping[Point, Sequence[str]] = {}
_route = cache(Route)
"""A route is asked for many times, and of a hundred thousand verdicts there are some thousand."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """An exchange's payloads: of each turn the JSON `asked`, `forwarded`, `upstream` and `served`."""

    scenario: str
    serves: ShapeName
    mode: Mode
    title: str
    provenance: Mapping[str, str]
    turns: Sequence[Mapping[Point, Json]]
    notes: Sequence[str] = ()
    variation: str | None = None

    @classmethod
    def from_json(cls, body: Mapping[str, Any]) -> "Evidence":
        """Read an exchange of a report. Its payloads are packed."""
        return cls(**{**body, "turns": PackedTurns(body["turns"])})

    @property
    def route(self) -> Route:
        """The route of the exchange."""
        return Route(self.serves, self.mode, self.scenario, self.variation or "")


@dataclass(frozen=True, slots=True)
class Report:
    """The verdicts of one adapter, and what they were judged by."""

    adapter: Mapping[str, str | None]
    crosswire: str
    requirements: str
    verdicts: Sequence[Verdict]
    exchanges: Sequence[Evidence] = ()
    runs: Sequence[Run] = ()
    """The runs that gave the verdicts. Older reports do not list them."""

    @property
    def coverage(self) -> Coverage:
        """How many of all verdicts the report has."""
        return coverage(len(self.verdicts), self.runs)

    @property
    def clients(self) -> Mapping[str, str]:
        """The clients that judged, by name, and their packages with versions."""
        return {name: packages for run in self.runs for name, packages in run.clients.items()}

    @property
    def own_scenarios(self) -> Mapping[str, Sequence[str]]:
        """The scenarios that are not Crosswire's own, by name, and their tags."""
        return {name: tags for run in self.runs for name, tags in run.own_scenarios.items()}

    @property
    def whose_scenarios(self) -> Sequence[str]:
        """One sentence on whose scenarios were judged; none where they are Crosswire's own alone."""
        folders = dict.fromkeys(folder for run in self.runs for folder in run.scenarios)
        if not (number := len(self.own_scenarios)):
            return ()
        named = " and ".join(folder for folder in folders if folder != OURS)
        ours = "beside" if self._has_ours else "not"
        return (f"Judged on {number} scenario{'' if number == 1 else 's'} of {named}, {ours} Crosswire's own.",)

    @property
    def own_in_short(self) -> str:
        """Private: the same in a few words, for where many reports stand: `on 3 own scenarios`."""
        if not (number := len(self.own_scenarios)):
            return ""
        return f"{'also ' if self._has_ours else ''}on {number} own scenario{'' if number == 1 else 's'}"

    @property
    def _has_ours(self) -> bool:
        return any(not run.scenarios or OURS in run.scenarios for run in self.runs)

    @property
    def adapter_name(self) -> str:
        """The adapter's name and version, each cut where it is long: anybody may have written the report."""
        return " ".join(cut(word) for word in (self.adapter["name"], self.adapter["version"]) if word)

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
            exchanges=[Evidence.from_json(exchange) for exchange in body["exchanges"]],
            runs=tuple(Run.from_json(run) for run in body.get("runs", ())),
        )


_SCALARS = frozenset({str, int, bool, type(None)})


def jsonable(value: Any) -> Json:
    """Return a dataclass, a mapping, a list or a scalar as JSON; of anything else its `repr`."""
    # Nearly all of a report's values have one of these types.
    kind: Any = type(value)
    if kind in _SCALARS:
        return value
    if kind is dict:
        return {str(key): jsonable(entry) for key, entry in value.items()}
    if kind is list:
        return [*map(jsonable, value)]
    if isinstance(value, float) and not math.isfinite(value):
        return repr(value)  # JSON has no word for it
    return value if isinstance(value, str | int | float) else jsonable(_opened(value))


def _opened(value: Any) -> dict[Any, Any] | list[Any] | str:
    """Return the entries of a dataclass, a mapping or a list as they are; of anything else its `repr`."""
    kind: Any = type(value)
    if (names := _fields(kind)) is not None:
        return {name: getattr(value, name) for name in names}
    if isinstance(value, list | tuple | set | frozenset | PackedTurns):
        return [*value]
    return dict(value.items()) if isinstance(value, Mapping) else repr(value)


@cache
def _fields(kind: Any) -> Sequence[str] | None:
    """Return the names of the fields of a dataclass; None of another class."""
    return [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else None


# The encoder looks at each value anyway, and faster than `jsonable`. But it has words for NaN.
_ENCODERS = {
    is_ascii: json.JSONEncoder(ensure_ascii=is_ascii, default=_opened, allow_nan=False) for is_ascii in (True, False)
}


def to_line(value: Any, *, ascii_only: bool = False) -> str:
    """Return what `jsonable` makes of a value in one line. Keys of mappings have to be strings."""
    encode = _ENCODERS[ascii_only].encode
    try:
        return encode(value)
    except ValueError:
        return encode(jsonable(value))
