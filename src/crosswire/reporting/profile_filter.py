"""The profiles of use that a verdict belongs to, for the filters of the page."""

from collections.abc import Callable, Sequence

from crosswire.reporting.causes import Cause
from crosswire.reporting.model import Verdict

ProfilesOf = Callable[[Verdict], Sequence[str]]
"""Returns the names of the profiles that a verdict belongs to."""


def no_profiles(_: Verdict) -> Sequence[str]:
    """Return no profile: the page has no filter by profile then."""
    return ()


def uses_of(cause: Cause, profiles_of: ProfilesOf) -> Sequence[str]:
    """Return the profiles that a cause concerns, those of most of its verdicts first."""
    times: dict[str, int] = {}
    for verdict in (*cause.verdicts, *cause.hidden):
        for name in profiles_of(verdict):
            times[name] = times.get(name, 0) + 1
    return sorted(times, key=lambda name: (-times[name], name))
