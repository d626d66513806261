"""What a comment on a pull request says: of a report, and of what changed between two."""

from collections.abc import Mapping

from crosswire.reporting.badge import badge
from crosswire.reporting.difference_text import as_before, became, sections, silence, where
from crosswire.reporting.diffing import CHANGES, ChangeName, Group, ReportDiff, groups
from crosswire.reporting.headline import headline
from crosswire.reporting.markdown import UNFOLDED, Row, Table, code, fitted, plain, prose
from crosswire.reporting.model import COLUMNS, LossLine, Report, VerdictName, count, losses

MARKS: Mapping[VerdictName, str] = {
    "failed": "🔴",
    "error": "🔴",
    "untestable": "🔴",
    "fixed": "🔴",
    "warned": "🟡",
    "known": "🟡",
    "declared": "🟡",
    "noted": "⚪",
    "passed": "🟢",
}


def summarise(report: Report) -> str:
    """Return the summary of a report."""
    told = headline(report)
    lines = losses(report.verdicts)
    top = [
        f"### {MARKS[told.verdict]} {code(report.adapter_name)}: {told.words}",
        "",
        f"**{badge(report).message}**, in every exchange that they were judged on.",
        "",
        *(f"- {plain(sentence, 1000)}" for sentence in told.sentences),
    ]
    foot = [
        "",
        f"<sub>{len(report.verdicts)} verdicts by requirement set {plain(report.requirements)}, "
        f"Crosswire {plain(report.crosswire)}; the payloads are in `report.html`.</sub>",
        *(f"<br><sub>{code(run.command)}, Python {plain(run.python)}, {plain(run.date)}</sub>" for run in report.runs),
    ]
    return fitted(top, [_counts(report), Table("Not kept, worst first", LOSS_HEAD, list(map(_loss, lines)))], foot)


LOSS_HEAD: Row = ("", "requirement", "serves", "how often", "what is required")


def _loss(line: LossLine) -> Row:
    verdict = line.example
    what = f"{verdict.level.upper()} {verdict.loss or verdict.verdict}"
    subject = f"{code(line.requirement)} {what}" if line.requirement else f"**{verdict.verdict}**"
    return (
        MARKS[verdict.verdict],
        subject,
        verdict.serves,
        f"{line.times} of {line.of}",
        prose(line.sentence) if line.requirement else code(line.sentence),
    )


def _counts(report: Report) -> Table:
    counts = count(report.verdicts)
    columns = [name for name in COLUMNS if name in COLUMNS[:4] or any(each[name] for each in counts.values())]
    rows = [
        (plain(promise.replace("_", " ")), *(str(each[name] or "·") for name in columns))
        for promise, each in counts.items()
    ]
    return Table("What became of it", ("promise", *columns), rows, open=len(rows), numbers=True)


def summarise_difference(difference: ReportDiff) -> str:
    """Return the summary of what changed."""
    counts = difference.counts
    top = [
        f"### {'🔴' if counts['broken'] else '🟢'} {_said(counts)}: "
        f"{code(difference.old.adapter_name)} → {code(difference.new.adapter_name)}",
        *([""] if difference.notes else []),
        *(f"- {plain(note, 1000)}" for note in difference.notes),
    ]
    numbers = [(f"**{name}**", str(number), CHANGES[name]) for name, number in counts.items()]
    numbers += [("as before", str(difference.kept + difference.not_kept), as_before(difference))]
    tables = [Table("What changed", ("", "verdicts", ""), numbers, open=len(numbers))]
    for title, changes in sections(difference).items():
        rows = [_changed(group) for group in groups(difference, changes)]
        if number := sum(change.silenced for change in changes):
            rows.append(("", "", "", "", silence(number), ""))
        tables.append(Table(title.capitalize(), CHANGE_HEAD, rows, open=UNFOLDED if title in OPEN else 0))
    foot = [
        "",
        f"<sub>Verdicts by requirement set {plain(difference.new.requirements)}, Crosswire "
        f"{plain(difference.new.crosswire)}.</sub>",
    ]
    return fitted(top, tables, foot)


OPEN = ("broken", "new, and not kept")
"""What is not folded away."""
CHANGE_HEAD: Row = ("requirement", "", "serves", "how often", "what is required", "where")


def _said(counts: Mapping[ChangeName, int]) -> str:
    return f"{counts['broken'] or 'nothing'} broken, {counts['fixed'] or 'nothing'} fixed"


def _changed(group: Group) -> Row:
    verdict = group.example
    return (
        code(verdict.requirement),
        f"{verdict.level.upper()} {became(group.changes[0])}",
        verdict.serves,
        f"{len(group.changes)} of {group.of}",
        prose(verdict.sentence),
        code(where(group)),
    )
