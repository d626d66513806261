"""What the page unpacks when a reader opens a scenario: its verdicts' details and the exchanges' four points."""

import base64
import json
import zlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from crosswire.facts import Json, Mode
from crosswire.reporting.model import Evidence, Report, Verdict, to_line
from crosswire.reporting.packed_turns import lines_of
from crosswire.reporting.payloads import Text, differences, shown_of
from crosswire.reporting.verdict_table import GRAVITY, VERDICTS
from crosswire.route import Route
from crosswire.shapes import opposite

BUDGET = 48_000_000
"""How many characters of payloads a page holds. They are packed to about a tenth."""

Exchanges = Mapping[tuple[int, Route], Json]
"""The exchanges of a page, by the number of the report and the route."""


def packed(content: Json) -> str:
    """Return JSON compressed, in base64. The page's script unpacks it."""
    return base64.b64encode(zlib.compress(json.dumps(content, separators=(",", ":")).encode("ascii"), 9)).decode(
        "ascii"
    )


def exchanges_within(
    reports: Sequence[Report], budget: int = BUDGET, examples: Collection[tuple[int, Route]] = ()
) -> Exchanges:
    """Return the exchanges that fit into a page: the `examples` of causes, then those with the gravest verdicts."""
    gravity = {
        (number, verdict.route): GRAVITY[verdict.verdict]
        for number, report in enumerate(reports)
        for verdict in sorted(report.verdicts, key=lambda verdict: -GRAVITY[verdict.verdict])
    }
    found = {(number, shown.route): shown for number, report in enumerate(reports) for shown in report.exchanges}
    chosen: dict[tuple[int, Route], Json] = {}
    for key in sorted(found, key=lambda key: (key not in examples, gravity.get(key, len(VERDICTS)), key)):
        exchange, size = _exchange(found[key])
        if size <= budget:
            budget -= size
            chosen[key] = exchange
    return chosen


def _exchange(evidence: Evidence) -> tuple[Json, int]:
    """Return an exchange as the page has it, and the number of characters of its payloads."""
    lines = lines_of(evidence.turns)
    turns = [{point: shown_of(line) for point, line in turn.items()} for turn in lines]
    texts: Iterable[Text | None] = (text for turn in turns for text in turn.values())
    forwarded = json.loads(lines[0]["forwarded"]) if lines else None
    return (
        {"notes": list(evidence.notes), "recordings": _recordings(evidence, forwarded), "turns": turns},
        sum(len(text.text) for text in texts if text),
    )


def _recordings(evidence: Evidence, forwarded: Json) -> dict[str, Json]:
    """Return where the two recordings are from: the client's, and the one that answered upstream."""
    streams = forwarded.get("stream") is True if isinstance(forwarded, dict) else evidence.mode == "stream"
    answered: Mode = "stream" if streams else "json"
    names = (f"{evidence.serves}.{evidence.mode}", f"{opposite(evidence.serves)}.{answered}")
    return {name: evidence.provenance[name] for name in names if name in evidence.provenance}


def details(verdict: Verdict) -> Json:
    """Return a verdict's details."""
    return {
        "message": verdict.message,
        "fault": verdict.fault,
        **both_sides(verdict.expected, verdict.received),
        "pointers": {point: list(pointers) for point, pointers in verdict.pointers.items()},
        "turn": verdict.turn,
    }


def both_sides(expected: Json, received: Json) -> dict[str, Json]:
    """Return what was expected and what was received, and in each the pointers to what differs."""
    return {
        "expected": shown_of(to_line(expected)),
        "received": shown_of(to_line(received)),
        "changed": {
            "expected": list(differences(expected, received)),
            "received": list(differences(received, expected)),
        },
    }
