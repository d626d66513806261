"""Verdicts of an adapter that there is not, as many as a benchmark needs."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import get_args

from crosswire.facts import Json, Point
from crosswire.losses import Difference
from crosswire.reporting.model import Evidence, Report, Verdict

ROUTES = list(product(("chat", "responses"), ("json", "stream")))
PROMISES = (
    "answer",
    "content",
    "errors",
    "events",
    "finish_reason",
    "metadata",
    "shape",
    "state",
    "token_counts",
    "tools",
)


def made_up(verdicts: int, name: str = "made-up", healthy: int = 6) -> Report:
    """Return a report of at least so many verdicts, one of `healthy` a loss, with payloads for each exchange."""
    made = [verdict for verdict, _ in judged(verdicts, healthy)]
    evidence = [_evidence(*route) for route in _routes(verdicts)]
    return Report({"name": name, "version": "1.0"}, "0.1.0", "2026.11", made, evidence)


def judged(verdicts: int, healthy: int = 6) -> Iterator[tuple[Verdict, Evidence | None]]:
    """Yield at least so many verdicts as a run gives them, the first loss of an exchange with its payloads."""
    routes, shown = _routes(verdicts), set()
    for number in range(len(routes) * -(-verdicts // len(routes))):
        route = routes[(number * 7) % len(routes)]
        lost = number % healthy == 0
        yield _verdict(number, *route, lost=lost), _evidence(*route) if lost and route not in shown else None
        shown.update([route] if lost else [])


def _routes(verdicts: int) -> Sequence[tuple[str, str, str]]:
    scenarios = [f"scenario_{number}" for number in range(verdicts // 90)]
    return [(serves, mode, scenario) for scenario in scenarios for serves, mode in ROUTES]


def _verdict(position: int, serves: str, mode: str, scenario: str, lost: bool) -> Verdict:
    number = position * 11 % 200
    requirement = f"{PROMISES[number % len(PROMISES)].upper().replace('_', '')}-{number // 10 + 1}"
    loss: Mapping[str, object] = {
        "verdict": "failed",
        "loss": "lost",
        "fault": "adapter",
        "message": "usage lost",
        "expected": {"input": number, "reasoning": 64},
        "received": {"input": number},
        "pointers": {"upstream": ["/0/usage"], "served": []},
        "differences": [Difference(f"fact_{number}", "lost", 64, None, {"upstream": ["/0/usage"], "served": []})],
    }
    plain = {
        "level": "must",
        "promise": PROMISES[number % 10],
        "verdict": "passed",
        "sentence": f"Fact {number} is kept.",
    }
    rerun = f'pytest "suites/test_{number}.py::test_it[{serves}-{mode}-{scenario}]" --adapter made-up'
    names = {"requirement": requirement, "scenario": scenario, "serves": serves, "mode": mode, "rerun": rerun}
    return Verdict(**{**plain, **(loss if lost else {}), **names})  # type: ignore[arg-type]


def _evidence(serves: str, mode: str, scenario: str) -> Evidence:
    frames: list[Json] = [
        {"type": "delta", "delta": f"{scenario} {number}", "usage": {"input": number}} for number in range(60)
    ]
    turn: Mapping[Point, Json] = dict.fromkeys(get_args(Point), frames)
    provenance = {f"{serves}.{mode}": "authored"}
    return Evidence(scenario, serves, mode, f"Scenario {scenario}", provenance, [turn])  # type: ignore[arg-type]
