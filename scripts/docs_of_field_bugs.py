"""docs/field-bugs.md: every class of bug reported in the field, and what catches it."""

from collections.abc import Iterator

from tables import anchor, links, table
from tests.suites.field_bugs import load_field_bugs
from tests.suites.judging import KNOWN_BAD

INTRODUCTION = """\
# Bugs met in the field

Classes of bugs that users of adapters have reported in public, most often reported first. Each is caught by the
named requirements in the named scenarios, and shown by known-bad adapters of the tests, to which
`tests/suites/test_field_bugs.py` holds it; or it is left out for the reason given below.
[CONTRIBUTING](../CONTRIBUTING.md#a-bug-met-in-the-wild) tells how one is added."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    bugs = load_field_bugs()
    showing: dict[str, list[str]] = {}
    for adapter in KNOWN_BAD:
        for bug in adapter.bugs:
            showing.setdefault(bug, []).append(adapter.name)
    yield INTRODUCTION
    caught = [bug for bug in bugs if not bug.excluded]
    yield from ["", f"## Caught: {len(caught)} of {len(bugs)} classes", ""]
    rows = (
        [
            anchor(bug.id),
            str(bug.reports),
            "<br>".join(filter(None, [f"{bug.title}.", bug.lost, bug.rest and f"Not caught: {bug.rest}"])),
            links(bug.requirements, "requirements.md"),
            links(bug.scenarios, "scenarios.md"),
            links(showing.get(bug.id, []), "known-bad.md"),
        ]
        for bug in caught
    )
    yield from table(["class", "reports", "what goes wrong", "caught by", "in", "shown by"], rows)
    excluded = [bug for bug in bugs if bug.excluded]
    yield from ["", f"## Left out: {len(excluded)}", ""]
    rows = (
        [
            anchor(bug.id),
            str(bug.reports),
            f"{bug.title}.<br>{bug.lost}",
            bug.excluded,
            links(bug.later, "requirements.md"),
        ]
        for bug in excluded
    )
    yield from table(["class", "reports", "what goes wrong", "why it is left out", "caught later by"], rows)
