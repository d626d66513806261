"""The summary at the end of a run."""

from collections import Counter

import pytest

from crosswire.reporting.model import ANSWERS, COLUMNS, RED, LossLine, Report, count, losses, unanswered

WIDTH = 11


def print_summary(report: Report, terminal: pytest.TerminalReporter) -> None:
    """Print how each promise fared, then what was not kept, the worst first, a line each."""
    covered = report.coverage
    red = covered.cut_short or any(verdict.verdict in RED for verdict in report.verdicts)
    terminal.write_sep(
        "=", f"crosswire: {report.adapter_name}", bold=True, red=red, green=not (red or covered.is_partial)
    )
    for sentence in [f"{covered.words}.", *covered.sentences] if covered.is_partial else []:
        terminal.write_line(sentence, red=covered.cut_short, yellow=not covered.cut_short)
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
    told = unanswered(report.verdicts)
    untestable = Counter(each.route for each in report.verdicts if each.verdict == "untestable" and each.route in told)
    if untestable:
        terminal.write_line(
            f"  {untestable.total()} verdicts untestable in {len(untestable)} exchanges that {ANSWERS} names", red=True
        )


def _told(line: LossLine) -> str:
    verdict = line.example
    word = verdict.verdict if verdict.verdict in _NAMED else verdict.level
    kind = verdict.loss or ("" if word == verdict.verdict else verdict.verdict)
    times = f"{line.times} of {line.of}"
    start = f"{word.upper():<11}{kind:<9} {line.requirement or '':<12}"
    return f"{start} serves {verdict.serves:<9} {times:>8}  {line.sentence}"


_NAMED = frozenset({"known", "declared", "fixed", "untestable", "error"})
"""The verdicts that a line names; of the others its level says enough."""
