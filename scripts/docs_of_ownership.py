"""docs/ownership.md: which requirement fails when a fact differs, for each arrow, direction and mode."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from tables import table

from crosswire.specification.ownership import Cell, load_free, load_owners

INTRODUCTION = """\
Crosswire compares what stands on the two sides of an arrow. Each fact of [`facts/`](../src/crosswire/facts/) can be
lost, altered, doubled, moved, or invented where the other side is silent. The tables say which requirement fails then:
measured with mutants of right exchanges (`scripts/measure_ownership.py`), and held by
`tests/specification/test_ownership.py`. `json` and `stream` are named where they differ. A `free` difference is no
loss; the reasons stand below."""
TITLES = {
    ("forwarded", "chat"): "asked → forwarded: a Chat client, a Responses upstream",
    ("forwarded", "responses"): "asked → forwarded: a Responses client, a Chat upstream",
    ("served", "chat"): "upstream → served: a Responses upstream, a Chat client",
    ("served", "responses"): "upstream → served: a Chat upstream, a Responses client",
}
CHANGES = ("lost", "altered", "doubled", "moved", "invented")


def lines() -> Iterator[str]:
    """Yield the lines of the document."""
    yield "# Who owns each fact"
    yield ""
    yield INTRODUCTION
    owners = load_owners()
    for (arrow, serves), title in TITLES.items():
        cells = {cell: ids for cell, ids in owners.items() if (cell.arrow, cell.serves) == (arrow, serves)}
        yield from ("", f"## {title}", "")
        yield from table(("fact", *CHANGES), _rows(cells))
    yield from ("", "## Free", "")
    yield from table(
        ("fact", "may be", "in", "why"),
        [(f"`{entry.fact}`", entry.change, entry.shape or "either", entry.reason) for entry in load_free()],
    )


def _rows(cells: Mapping[Cell, Sequence[str]]) -> list[tuple[str, ...]]:
    by_fact: dict[str, dict[str, dict[str, Sequence[str]]]] = defaultdict(lambda: defaultdict(dict))
    for cell, ids in cells.items():
        by_fact[cell.fact][cell.change][cell.mode] = ids
    return [
        (f"`{fact}`", *(_ids(changes[change], _free(cells, fact, change)) for change in CHANGES))
        for fact, changes in by_fact.items()
    ]


def _free(cells: Mapping[Cell, Sequence[str]], fact: str, change: str) -> bool:
    first = next(iter(cells))
    return any(
        entry.covers(Cell(first.arrow, first.serves, fact, change, mode))  # type: ignore[arg-type]
        for entry in load_free()
        for mode in ("json", "stream")
    )


def _ids(modes: Mapping[str, Sequence[str]], free: bool) -> str:
    word = ["free"] if free else []
    if len({tuple(ids) for ids in modes.values()}) == 1:
        return ", ".join([*next(iter(modes.values())), *word])
    return "; ".join([*(f"{mode}: {', '.join(ids)}" for mode, ids in modes.items()), *word])
