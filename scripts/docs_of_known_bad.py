"""docs/known-bad.md: which known-bad adapter fails which requirement."""

from collections.abc import Iterator

from tables import anchor, links, table
from tests.suites.judging import KNOWN_BAD, REQUIREMENTS

INTRODUCTION = """\
# Known-bad adapters

A check that cannot fail is none. Each adapter here is the reference adapter with one thing broken, in
[`tests/suites/known_bad/`](../tests/suites/known_bad), and fails exactly the requirements that its line says;
`tests/suites/test_known_bad.py` holds all of them to that, on every scenario or, where it takes a network to show it,
under the variations that do, and the reference adapter to passing everything."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield INTRODUCTION
    yield from ["", f"## By requirement: {len(REQUIREMENTS)}", ""]
    failing: dict[str, list[str]] = {}
    for adapter in KNOWN_BAD:
        for identifier in adapter.fails:
            failing.setdefault(identifier, []).append(adapter.name)
    rows = (
        [
            links([requirement.id], "requirements.md"),
            requirement.level.upper(),
            links(failing.get(requirement.id, []), ""),
        ]
        for requirement in REQUIREMENTS
    )
    yield from table(["requirement", "level", "fails on"], rows)
    yield from ["", f"## By adapter: {len(KNOWN_BAD)}", ""]
    order = {requirement.id: position for position, requirement in enumerate(REQUIREMENTS)}
    rows = (
        [
            anchor(adapter.name),
            adapter.serves,
            links(
                sorted(adapter.fails, key=lambda identifier: (order.get(identifier, len(order)), identifier)),
                "requirements.md",
            ),
            links(sorted(adapter.bugs), "field-bugs.md"),
        ]
        for adapter in KNOWN_BAD
    )
    yield from table(["adapter", "serves", "fails", "shows the reported"], rows)
