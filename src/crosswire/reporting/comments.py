"""The comment on a pull request that sums up a report."""

from crosswire.reporting.badge import badge
from crosswire.reporting.counts import count_by_promise, shown_columns
from crosswire.reporting.headline import headline
from crosswire.reporting.loss_lines import LossLine, losses
from crosswire.reporting.markdown import Row, Table, code, fitted, plain, prose
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
