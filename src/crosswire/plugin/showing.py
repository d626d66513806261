"""How pytest shows a verdict: its outcome, its letter, and the explanation of a red one."""

from collections.abc import Collection
from typing import Any

import pytest

from crosswire.exchange import Exchange
from crosswire.losses import MOST_SHOWN, Difference
from crosswire.printable import printable, printable_line
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import ROWS, VerdictName
from crosswire.requirements import Loss

PYTESTS_OWN: Collection[VerdictName] = ("passed", "failed")
"""The verdicts that have pytest's own letter and word."""


def show(
    report: pytest.TestReport, verdict: Verdict, item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None
) -> None:
    """Make pytest's outcome follow from the verdict."""
    if verdict.fault == "harness":
        return  # a bug of Crosswire's: pytest's own traceback explains it best
    match ROWS[verdict.verdict].outcome:
        case "passed":
            report.outcome, report.longrepr = "passed", None
        case "skipped":
            report.outcome, report.longrepr = "skipped", (str(item.path), 0, printable(verdict.message or ""))
        case "xfailed":
            report.outcome, report.longrepr = "skipped", None
            report.wasxfail = printable_line(verdict.message or "")
        case "failed":
            report.outcome, report.longrepr = "failed", explain(verdict, excinfo.value if excinfo else None, item)


def explain(verdict: Verdict, raised: BaseException | None, item: pytest.Item) -> str:
    """Return the explanation of a red verdict: its sentence, both sides, where they are, how to rerun it."""
    lines = [f"{verdict.requirement} {verdict.level.upper()}: {verdict.sentence}"]
    lines += [printable(f"{verdict.message}; fault: {verdict.fault or 'known-failures file'}")]
    if isinstance(raised, Loss):
        for difference in raised.differences[:MOST_SHOWN]:
            lines += _side_by_side(difference, item, alone=len(raised.differences) == 1)
    exchange = getattr(item, "funcargs", {}).get("exchange")
    if isinstance(exchange, Exchange):
        lines += [f"  also  {printable(note)}" for note in exchange.notes]
    return "\n".join([*lines, f"  rerun  {printable_line(verdict.rerun)}"])


def _short(value: Any, most: int = 300) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


LONGEST_COMPARED = 20_000
"""The longest value that pytest compares, in characters: it compares every line with every other."""


def _side_by_side(difference: Difference, item: pytest.Item, *, alone: bool) -> list[str]:
    """Return both sides of a difference, and pytest's own comparison where the difference is `alone`."""
    lines = [] if alone else [printable_line(f"  {difference.fact} {difference.kind}")]
    lines += [f"  expected  {_short(difference.expected)}", f"  received  {_short(difference.received)}"]
    lines += [
        f"  in {point}  {printable_line(', '.join(pointers))}"
        for point, pointers in difference.pointers.items()
        if pointers
    ]
    sides = difference.expected, difference.received
    if (
        not alone
        or not isinstance(sides[0], type(sides[1]))
        or any(len(repr(side)) > LONGEST_COMPARED for side in sides)
    ):
        return lines
    # pytest shows texts as they are, all else by its repr.
    expected, received = (printable(side) if isinstance(side, str) else side for side in sides)
    compared = item.config.hook.pytest_assertrepr_compare(config=item.config, op="==", left=received, right=expected)
    return lines + [f"  {line}" for line in next((lines for lines in compared if lines), [])[1:]]


def pytest_report_teststatus(report: pytest.TestReport) -> Any:
    """Give each verdict its own letter and word; `passed` and `failed` have pytest's."""
    row = ROWS.get(getattr(report, "verdict", None))  # type: ignore[arg-type]
    if row is None or row.name in PYTESTS_OWN:
        return None
    counted_as = row.shown_as or row.name
    return counted_as, ROWS[counted_as].letter, (row.name.upper(), {row.terminal_color: True})
