"""Whether a requirement judges a turn of an exchange, and why not where it does not."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from crosswire.annotated import misfit
from crosswire.exchange import Case, Turn
from crosswire.facts import Failure


@dataclass(frozen=True, slots=True)
class Applicability:
    """The decision about one requirement and one turn."""

    name: Literal["applies", "not applicable", "untestable"]
    because: str = ""
    """Why the requirement does not judge the turn: for the report."""


APPLIES = Applicability("applies")
REFUSED = "the adapter refused with a clear 4xx, as it may"
"""Why nothing is judged where an adapter refuses what it may refuse."""


class Judges(Protocol):
    """What the decision needs of a requirement."""

    @property
    def given(self) -> Callable[[Case], bool]:
        """Whether the requirement applies to a turn as its recordings have it."""

    @property
    def refusable(self) -> bool:
        """Whether an error that is allowed here keeps the requirement."""

    @property
    def check(self) -> Callable[..., None]:
        """The function that compares the points."""

    @property
    def points(self) -> frozenset[str]:
        """The points that it compares."""


def applicability(requirement: Judges, turn: Turn) -> Applicability:
    """Decide whether a requirement judges a turn."""
    if not requirement.given(turn.played_case):
        return Applicability("not applicable", "the recording that was played has nothing of it")
    if requirement.refusable and turn.refused:
        return Applicability("not applicable", REFUSED)
    if requirement.refusable and _keeps_by_error(requirement, turn):
        return Applicability("not applicable", "the served API cannot carry this answer: an error is right")
    if found := misfit(requirement.check, "upstream", turn.upstream):
        return Applicability("not applicable", f"the recording that was played is {found}")
    for point in ("forwarded", "served"):
        if point in requirement.points and (found := misfit(requirement.check, point, getattr(turn, point))):
            return Applicability("untestable", f"{found} was {point}")
    return APPLIES


def _keeps_by_error(requirement: Judges, turn: Turn) -> bool:
    """Tell whether an error is served where the served API cannot carry the answer.

    The frames of a stream that fails are judged as far as there are any, also where its upstream ended the stream.
    """
    if "frames" in requirement.points:
        return turn.streamed_nothing and (turn.failed or isinstance(turn.upstream, Failure))
    return turn.failed and not {"served", "wire"}.isdisjoint(requirement.points)
