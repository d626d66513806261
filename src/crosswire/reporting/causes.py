"""Causes: the verdicts of a run that have one reason, whatever their scenario, mode and requirement.

In one exchange, differences about the same fact, in what is forwarded or in what is served, are one loss. A difference
about a whole, such as `output`, goes under a loss of one of its parts. Losses with the same key are one cause. Where
there is no answer, the reason is the cause, and it hides the verdicts that it leaves untestable.
"""

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from crosswire.facts import ShapeName
from crosswire.losses import Difference, LossKind
from crosswire.reporting.loss_lines import LEVELS
from crosswire.reporting.model import Evidence, Verdict
from crosswire.reporting.verdict_table import GRAVITY, ROWS
from crosswire.route import Route
from crosswire.shapes import opposite
from crosswire.shapes.subjects import PARTS, SAME, WHOLES, Arrow, subject_at

TITLES: Mapping[ShapeName, str] = {"chat": "Chat", "responses": "Responses"}
SCHEMA = ("validity", "fields")
BY_POSITION = (*SCHEMA, "response", "output", "item")
"""The facts whose path goes on as a position in the payload: `output[0].arguments`."""
NAMED = ("tools", "results", "output_index", "metadata")
"""The facts whose path goes on with a name or an id of the client's: `tools.get_weather.strict`."""
_MISSING = re.compile(r"[.:]? ?'([^']+)' is missing$")
_VALUE = re.compile(
    r"\b(returned|streamed|served) (\w+) .*?(?= for a (?:plain|streamed) request|; every frame|, which is not JSON)"
)
"""A value that the adapter gave. Its type tells what to mend; its text differs from exchange to exchange."""
_TURN = re.compile(r" \(turn \d+ of \d+\)$")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a difference is about."""

    arrow: Arrow
    fact: str
    leaf: str
    """The last field of its path, where that is another: `summary`."""
    kind: LossKind

    @property
    def key(self) -> str:
        """Its words, with slashes between."""
        return "/".join(filter(None, (self.arrow, self.fact, self.leaf, self.kind)))


class Sighting(NamedTuple):
    """A verdict, and what one of its differences is about."""

    verdict: Verdict
    subject: Subject


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

    @property
    def example(self) -> Verdict:
        """The verdict that shows it: of the narrowest requirement, on the smallest exchange."""
        return (self.verdicts or self.hidden)[0]

    @property
    def difference(self) -> Difference | None:
        """The example's difference that is this cause; none where there was no answer."""
        differences = _differences(self.example) if self.subject else ()
        return next((one for one in differences if self.subject == subject_of(one, self.example.serves)), None)

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

    `exchanges` are a report's payloads: they tell which example is the smallest.
    """
    found: dict[tuple[str, Subject | None], list[Verdict]] = defaultdict(list)
    sightings: dict[tuple[Route, Arrow], list[Sighting]] = defaultdict(list)
    for verdict in filter(has_cause, verdicts):
        if reason := no_answer(verdict):
            found[f"{verdict.serves}/answer/{reason}", None].append(verdict)
        for sighting in () if reason else _sightings(verdict):
            sightings[verdict.route, sighting.subject.arrow].append(sighting)
    for (route, _), seen in sightings.items():
        for loss in _losses(seen):
            subject = loss[0].subject
            found[f"{route.serves}/{subject.key}", subject] += [sighting.verdict for sighting in loss]
    sizes = {exchange.route: len(repr(exchange.turns)) for exchange in exchanges}
    return sorted((_cause(key, subject, members, sizes) for (key, subject), members in found.items()), key=_harm)


def has_cause(verdict: Verdict) -> bool:
    """Tell whether something was not kept, or could not be judged."""
    row = ROWS[verdict.verdict]
    return not row.is_satisfied and (row.is_red or row.level is not None)


def _cause(key: str, subject: Subject | None, members: Sequence[Verdict], sizes: Mapping[Route, int]) -> Cause:
    different = {verdict.key: verdict for verdict in members}.values()
    verdicts = sorted(different, key=lambda verdict: sizes.get(verdict.route, math.inf))
    judged = sorted((verdict for verdict in verdicts if ROWS[verdict.verdict].is_judged), key=_narrowness)
    return Cause(key, judged, [verdict for verdict in verdicts if not ROWS[verdict.verdict].is_judged], subject)


def _harm(cause: Cause) -> tuple[int, int, int, int, str]:
    gravest = min(GRAVITY[verdict.verdict] for verdict in (*cause.verdicts, *cause.hidden))
    return gravest, -len(cause.scenarios), -len(cause.hidden), -len(cause.verdicts), cause.key


def _losses(sightings: Sequence[Sighting]) -> Iterator[Sequence[Sighting]]:
    """Yield what is about one loss, of all that differs on an arrow of an exchange; the narrowest sighting first."""
    losses: dict[str, list[Sighting]] = defaultdict(list)
    of_wholes = []
    for sighting in sightings:
        if sighting.subject.fact in WHOLES or sighting.verdict.promise == "client":
            of_wholes.append(sighting)
        else:
            losses[sighting.subject.fact].append(sighting)
    for sighting in of_wholes:
        fact = sighting.subject.fact
        parts = {fact} | PARTS[WHOLES.get(fact, "output")]
        losses[next((part for part in losses if part in parts), fact)].append(sighting)
    yield from (sorted(loss, key=lambda sighting: _narrowness(sighting.verdict)) for loss in losses.values())


def _narrowness(verdict: Verdict) -> tuple[bool, bool, int, bool, str]:
    """Order verdicts about one loss: a client sees much at once, and so does what compares a whole, or the schema."""
    of_whole = all(sighting.subject.fact in WHOLES for sighting in _sightings(verdict))
    by_schema = any(difference.fact.startswith("validity") for difference in verdict.differences)
    return verdict.promise == "client", of_whole, LEVELS.index(verdict.level), by_schema, verdict.requirement


def _sightings(verdict: Verdict) -> Iterator[Sighting]:
    """Yield what a verdict's differences are about; a verdict of an older report has none, and is about the answer."""
    for subject in dict.fromkeys(subject_of(difference, verdict.serves) for difference in _differences(verdict)):
        yield Sighting(verdict, subject)


def _differences(verdict: Verdict) -> Sequence[Difference]:
    return verdict.differences or [
        Difference("answer", verdict.loss or "lost", verdict.expected, verdict.received, verdict.pointers)
    ]


def subject_of(difference: Difference, serves: ShapeName) -> Subject:
    """Return what a difference is about, whichever requirement saw it."""
    arrow: Arrow = "forwarded" if "forwarded" in difference.pointers else "served"
    shape = opposite(serves) if arrow == "forwarded" else serves
    path, missing = _split(difference)
    root, *steps = re.findall(r"[^.\[\]]+", path) or ["answer"]  # a requirement may give a fact any name
    kind: LossKind = "lost" if missing else difference.kind
    if root in BY_POSITION and (steps or root in SCHEMA):
        beginning = {"output": "/output", "item": "/*/item"}.get(root, "")
        fact = subject_at(shape, arrow, "/".join([beginning, *steps]))
    elif root == "events" and steps:
        fact = SAME.get(steps[0], steps[0])
    else:
        fact = SAME.get(root, root)
    fields = [step for step in steps if step != "*"][root in NAMED :]
    leaf = fields[-1] if fields and root != "events" and SAME.get(fields[-1], fields[-1]) not in fact else ""
    if fact == "error" and leaf:
        return Subject(arrow, f"error.{leaf}", "", kind)  # each part of an error is a fact of its own
    return Subject(arrow, fact, leaf, kind)


def _split(difference: Difference) -> tuple[str, bool]:
    """Return the path of a difference, with `[*]` for each index, and whether the schema misses a field there."""
    fact = re.sub(r"\[[^\]]*\]", "[*]", difference.fact).removeprefix("settings.")
    if found := _MISSING.search(fact):
        return f"{fact[: found.start()]}.{found[1]}", True
    if fact.startswith(SCHEMA):
        return fact.partition(": ")[0], False
    if fact == "settings":
        values = difference.expected or difference.received
        return next(iter(values), fact) if isinstance(values, Mapping) else fact, False
    return fact, False


def first_cause(verdicts: Sequence[Verdict]) -> Cause | None:
    """Return the cause to mend first; none where nothing is red."""
    return next((cause for cause in causes(verdicts) if cause.is_red), None)


def no_answer(verdict: Verdict) -> str | None:
    """Return why a verdict had no answer to judge; None where it had one."""
    if not ROWS[verdict.verdict].is_judged:
        reason = verdict.message or ""
    elif verdict.expected == "an answer" and isinstance(verdict.received, str):
        reason = verdict.received
    else:
        return None
    line = reason.partition("\n")[0].removeprefix("nothing to judge: ")
    return _TURN.sub("", _VALUE.sub(r"\1 \2", line))
