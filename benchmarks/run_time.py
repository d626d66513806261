"""Where the time of a run goes, and that it grows with the number of scenarios and no faster.

    python benchmarks/run_time.py [--adapter TARGET] [--rounds N]

For a quarter, half and all of the scenarios: reading them, the exchanges (the adapter's share apart from the harness's)
and the judging, each the best of some rounds. Shares and ratios are what to compare; milliseconds are this machine's.
"""

import argparse
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import Caller
from crosswire.exchange import Exchange, cases_of
from crosswire.facts import Mode
from crosswire.performing import perform
from crosswire.requirements import Loss, Untestable
from crosswire.scenarios import Scenario, load_scenario, load_scenarios
from crosswire.specification.suites import load_requirements

MODES: Sequence[Mode] = ("json", "stream")


class Clock:
    """Adds up the time inside a callable."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def timed(self, call: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a callable; a stream is read to its end inside, so that its time counts, too."""

        def timed(request: dict[str, Any], upstream: object) -> Any:
            began = time.perf_counter()
            try:
                answer = call(request, upstream)
                return list(answer) if request.get("stream") else answer
            finally:
                self.seconds += time.perf_counter() - began

        return timed


def measured(scenarios: Sequence[Scenario], candidate: Candidate) -> dict[str, float]:
    """Return the seconds of each step of a run on some scenarios."""
    clock, caller = Clock(), Caller()
    timed = replace(candidate, serves={shape: clock.timed(serve) for shape, serve in candidate.serves.items()})
    began = time.perf_counter()
    fresh = [load_scenario(scenario.folder) for scenario in scenarios]
    routes = [(scenario, serves, mode) for scenario in fresh for serves in timed.serves for mode in MODES]
    cases = [cases_of(*route) for route in routes]
    judging = [requirement for requirement in load_requirements() if not requirement.over_http]
    applying = [[requirement for requirement in judging if requirement.applies(turns)] for turns in cases]
    read = time.perf_counter()
    exchanges = [perform(*route, timed, caller) if turns else None for route, turns in zip(routes, cases, strict=True)]
    performed = time.perf_counter()
    verdicts = sum(
        judged(exchange, requirements) for exchange, requirements in zip(exchanges, applying, strict=True) if exchange
    )
    done = time.perf_counter()
    caller.close()
    return {
        "read": read - began,
        "adapter": clock.seconds,
        "exchange": performed - read - clock.seconds,
        "judge": done - performed,
        "verdicts": verdicts,
    }


def judged(exchange: Exchange, requirements: Sequence[Any]) -> int:
    """Judge an exchange by all requirements that apply; return how many."""
    for requirement in requirements:
        with contextlib.suppress(Loss, Untestable):
            requirement.judge(exchange)
    return len(requirements)


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--adapter", default="reference")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    candidate, scenarios = load_adapter(arguments.adapter), list(load_scenarios().values())
    measured(scenarios[:1], candidate)  # what is imported once is not what is measured
    print("scenarios  verdicts  read ms  adapter ms  exchange ms  judge ms  harness  ms a scenario")
    for count in (len(scenarios) // 4, len(scenarios) // 2, len(scenarios)):
        rounds = [measured(scenarios[:count], candidate) for _ in range(arguments.rounds)]
        best = {step: min(seconds[step] for seconds in rounds) for step in rounds[0]}
        total = sum(best[step] for step in ("read", "adapter", "exchange", "judge"))
        print(
            f"{count:>9}  {best['verdicts']:>8.0f}  {1e3 * best['read']:>7.0f}  {1e3 * best['adapter']:>10.0f}  "
            f"{1e3 * best['exchange']:>11.0f}  {1e3 * best['judge']:>8.0f}  {1 - best['adapter'] / total:>7.0%}  "
            f"{1e3 * total / count:>13.1f}"
        )


if __name__ == "__main__":
    main()
