"""A difference between two reports on the terminal: by cause, what to look at first before the rest."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from crosswire.reporting.cause_changes import HARMFUL, MEANINGS, CauseChange, CauseChangeName, CauseDiff
from crosswire.reporting.causes import Cause
from crosswire.reporting.difference_notes import notes
from crosswire.reporting.diffing import ReportDiff
from crosswire.reporting.verdict_changes_text import changed_verdicts

TITLES: Mapping[CauseChangeName, str] = {
    "other": "fails for another reason",
    "hidden": "now hidden by",
    "uncovered": "not judged before",
}
"""The headings that are not the change's name."""
MOST_LISTED = 10
"""How many causes a section lists of which a change of the adapter is not to blame."""
MOST_NAMED = 3
"""How many requirements or causes a line names."""

LONGEST = 240
"""How much of a sentence is shown, in characters."""


def lines(difference: ReportDiff, causes: CauseDiff, *, verbose: bool = False) -> Iterator[str]:
    """Yield the lines; `verbose` lists all causes, and then every requirement that changed."""
    old, new = difference.old, difference.new
    yield f"{old.adapter_name} → {new.adapter_name}, requirement set {new.requirements}"
    yield from notes(difference)
    yield ""
    for name, meaning in MEANINGS.items():
        found = causes.of(name)
        red = sum(change.is_red for change in found)
        yield f"{name:<9}{len(found):>5}{f'{red} red' if red else '':>9}  {meaning}"
    yield f"{'as before':<9}{causes.unchanged:>5}"
    if by_set := len(difference.by_set):
        yield f"{by_set} verdicts changed with their requirement: that says nothing of the adapter; -v lists them"
    for name in MEANINGS:
        yield from _section(name, causes, verbose=verbose)
    if verbose:
        yield from ("", "verdicts:", *changed_verdicts(difference))


def _section(name: CauseChangeName, causes: CauseDiff, *, verbose: bool) -> Iterator[str]:
    found = causes.of(name)
    shown = found if verbose or name in HARMFUL else found[:MOST_LISTED]
    if found:
        yield from ("", f"{title(name)}:")
    for change in shown:
        verdict = change.verdicts[0]
        yield f"  {verdict.level.upper():<7}{how_many(change)}  {_clipped(change.cause.sentence)}"
        yield f"         {change.cause.key} ({some(requirements(change))})"
        if change.instead:
            yield f"         before: {some(keys(change.instead))}"
        yield f"         {verdict.rerun}"
    if len(found) > len(shown):
        yield f"  … and {len(found) - len(shown)} more; --verbose lists them"


def _clipped(sentence: str) -> str:
    return sentence if len(sentence) <= LONGEST else f"{sentence[: LONGEST - 1]}…"


def title(name: CauseChangeName) -> str:
    """Return the heading of a change."""
    return TITLES.get(name, name)


def how_many(change: CauseChange) -> str:
    """Return how many verdicts changed, in how many scenarios, and how many the cause has."""
    number, scenarios = len(change.verdicts), len(change.scenarios)
    in_all = f" ({change.before} → {change.after})" if change.name in ("worse", "better") else ""
    return f"{number} verdict{'s' * (number > 1)}{in_all} in {scenarios} scenario{'s' * (scenarios > 1)}"


def requirements(change: CauseChange) -> list[str]:
    """Return the requirements of the verdicts that changed."""
    return [*dict.fromkeys(verdict.requirement for verdict in change.verdicts)]


def keys(causes: Iterable[Cause]) -> list[str]:
    """Return the keys of some causes."""
    return [cause.key for cause in causes]


def some(names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
