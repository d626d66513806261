"""The payloads of an exchange as the page shows them: four points a turn, with the places that verdicts lead to."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosswire.facts import Json, Mode, Point, ShapeName
from crosswire.reporting.model import Evidence, Verdict
from crosswire.reporting.payloads import Line, cut, lay_out
from crosswire.shapes import other

SHOWN = 20_000
"""How many characters of a payload are shown at once."""
KEPT = 200_000
"""How many are in the page at all; report.json has the rest."""


def anchor(*parts: str | int | None) -> str:
    """Return an id for a place in the page."""
    return "-".join(re.sub(r"[^\w.-]", "_", str(part)) for part in parts if part not in (None, ""))


@dataclass(frozen=True, slots=True)
class Block:
    """A payload in lines: those shown at once, those behind a click, and how many characters only report.json has."""

    shown: Sequence[Line]
    folded: Sequence[Line]
    left_out: int

    @property
    def folded_length(self) -> int:
        """How many characters are behind the click."""
        return sum(line.length for line in self.folded)

    @property
    def marked(self) -> Iterator[str]:
        """The pointers whose places are in the page, in order."""
        pieces = (piece for line in (*self.shown, *self.folded) for piece in line.fragments)
        return (piece.pointer for piece in pieces if piece.starts and piece.pointer is not None)


def block(payload: Json, marked: Iterable[str] = ()) -> Block:
    """Lay a payload out, within the limits."""
    shown, rest = cut(lay_out(payload, frozenset(marked)), SHOWN)
    folded, dropped = cut(rest, KEPT - SHOWN)
    return Block(shown, folded, sum(line.length for line in dropped))


@dataclass(frozen=True, slots=True)
class Pane:
    """One point of one turn."""

    point: Point
    shape: ShapeName
    payload: Json
    block: Block
    reasons: Mapping[str, Sequence[Verdict]]
    """For each pointer the verdicts that lead there."""
    ids: Mapping[str, str]
    """The id of each place that is in the page, by its pointer."""


@dataclass(frozen=True, slots=True)
class ExchangeView:
    """An exchange, and what was not kept in it."""

    evidence: Evidence
    verdicts: Sequence[Verdict]
    turns: Sequence[Mapping[Point, Pane]]

    @property
    def id(self) -> str:
        """Where it is in the page."""
        return anchor("exchange", *self.evidence.route)

    @property
    def recordings(self) -> Mapping[str, str]:
        """The recordings in play, and where each is from: the client's, and the one that was asked for upstream."""
        evidence = self.evidence
        forwarded = evidence.turns[0]["forwarded"] if evidence.turns else None
        streams = forwarded.get("stream") is True if isinstance(forwarded, dict) else evidence.mode == "stream"
        answered: Mode = "stream" if streams else "json"
        names = (f"{evidence.serves}.{evidence.mode}", f"{other(evidence.serves)}.{answered}")
        return {name: evidence.provenance[name] for name in names if name in evidence.provenance}

    def places(self, verdict: Verdict) -> Mapping[Point, Mapping[str, str | None]]:
        """Return the pointers of a verdict by point, each with the id of its place if that is in the page."""
        turns = self.turns[verdict.turn - 1 : verdict.turn] if verdict.turn else self.turns
        ids = {
            (point, pointer): place
            for turn in reversed(turns)
            for point, pane in turn.items()
            for pointer, place in pane.ids.items()
        }
        return {
            point: {pointer: ids.get((point, pointer)) for pointer in pointers}
            for point, pointers in verdict.pointers.items()
        }


def view(evidence: Evidence, verdicts: Sequence[Verdict]) -> ExchangeView:
    """Lay an exchange out, marked where its verdicts lead."""
    turns = [
        {point: _pane(evidence, number, point, payload, verdicts) for point, payload in turn.items()}
        for number, turn in enumerate(evidence.turns, 1)
    ]
    return ExchangeView(evidence, verdicts, turns)


def _pane(evidence: Evidence, turn: int, point: Point, payload: Json, verdicts: Sequence[Verdict]) -> Pane:
    reasons: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.turn in (None, turn):
            for pointer in verdict.pointers.get(point, ()):
                reasons.setdefault(pointer, []).append(verdict)
    laid = block(payload, reasons)
    ids = {
        pointer: anchor("place", *evidence.route, turn, point, number) for number, pointer in enumerate(laid.marked, 1)
    }
    shape = evidence.serves if point in ("asked", "served") else other(evidence.serves)
    return Pane(point, shape, payload, laid, reasons, ids)
