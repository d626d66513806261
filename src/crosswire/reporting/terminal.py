"""The summary at the end of a run."""

from collections import Counter

import pytest

from crosswire.reporting.model import COLUMNS, RED, LossLine, Report, count, losses

WIDTH = 11


def print_summary(report: Report, terminal: pytest.TerminalReporter) -> None:
    """Print how each promise fared, then what was not kept, the worst first, a line each."""
    red = any(verdict.verdict in RED for verdict in report.verdicts)
    terminal.write_sep("=", f"crosswire: {adapter_name(report)}", bold=True, red=red, green=not red)
    counts = count(report.verdicts)
    columns = [name for name in COLUMNS if name in COLUMNS[:4] or any(each[name] for each in counts.values())]
    terminal.write_line(f"{'promise':<16}" + "".join(f"{name:>{WIDTH}}" for name in columns))
    for promise, each in counts.items():
        terminal.write_line(f"{promise:<16}" + "".join(f"{each[name] or '·':>{WIDTH}}" for name in columns))
    lines = losses(report.verdicts)
    if lines:
        terminal.write_line("")
        terminal.write_line("not kept, worst first:")
    for line in lines:
        verdict = line.example.verdict
        terminal.write_line(f"  {_told(line)}", red=verdict in RED, yellow=verdict == "warned")
    untestable = Counter(verdict.route for verdict in report.verdicts if verdict.verdict == "untestable")
    if untestable:
        terminal.write_line(
            f"  {untestable.total()} verdicts untestable in {len(untestable)} exchanges that ANSWER-1 names", red=True
        )


def adapter_name(report: Report) -> str:
    """Return the adapter's name and version."""
    return " ".join(filter(None, (report.adapter["name"], report.adapter["version"])))


def _told(line: LossLine) -> str:
    verdict = line.example
    times = f"{line.times} of {line.of}"
    kind = verdict.loss if verdict.loss else verdict.verdict
    word = verdict.verdict.upper() if verdict.verdict in ("known", "declared", "fixed", "error") else verdict.level.upper()
    return f"{word:<9}{kind:<9} {verdict.requirement:<12} serves {verdict.serves:<9} {times:>8}  {verdict.sentence}"
