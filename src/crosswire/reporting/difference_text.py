"""A difference between two reports as a terminal shows it: the counts, then what to look at, a line each."""

from collections.abc import Iterator, Mapping, Sequence

from crosswire.reporting.diffing import CHANGES, Change, ChangeName, Group, ReportDiff, groups

TITLES: Mapping[ChangeName, str] = {"new": "new, and not kept", "other": "for another reason"}
"""How a section is headed that is not headed by the change's name."""
BY_SET = "asked anew by the requirement set"
"""The heading of what the set changed, whatever the adapter did."""
SCENARIOS = 3
"""How many scenarios a line names."""
LINES: Mapping[str, int] = {"worse": 10, "fixed": 10, "better": 10, BY_SET: 10}
"""How many requirements are told of what nobody has to mend; of the rest all are."""


def told(difference: ReportDiff) -> Iterator[str]:
    """Yield the lines."""
    old, new = difference.old, difference.new
    yield f"{old.adapter_name} → {new.adapter_name}, requirement set {new.requirements}"
    yield from difference.notes
    yield ""
    yield from (f"{name:<8}{number:>7}  {CHANGES[name]}" for name, number in difference.counts.items())
    if by_set := len(difference.by_set):
        yield f"{'by set':<8}{by_set:>7}  the requirement set asks anew, so that nothing is said of the adapter"
    yield f"{'as before':<8}{difference.kept + difference.not_kept:>6}  {as_before(difference)}"
    for title, changes in sections(difference).items():
        yield from ("", f"{title}:")
        found = groups(difference, changes)
        shown = found[: LINES.get(title)]
        for group in shown:
            yield from _line(group)
        if len(found) > len(shown):
            yield f"  … and {len(found) - len(shown)} requirements more; --format json has them all"
        if number := sum(change.silenced for change in changes):
            yield f"  {silence(number)}"


def sections(difference: ReportDiff) -> Mapping[str, Sequence[Change]]:
    """Return what is told line by line, under its heading: every change, but for what is new and kept, or gone."""
    lines: Mapping[ChangeName, Sequence[Change]] = {
        name: difference.of(name) if name != "new" else [each for each in difference.of(name) if not each.is_kept]
        for name in ("broken", "new", "worse", "other", "moved", "fixed", "better")
    }
    by_set = [change for change in difference.by_set if change.after is not None and not change.is_kept]
    told = {TITLES.get(name, name): changes for name, changes in lines.items()} | {BY_SET: by_set}
    return {title: changes for title, changes in told.items() if changes}


def as_before(difference: ReportDiff) -> str:
    """Return how much did not change."""
    return f"{difference.kept} kept, {difference.not_kept} not kept"


def silence(number: int) -> str:
    """Say what no line tells."""
    return f"and {number} verdicts that had nothing to judge before or have nothing now, as an answer was missing"


def _line(group: Group) -> Iterator[str]:
    verdict = group.example
    times = f"{len(group.changes)} of {group.of}"
    start = f"  {verdict.level.upper():<8}{became(group.changes[0]):<19}{verdict.requirement:<12}"
    yield f"{start} serves {verdict.serves:<9} {times:>9}  {verdict.sentence}"
    yield f"{'':10}{where(group)}"


def became(change: Change) -> str:
    """Return what a verdict was and is: `kept → lost`."""
    words = [
        (each.loss or ("kept" if each.verdict in ("passed", "fixed") else each.verdict)) if each else None
        for each in (change.before, change.after)
    ]
    return " → ".join(filter(None, words))


def where(group: Group) -> str:
    """Name the scenarios of a group, as far as a line goes."""
    named = [f"{name} {'+'.join(modes)}" for name, modes in group.scenarios.items()]
    more = f" and {len(named) - SCENARIOS} more" if len(named) > SCENARIOS else ""
    return ", ".join(named[:SCENARIOS]) + more
