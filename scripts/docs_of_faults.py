"""The document of the table of faults: what becomes of a run, when an adapter does what no adapter should."""

from collections.abc import Iterator, Sequence

from tables import table
from tests.faults.faulty import CHANGES, ENDLESS, EXITS, FOREIGN, KILLS, LARGE_ONES, LOOKED_AT
from tests.faults.imports import IMPORTS, NONE
from tests.faults.measured import measured
from tests.faults.table import CUT_SHORT, REPORTED, Row, rows

from crosswire.limits import LIMITS, MEANINGS, field_of

KINDS = {
    "Exceptions and answers that break when they are looked at": LOOKED_AT,
    "Exceptions that mean something to the harness, to pytest or to Python": FOREIGN,
    "Calls that end the process": EXITS,
    "What ends the process, and nothing in it can prevent": KILLS,
    "What the harness uses too, changed": CHANGES,
    "Calls that do not end": ENDLESS,
    "Too much to read": LARGE_ONES,
}
REPORTS = {
    REPORTED: "every verdict that was due",
    CUT_SHORT: "cut short, red",
}

IMPORT_REPORTS = {NONE: "none", CUT_SHORT: "cut short after 0 of N, red"}


def lines() -> Iterator[str]:
    """Yield the lines of the document."""
    found = rows()
    yield from (
        "# Faults",
        "",
        f"What becomes of a run when an adapter does what no adapter should: {len(found)} rows. `tests/faults/` has "
        "each fault, and a test of each row. `python scripts/generate_docs.py` writes this page from the same table.",
        "",
        "Each run judges its faults one after the other, and in the end an exchange without a fault, which passes. So "
        "a fault is the verdict of its own exchange and of no other. Two lines stand where a run without workers of "
        "pytest-xdist and one with `-n 2` differ. The exit status is that of the whole run.",
        "",
        "One call may take `--deadline`, 60 seconds; an interpreter that is held a quarter longer, and a second at "
        "least. What is read and shown of an adapter's bytes is limited, too. The verdict names the limit that was "
        "met. `--limit NAME=N` sets it, or `crosswire_limits` in pytest's ini file, or `limits` of "
        "[`open_adapter`](python-api.md). `crosswire record`, `verify` and `proxy` have `--limit`, too.",
        "",
        "| limit | bounds | unless given |",
        "| --- | --- | ---: |",
        *(f"| `{name}` | {what} | {getattr(LIMITS, field_of(name)):,} |" for name, what in MEANINGS.items()),
        "",
        "Code in C can end a process with exit status 0, and nothing in it can prevent that. So the command `pytest` "
        "runs the tests in a child where there are no workers, and its own exit status is never 0 for a run that was "
        "cut short. A process beside the run makes the report of what was judged, and JUnit XML has an error until the "
        "run ends. A run that `pytest.main` starts has no such parent: there, look at the report. The report of an "
        "earlier run is removed when a run starts, and one that says `cut short after 0 of N` stands in its place "
        "before the adapter is loaded: code that ends the process while it is imported is an error of the "
        "configuration, exit status 4.",
        "",
        "On demand, `python scripts/repeat_faults.py` judges the faults 30 times, in random order, with `-n 2` and "
        "under load, and compares the reports byte for byte. `python scripts/kill_commands.py` kills every command "
        "that writes, 200 times at random moments: nothing is half-written, nothing is left running, and the next "
        "command sweeps what is left.",
    )
    for title, faults in KINDS.items():
        yield from ("", f"## {title}", "")
        of_kind = [row for row in found if row.fault in faults]
        yield from table(["fault", "adapter", "verdict", "blamed", "exit", "report", "what it says"], _cells(of_kind))
    yield from _imports()
    yield from _measures()


def _imports() -> Iterator[str]:
    yield from (
        "",
        "## While the adapter is imported",
        "",
        "Nothing is judged then. The error names the adapter, and no report of an earlier run is left. A gateway or a "
        "worker ends before it listens.",
        "",
    )
    cells = (
        (f"`{row.fault}`", f"{row.attachment}, `-n {row.workers}`", str(row.status), IMPORT_REPORTS[row.report])
        for row in IMPORTS
    )
    yield from table(["fault", "adapter", "exit", "report"], cells)


def _measures() -> Iterator[str]:
    yield from (
        "",
        "## What too many bytes cost",
        "",
        "`python scripts/measure_faults.py` judges each of these faults alone, and measures the largest process of the "
        "run. A function and an app run in it, with their own 100 MB. The bars are 0.5 GB and 5 MB.",
        "",
    )
    rows = [(f"`{one.fault}`", one.attachment, *one.classes) for one in measured()]
    yield from table(["fault", "adapter", "memory", "report.json", "time"], rows)


def _cells(of_kind: Sequence[Row]) -> Iterator[Sequence[str]]:
    """Yield a line for each fault and way to run, both runs in one where they are alike."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in of_kind:
        groups.setdefault((row.fault, row.attachment), []).append(row)
    for (fault, attachment), both in groups.items():
        alike = {(row.verdict, row.blamed, row.status, row.report, row.words) for row in both}
        for row in both[:1] if len(alike) == 1 else both:
            runs = "" if len(both) == 2 and len(alike) == 1 else f", `-n {row.workers}`"
            words = f"`{row.words}…`" if row.words else "the answer is right" if row.verdict == "passed" else ""
            yield (
                f"`{fault}`",
                f"{attachment}{runs}",
                row.verdict,
                row.blamed,
                str(row.status),
                REPORTS[row.report],
                words,
            )
