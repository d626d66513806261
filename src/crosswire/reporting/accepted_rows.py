"""The verdicts of a cause in few rows: each requirement of a row is listed on each of its scenarios.

Losses of one requirement share a row where their facts are the same. What is untestable in one exchange shares a row,
whatever the requirements. Rows with the same other side become one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence

from crosswire.facts import Mode
from crosswire.known_failures import PLAIN, AcceptedVerdicts
from crosswire.route import Route

Facts = tuple[str, ...]
Listed = Mapping[tuple[str, Route], Facts]
"""The losses of each verdict; none of an untestable one."""


def rows_of(listed: Listed) -> tuple[AcceptedVerdicts, ...]:
    """Return rows that list these verdicts and no other."""
    losses = {verdict: facts for verdict, facts in listed.items() if facts}
    untestable = [verdict for verdict, facts in listed.items() if not facts]
    rows = [
        AcceptedVerdicts(_by_number(requirements), tuple(sorted(scenarios)), mode, variation, facts)
        for (mode, variation, facts, scenarios), requirements in _joined(
            ((requirement, route.scenario, route, facts) for (requirement, route), facts in losses.items())
        ).items()
    ]
    rows += [
        AcceptedVerdicts(_by_number(requirements), tuple(sorted(scenarios)), mode, variation)
        for (mode, variation, _, requirements), scenarios in _joined(
            ((route.scenario, requirement, route, ()) for requirement, route in untestable)
        ).items()
    ]
    return tuple(sorted(rows, key=_order))


Sides = tuple[Mode | None, str, Facts, frozenset[str]]


def _joined(verdicts: Iterator[tuple[str, str, Route, Facts]]) -> Mapping[Sides, Sequence[str]]:
    """Gather verdicts, given by two names: the second ones of each first one, and then the first ones with the same."""
    found: dict[tuple[str, str, Facts], dict[Mode, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one, other, route, facts in verdicts:
        found[one, route.variation or PLAIN, facts][route.mode].add(other)
    joined: dict[Sides, list[str]] = defaultdict(list)
    for (one, variation, facts), by_mode in found.items():
        for mode, others in _modes(by_mode):
            joined[mode, variation, facts, others].append(one)
    return joined


def _modes(by_mode: Mapping[Mode, set[str]]) -> Iterator[tuple[Mode | None, frozenset[str]]]:
    """Yield what is in both modes without one, and the rest with its mode."""
    both = frozenset(by_mode.get("json", set()) & by_mode.get("stream", set()))
    if both:
        yield None, both
    for mode, names in by_mode.items():
        if rest := frozenset(names - both):
            yield mode, rest


def _by_number(requirements: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(requirements, key=number_of))


def number_of(requirement: str) -> tuple[str, int]:
    """Return the order of a requirement: by name, and numbers as such."""
    name, _, number = requirement.rpartition("-")
    return name, int(number) if number.isdecimal() else 0


def _order(row: AcceptedVerdicts) -> tuple[object, ...]:
    return not row.facts, *map(number_of, row.requirements[:1]), row.mode or "", row.variation, row.scenarios, row.facts
