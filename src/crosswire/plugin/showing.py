"""How pytest shows a verdict: its outcome, its letter, and for a red one what a person needs to know."""

from typing import Any

import pytest

from crosswire.exchange import Exchange
from crosswire.losses import MOST_SHOWN, Difference
from crosswire.reporting.model import Verdict
from crosswire.requirements import Loss

LETTERS = {
    "warned": ("warned", "W", ("WARNED", {"yellow": True})),
    "noted": ("noted", "n", ("NOTED", {"cyan": True})),
    "declared": ("declared", "d", ("DECLARED", {"yellow": True})),
    "known": ("known", "x", ("KNOWN", {"yellow": True})),
    "fixed": ("failed", "F", ("FIXED", {"red": True})),
    "untestable": ("untestable", "U", ("UNTESTABLE", {"red": True})),
    "error": ("error", "E", ("ERROR", {"red": True})),
}


def show(
    report: pytest.TestReport, verdict: Verdict, item: pytest.Item, excinfo: pytest.ExceptionInfo[BaseException] | None
) -> None:
    """Make pytest's outcome follow from the verdict."""
    match verdict.verdict:
        case "passed" | "warned" | "noted":
            report.outcome, report.longrepr = "passed", None
        case "declared":
            report.outcome, report.longrepr = "skipped", (str(item.path), 0, verdict.message or "")
        case "known":
            report.outcome, report.longrepr = "skipped", None
            report.wasxfail = verdict.message or ""
        case "error" if verdict.fault == "harness":
            pass  # a bug of ours: pytest's own traceback tells it best
        case _:
            report.outcome, report.longrepr = "failed", explain(verdict, excinfo.value if excinfo else None, item)


def explain(verdict: Verdict, raised: BaseException | None, item: pytest.Item) -> str:
    """Tell a person what was not kept: the sentence, both sides and where they stand, the command to rerun."""
    lines = [f"{verdict.requirement} {verdict.level.upper()}: {verdict.sentence}"]
    lines += [f"{verdict.message}; fault: {verdict.fault or 'known-failures file'}"]
    if isinstance(raised, Loss):
        for difference in raised.differences[:MOST_SHOWN]:
            lines += _side_by_side(difference, item, alone=len(raised.differences) == 1)
    exchange = getattr(item, "funcargs", {}).get("exchange")
    if isinstance(exchange, Exchange):
        lines += [f"  also  {note}" for note in exchange.notes]
    text = "\n".join([*lines, f"  rerun  {verdict.rerun}"])
    # Half of a surrogate pair, which an adapter may serve, can be neither printed nor sent by a worker.
    return text.encode(errors="backslashreplace").decode()


def _short(value: Any, most: int = 300) -> str:
    text = repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


LONGEST_COMPARED = 20_000
"""Characters of a value that pytest tells the difference of: it compares every line with every other."""


def _side_by_side(difference: Difference, item: pytest.Item, *, alone: bool) -> list[str]:
    """Tell both sides of a difference and where they stand; pytest's own comparison, where it is the only one."""
    lines = [] if alone else [f"  {difference.fact} {difference.kind}"]
    lines += [f"  expected  {_short(difference.expected)}", f"  received  {_short(difference.received)}"]
    lines += [f"  in {point}  {', '.join(places)}" for point, places in difference.pointers.items() if places]
    sides = difference.expected, difference.received
    if (
        not alone
        or not isinstance(sides[0], type(sides[1]))
        or any(len(repr(side)) > LONGEST_COMPARED for side in sides)
    ):
        return lines
    compared = item.config.hook.pytest_assertrepr_compare(
        config=item.config, op="==", left=difference.received, right=difference.expected
    )
    return lines + [f"  {line}" for line in next((lines for lines in compared if lines), [])[1:]]


def pytest_report_teststatus(report: pytest.TestReport) -> Any:
    """Give each verdict its own letter and word."""
    return LETTERS.get(getattr(report, "verdict", ""))
