"""Causes: the verdicts of a run that have one reason, whatever their scenario, mode and requirement.

In one exchange, differences about the same fact, in what is forwarded or in what is served, are one loss. A difference
about a whole, such as `output`, goes under a loss of one of its parts, and what one requirement finds invented in an
item goes under what it finds lost there. Losses with the same key are one cause. Where there is no answer, the reason
is the cause, and it hides the verdicts that it leaves untestable.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple

from crosswire.facts import ShapeName
from crosswire.losses import Difference
from crosswire.reporting.answer_reasons import no_answer, stable
from crosswire.reporting.loss_lines import LEVELS
from crosswire.reporting.loss_subjects import Subject, subject_of
from crosswire.reporting.model import Evidence, Verdict, VerdictKey
from crosswire.reporting.packed_turns import size_of
from crosswire.reporting.verdict_table import GRAVITY, ROWS
from crosswire.route import Route
from crosswire.shapes import opposite
from crosswire.shapes.subjects import PARTS, WHOLES, Arrow

TITLES: Mapping[ShapeName, str] = {"chat": "Chat", "responses": "Responses"}


class Sighting(NamedTuple):
    """A verdict, and what one of its differences is about."""

    verdict: Verdict
    subject: Subject
    instead_of: str | None = None
    """The fact that is lost in the same item, where this is what stands there instead."""


Seen = tuple[Verdict, Subject | None]
"""A verdict of a cause, and what one of its differences is about; nothing where there was no answer."""


Narrowness = tuple[bool, bool, int, bool, bool, str]
Order = Mapping[VerdictKey, Narrowness]
"""By what verdicts about one loss are ordered: the narrowest first."""


@dataclass(frozen=True)
class Cause:
    """Verdicts with one reason, and the verdicts that are untestable because of it."""

    key: str
    """The same in every run: `responses/served/sequence_number/altered`."""
    verdicts: Sequence[Verdict]
    """Those that are not kept; the first is the example. Empty where all are untestable."""
    hidden: Sequence[Verdict] = ()
    """The untestable ones."""
    subject: Subject | None = None
    """What differs; none where there was no answer."""
    seen: Mapping[VerdictKey, frozenset[Subject]] = field(default_factory=dict)
    """What of each judged verdict's differences it explains."""

    @property
    def example(self) -> Verdict:
        """The verdict that shows it: of the narrowest requirement, on the smallest exchange."""
        return (self.verdicts or self.hidden)[0]

    @property
    def difference(self) -> Difference | None:
        """The example's difference that is this cause; none where there was no answer."""
        differences = all_differences(self.example) if self.subject else ()
        return next((one for one in differences if self.subject == subject_of(one, self.example.serves)), None)

    def differences_of(self, verdict: Verdict) -> Sequence[Difference]:
        """Return the differences of one of its verdicts that it explains; none of an untestable one."""
        if self.subject is None:
            return all_differences(verdict) if ROWS[verdict.verdict].is_judged else []
        subjects = self.seen.get(verdict.key, frozenset())
        return [one for one in all_differences(verdict) if subject_of(one, verdict.serves) in subjects]

    @cached_property
    def scenarios(self) -> frozenset[str]:
        """The scenarios in which it shows."""
        return frozenset(verdict.scenario for verdict in (*self.verdicts, *self.hidden))

    @property
    def requirements(self) -> Sequence[str]:
        """The requirements that see it, the example's first."""
        return [*dict.fromkeys(verdict.requirement for verdict in self.verdicts)]

    @property
    def times(self) -> int:
        """The number of its verdicts."""
        return len(self.verdicts) + len(self.hidden)

    @property
    def is_red(self) -> bool:
        """Whether it makes a run fail."""
        return any(ROWS[verdict.verdict].is_red for verdict in (*self.verdicts, *self.hidden))

    @property
    def sentence(self) -> str:
        """What is wrong, in words."""
        serves, subject = self.example.serves, self.subject
        if subject is None:
            return f"Serving {TITLES[serves]}: {no_answer(self.example)}"
        what = f"`{subject.leaf}` of `{subject.fact}`" if subject.leaf else f"`{subject.fact}`"
        is_request = subject.arrow == "forwarded"
        where = f"forwarded to {TITLES[opposite(serves)]}" if is_request else f"served over {TITLES[serves]}"
        return f"In what is {where}, {what} is {subject.kind}: {self.example.sentence}"

    @property
    def because(self) -> str:
        """Why its verdicts are together."""
        if self.subject is None:
            return "the adapter gave no answer, for the same reason"
        return f"each differs in {self.subject.key}, or follows from that in the same exchange"


def causes(verdicts: Sequence[Verdict], exchanges: Sequence[Evidence] = ()) -> list[Cause]:
    """Return the causes of what was not kept or could not be judged, the most harmful first.

    `exchanges` are a report's payloads: they tell which example is the smallest. The last report's causes are
    remembered, since each of its files names some.
    """
    return [*_causes(_Same(verdicts), _Same(exchanges))]


class _Same(NamedTuple):
    """A sequence that is equal to itself alone: a report's has a hundred thousand entries."""

    entries: Sequence[Any]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.entries is other.entries

    def __hash__(self) -> int:
        return id(self.entries)


@lru_cache(maxsize=1)
def _causes(verdicts: _Same, exchanges: _Same) -> Sequence[Cause]:
    rows = [verdict for verdict in verdicts.entries if has_cause(verdict)]
    about = [_sightings(verdict) for verdict in rows]
    order = {verdict.key: _narrowness(verdict, seen) for verdict, seen in zip(rows, about, strict=True)}
    reasons = _reasons(rows)
    found: dict[tuple[str, Subject | None], list[Seen]] = defaultdict(list)
    sightings: dict[tuple[Route, Arrow], list[Sighting]] = defaultdict(list)
    for verdict, seen in zip(rows, about, strict=True):
        if reason := no_answer(verdict):
            # What is untestable for another reason follows from the missing answer, where there is none.
            text = reason if ROWS[verdict.verdict].is_judged else reasons.get(verdict.route, reason)
            found[f"{verdict.serves}/answer/{stable(text)}", None].append((verdict, None))
        for sighting in () if reason else seen:
            sightings[verdict.route, sighting.subject.arrow].append(sighting)
    for (route, _), on_arrow in sightings.items():
        for loss in _losses(on_arrow, order):
            subject = loss[0].subject
            found[f"{route.serves}/{subject.key}", subject] += [
                (sighting.verdict, sighting.subject) for sighting in loss
            ]
    sizes = {exchange.route: size_of(exchange.turns) for exchange in exchanges.entries}
    return sorted((_cause(key, subject, members, sizes, order) for (key, subject), members in found.items()), key=_harm)


def _reasons(verdicts: Sequence[Verdict]) -> Mapping[Route, str]:
    """Return why there was no answer, by route."""
    judged = (verdict for verdict in verdicts if ROWS[verdict.verdict].is_judged)
    return {verdict.route: reason for verdict in judged if (reason := no_answer(verdict))}


def has_cause(verdict: Verdict) -> bool:
    """Tell whether something was not kept, or could not be judged."""
    row = ROWS[verdict.verdict]
    return not row.is_satisfied and (row.is_red or row.level is not None)


def _cause(
    key: str, subject: Subject | None, members: Sequence[Seen], sizes: Mapping[Route, int], order: Order
) -> Cause:
    seen: dict[VerdictKey, frozenset[Subject]] = {}
    for verdict, about in members:
        seen[verdict.key] = seen.get(verdict.key, frozenset()) | ({about} if about else frozenset())
    different = {verdict.key: verdict for verdict, _ in members}.values()
    verdicts = sorted(different, key=lambda verdict: sizes.get(verdict.route, math.inf))
    judged = [verdict for verdict in verdicts if ROWS[verdict.verdict].is_judged]
    judged.sort(key=lambda verdict: order[verdict.key])
    return Cause(key, judged, [verdict for verdict in verdicts if not ROWS[verdict.verdict].is_judged], subject, seen)


def _harm(cause: Cause) -> tuple[int, int, int, int, str]:
    gravest = min(GRAVITY[verdict.verdict] for verdict in (*cause.verdicts, *cause.hidden))
    return gravest, -len(cause.scenarios), -len(cause.hidden), -len(cause.verdicts), cause.key


def _losses(sightings: Sequence[Sighting], order: Order) -> Iterator[Sequence[Sighting]]:
    """Yield what is about one loss, of all that differs on an arrow of an exchange; the narrowest sighting first."""
    losses: dict[str, list[Sighting]] = defaultdict(list)
    following = []
    for sighting in sightings:
        if sighting.subject.fact in WHOLES or sighting.instead_of or sighting.verdict.promise == "client":
            following.append(sighting)
        else:
            losses[sighting.subject.fact].append(sighting)
    for sighting in following:
        fact = sighting.subject.fact
        parts = {sighting.instead_of or fact} | (set() if sighting.instead_of else PARTS[WHOLES.get(fact, "output")])
        losses[next((part for part in losses if part in parts), fact)].append(sighting)
    yield from (sorted(loss, key=lambda sighting: order[sighting.verdict.key]) for loss in losses.values())


def _narrowness(verdict: Verdict, seen: Sequence[Sighting]) -> Narrowness:
    """Order verdicts about one loss: a client sees much at once, and so does what compares a whole, or the schema."""
    of_whole = all(sighting.subject.fact in WHOLES for sighting in seen)
    by_schema = any(difference.fact.startswith("validity") for difference in verdict.differences)
    level, is_varied = LEVELS.index(verdict.level), bool(verdict.variation)
    return verdict.promise == "client", of_whole, level, by_schema, is_varied, verdict.requirement


def _sightings(verdict: Verdict) -> Sequence[Sighting]:
    """Return what a verdict's differences are about; a verdict of an older report has none, and is about the answer."""
    subjects = [(subject_of(one, verdict.serves), _item(one.fact)) for one in all_differences(verdict)]
    lost = {item: subject.fact for subject, item in subjects if item and subject.kind == "lost"}
    found: dict[Subject, str | None] = {}
    for subject, item in subjects:
        found.setdefault(subject, lost.get(item) if subject.kind == "invented" else None)
    return [Sighting(verdict, subject, instead) for subject, instead in found.items()]


@cache
def _item(path: str) -> str:
    """Return the item that a path leads into, `output[0]` of `output[0].status`; empty where it leads into none."""
    found = re.match(r"[^.\[]+\[\d+\](?=\.)", path)
    return found[0] if found else ""


def all_differences(verdict: Verdict) -> Sequence[Difference]:
    """Return what was not kept; of a verdict of an older report, which lists no differences, the answer."""
    return verdict.differences or [
        Difference("answer", verdict.loss or "lost", verdict.expected, verdict.received, verdict.pointers)
    ]


def first_cause(verdicts: Sequence[Verdict], exchanges: Sequence[Evidence] = ()) -> Cause | None:
    """Return the cause to mend first; none where nothing is red."""
    return next((cause for cause in causes(verdicts, exchanges) if cause.is_red), None)
