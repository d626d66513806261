"""The comment on a pull request that says what it changed, by cause: at most 40 lines, whatever the size."""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.reporting.cause_changes import HARMFUL, MEANINGS, CauseChange, CauseChangeName, CauseDiff
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.difference_text import how_many, keys, requirements, some, title
from crosswire.reporting.diffing import ReportDiff
from crosswire.reporting.markdown import code, plain, prose

MOST_NOTES = 4
MOST_HARMFUL = 12
"""How many causes are shown that a pull request may be to blame for."""
MOST_OTHERS = 6
"""How many of the others are folded."""
COUNTED: Mapping[CauseChangeName, str] = {
    "other": "for another reason",
    "hidden": "hiding what was judged",
    "uncovered": "not judged before",
}
"""The words beside a number of causes that are not the change's name."""
HEAD = ("| | cause | verdicts | example |", "| --- | --- | --- | --- |")


def summarise_difference(difference: ReportDiff, causes: CauseDiff) -> str:
    """Return the comment."""
    harmful = [change for name in HARMFUL for change in causes.of(name)]
    harmful.sort(key=lambda change: not change.is_red)  # in each half, the order of MEANINGS stays
    others = [change for name in MEANINGS if name not in HARMFUL for change in causes.of(name)]
    lines = [
        f"### {'🟢' if difference.is_success else '🔴'} {_words(difference, causes)}: "
        f"{code(difference.old.adapter_name)} → {code(difference.new.adapter_name)}",
        *_notes(difference),
        *_table(harmful, MOST_HARMFUL),
        *_folded(others),
        "",
        f"<sub>{causes.unchanged} causes as before. Verdicts by requirement set {plain(difference.new.requirements)}, "
        f"Crosswire {plain(difference.new.crosswire)}.</sub>",
    ]
    return "\n".join(lines) + "\n"


def _words(difference: ReportDiff, causes: CauseDiff) -> str:
    counts = [(COUNTED.get(name, name), len(causes.of(name))) for name in MEANINGS]
    changes = ", ".join(f"{number} {words}" for words, number in counts if number) or "No cause changed"
    shortfalls = ", ".join(difference.shortfalls)
    return f"{shortfalls.capitalize()}: {changes[0].lower()}{changes[1:]}" if shortfalls else changes


def _notes(difference: ReportDiff) -> Iterator[str]:
    found = notes(difference)
    if found:
        yield ""
    yield from (f"- {plain(note)}" for note in found[:MOST_NOTES])
    if len(found) > MOST_NOTES:
        yield f"- … and {len(found) - MOST_NOTES} more notes"


def _table(changes: Sequence[CauseChange], most: int) -> Iterator[str]:
    if changes:
        yield from ("", *HEAD)
    yield from map(_row, changes[:most])
    if len(changes) > most:
        yield f"| | … and {len(changes) - most} more, which `crosswire diff` lists | | |"


def _folded(changes: Sequence[CauseChange]) -> Iterator[str]:
    if changes:
        yield from ("", f"<details><summary>{len(changes)} gone, better, or not judged before</summary>")
        yield from (*_table(changes, MOST_OTHERS), "", "</details>")


def _row(change: CauseChange) -> str:
    verdict = change.verdicts[0]
    before = f"<br>before: {code(some(keys(change.instead)))}" if change.instead else ""
    seen = code(some(requirements(change)))
    cells = (
        f"**{title(change.name)}** {verdict.level.upper()}",
        f"{prose(change.cause.sentence)} {seen}{before}",
        how_many(change),
        code(verdict.route.id),
    )
    return f"| {' | '.join(cells)} |"
