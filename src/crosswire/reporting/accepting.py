"""From a report to the known-failures file with which the same run is green: an entry for each cause.

An entry lists what the report has of its cause, and nothing else. An older entry keeps its reason, link and date: it
loses the verdicts that are kept now, and gets those that its cause has more of.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from crosswire.errors import ConfigurationError, Expired
from crosswire.known_failures import AcceptedCause, KnownFailure, KnownFailures, beyond, load_known_failures, today
from crosswire.losses import kind_of_fact
from crosswire.reporting.accepted_rows import Facts, number_of, rows_of
from crosswire.reporting.causes import Cause, causes
from crosswire.reporting.model import Report, Verdict, VerdictKey
from crosswire.reporting.unlisted import unlisted
from crosswire.reporting.verdict_table import ROWS
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from crosswire.variations import VARIATIONS


@dataclass(frozen=True, slots=True)
class Words:
    """The reason, link and date of new entries."""

    reason: str | None = None
    link: str | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The entries of a new file, and how they differ from those of the old one."""

    file: KnownFailures
    added: Sequence[AcceptedCause]
    wider: Mapping[AcceptedCause, int]
    """Causes that were listed, and how many verdicts they have more."""
    narrower: Mapping[AcceptedCause, int]
    """How many they have no longer."""
    dropped: Sequence[AcceptedCause | KnownFailure]
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
    older = load_known_failures(into, _allowed(report)) if into.exists() else KnownFailures()
    return accept(report, renewed(older, report.verdicts, day, words.expires), words)


def _allowed(report: Report) -> Mapping[str, Collection[str]]:
    """Return what an entry may name: what this Crosswire has, and what the report names."""
    return {
        "requirement": {*load_ids().levels, *(verdict.requirement for verdict in report.verdicts)},
        "scenario": {*load_scenarios(), *(verdict.scenario for verdict in report.verdicts)},
        "variation": {*VARIATIONS, *(verdict.variation for verdict in report.verdicts if verdict.variation)},
    }


def accept(report: Report, older: KnownFailures | None = None, words: Words | None = None) -> Accepted:
    """Return the entries for everything that fails.

    An older entry about a requirement stays where anything that it covers is not kept, and where the report has nothing
    that it covers. What no such entry covers is listed under its cause; new entries have `words`.
    """
    older, words = older or KnownFailures(), words or Words()
    failures, dropped = _staying(older.failures, report.verdicts)
    found = {cause.key: cause for cause in causes([unlisted(one) for one in report.verdicts], report.exchanges)}
    failing = {verdict.key for verdict in report.verdicts if _fails(verdict)}
    judged = {(one.requirement, one.route) for one in report.verdicts if one.verdict != "error"}
    listed = {key: _listed(cause, failing, failures) for key, cause in found.items()}
    before = _followed(older.causes, listed)
    entries = []
    for key in dict.fromkeys((*found, *before)):
        left = before[key].verdicts.items() if key in before else ()
        rows = listed.get(key, {}) | {verdict: facts for verdict, facts in left if verdict not in judged}
        if rows:
            entries.append(_entry(key, found.get(key), before.get(key), rows, words))
    entries.sort(key=lambda entry: entry.key)
    now = {entry.key: entry for entry in entries}
    return Accepted(
        KnownFailures(sorted(failures, key=_order), entries),
        [entry for entry in entries if entry.key not in before],
        _more(now, before),
        {now[key]: number for key, entry in before.items() if (number := _more(before, now).get(entry))},
        [*dropped, *(entry for key, entry in before.items() if key not in now)],
    )


def _followed(
    older: Sequence[AcceptedCause], listed: Mapping[str, Mapping[tuple[str, Route], Facts]]
) -> dict[str, AcceptedCause]:
    """Return the older entries by the keys that their causes have now.

    A cause has another key where the requirement that saw it best is kept: its entry follows the verdicts that it has.
    """
    before = {entry.key: entry for entry in older}
    for key, verdicts in listed.items():
        if key in before:
            continue
        gone = [entry for one, entry in before.items() if not listed.get(one)]
        nearest = max(gone, key=lambda entry: len(entry.verdicts.items() & verdicts.items()), default=None)
        if nearest and nearest.verdicts.items() & verdicts.items():
            del before[nearest.key]
            before[key] = nearest
    return before


def _listed(
    cause: Cause, failing: Collection[VerdictKey], failures: Sequence[KnownFailure]
) -> dict[tuple[str, Route], Facts]:
    """Return what a cause's entry lists: its verdicts that fail, with the losses that no other entry expects."""
    listed: dict[tuple[str, Route], Facts] = {}
    for verdict in (*cause.verdicts, *cause.hidden):
        covering = [entry.expected for entry in failures if entry.covers(verdict.requirement, verdict.route)]
        differences = cause.differences_of(verdict)
        left = beyond(covering, differences)
        if verdict.key in failing and (left or not (differences or covering)):
            listed[verdict.requirement, verdict.route] = tuple(sorted({*map(kind_of_fact, left)}))
    return listed


def _entry(
    key: str, cause: Cause | None, older: AcceptedCause | None, listed: Mapping[tuple[str, Route], Facts], words: Words
) -> AcceptedCause:
    rows = rows_of(listed)
    if older:
        return replace(older, key=key, rows=rows, sentence=cause.sentence if cause else older.sentence)
    assert cause is not None
    return AcceptedCause(
        key=key,
        serves=cause.example.serves,
        rows=rows,
        sentence=cause.sentence,
        reason=words.reason or "",
        link=words.link,
        expires=words.expires,
    )


def _more(these: Mapping[str, AcceptedCause], those: Mapping[str, AcceptedCause]) -> Mapping[AcceptedCause, int]:
    """Return how many verdicts the entries list that those of the same causes do not."""
    pairs = [(entry, those[key]) for key, entry in these.items() if key in those]
    return {one: number for one, other in pairs if (number := len(one.verdicts.keys() - other.verdicts.keys()))}


def renewed(older: KnownFailures, verdicts: Sequence[Verdict], day: date, expires: date | None) -> KnownFailures:
    """Return the entries, with a new date where one has expired and still fails.

    Raises:
        Expired: there is such an entry, and no new date.
    """
    failing = [verdict for verdict in verdicts if _fails(verdict)]
    listed = {(verdict.requirement, verdict.route) for verdict in failing}
    requirements = [
        entry for entry in older.failures if entry.expired(day) and any(_covers(entry, one) for one in failing)
    ]
    late = [*requirements, *(entry for entry in older.causes if entry.expired(day) and listed & entry.verdicts.keys())]
    if late and expires is None:
        more = f" and {len(late) - 1} more" if len(late) > 1 else ""
        raise Expired(
            f"{late[0].where}: {late[0]} expired on {late[0].expires}, and still fails{more}; "
            "mend it, or give it another date: --expires DATE"
        )
    return KnownFailures(
        [replace(entry, expires=expires) if entry in late else entry for entry in older.failures],
        [replace(entry, expires=expires) if entry in late else entry for entry in older.causes],
    )


def _staying(
    older: Iterable[KnownFailure], verdicts: Sequence[Verdict]
) -> tuple[Sequence[KnownFailure], Sequence[KnownFailure]]:
    """Return the entries about a requirement that stay, with the facts of the report, and those that go."""
    judged: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        judged.setdefault(verdict.requirement, []).append(verdict)
    staying, dropped = [], []
    for entry in older:
        covered = [verdict for verdict in judged.get(entry.requirement, ()) if _covers(entry, verdict)]
        failing = [verdict for verdict in covered if _fails(verdict)]
        if covered and all(ROWS[verdict.verdict].is_satisfied for verdict in covered):
            dropped.append(entry)
        else:
            staying.append(replace(entry, facts=_facts(failing)) if entry.facts and failing else entry)
    return staying, dropped


def _covers(entry: KnownFailure, verdict: Verdict) -> bool:
    return entry.covers(verdict.requirement, verdict.route)


def _fails(verdict: Verdict) -> bool:
    return ROWS[verdict.verdict].is_acceptable


def _facts(verdicts: Sequence[Verdict]) -> Facts:
    """Return the facts that are not kept; none where a verdict lists none, as an untestable one does."""
    if not all(verdict.differences for verdict in verdicts):
        return ()
    return tuple(sorted({kind_of_fact(difference) for verdict in verdicts for difference in verdict.differences}))


def _order(entry: KnownFailure) -> tuple[object, ...]:
    """Return the position of an entry in the file: by requirement, numbers as such, wider entries behind."""
    route = [entry.serves or "~", entry.mode or "~", entry.scenario.replace("*", "~"), entry.variation or "~"]
    return *number_of(entry.requirement), *route
