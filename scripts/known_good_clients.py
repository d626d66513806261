"""Write what each client sees otherwise through each known-good adapter than direct, with the reasons.

    python scripts/known_good_clients.py docs/known-good-clients.md [NAME…]

An adapter is judged on some of the exchanges in which it serves something else than the reference adapter: in others
a client sees what docs/client-table.md says. It asks all clients, and installs those that are missing. The exit status
is 1 where a client sees something otherwise that has no reason.
"""

import argparse
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from client_table import ROOT, cell_of
from tables import made_by, table

sys.path.insert(0, str(ROOT))  # where the packages `suites` and `tests` are

from suites.test_client import JUDGES, judging
from tests.suites.alternatives import KnownGood
from tests.suites.judging import CALLER, KNOWN_GOOD, good, routes

from crosswire.adapters.loading import as_candidate
from crosswire.clients.catalogue import CLIENTS
from crosswire.clients.comparison import Seen
from crosswire.clients.running import close_clients
from crosswire.exchange import Exchange, cases_of
from crosswire.facts import ShapeName
from crosswire.files import write_whole
from crosswire.performing import perform
from crosswire.requirements import Untestable

MOST = 6
"""On how many exchanges an adapter is judged: these are spread over all that differ."""
STEP = 3
"""Of how many exchanges of an adapter one is looked at."""
VOLATILE = re.compile(r"'(created|created_at|completed_at)': [\d.]+|[0-9a-f]{32}")
"""The time, and ids where the upstream says none."""
INTRODUCTION = f"""\
# What clients see through known-good adapters

Each [known-good adapter](known-good.md) is right in another way than the reference adapter. It is judged here on up to
{MOST} of the exchanges in which it serves something else. A number gives the reason why a client may see a fact
otherwise than direct; **bold** is a loss."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("page", type=Path)
    parser.add_argument("names", nargs="*", help="the adapters (all)")
    options = parser.parse_args(arguments)
    chosen = [adapter for adapter in KNOWN_GOOD if not options.names or adapter.name in options.names]
    found = {(adapter.name, adapter.serves): seen_through(adapter) for adapter in chosen}
    close_clients()
    write_whole(options.page, "\n".join([made_by("scripts/known_good_clients.py"), *lines(found), ""]))
    return int(any(not one.free for _, clients in found.values() for row in clients.values() for one in row))


Found = tuple[int, Mapping[str, Sequence[Seen]]]
"""How many exchanges were judged, and what each client sees otherwise."""


def seen_through(adapter: KnownGood) -> Found:
    """Return what clients see otherwise through an adapter, on some of the exchanges in which it serves other bytes."""
    differing = []
    for route in routes(adapter.serves)[::STEP]:
        exchange = perform(*route, as_candidate(adapter, adapter.name), CALLER)
        if _served(exchange) != _served(good(route[0].name, *route[1:])):
            differing.append((route, exchange))
    chosen = differing[:: max(1, -(-len(differing) // MOST))]
    seen: dict[str, list[Seen]] = defaultdict(list)
    for route, exchange in chosen:
        for client in CLIENTS:
            if any(map(judging(client), cases_of(*route))):
                with suppress(Untestable):
                    seen[client] += [_excused(one, adapter, client) for one in cell_of(client, exchange).found]
    return len(chosen), seen


def _excused(seen: Seen, adapter: KnownGood, client: str) -> Seen:
    """Return what is seen with the reason why the adapter is right all the same, where it says one."""
    identifier = next(identifier for identifier, judge in JUDGES.items() if judge == client)
    return replace(seen, free=seen.free or adapter.but.get(identifier))


def _served(exchange: Exchange) -> str:
    """Return what was served, without what each call makes anew."""
    return VOLATILE.sub("", repr([turn.received for turn in exchange.turns]))


def lines(found: Mapping[tuple[str, ShapeName], Found]) -> Iterator[str]:
    """Yield the page's lines."""
    every = [seen for _, clients in found.values() for row in clients.values() for seen in row]
    reasons = {reason: str(number) for number, reason in enumerate(sorted({s.free for s in every if s.free}), 1)}
    yield from [INTRODUCTION, ""]
    yield from (f"{mark}. {reason}" for reason, mark in reasons.items())
    yield ""
    rows = [
        (f"[{name}](known-good.md#{name})", serves, str(count), _cell(clients, reasons))
        for (name, serves), (count, clients) in found.items()
        if count
    ]
    yield from table(("adapter", "serves", "judged", "seen otherwise"), rows)
    others = sum(not count for count, _ in found.values())
    yield from ["", f"The other {others} served what the reference adapter serves: they ask their upstream otherwise."]


def _cell(clients: Mapping[str, Sequence[Seen]], reasons: Mapping[str, str]) -> str:
    """Return each fact that is seen otherwise, with its reason and the clients: `usage (2): ai-sdk, openai-node`."""
    by_fact: dict[str, list[str]] = defaultdict(list)
    for client, seen in clients.items():
        for fact in dict.fromkeys(_shown(one, reasons) for one in seen):
            by_fact[fact].append(client)
    whole = len([client for client in CLIENTS if client in clients])
    return "; ".join(
        f"{fact}: {'all' if len(names) == whole else ', '.join(names)}" for fact, names in sorted(by_fact.items())
    )


def _shown(seen: Seen, reasons: Mapping[str, str]) -> str:
    fact = seen.fact.rpartition(".")[0]
    return f"{fact} ({reasons[seen.free]})" if seen.free else f"**{fact}**"


if __name__ == "__main__":
    sys.exit(main())
