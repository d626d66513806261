"""From a report to the known-failures file with which the same run is green.

A new entry covers as much as it can without covering anything that does not fail: all scenarios of a requirement in
one direction and mode, then both modes, then both directions. Where an older file has an entry for a failure that is
still there, its reason, link and date stay.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from crosswire.errors import ConfigurationError, Expired
from crosswire.known_failures import PLAIN, KnownFailure, load_known_failures, today
from crosswire.losses import kind_of_fact
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.verdict_table import ROWS
from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from crosswire.variations import VARIATIONS

WIDER: Mapping[str, str | None] = {"scenario": "*", "variation": None, "mode": None, "serves": None}
"""The values with which an entry covers more, in the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Words:
    """The reason, link and date of new entries. Without a reason an entry says what happened."""

    reason: str | None = None
    link: str | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The entries of a new file, and how they differ from those of the old one."""

    entries: Sequence[KnownFailure]
    added: Sequence[KnownFailure]
    dropped: Sequence[KnownFailure]
    """Entries of which everything is kept now."""


def accept_report(report: Report, into: Path, words: Words) -> Accepted:
    """Return the entries for everything that fails in a report; the file `into` may have older ones.

    Raises:
        KnownFailuresInvalid: the older file is not a known-failures file.
        Expired: an older entry has expired and still fails, and there is no new date.
        ConfigurationError: the new date is not in the future.
    """
    day = today()
    if words.expires and words.expires <= day:
        raise ConfigurationError(f"--expires {words.expires}: a date after today is allowed ({day} in UTC)")
    older = load_known_failures(into, _allowed(report)) if into.exists() else []
    return accept(report.verdicts, renewed(older, report.verdicts, day, words.expires), words)


def _allowed(report: Report) -> Mapping[str, Collection[str]]:
    """Return what an entry may name: what this Crosswire has, and what the report names."""
    return {
        "requirement": {*load_ids().levels, *(verdict.requirement for verdict in report.verdicts)},
        "scenario": {*load_scenarios(), *(verdict.scenario for verdict in report.verdicts)},
        "variation": {*VARIATIONS, *(verdict.variation for verdict in report.verdicts if verdict.variation)},
    }


def accept(verdicts: Sequence[Verdict], older: Sequence[KnownFailure] = (), words: Words | None = None) -> Accepted:
    """Return the entries for everything that fails.

    An older entry stays where anything that it covers is not kept, and where the report has nothing that it covers.
    Failures that no older entry covers get new ones, which have `words`.
    """
    judged = _by_requirement(verdicts)
    staying = [_updated(entry, _covered(entry, judged)) for entry in older if not _is_outdated(_covered(entry, judged))]
    added: list[KnownFailure] = []
    for members in judged.values():
        left = [one for one in members if _fails(one) and not any(_covers(entry, one) for entry in staying)]
        while left:
            entry = _widest(left, members, words or Words())
            added.append(entry)
            left = [verdict for verdict in left if not _covers(entry, verdict)]
    dropped = [entry for entry in older if _is_outdated(_covered(entry, judged))]
    return Accepted(sorted([*staying, *added], key=_order), sorted(added, key=_order), dropped)


def renewed(
    older: Sequence[KnownFailure], verdicts: Sequence[Verdict], day: date, expires: date | None
) -> Sequence[KnownFailure]:
    """Return the entries, with a new date where one has expired and still fails.

    Raises:
        Expired: there is such an entry, and no new date.
    """
    judged = _by_requirement(verdicts)
    late = [entry for entry in older if entry.expired(day) and any(map(_fails, _covered(entry, judged)))]
    if late and expires is None:
        more = f" and {len(late) - 1} more" if len(late) > 1 else ""
        raise Expired(
            f"{late[0].where}: {late[0]} expired on {late[0].expires}, and still fails{more}; "
            "mend it, or give it another date: --expires DATE"
        )
    return [replace(entry, expires=expires) if entry in late else entry for entry in older]


def _by_requirement(verdicts: Sequence[Verdict]) -> Mapping[str, Sequence[Verdict]]:
    judged: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        judged.setdefault(verdict.requirement, []).append(verdict)
    return judged


def _covers(entry: KnownFailure, verdict: Verdict) -> bool:
    return entry.covers(verdict.requirement, verdict.route)


def _covered(entry: KnownFailure, judged: Mapping[str, Sequence[Verdict]]) -> Sequence[Verdict]:
    return _covered_of(judged.get(entry.requirement, ()), entry)


def _covered_of(verdicts: Sequence[Verdict], entry: KnownFailure) -> Sequence[Verdict]:
    return [verdict for verdict in verdicts if _covers(entry, verdict)]


def _fails(verdict: Verdict) -> bool:
    return ROWS[verdict.verdict].is_acceptable


def _updated(entry: KnownFailure, verdicts: Sequence[Verdict]) -> KnownFailure:
    """Return an entry with the facts of the report, where it lists facts."""
    failing = [verdict for verdict in verdicts if _fails(verdict)]
    return replace(entry, facts=_facts(failing)) if entry.facts and failing else entry


def _is_outdated(verdicts: Sequence[Verdict]) -> bool:
    return bool(verdicts) and all(ROWS[verdict.verdict].is_satisfied for verdict in verdicts)


def _widest(failing: Sequence[Verdict], judged: Sequence[Verdict], words: Words) -> KnownFailure:
    """Return the entry that covers the first failure, and as many of the others as it can."""
    first = failing[0]
    entry = KnownFailure(
        where="",
        requirement=first.requirement,
        scenario=first.scenario,
        reason="",
        serves=first.serves,
        mode=first.mode,
        variation=first.variation or PLAIN,
        link=words.link,
        expires=words.expires,
    )
    for key, value in WIDER.items():
        wider = replace(entry, **{key: value})  # type: ignore[arg-type]
        # An entry leaves out the variation where no other was judged, but not the scenario, mode or direction.
        has_more = key == "variation" or len(_covered_of(failing, wider)) > len(_covered_of(failing, entry))
        if has_more and all(map(_fails, _covered_of(judged, wider))):
            entry = wider
    covered = _covered_of(failing, entry)
    return replace(entry, facts=_facts(covered), reason=words.reason or _what_happened(covered))


def _facts(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the facts that are not kept; none where a verdict lists none, as an untestable one does."""
    if not all(verdict.differences for verdict in verdicts):
        return ()
    return tuple(sorted({kind_of_fact(difference) for verdict in verdicts for difference in verdict.differences}))


def _what_happened(verdicts: Sequence[Verdict], most: int = 2, longest: int = 100) -> str:
    """Return what was lost, altered or invented, or why there was nothing to judge, the most frequent first."""
    causes = Counter(
        re.split(r"\n| \(turn \d+\)|: " if verdict.loss else "\n", verdict.message or "")[0] for verdict in verdicts
    )
    shown = [text if len(text) <= longest else f"{text[: longest - 1]}…" for text, _ in causes.most_common(most)]
    return ", ".join(shown) + (", …" if len(causes) > most else "") or "fails"


def _order(entry: KnownFailure) -> tuple[object, ...]:
    """Return the position of an entry in the file: by requirement, numbers as such, wider entries behind."""
    name, _, number = entry.requirement.rpartition("-")
    route = [entry.serves or "~", entry.mode or "~", entry.scenario.replace("*", "~"), entry.variation or "~"]
    return name, int(number) if number.isdecimal() else 0, *route
