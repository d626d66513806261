"""From a report to the file of known failures with which the same run is green.

A new entry takes in as much as it can without taking in anything that does not fail: all scenarios of a requirement in
one direction and mode, then both modes, then both directions. What an older file says of a failure that is still there
(why, where it is followed up, until when it is expected) stays.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from crosswire.errors import ConfigurationError, Expired
from crosswire.losses import kind_of_fact
from crosswire.plugin.known_failures import PLAIN, KnownFailure, load_known_failures, today
from crosswire.reporting.badge import KEPT
from crosswire.reporting.model import Report, Verdict, VerdictName
from crosswire.scenarios import load_scenarios
from crosswire.specification.requirement_sets import load_ids
from crosswire.variations import VARIATIONS
from crosswire.wire.toml_text import quoted

FAILING: Collection[VerdictName] = ("failed", "untestable", "known")
"""What an entry makes green, or keeps so; an `error` is for somebody to mend, and a warning is green already."""
WIDER: Mapping[str, str | None] = {"scenario": "*", "variation": None, "mode": None, "serves": None}
"""How an entry takes in more, in the order in which that is tried."""
WRITTEN = ("requirement", "scenario", "serves", "mode", "variation", "facts", "reason", "link", "expires")
HEAD = """\
# What is known to fail: `pytest suites --adapter TARGET --known-failures FILE` expects it, and is red for what is not
# listed here, and for what is listed but kept. `crosswire accept REPORT --into FILE` writes this anew; the reason, link
# and date of what still fails stay.
"""


@dataclass(frozen=True, slots=True)
class Words:
    """What an entry says of its failures; without a reason it says what happened."""

    reason: str | None = None
    link: str | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The entries of a new file, and how they differ from those of the old one."""

    entries: Sequence[KnownFailure]
    added: Sequence[KnownFailure]
    dropped: Sequence[KnownFailure]
    """Entries of which all is kept now."""


def accept_report(report: Report, into: Path, words: Words) -> Accepted:
    """Return entries for all that fails in a report, with what an older file, if there is one, says of it.

    Raises:
        KnownFailuresInvalid: the older file does not say what it must.
        Expired: something still fails after the day that it was to be mended on.
        ConfigurationError: the new date is not in the future.
    """
    day = today()
    if words.expires and words.expires <= day:
        raise ConfigurationError(
            f"--expires {words.expires} has come already; from that day on an entry covers nothing"
        )
    known = load_known_failures(into, _allowed(report)) if into.exists() else []
    return accept(report.verdicts, renewed(known, report.verdicts, day, words.expires), words)


def _allowed(report: Report) -> Mapping[str, Collection[str]]:
    """Return what an entry may name: what there is, and what the report knows."""
    return {
        "requirement": {*load_ids().levels, *(verdict.requirement for verdict in report.verdicts)},
        "scenario": {*load_scenarios(), *(verdict.scenario for verdict in report.verdicts)},
        "variation": {*VARIATIONS, *(verdict.variation for verdict in report.verdicts if verdict.variation)},
    }


def accept(verdicts: Sequence[Verdict], known: Sequence[KnownFailure] = (), words: Words | None = None) -> Accepted:
    """Return entries for all that fails.

    Of the entries in `known` those stay of which anything is not kept, and those that the report says nothing of. What
    they do not take in gets entries of its own, which say `words`.
    """
    judged = _by_requirement(verdicts)
    kept = [_grown(entry, _about(entry, judged)) for entry in known if not _is_fixed(_about(entry, judged))]
    added: list[KnownFailure] = []
    for those in judged.values():
        left = [each for each in those if _fails(each) and not any(entry.covers(*each.key) for entry in kept)]
        while left:
            entry = _widest(left, those, words or Words())
            added.append(entry)
            left = [each for each in left if not entry.covers(*each.key)]
    dropped = [entry for entry in known if _is_fixed(_about(entry, judged))]
    return Accepted(sorted([*kept, *added], key=_place), sorted(added, key=_place), dropped)


def renewed(
    known: Sequence[KnownFailure], verdicts: Sequence[Verdict], day: date, expires: date | None
) -> Sequence[KnownFailure]:
    """Return the entries with a new date for those that have expired while what they are about still fails.

    Raises:
        Expired: there is such an entry, and no new date.
    """
    judged = _by_requirement(verdicts)
    late = [entry for entry in known if entry.expired(day) and any(map(_fails, _about(entry, judged)))]
    if late and expires is None:
        more = f" and {len(late) - 1} more" if len(late) > 1 else ""
        raise Expired(
            f"{late[0].where}: {late[0]} was to be mended until {late[0].expires}, and still fails{more}; "
            "mend it, or give it another date: --expires DATE"
        )
    return [replace(entry, expires=expires) if entry in late else entry for entry in known]


def _by_requirement(verdicts: Sequence[Verdict]) -> Mapping[str, Sequence[Verdict]]:
    judged: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        judged.setdefault(verdict.requirement, []).append(verdict)
    return judged


def _about(entry: KnownFailure, judged: Mapping[str, Sequence[Verdict]]) -> Sequence[Verdict]:
    return [verdict for verdict in judged.get(entry.requirement, ()) if entry.covers(*verdict.key)]


def _fails(verdict: Verdict) -> bool:
    return verdict.verdict in FAILING


def _grown(entry: KnownFailure, verdicts: Sequence[Verdict]) -> KnownFailure:
    """Return an entry that lists facts with those of the report, and one that lists none as it is."""
    failing = [verdict for verdict in verdicts if _fails(verdict)]
    return replace(entry, facts=_facts(failing)) if entry.facts and failing else entry


def _is_fixed(verdicts: Sequence[Verdict]) -> bool:
    return bool(verdicts) and all(verdict.verdict in KEPT for verdict in verdicts)


def _widest(failing: Sequence[Verdict], judged: Sequence[Verdict], words: Words) -> KnownFailure:
    """Return the entry that takes in the first of some failures, and as many of the others as it can."""
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
        # That there is no other variation needs no word; that one scenario, mode or direction was judged is no reason.
        has_more = key == "variation" or len(_taken(wider, failing)) > len(_taken(entry, failing))
        if has_more and all(map(_fails, _taken(wider, judged))):
            entry = wider
    taken = _taken(entry, failing)
    return replace(entry, facts=_facts(taken), reason=words.reason or _what_happened(taken))


def _facts(verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    """Return the facts that are not kept; none where a verdict lists none, as one that had nothing to judge."""
    if not all(verdict.differences for verdict in verdicts):
        return ()
    return tuple(sorted({kind_of_fact(difference) for verdict in verdicts for difference in verdict.differences}))


def _taken(entry: KnownFailure, verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
    return [verdict for verdict in verdicts if entry.covers(*verdict.key)]


def _what_happened(verdicts: Sequence[Verdict], most: int = 2, longest: int = 100) -> str:
    """Name what was lost, altered or invented, or why there was nothing to judge, the most frequent first."""
    told = Counter(re.split(r"\n| \(turn \d+\)|: " if each.loss else "\n", each.message or "")[0] for each in verdicts)
    shown = ", ".join(text if len(text) <= longest else f"{text[: longest - 1]}…" for text, _ in told.most_common(most))
    return shown + (", …" if len(told) > most else "") or "fails"


def _place(entry: KnownFailure) -> tuple[object, ...]:
    """Return where in the file an entry stands: by requirement, the numbers as such, what takes in more behind."""
    name, _, number = entry.requirement.rpartition("-")
    where = [entry.serves or "~", entry.mode or "~", entry.scenario.replace("*", "~"), entry.variation or "~"]
    return name, int(number) if number.isdecimal() else 0, *where


def to_toml(entries: Sequence[KnownFailure]) -> str:
    """Return the file."""
    return "\n".join([HEAD, *("\n".join(_table(entry)) + "\n" for entry in entries)])


def _table(entry: KnownFailure) -> Iterator[str]:
    yield "[[known]]"
    for key in WRITTEN:
        value = getattr(entry, key)
        if value not in (None, ()):
            yield f"{key} = {_written(value)}"


def _written(value: str | date | tuple[str, ...]) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(quoted, value))}]"
    return value.isoformat() if isinstance(value, date) else quoted(value)
