"""How pytest shows a verdict: its outcome, its letter, and for a red one what a person needs to know."""

from typing import Any

import pytest

from crosswire.exchange import Exchange
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
        sides = [("expected", raised.expected), ("received", raised.received)]
        lines += [f"  {name}  {_short(value)}" for name, value in sides]
        lines += [f"  in {point}  {', '.join(places)}" for point, places in raised.pointers.items() if places]
        lines += _difference(item, raised)
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
"""Characters of a value that pytest tells the difference of."""


def _difference(item: pytest.Item, loss: Loss) -> list[str]:
    if not isinstance(loss.expected, type(loss.received)):
        return []
    if any(len(repr(side)) > LONGEST_COMPARED for side in (loss.expected, loss.received)):
        return []  # pytest compares every line with every other
    told = item.config.hook.pytest_assertrepr_compare(
        config=item.config, op="==", left=loss.received, right=loss.expected
    )
    return [f"  {line}" for line in next((lines for lines in told if lines), [])[1:]]


def pytest_report_teststatus(report: pytest.TestReport) -> Any:
    """Give each verdict its own letter and word."""
    return LETTERS.get(getattr(report, "verdict", ""))
