"""Asking a live source the requests of recordings, and how the structure of its answers differs."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import Any

import httpx

from crosswire.exchange import Case, Turn
from crosswire.facts import Json, ShapeName
from crosswire.interactions import Interaction
from crosswire.recording.asking import ask, refusal
from crosswire.recording.bounded import bounded
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
from crosswire.scenarios import Recording, Scenario
from crosswire.secrets.patterns import Clearing
from crosswire.served import Served
from crosswire.served_ids import with_served_ids
from crosswire.shapes import SHAPES
from crosswire.shapes.failure import read_error
from crosswire.wire.event_streams import DONE
from crosswire.wire.schemas import violations

ASKABLE = (400, 422)
"""Errors that depend on the request alone, so that asking again gives them again."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The result for one recording: its differences, each with its turn, or why it was left aside."""

    scenario: str
    recording: str
    differences: Sequence[tuple[int, Difference]] = ()
    left_aside: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        differences = [
            {
                "turn": turn,
                "severity": difference.severity,
                "change": difference.change,
                "place": difference.path,
                "told": difference.text,
            }
            for turn, difference in self.differences
        ]
        return {
            "scenario": self.scenario,
            "recording": self.recording,
            "left_aside": self.left_aside,
            "differences": differences,
        }


def verified(scenario: Scenario, source: Source, model: str | None = None) -> Iterator[Verified]:
    """Ask the requests of every recording of a scenario, of `model` if given, and compare; nothing is written.

    Raises:
        SourceUnusable: the source cannot be asked.
        ScenarioInvalid: a recording cannot be read.
    """
    with httpx.Client(timeout=TIMEOUT, event_hooks=bounded(source.limits)) as client:
        asking = partial(ask, client, source)
        for (shape, mode), recording in scenario.recordings.items():
            name = f"{shape}.{mode}"
            if why := _cannot_be_asked(scenario, name, recording):
                yield Verified(scenario.name, name, left_aside=why)
            else:
                yield Verified(scenario.name, name, tuple(_compared(recording, asking, model)))


Asking = Callable[[ShapeName, Json], Interaction]


def _cannot_be_asked(scenario: Scenario, name: str, recording: Recording) -> str | None:
    if deviation := scenario.deviations.get(name) or scenario.partial.get(name):
        return f"it breaks the API description, or off, on purpose: {deviation}"
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
        yield from ((number, difference) for difference in between(recorded, live))
        if _form(recorded) != _form(live):
            return  # later turns would continue another conversation
        case = Case(recording.shape, recording.mode, recorded, {})
        before.append(Turn(case, asked, None, Served(live.answer_body)))


def between(recorded: Interaction, live: Interaction) -> Iterator[Difference]:
    """Yield how a live answer differs from the recorded one."""
    old, new = _form(recorded), _form(live)
    if old != new:
        message = f" {refusal(live)}" if new == "an error" else ""
        yield Difference("refused" if "an error" in (old, new) else "form", "", f"{old}, now {new}{message}")
        return
    yield from differences(recorded.answer_body, live.answer_body, _facts_of(recorded))
    if live.streams:
        kinds = (event_kinds(turn.shape, turn.answer_body, done=turn.is_done) for turn in (recorded, live))
        yield from differing_order(*kinds)
        if recorded.is_done is not live.is_done:
            change: Change = "gone" if recorded.is_done else "new"
            yield Difference(change, f"/*({DONE})", "now gone" if recorded.is_done else "not there before")
    yield from _invalid(recorded, live)


def _form(turn: Interaction) -> str:
    if turn.status >= 400:
        return "an error"
    return "a stream" if turn.streams else "a whole answer"


def _facts_of(turn: Interaction) -> Callable[[Json], object]:
    """Return the reader for the facts of answers like this one."""
    shape = SHAPES[turn.shape]
    if turn.status >= 400:
        return lambda body: read_error(turn.status, turn.headers, body)
    return shape.read_stream if turn.streams else shape.read_answer


def _invalid(recorded: Interaction, live: Interaction) -> Iterator[Difference]:
    old_faults = {fault for _, fault in _violations(recorded)}
    for fault, found in groupby(sorted(_violations(live), key=lambda entry: entry[1]), key=lambda entry: entry[1]):
        if fault not in old_faults:
            yield Difference("invalid", next(found)[0], f"schemas/ say: {Clearing().clear('', fault)}")


def _violations(turn: Interaction) -> Iterator[tuple[str, str]]:
    """Yield the path and the message of every violation of a schema: by the answer, or by the frames of a stream."""
    shape = SHAPES[turn.shape]
    schema = shape.ERROR if turn.status >= 400 else shape.FRAME if turn.streams else shape.ANSWER
    for body in turn.answer_body if turn.streams else [turn.answer_body]:
        start = f"/{mark(body)}" if turn.streams else ""
        yield from ((start + violation.pointer, violation.message) for violation in violations(schema, body))


def counted(results: Sequence[Verified]) -> dict[Severity, int]:
    """Count the differences by severity."""
    found = [difference.severity for result in results for _, difference in result.differences]
    return {severity: found.count(severity) for severity in dict.fromkeys(SEVERITIES.values())}


def summary_lines(scenario: str, results: Sequence[Verified]) -> Iterator[str]:
    """Yield the lines about a scenario, the worst differences first; one of several recordings is one line."""
    worst_first = list(dict.fromkeys(SEVERITIES.values()))
    shown: dict[tuple[str, str], tuple[Severity, dict[str, None]]] = {}
    for result in results:
        for _, difference in sorted(result.differences, key=lambda found: worst_first.index(found[1].severity)):
            where = _IN_AN_EVENT.sub("", difference.path) or "the answer"
            shown.setdefault((where, difference.text), (difference.severity, {}))[1][result.recording] = None
    aside: dict[str, list[str]] = {}
    for result in results:
        if result.left_aside:
            aside.setdefault(result.left_aside, []).append(result.recording)
    compared = any(result.left_aside is None for result in results)
    yield f"{scenario}: {'differs' if shown else 'nothing differs' if compared else 'nothing to compare'}"
    for (where, words), (severity, recordings) in sorted(shown.items(), key=lambda line: worst_first.index(line[1][0])):
        yield f"  {severity:8}  {where}: {words} ({', '.join(recordings)})"
    for why, names in aside.items():
        yield f"  left aside: {why} ({', '.join(names)})"


_IN_AN_EVENT = re.compile(r"^/\*\(response\.\w+\)/response(?=/)")
"""The path of the answer in an event: what differs there differs in all events that hold it."""
