"""List what clients alone lose: exchanges in which every other MUST is kept, and a client sees something else.

pytest suites --adapter litellm --clients all --report reports/litellm
python scripts/client_losses.py reports/litellm/report.json
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tables import table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # where the package `suites` is

from suites.test_client import JUDGES  # noqa: E402

from crosswire.reporting.model import Report, Verdict  # noqa: E402

LOST = ("failed", "warned")
"""The verdicts on a MUST and on a SHOULD that is not kept."""
BY_SDK = ("CLIENT-1", "CLIENT-2", "CLIENT-3")
"""Requirements of the official SDK, which every run judges."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("report", type=Path)
    options = parser.parse_args(arguments)
    report = Report.from_json(json.loads(options.report.read_text(encoding="utf-8")))
    print("\n".join(table(("scenario", "serves", "mode", "seen otherwise"), rows(report.verdicts))))
    return 0


def rows(verdicts: Sequence[Verdict]) -> Iterator[Sequence[str]]:
    """Yield each exchange that only clients find something in, with the facts and who sees them otherwise."""
    failed: dict[tuple[str, str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.verdict in LOST and not verdict.variation:
            failed[verdict.scenario, verdict.serves, verdict.mode].append(verdict)
    for exchange, found in failed.items():
        seen = [verdict for verdict in found if verdict.requirement in JUDGES]
        others = [verdict for verdict in found if verdict.requirement not in (*JUDGES, *BY_SDK)]
        if seen and all(verdict.verdict == "warned" for verdict in others):
            yield *exchange, "; ".join(f"{fact}: {', '.join(names)}" for fact, names in _by_fact(seen).items())


def _by_fact(found: Sequence[Verdict]) -> Mapping[str, Sequence[str]]:
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for verdict in found:
        for difference in verdict.differences:
            names[difference.fact.rpartition(".")[0]][JUDGES[verdict.requirement]] = None
    return {fact: [*clients] for fact, clients in names.items()}


if __name__ == "__main__":
    sys.exit(main())
