"""Write what each client sees otherwise through an adapter than direct, on every scenario, with the reasons.

    python scripts/client_table.py [--adapter TARGET] [--check] docs/client-table.md

It asks all clients, and installs those that are missing. With `--check` nothing is written; the exit status is 1 where
a client sees something otherwise that is not free.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tables import made_by, table

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # where the package `suites` is

from suites.test_client import JUDGES, judging, otherwise, views_of  # noqa: E402

from crosswire.adapters.calling import DEADLINE  # noqa: E402
from crosswire.adapters.loading import load_adapter  # noqa: E402
from crosswire.clients.availability import versions_of  # noqa: E402
from crosswire.clients.catalogue import CLIENTS  # noqa: E402
from crosswire.clients.comparison import Seen, shown  # noqa: E402
from crosswire.clients.seen_facts import OF_ANSWERS, OF_ERRORS  # noqa: E402
from crosswire.exchange import Case, Exchange, cases_of  # noqa: E402
from crosswire.facts import Answer, Failure, Mode, ShapeName  # noqa: E402
from crosswire.files import write_whole  # noqa: E402
from crosswire.plugin.exchanges import Exchanges  # noqa: E402
from crosswire.requirements import Untestable, Wire, may  # noqa: E402
from crosswire.route import Route  # noqa: E402
from crosswire.scenarios import load_scenarios  # noqa: E402

INTRODUCTION = """\
# What each client sees through {adapter}

Each client reads two answers, the recording of its own API and what the adapter served, and sees the same, but for what
this page lists. [clients.md](clients.md) says how they are compared."""

Row = tuple[str, ShapeName, Mode]
"""A scenario, the API that the client speaks, and the mode."""
SERVED: Sequence[ShapeName] = ("chat", "responses")
MODES: Mapping[Mode, str] = {"json": "whole", "stream": "streamed"}


@dataclass(frozen=True, slots=True)
class Cell:
    """What a client sees in one exchange."""

    found: Sequence[Seen]
    """What it sees otherwise than direct."""
    direct: Sequence[tuple[str, bool]]
    """The facts that its own recording says, and whether it sees them."""

    @property
    def lost(self) -> Sequence[Seen]:
        """What is not free."""
        return [seen for seen in self.found if not seen.free]


Cells = Mapping[Row, Mapping[str, Cell]]


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--adapter", default="reference", help="the adapter (reference)")
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 at a loss")
    parser.add_argument("page", type=Path)
    options = parser.parse_args(arguments)
    cells = measured(options.adapter)
    lost = [
        f"{client} on {' '.join(row)}: {seen.fact}: direct {repr(seen.direct)[:80]}, through {repr(seen.through)[:80]}"
        for row, by_client in cells.items()
        for client, cell in by_client.items()
        for seen in cell.lost
    ]
    print("\n".join(lost), file=sys.stderr)
    if not options.check:
        command = "scripts/client_table.py" + f" --adapter {options.adapter}" * (options.adapter != "reference")
        write_whole(options.page, "\n".join([made_by(command), *lines(options.adapter, cells), ""]))
    return int(options.check and bool(lost))


def measured(adapter: str, clients: Collection[str] = CLIENTS, step: int = 1) -> Cells:
    """Return what clients see otherwise, on every route that they judge, or on one of `step`."""
    cells: dict[Row, dict[str, Cell]] = defaultdict(dict)
    exchanges = Exchanges(load_adapter(adapter), DEADLINE)
    for name, serves, mode in [*product(load_scenarios(), exchanges.candidate.serves, MODES)][::step]:
        cases = cases_of(load_scenarios()[name], serves, mode)
        judges = [client for client in clients if any(map(judging(client), cases))]
        exchange = exchanges.perform(Route(serves, mode, name)) if judges else None
        for client in judges if exchange else []:
            with suppress(Untestable):
                cells[name, serves, mode][client] = cell_of(client, exchange)
    exchanges.close()
    return cells


def cell_of(client: str, exchange: Exchange | None) -> Cell:
    """Return what a client sees in an exchange, in all of its turns."""
    found: list[Seen] = []
    direct: list[tuple[str, bool]] = []

    @may("CLIENT", given=judging(client))
    def collect(wire: Wire, case: Case, upstream: Answer | Failure, served: Answer | Failure) -> None:
        views = views_of(client, wire, case, served)
        found.extend(otherwise(views, case, upstream, served))
        direct.extend(shown(views[0], case.client.answer))

    collect(exchange)
    return Cell(found, direct)


def lines(adapter: str, cells: Cells) -> Iterator[str]:
    """Yield the page's lines."""
    reasons = [*dict.fromkeys(seen.free for row in cells.values() for cell in row.values() for seen in cell.found)]
    marks = {reason: str(number) for number, reason in enumerate(sorted(filter(None, reasons)), 1)}
    yield from [INTRODUCTION.format(adapter=adapter), "", f"## Clients: {len(CLIENTS)}", ""]
    yield from table(("client", "packages", "requirement", "asks next"), map(_client, JUDGES.items()))
    yield from ["", "## Exchanges", "", "How many each judged, and in how many of them it sees the same.", ""]
    heads = [f"{serves} {word}" for serves in SERVED for word in MODES.values()]
    yield from table(("client", *heads), ((client, *_counts(client, cells)) for client in CLIENTS))
    yield from ["", "## What a client sees direct", ""]
    yield "In how many of the recorded answers that say a fact the client sees it, in any of its ways of reading."
    yield ""
    facts = [fact for fact, compared in {**OF_ANSWERS, **OF_ERRORS}.items() if compared.is_shown]
    yield from table(
        ("client", "API", *facts),
        ((client, serves, *_direct(client, serves, cells, facts)) for serves, client in product(SERVED, CLIENTS)),
    )
    yield from ["", "## What is seen otherwise", "", "A number gives the reason; **bold** is a loss.", ""]
    yield from (f"{mark}. {reason}" for reason, mark in marks.items())
    yield ""
    rows = [
        (
            f"[{name}](scenarios.md#{name})",
            serves,
            MODES[mode],
            *(seen_in(row.get(client), marks) for client in CLIENTS),
        )
        for (name, serves, mode), row in cells.items()
        if any(cell.found for cell in row.values())
    ]
    yield from table(("scenario", "serves", "mode", *CLIENTS), rows)
    yield from ["", "In all other exchanges every client that judges them sees the same."]


def _client(entry: tuple[str, str]) -> Sequence[str]:
    requirement, name = entry
    client = CLIENTS[name]
    packages = ", ".join(f"`{package}`" for package in versions_of(name).split(", "))
    return name, packages, f"[{requirement}](requirements.md#{requirement})", "yes" if client.keeps_history else ""


def _counts(client: str, cells: Cells) -> Iterator[str]:
    for route in product(SERVED, MODES):
        judged = [by_client[client] for row, by_client in cells.items() if row[1:] == route and client in by_client]
        yield f"{len(judged)}, {sum(not cell.found for cell in judged)} the same"


def _direct(client: str, serves: str, cells: Cells, facts: Sequence[str]) -> Iterator[str]:
    cells_of = [by_client[client] for row, by_client in cells.items() if row[1] == serves and client in by_client]
    for fact in facts:
        seen = [is_seen for cell in cells_of for name, is_seen in cell.direct if name == fact]
        yield f"{sum(seen)} of {len(seen)}" if any(seen) else "none"


def seen_in(cell: Cell | None, marks: Mapping[str, str]) -> str:
    """Return the facts of a cell, each once, whichever way of reading shows it."""
    if cell is None:
        return "not judged"
    facts: dict[str, str] = {}
    for seen in cell.found:
        fact = seen.fact.rpartition(".")[0]
        shown = f"{fact} ({marks[seen.free]})" if seen.free else f"**{fact}**"
        facts[fact] = min(facts.get(fact, shown), shown)  # bold sorts first
    return ", ".join(facts.values())


if __name__ == "__main__":
    sys.exit(main())
