"""Write what clients see otherwise through adapters than direct, and which of it no other requirement finds.

    pytest suites --adapter litellm --clients all --report reports/litellm
    python scripts/client_losses.py reports/litellm/report.json --write docs/client-losses.md

Several reports make one page. Without `--write` it goes to the terminal.
"""

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

from tables import made_by, table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # where the package `suites` is

from suites.test_client import JUDGES  # noqa: E402

from crosswire.files import write_whole  # noqa: E402
from crosswire.reporting.model import Report, Verdict  # noqa: E402
from crosswire.route import Route  # noqa: E402

INTRODUCTION = """\
# What clients lose through adapters

Each client reads two answers, the recording of its own API and what the adapter served. Here are the exchanges in which
it does not see the same. [clients.md](clients.md) says how they are compared, and [client-table.md](client-table.md) is
what they see through the reference adapter. **Bold** is what clients alone show: every other MUST is kept in that
exchange."""
LOST = ("failed", "warned")
"""The verdicts on a MUST and on a SHOULD that is not kept."""
BY_SDK = ("CLIENT-1", "CLIENT-2", "CLIENT-3")
"""Requirements of the official SDK, which every run judges."""
MODES = {"json": "whole", "stream": "streamed"}

Exchanges = Mapping[Route, Sequence[Verdict]]


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("reports", type=Path, nargs="+", metavar="REPORT.json")
    parser.add_argument("--write", type=Path, metavar="FILE", help="the page to write")
    options = parser.parse_args(arguments)
    reports = [Report.from_json(json.loads(path.read_text(encoding="utf-8"))) for path in options.reports]
    text = "\n".join([made_by("scripts/client_losses.py"), *page(reports), ""])
    if options.write:
        write_whole(options.write, text)
    else:
        print(text)
    return 0


def page(reports: Iterable[Report]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield INTRODUCTION
    for report in reports:
        plain = exchanges_of(report.verdicts)
        by_clients = sum(map(is_only_seen_by_clients, plain.values()))
        yield from ["", f"## {report.adapter_name}", "", f"In {by_clients} exchanges only clients find a loss.", ""]
        routes = [*product(sorted({route.serves for route in plain}), MODES)]
        heads = (f"{serves} {MODES[mode]}" for serves, mode in routes)
        yield from table(
            ("client", *heads),
            (
                (name, *(_counts(requirement, report.verdicts, *route) for route in routes))
                for requirement, name in JUDGES.items()
            ),
        )
        yield ""
        yield from table(("seen otherwise", "exchanges"), losses(plain))


def exchanges_of(verdicts: Iterable[Verdict]) -> Exchanges:
    """Return what is not kept in each exchange without a variation in which a client sees something otherwise."""
    found: dict[Route, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.verdict in LOST and not verdict.variation:
            found[verdict.route].append(verdict)
    return {route: lost for route, lost in found.items() if any(verdict.requirement in JUDGES for verdict in lost)}


def is_only_seen_by_clients(lost: Iterable[Verdict]) -> bool:
    """Return whether every other MUST is kept."""
    return all(verdict.verdict == "warned" for verdict in lost if verdict.requirement not in (*JUDGES, *BY_SDK))


def losses(exchanges: Exchanges) -> Iterator[Sequence[str]]:
    """Yield what is seen otherwise, by whom, and in which exchanges, those that only clients tell in bold."""
    where: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for route, lost in exchanges.items():
        name = f"**{route.scenario}**" if is_only_seen_by_clients(lost) else route.scenario
        where[_seen(lost)][f"{route.serves} {MODES[route.mode]}"].append(name)
    for seen, modes in sorted(where.items(), key=lambda entry: -sum(map(len, entry[1].values()))):
        yield seen, "; ".join(f"{mode}: {', '.join(sorted(names))}" for mode, names in sorted(modes.items()))


def _seen(lost: Iterable[Verdict]) -> str:
    """Return the facts that clients see otherwise, each with the clients."""
    facts: dict[str, set[str]] = defaultdict(set)
    for verdict in lost:
        if verdict.requirement in JUDGES:
            for difference in verdict.differences:
                facts[difference.fact.rpartition(".")[0]].add(JUDGES[verdict.requirement])
    clients: dict[str, list[str]] = defaultdict(list)
    for fact, names in sorted(facts.items()):
        clients[", ".join(name for name in JUDGES.values() if name in names)].append(fact)
    return "; ".join(f"{', '.join(found)}: {names}" for names, found in clients.items())


def _counts(requirement: str, verdicts: Iterable[Verdict], serves: str, mode: str) -> str:
    judged = [
        verdict.verdict
        for verdict in verdicts
        if (verdict.requirement, verdict.serves, verdict.mode) == (requirement, serves, mode)
        and verdict.verdict != "untestable"
    ]
    return f"{len(judged)}, {judged.count('passed')} the same" if judged else "not judged"


if __name__ == "__main__":
    sys.exit(main())
