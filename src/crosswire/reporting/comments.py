"""Comments on a pull request: the summary of a report, and of the difference between two."""

from collections.abc import Mapping

from crosswire.reporting.badge import badge
from crosswire.reporting.counts import count_by_promise, shown_columns
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.difference_text import sections, silenced_text, transition, unchanged_text, where
from crosswire.reporting.diffing import CHANGES, ChangeName, ReportDiff
from crosswire.reporting.groups import Group, groups
from crosswire.reporting.headline import headline
from crosswire.reporting.loss_lines import LossLine, losses
from crosswire.reporting.markdown import UNFOLDED, Row, Table, code, fitted, plain, prose
from crosswire.reporting.model import Report
from crosswire.reporting.verdict_table import ROWS


def summarise(report: Report) -> str:
    """Return the summary of a report."""
    outcome = headline(report)
    lines = losses(report.verdicts)
    top = [
        f"### {ROWS[outcome.verdict].mark} {code(report.adapter_name)}: {outcome.words}",
        "",
        f"**{badge(report).message}**, in every exchange that they were judged on.",
        "",
        *(f"- {plain(sentence, 1000)}" for sentence in outcome.sentences),
    ]
    foot = [
        "",
        f"<sub>{len(report.verdicts)} verdicts by requirement set {plain(report.requirements)}, "
        f"Crosswire {plain(report.crosswire)}; the payloads are in `report.html`.</sub>",
        *([f"<br><sub>Clients: {plain(_clients(report), 1000)}</sub>"] if report.clients else []),
        *(f"<br><sub>{code(run.command)}, Python {plain(run.python)}, {plain(run.date)}</sub>" for run in report.runs),
    ]
    return fitted(top, [_counts(report), Table("Not kept, worst first", LOSS_HEAD, list(map(_loss, lines)))], foot)


def _clients(report: Report) -> str:
    return ", ".join(f"{name} ({packages})" for name, packages in report.clients.items())


LOSS_HEAD: Row = ("", "requirement", "serves", "how often", "what is required")


def _loss(line: LossLine) -> Row:
    verdict = line.example
    what = f"{verdict.level.upper()} {verdict.loss or verdict.verdict}"
    subject = f"{code(line.requirement)} {what}" if line.requirement else f"**{verdict.verdict}**"
    return (
        ROWS[verdict.verdict].mark,
        subject,
        verdict.serves,
        f"{line.times} of {line.of}",
        prose(line.sentence) if line.requirement else code(line.sentence),
    )


def _counts(report: Report) -> Table:
    promises = count_by_promise(report.verdicts)
    columns = shown_columns(promises.values())
    rows = [
        (plain(promise.replace("_", " ")), *(str(counts[name] or "·") for name in columns))
        for promise, counts in promises.items()
    ]
    return Table("What became of it", ("promise", *columns), rows, open=len(rows), numbers=True)


def summarise_difference(difference: ReportDiff) -> str:
    """Return the summary of a difference."""
    counts, remarks = difference.counts, notes(difference)
    top = [
        f"### {'🔴' if counts['broken'] else '🟢'} {_broken_and_mended(counts)}: "
        f"{code(difference.old.adapter_name)} → {code(difference.new.adapter_name)}",
        *([""] if remarks else []),
        *(f"- {plain(note, 1000)}" for note in remarks),
    ]
    numbers = [(f"**{name}**", str(number), CHANGES[name]) for name, number in counts.items()]
    numbers += [("as before", str(difference.unchanged), unchanged_text(difference))]
    tables = [Table("What changed", ("", "verdicts", ""), numbers, open=len(numbers))]
    for title, changes in sections(difference).items():
        rows = [_changed(group) for group in groups(difference, changes)]
        if number := sum(change.silenced for change in changes):
            rows.append(("", "", "", "", silenced_text(number), ""))
        tables.append(Table(title.capitalize(), CHANGE_HEAD, rows, open=UNFOLDED if title in OPEN else 0))
    foot = [
        "",
        f"<sub>Verdicts by requirement set {plain(difference.new.requirements)}, Crosswire "
        f"{plain(difference.new.crosswire)}.</sub>",
    ]
    return fitted(top, tables, foot)


OPEN = ("broken", "new, and not kept")
"""The sections that are not folded."""
CHANGE_HEAD: Row = ("requirement", "", "serves", "how often", "what is required", "where")


def _broken_and_mended(counts: Mapping[ChangeName, int]) -> str:
    return f"{counts['broken'] or 'nothing'} broken, {counts['mended'] or 'nothing'} mended"


def _changed(group: Group) -> Row:
    verdict = group.example
    return (
        code(verdict.requirement),
        f"{verdict.level.upper()} {transition(group.changes[0])}",
        verdict.serves,
        f"{len(group.changes)} of {group.of}",
        prose(verdict.sentence),
        code(where(group)) + (f"<br>{plain(group.by_set)}" if group.by_set else ""),
    )
