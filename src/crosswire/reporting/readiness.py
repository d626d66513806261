"""Whether an adapter is ready for a profile of use, in each direction.

It is **ready** where every MUST of the profile is kept; **ready with limits** where every MUST of its core is, and the
limits are what is broken, refused or declared beside it; **not ready** where a MUST of the core is not kept, or a
scenario of the core is refused. Without a verdict on each scenario of the core, it is **not judged**.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from crosswire.applicability import REFUSED
from crosswire.errors import ReportOutdated
from crosswire.facts import ShapeName
from crosswire.reporting.causes import TITLES, Cause, causes
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.verdict_table import LOSS_AT, ROWS
from crosswire.requirements import SET
from crosswire.specification.profiles import Profile, counting_for

Outcome = Literal["ready", "ready with limits", "not ready", "not judged"]
OUTCOMES: Sequence[Outcome] = get_args(Outcome)
"""What an adapter can be for a profile, the best first."""
NAMED = 3
"""How many scenarios a reason names."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """What an adapter is for a profile in one direction, and why."""

    profile: Profile
    serves: ShapeName
    outcome: Outcome
    blockers: Sequence[Cause] = ()
    """The causes that break the core, the most harmful first."""
    refused: Sequence[str] = ()
    """The scenarios of the core that the adapter refuses."""
    limits: Sequence[Cause] = ()
    """The causes that break a MUST beside the core."""
    refused_beside: Sequence[str] = ()
    """The other scenarios that the adapter refuses."""
    declared: Sequence[str] = ()
    """The MUST requirements that the adapter declares it keeps otherwise."""
    gap: str = ""
    """Why it is not judged."""

    @property
    def reasons(self) -> str:
        """How much stands in the way, in a few words: `2 causes, 1 core scenario refused`."""
        if self.outcome == "not judged":
            return self.gap
        if self.outcome == "not ready":
            return _joined(
                _number(len(self.blockers), "cause"), _number(len(self.refused), "core scenario", " refused")
            )
        return _joined(
            _number(len(self.limits), "cause"),
            _number(len(self.refused_beside), "scenario", " refused"),
            _number(len(self.declared), "requirement", " declared"),
        )

    @property
    def is_usable(self) -> bool:
        """Whether the adapter is ready, with limits or without."""
        return self.outcome in ("ready", "ready with limits")

    @property
    def order(self) -> tuple[int, int, int]:
        """Order readinesses, the best first."""
        in_the_way = len(self.blockers) + len(self.refused)
        return OUTCOMES.index(self.outcome), in_the_way, len(self.limits) + len(self.refused_beside)

    def is_blocker(self, cause: Cause) -> bool:
        """Tell whether a cause breaks the core."""
        return any(cause.key == blocker.key for blocker in self.blockers)


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _number(count: int, word: str, after: str = "") -> str:
    return f"{count} {word}{'' if count == 1 else 's'}{after}" if count else ""


def readiness_for(report: Report, profile: Profile) -> list[Readiness]:
    """Return what a report's adapter is for a profile, in each direction that it serves.

    Raises:
        ReportOutdated: the report was judged by another requirement set than the profiles'.
    """
    if is_outdated(report):
        raise ReportOutdated(
            f"the report on {report.adapter_name} was judged by requirement set {report.requirements}; profiles are "
            f"of set {SET}: judge the adapter again with pytest suites --adapter TARGET --report DIR"
        )
    served = {verdict.serves for verdict in report.verdicts}
    return [one for one in readiness(report.verdicts, [profile]) if one.serves in served]


def is_outdated(report: Report) -> bool:
    """Tell whether a report was judged by another requirement set than the profiles'."""
    return report.requirements != SET


def readiness(
    verdicts: Sequence[Verdict], profiles: Sequence[Profile], found: Sequence[Cause] | None = None
) -> list[Readiness]:
    """Return what an adapter is for each profile, in each of its directions.

    `found` are the causes of the verdicts, where they are at hand.
    """
    unmasked = [_unmasked(verdict) for verdict in verdicts]
    if found is None or unmasked != list(verdicts):
        found = causes(unmasked)
    musts: dict[tuple[str, ShapeName], list[Verdict]] = defaultdict(list)
    broken: dict[tuple[str, ShapeName], list[tuple[Cause, bool]]] = defaultdict(list)
    counting = counting_for(profiles)
    for verdict in filter(_is_must, unmasked):
        for profile in counting(verdict.requirement, verdict.route):
            musts[profile.name, verdict.serves].append(verdict)
    for cause in found:
        breaks: dict[str, bool] = {}
        for verdict in filter(_is_must, (*cause.verdicts, *cause.hidden)):
            for profile in counting(verdict.requirement, verdict.route):
                is_core = profile.core.has(verdict.requirement, verdict.scenario)
                breaks[profile.name] = breaks.get(profile.name, False) or is_core
        for name, is_core in breaks.items():
            broken[name, cause.example.serves].append((cause, is_core))
    return [
        _readiness(profile, serves, musts[profile.name, serves], broken[profile.name, serves])
        for profile in profiles
        for serves in profile.directions
    ]


def _is_must(verdict: Verdict) -> bool:
    return verdict.level == "must"


def _unmasked(verdict: Verdict) -> Verdict:
    """Return a verdict as it is without a known-failures file: to be expected makes a failure no better."""
    if verdict.verdict == "known":
        return replace(verdict, verdict=LOSS_AT[verdict.level] if verdict.loss else "untestable")
    return verdict


def _readiness(
    profile: Profile, serves: ShapeName, musts: Sequence[Verdict], broken: Sequence[tuple[Cause, bool]]
) -> Readiness:
    core = [verdict for verdict in musts if profile.core.has(verdict.requirement, verdict.scenario)]
    refused = _scenarios(verdict for verdict in core if _is_refused(verdict))
    beside = [name for name in _scenarios(filter(_is_refused, musts)) if name not in refused]
    declared = sorted({verdict.requirement for verdict in musts if verdict.verdict == "declared"})
    blockers = [cause for cause, is_core in broken if is_core and not _is_harness(cause)]
    limits = [cause for cause, is_core in broken if not is_core]
    gap = _gap(profile, serves, core)
    outcome: Outcome = (
        "not ready"
        if blockers or refused
        else "not judged"
        if gap
        else "ready with limits"
        if limits or beside or declared
        else "ready"
    )
    return Readiness(profile, serves, outcome, blockers, refused, limits, beside, declared, gap)


def _scenarios(verdicts: Iterator[Verdict]) -> list[str]:
    return sorted({verdict.scenario for verdict in verdicts})


def _is_refused(verdict: Verdict) -> bool:
    return REFUSED in (verdict.message or "") and ROWS[verdict.verdict].is_satisfied


def _is_harness(cause: Cause) -> bool:
    return cause.example.verdict == "error"


def _gap(profile: Profile, serves: ShapeName, core: Sequence[Verdict]) -> str:
    """Return why a profile is not judged in a direction; nothing where it is."""
    required = profile.core_scenarios[serves]
    missing = sorted(required - {verdict.scenario for verdict in core if verdict.verdict != "error"})
    if not required or not core:
        return f"nothing was judged of an adapter that serves {TITLES[serves]}"
    if missing:
        more = f" and {len(missing) - NAMED} more" if len(missing) > NAMED else ""
        return f"{len(missing)} of {len(required)} core scenarios were not judged: {', '.join(missing[:NAMED])}{more}"
    return ""
