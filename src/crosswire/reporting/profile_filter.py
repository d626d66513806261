"""The profiles of use on the page of a report: what the adapter is for each, and which causes concern it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import ShapeName
from crosswire.reporting.causes import Cause
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.permalinks import permalink
from crosswire.reporting.readiness import Outcome, Readiness, is_outdated, readiness
from crosswire.reporting.verdict_table import Tone
from crosswire.specification.profiles import Profile, counting_for, profiles_here

TONES: Mapping[Outcome, Tone] = {
    "ready": "green",
    "ready with limits": "amber",
    "not ready": "red",
    "not judged": "grey",
}
"""The colour of what an adapter is for a profile."""

ProfilesOf = Callable[[Verdict], Sequence[str]]
"""Returns the names of the profiles that a verdict belongs to."""


def no_profiles(_: Verdict) -> Sequence[str]:
    """Return no profile: the page has no filter by profile then."""
    return ()


def profiles_for(reports: Sequence[Report]) -> ProfilesOf:
    """Return the profiles of reports; none where one was judged by another requirement set."""
    if any(map(is_outdated, reports)):
        return no_profiles
    profiles = profiles_here({name: tags for report in reports for name, tags in report.own_scenarios.items()})
    counting = counting_for(profiles)
    return lambda verdict: [one.name for one in counting(verdict.requirement, verdict.route)]


@dataclass(frozen=True, slots=True)
class Use:
    """A profile, and what the adapter is for it in each direction that was judged."""

    profile: Profile
    ready: Mapping[ShapeName, Readiness]

    def link(self, serves: ShapeName) -> str:
        """Return the link to the causes that stand in its way: of one that is not ready, those that break its core."""
        kind = "core" if self.ready[serves].blockers else "profile"
        return permalink("causes", **{kind: self.profile.name, "serves": serves})


def uses(report: Report, found: Sequence[Cause]) -> Sequence[Use]:
    """Return what an adapter is for each profile; nothing where it was judged by another requirement set."""
    if is_outdated(report):
        return ()
    served = {verdict.serves for verdict in report.verdicts}
    profiles = profiles_here(report.own_scenarios)
    ready = [one for one in readiness(report.verdicts, profiles, found) if one.serves in served]
    return [Use(profile, {one.serves: one for one in ready if one.profile == profile}) for profile in profiles]


def directions_of(shown: Sequence[Use]) -> Sequence[ShapeName]:
    """Return the directions in which anything was judged for a profile."""
    return [serves for serves in get_args(ShapeName) if any(serves in use.ready for use in shown)]


@dataclass(frozen=True, slots=True)
class Concerned:
    """The names of the profiles that a cause concerns, and of those whose core it breaks."""

    profiles: Sequence[str] = ()
    cores: Sequence[str] = ()


def concerned(cause: Cause, profiles_of: ProfilesOf, shown: Sequence[Use]) -> Concerned:
    """Return the profiles that a cause concerns, those of most of its verdicts first."""
    times: dict[str, int] = {}
    for verdict in (*cause.verdicts, *cause.hidden):
        for name in profiles_of(verdict):
            times[name] = times.get(name, 0) + 1
    return Concerned(
        sorted(times, key=lambda name: (-times[name], name)),
        [use.profile.name for use in shown if any(ready.is_blocker(cause) for ready in use.ready.values())],
    )
