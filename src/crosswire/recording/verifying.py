"""Asking a live source what scenarios' recordings asked, and telling how the structure of its answers differs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import httpx

from crosswire.adapters.calling import Served
from crosswire.exchange import Case, Turn
from crosswire.facts import Json, ShapeName
from crosswire.recording.asking import ask, refusal
from crosswire.recording.drift import (
    SEVERITIES,
    Change,
    Difference,
    Severity,
    differences,
    differing_order,
    event_kinds,
    mark,
)
from crosswire.recording.sources import TIMEOUT, Source
from crosswire.scenarios import Interaction, Recording, Scenario
from crosswire.secrets.known import Clearing
from crosswire.served_ids import with_served_ids
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.wire.event_streams import DONE
from crosswire.wire.schemas import violations

ASKABLE = (400, 422)
"""Errors that depend on the request alone: only these can be had again by asking."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of one recording of a scenario: the differences, each with its turn; or why it was left aside."""

    scenario: str
    recording: str
    differences: Sequence[tuple[int, Difference]] = ()
    left_aside: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        told = [
            {"turn": turn, "severity": each.severity, "change": each.change, "place": each.place, "told": each.told}
            for turn, each in self.differences
        ]
        return {
            "scenario": self.scenario,
            "recording": self.recording,
            "left_aside": self.left_aside,
            "differences": told,
        }


def verified(scenario: Scenario, source: Source, model: str | None = None) -> Iterator[Verified]:
    """Ask what each recording of a scenario asked, `model` if told, and compare; nothing is written.

    Raises:
        SourceUnusable: the source cannot be asked.
        ScenarioInvalid: a recording cannot be read.
    """
    with httpx.Client(timeout=TIMEOUT) as client:
        asking = partial(ask, client, source)
        for (shape, mode), recording in scenario.recordings.items():
            name = f"{shape}.{mode}"
            if why := _cannot_be_asked(scenario, name, recording):
                yield Verified(scenario.name, name, left_aside=why)
            else:
                yield Verified(scenario.name, name, tuple(_compared(recording, asking, model)))


Asking = Callable[[ShapeName, Json], Interaction]


def _cannot_be_asked(scenario: Scenario, name: str, recording: Recording) -> str | None:
    if odd := scenario.odd.get(name) or scenario.partial.get(name):
        return f"it breaks the API description, or off, on purpose: {odd}"
    for turn in recording.turns:
        if not turn.response:
            return "this API has no answer to it"
        if turn.status >= 400 and turn.status not in ASKABLE:
            return f"a {turn.status} cannot be asked for"
    return None


def _compared(recording: Recording, asking: Asking, model: str | None) -> Iterator[tuple[int, Difference]]:
    before: list[Turn] = []
    for number, recorded in enumerate(recording.turns, start=1):
        asked = with_served_ids(recorded.asked_body, before)
        live = asking(recording.shape, {**asked, "model": model} if model else asked)
        yield from ((number, each) for each in between(recorded, live))
        if _form(recorded) != _form(live):
            return  # what comes after goes on from another conversation
        case = Case(recording.shape, recording.mode, recorded, {})
        before.append(Turn(case, asked, None, Served(live.answer_body)))


def between(recorded: Interaction, live: Interaction) -> Iterator[Difference]:
    """Yield how a live answer differs from the recorded one."""
    old, new = _form(recorded), _form(live)
    if old != new:
        told = f" {refusal(live)}" if new == "an error" else ""
        yield Difference("refused" if "an error" in (old, new) else "form", "", f"{old}, now {new}{told}")
        return
    yield from differences(recorded.answer_body, live.answer_body, _facts_of(recorded))
    if live.streams:
        told_kinds = (event_kinds(each.shape, each.answer_body, done=each.is_done) for each in (recorded, live))
        yield from differing_order(*told_kinds)
        if recorded.is_done is not live.is_done:
            change: Change = "gone" if recorded.is_done else "new"
            yield Difference(change, f"/*({DONE})", "now gone" if recorded.is_done else "not there before")
    yield from _invalid(recorded, live)


def _form(told: Interaction) -> str:
    if told.status >= 400:
        return "an error"
    return "a stream" if told.streams else "a whole answer"


def _facts_of(told: Interaction) -> Callable[[Json], object]:
    """Return what reads the facts of an answer like this one."""
    shape = SHAPES[told.shape]
    if told.status >= 400:
        return lambda body: read_error(told.status, told.headers, body)
    return shape.read_stream if told.streams else shape.read_answer


def _invalid(recorded: Interaction, live: Interaction) -> Iterator[Difference]:
    known = {told for _, told in _violations(recorded)}
    for told, found in groupby(sorted(_violations(live), key=lambda each: each[1]), key=lambda each: each[1]):
        if told not in known:
            yield Difference("invalid", next(found)[0], f"schemas/ say: {Clearing().clear('', told)}")


def _violations(told: Interaction) -> Iterator[tuple[str, str]]:
    """Yield where an answer breaks its schema, and how; the frames of a stream, each alone."""
    shape = SHAPES[told.shape]
    schema = shape.ERROR if told.status >= 400 else shape.FRAME if told.streams else shape.ANSWER
    for body in told.answer_body if told.streams else [told.answer_body]:
        start = f"/{mark(body)}" if told.streams else ""
        yield from ((start + each.pointer, each.message) for each in violations(schema, body))


def counted(results: Sequence[Verified]) -> dict[Severity, int]:
    """Count the differences by severity."""
    found = [each.severity for result in results for _, each in result.differences]
    return {severity: found.count(severity) for severity in dict.fromkeys(SEVERITIES.values())}


def told(scenario: str, results: Sequence[Verified]) -> Iterator[str]:
    """Yield the lines that tell of a scenario's recordings, the worst first; what several of them show, once."""
    worst_first = list(dict.fromkeys(SEVERITIES.values()))
    shown: dict[tuple[str, str], tuple[Severity, dict[str, None]]] = {}
    for result in results:
        for _, each in sorted(result.differences, key=lambda found: worst_first.index(found[1].severity)):
            place = _IN_AN_EVENT.sub("", each.place) or "the answer"
            shown.setdefault((place, each.told), (each.severity, {}))[1][result.recording] = None
    aside: dict[str, list[str]] = {}
    for result in results:
        if result.left_aside:
            aside.setdefault(result.left_aside, []).append(result.recording)
    compared = any(result.left_aside is None for result in results)
    yield f"{scenario}: {'differs' if shown else 'nothing differs' if compared else 'nothing to compare'}"
    for (place, words), (severity, recordings) in sorted(shown.items(), key=lambda each: worst_first.index(each[1][0])):
        yield f"  {severity:8}  {place}: {words} ({', '.join(recordings)})"
    for why, names in aside.items():
        yield f"  left aside: {why} ({', '.join(names)})"


_IN_AN_EVENT = re.compile(r"^/\*\(response\.\w+\)/response(?=/)")
"""Where events hold the whole answer again: what differs there differs in all of them."""
