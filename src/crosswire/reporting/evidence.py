"""What the page shows of a scenario once somebody asks: its verdicts' details and the exchanges' four points."""

import base64
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence

from crosswire.facts import Json, Mode
from crosswire.reporting.model import GRAVEST_FIRST, Evidence, Report, Route, Verdict
from crosswire.reporting.payloads import Text, differences, written
from crosswire.shapes import other

BUDGET = 48_000_000
"""How many characters of payloads a page holds, before they are packed to about a tenth; the gravest come first."""

Exchanges = Mapping[tuple[int, Route], Json]
"""What the page has of each exchange, by the place of its report and its route."""


def packed(content: Json) -> str:
    """Return JSON so small that thousands of payloads fit into a page; its script unpacks it."""
    return base64.b64encode(zlib.compress(json.dumps(content, separators=(",", ":")).encode("ascii"), 9)).decode(
        "ascii"
    )


def exchanges_within(reports: Sequence[Report], budget: int = BUDGET) -> Exchanges:
    """Return the exchanges that a page has room for, those with the gravest verdicts first."""
    gravity = {
        (number, verdict.route): GRAVEST_FIRST.index(verdict.verdict)
        for number, report in enumerate(reports)
        for verdict in sorted(report.verdicts, key=lambda each: -GRAVEST_FIRST.index(each.verdict))
    }
    whole = {(number, each.route): each for number, report in enumerate(reports) for each in report.exchanges}
    kept: dict[tuple[int, Route], Json] = {}
    for place in sorted(whole, key=lambda place: (gravity.get(place, len(GRAVEST_FIRST)), place)):
        exchange, size = _exchange(whole[place])
        if size <= budget:
            budget -= size
            kept[place] = exchange
    return kept


def _exchange(evidence: Evidence) -> tuple[Json, int]:
    """Return an exchange as the page has it, and how many characters of payloads that is."""
    turns = [{point: written(payload) for point, payload in turn.items()} for turn in evidence.turns]
    texts: Iterable[Text | None] = (text for turn in turns for text in turn.values())
    return (
        {"notes": list(evidence.notes), "recordings": _recordings(evidence), "turns": turns},
        sum(len(text.text) for text in texts if text),
    )


def _recordings(evidence: Evidence) -> dict[str, Json]:
    """Return the recordings in play, and where each is from: the client's, and the one that was asked for upstream."""
    forwarded = evidence.turns[0]["forwarded"] if evidence.turns else None
    streams = forwarded.get("stream") is True if isinstance(forwarded, dict) else evidence.mode == "stream"
    answered: Mode = "stream" if streams else "json"
    names = (f"{evidence.serves}.{evidence.mode}", f"{other(evidence.serves)}.{answered}")
    return {name: evidence.provenance[name] for name in names if name in evidence.provenance}


def details(verdict: Verdict) -> Json:
    """Return what a verdict says beyond its name; `changed` leads to what the other side does not say the same."""
    expected, received = verdict.expected, verdict.received
    return {
        "message": verdict.message,
        "fault": verdict.fault,
        "expected": written(expected),
        "received": written(received),
        "changed": {
            "expected": list(differences(expected, received)),
            "received": list(differences(received, expected)),
        },
        "pointers": {point: list(pointers) for point, pointers in verdict.pointers.items()},
        "turn": verdict.turn,
    }
