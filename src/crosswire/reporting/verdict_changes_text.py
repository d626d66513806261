"""The verdicts that changed between two reports, on the terminal: a line for each requirement and direction."""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.reporting.diffing import CHANGES, Change, ChangeName, ReportDiff
from crosswire.reporting.groups import Group, groups
from crosswire.reporting.model import Verdict
from crosswire.reporting.verdict_table import ROWS

TITLES: Mapping[ChangeName, str] = {"new": "new, and not kept", "other": "for another reason"}
"""The headings that are not the change's name."""
BY_SET = "changed by the requirement set"
"""The heading of what the set changed, whatever the adapter did."""
SCENARIOS = 3
"""How many scenarios a line names."""


def changed_verdicts(difference: ReportDiff) -> Iterator[str]:
    """Yield the lines: the counts, then the requirements by change."""
    yield from (f"{name:<8}{number:>7}  {CHANGES[name]}" for name, number in difference.counts.items())
    if by_set := len(difference.by_set):
        yield f"{'by set':<8}{by_set:>7}  the requirement set changed it: says nothing of the adapter"
    yield f"{'as before':<8}{difference.unchanged:>6}  {unchanged_text(difference)}"
    for title, changes in sections(difference).items():
        yield from ("", f"{title}:")
        for group in groups(difference, changes):
            yield from _group_lines(group)
        if number := sum(change.silenced for change in changes):
            yield f"  {silenced_text(number)}"


def sections(difference: ReportDiff) -> Mapping[str, Sequence[Change]]:
    """Return the changes to list, by heading. What is new and kept, or gone, is only counted."""
    listed: Mapping[ChangeName, Sequence[Change]] = {
        name: [change for change in difference.of(name) if not (name == "new" and change.is_satisfied)]
        for name in ("broken", "new", "worse", "other", "moved", "mended", "better")
    }
    by_set = [change for change in difference.by_set if not (change.name == "new" and change.is_satisfied)]
    titled = {TITLES.get(name, name): changes for name, changes in listed.items()} | {BY_SET: by_set}
    return {title: changes for title, changes in titled.items() if changes}


def unchanged_text(difference: ReportDiff) -> str:
    """Return how many verdicts did not change: `9010 kept, 1821 not kept`."""
    return f"{difference.unchanged - difference.unchanged_losses} kept, {difference.unchanged_losses} not kept"


def silenced_text(number: int) -> str:
    """Return the line that stands for so many silenced changes."""
    return f"and {number} verdicts that had nothing to judge before or have nothing now, as an answer was missing"


def _group_lines(group: Group) -> Iterator[str]:
    verdict = group.example
    times = f"{len(group.changes)} of {group.of}"
    start = f"  {verdict.level.upper():<8}{transition(group.changes[0]):<19}{verdict.requirement:<12}"
    yield f"{start} serves {verdict.serves:<9} {times:>9}  {verdict.sentence}"
    yield f"{'':10}{where(group)}"
    if group.by_set:
        yield f"{'':10}{group.by_set}"


def transition(change: Change) -> str:
    """Return what a verdict was and is: `kept → lost`."""
    return " → ".join(_outcome(verdict) for verdict in (change.before, change.after) if verdict)


def _outcome(verdict: Verdict) -> str:
    return verdict.loss or ("kept" if ROWS[verdict.verdict].is_satisfied else verdict.verdict)


def where(group: Group) -> str:
    """Name the scenarios of a group, as many as fit in a line."""
    named = [f"{name} {'+'.join(modes)}" for name, modes in group.scenarios.items()]
    more = f" and {len(named) - SCENARIOS} more" if len(named) > SCENARIOS else ""
    return ", ".join(named[:SCENARIOS]) + more
