"""The summary at the end of a run, on the terminal."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple, get_args

import pytest

from crosswire.facts import ShapeName
from crosswire.reporting.causes import Cause, causes
from crosswire.reporting.counts import count, count_by_promise, shown_columns
from crosswire.reporting.loss_lines import LossLine, is_untestable_for_lack_of_answer, losses, unanswered
from crosswire.reporting.model import ANSWERS, Report
from crosswire.reporting.readiness import Outcome, Readiness, is_outdated, readiness
from crosswire.reporting.terminal_lines import TerminalLines
from crosswire.reporting.verdict_table import ROWS
from crosswire.specification.profiles import profiles_here

WIDTH = 11
OUTCOME_COLORS: Mapping[Outcome, str] = {"ready": "green", "ready with limits": "yellow", "not ready": "red"}
"""The outcomes that are printed: what was not judged is not."""
LINES = 25
"""How many lines a summary has at most, without `-v`."""
SHOWN = 5
"""How many causes are printed, where there is room. The report page has all of them."""
MOST_NAMED = 3
"""How many requirements a cause names."""


def print_summary(report: Report, terminal: pytest.TerminalReporter) -> None:
    """Print the counts, the profiles, then the causes to mend first; with `-v` also all that was not kept."""
    coverage = report.coverage
    red = coverage.cut_short or any(ROWS[verdict.verdict].is_red for verdict in report.verdicts)
    lines = TerminalLines(terminal)
    lines.head(f"crosswire: {report.adapter_name}", bold=True, red=red, green=not (red or coverage.is_partial))
    lists_all = terminal.config.get_verbosity() > 0
    found = causes(report.verdicts, report.exchanges)
    above = [*_coverage_lines(report), *_count_lines(report, by_promise=lists_all), *_profile_lines(report, found)]
    for line in above:
        lines.write(line.text, **{line.color: True} if line.color else {})
    room = max(1, (LINES - 3 - len(above)) // 2)  # for each cause two lines, and three around them
    shown = found[: SHOWN if lists_all else min(SHOWN, room)]
    if found:
        lines.write(_heading(found, len(shown)))
    for cause in shown:
        lines.write(f"  {_words(cause)}", **{ROWS[cause.example.verdict].terminal_color: True})
        lines.write(f"    {cause.example.rerun}")
    if lists_all:
        _print_all(report, lines)
    elif found:
        lines.write("-v lists all that was not kept, by requirement")


class Line(NamedTuple):
    """A line, and its colour on a terminal."""

    text: str
    color: str | None = None


def _coverage_lines(report: Report) -> Iterator[Line]:
    coverage = report.coverage
    for sentence in [f"{coverage.words}.", *coverage.sentences] if coverage.is_partial else []:
        yield Line(sentence, "red" if coverage.cut_short else "yellow")
    yield from map(Line, report.whose_scenarios)
    if report.clients:
        yield Line(f"clients: {', '.join(f'{name} ({packages})' for name, packages in report.clients.items())}")


def _count_lines(report: Report, *, by_promise: bool) -> Iterator[Line]:
    promises = count_by_promise(report.verdicts) if by_promise else {"all": count(report.verdicts)}
    columns = shown_columns(promises.values())
    yield Line(f"{'promise':<16}" + "".join(f"{name:>{WIDTH}}" for name in columns))
    for promise, counts in promises.items():
        yield Line(f"{promise:<16}" + "".join(f"{counts[name] or '·':>{WIDTH}}" for name in columns))


def _profile_lines(report: Report, found: Sequence[Cause]) -> Iterator[Line]:
    """Yield a line for each outcome in each direction: the profiles that came to it, and how much is in the way."""
    if is_outdated(report):
        return
    groups: dict[tuple[ShapeName, Outcome], list[Readiness]] = {}
    for one in readiness(report.verdicts, profiles_here(report.own_scenarios), found):
        groups.setdefault((one.serves, one.outcome), []).append(one)
    for serves in get_args(ShapeName):
        for outcome, color in OUTCOME_COLORS.items():
            if members := groups.get((serves, outcome)):
                yield Line(f"{outcome:<19}serves {serves:<10} {', '.join(map(_in_the_way, members))}", color)


def _in_the_way(one: Readiness) -> str:
    return f"{one.profile.name} ({one.reasons})" if one.reasons else one.profile.name


def _heading(found: Sequence[Cause], shown: int) -> str:
    red = sum(cause.is_red for cause in found)
    causes_found = "1 cause" if len(found) == 1 else f"{len(found)} causes"
    most = f"; the {shown} to mend first" if len(found) > shown else ""
    return f"{causes_found}, {red} red{most}:"


def _words(cause: Cause) -> str:
    verdict = cause.example
    word = verdict.level if ROWS[verdict.verdict].level else verdict.verdict
    hidden = f", {len(cause.hidden)} hidden" if cause.hidden else ""
    seen = f" ({', '.join(cause.requirements[:MOST_NAMED])})" if ROWS[verdict.verdict].is_judged else ""
    verdicts = "verdict " if len(cause.verdicts) == 1 else "verdicts"
    return f"{word.upper():<11}{len(cause.verdicts):>5} {verdicts}{hidden}  {cause.sentence}{seen}"


def _print_all(report: Report, lines: TerminalLines) -> None:
    """Print a line for each requirement that was not kept, the worst first."""
    lost = losses(report.verdicts)
    if lost:
        lines.write("")
        lines.write("not kept, worst first:")
    for line in lost:
        lines.write(f"  {_text(line)}", **{ROWS[line.example.verdict].terminal_color: True})
    silent = unanswered(report.verdicts)
    untestable = Counter(
        verdict.route for verdict in report.verdicts if is_untestable_for_lack_of_answer(verdict, silent)
    )
    if untestable:
        lines.write(
            f"  {untestable.total()} verdicts untestable in {len(untestable)} exchanges that {ANSWERS} names", red=True
        )


def _text(line: LossLine) -> str:
    verdict = line.example
    # The level says enough of a verdict that follows from it.
    word = verdict.level if ROWS[verdict.verdict].level else verdict.verdict
    kind = verdict.loss or ("" if word == verdict.verdict else verdict.verdict)
    times = f"{line.times} of {line.of}"
    start = f"{word.upper():<11}{kind:<9} {line.requirement or '':<12}"
    return f"{start} serves {verdict.serves:<9} {times:>8}  {line.sentence}"
