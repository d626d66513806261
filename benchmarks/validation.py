"""Measure what a verdict costs: jsonschema-rs and jsonschema, side by side with json.loads of the same text.

    python benchmarks/validation.py [CORPUS_DIR] [--rounds 5]

Every payload is parsed and judged in turn, round after round, and the best round of each counts, so that a busy machine
slows all three alike. CORPUS_DIR holds recorded exchanges, as in scripts/vendor_deviations.py; without it the scenarios
under cassettes/ are measured.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from crosswire.scenarios import load_scenarios
from crosswire.wire.event_streams import DONE, read_events
from crosswire.wire.explanations import explained
from crosswire.wire.schemas import is_valid

_ANSWERS = {
    ("chat", "error"): "chat/error",
    ("chat", "json"): "chat/response",
    ("chat", "stream"): "chat/chunk",
    ("responses", "error"): "responses/error",
    ("responses", "json"): "responses/response",
    ("responses", "stream"): "responses/event",
}


@dataclass(slots=True)
class Cost:
    """The best time in seconds to parse a payload, and to judge it by jsonschema-rs and by jsonschema."""

    parsed: float = float("inf")
    quick: float = float("inf")
    explained: float = float("inf")

    def measure(self, schema: str, text: str) -> None:
        """Do all three once, one after the other."""
        payload = json.loads(text)
        self.parsed = min(self.parsed, _seconds(lambda: json.loads(text)))
        self.quick = min(self.quick, _seconds(lambda: is_valid(schema, payload)))
        self.explained = min(self.explained, _seconds(lambda: explained(schema, payload)))


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def _recorded(corpus: Path) -> Iterator[tuple[str, str]]:
    for file in sorted(corpus.glob("*/*/*.json")):
        shape, kind = file.parts[-3:-1]
        recording = json.loads(file.read_text(encoding="utf-8"))
        answer = recording["response"]
        yield f"{shape}/request", json.dumps(recording["request"]["body"])
        for text in read_events(answer["text"]) if "text" in answer else [json.dumps(answer["body"])]:
            if text != DONE:
                yield _ANSWERS[shape, kind], text


def _scenarios() -> Iterator[tuple[str, str]]:
    for scenario in load_scenarios().values():
        for (shape, mode), recording in scenario.recordings.items():
            for turn in recording.turns:
                answers = turn.answer_body if turn.streams else [turn.answer_body]
                schema = _ANSWERS[shape, "error" if turn.status >= 400 else mode]
                yield f"{shape}/request", json.dumps(turn.asked_body)
                yield from ((schema, json.dumps(answer)) for answer in answers)


def _row(name: str, costs: list[Cost]) -> str:
    parsed, quick, slow = (sum(getattr(cost, part) for cost in costs) for part in ("parsed", "quick", "explained"))
    scale = 1e6 / len(costs)
    return (
        f"{name:<20}{len(costs):>7}{parsed * scale:>10.1f}{quick * scale:>10.1f}{slow * scale:>10.1f}"
        f"{quick / parsed:>10.2f}{slow / parsed:>10.1f}{slow / quick:>10.0f}"
    )


def main(arguments: list[str] | None = None) -> None:
    """Print, for each schema, the mean time in microseconds and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("corpus", type=Path, nargs="?", help="the folder of recorded exchanges")
    parser.add_argument("--rounds", type=int, default=5, help="how often each payload is measured (5)")
    options = parser.parse_args(arguments)
    payloads = list(_recorded(options.corpus) if options.corpus else _scenarios())
    for schema, text in payloads:  # the validators are built before anything counts
        is_valid(schema, json.loads(text))
    costs = [(schema, text, Cost()) for schema, text in payloads]
    for _ in range(options.rounds):
        for schema, text, cost in costs:
            cost.measure(schema, text)
    by_schema: dict[str, list[Cost]] = defaultdict(list)
    for schema, _, cost in costs:
        by_schema[schema].append(cost)
    lines = [
        f"{'':<27}{'microseconds each':>30}{'ratios':>30}",
        f"{'schema':<20}{'count':>7}{'loads':>10}{'rs':>10}{'py':>10}{'rs/loads':>10}{'py/loads':>10}{'py/rs':>10}",
        *(_row(schema, by_schema[schema]) for schema in sorted(by_schema)),
        _row("all", [cost for _, _, cost in costs]),
    ]
    sys.stdout.write("\n".join([*lines, ""]))


if __name__ == "__main__":
    main()
