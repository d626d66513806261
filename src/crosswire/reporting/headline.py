"""What a run comes to, in words that a person understands in ten seconds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import Level, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.causes import first_cause
from crosswire.reporting.loss_lines import unanswered
from crosswire.reporting.model import ANSWERS, Report, Verdict
from crosswire.reporting.verdict_table import ROWS, VERDICTS, VerdictName, gravest

_FAILURES: Mapping[LossKind, str] = {"lost": "Loses data", "altered": "Alters data", "invented": "Invents data"}


@dataclass(frozen=True, slots=True)
class Headline:
    """The gravest verdict of a run, its words, and the sentences that give its measure."""

    verdict: VerdictName
    words: str
    sentences: Sequence[str]


def headline(report: Report) -> Headline:
    """Return the headline of a report."""
    verdicts, coverage = report.verdicts, report.coverage
    if not verdicts:
        words = f"{coverage.words}: nothing was judged" if coverage.cut_short else "Nothing was judged"
        return Headline("error", words, coverage.sentences)
    worst = gravest({verdict.verdict for verdict in verdicts})
    row = ROWS[worst]
    words = _failure(verdicts) if worst == "failed" else row.headline
    sentences = (*report.whose_scenarios, *_breakages(verdicts), *_directions(verdicts), *_asides(verdicts))
    if not coverage.is_partial:
        return Headline(worst, words, (*_first(report), *sentences))
    words = f"{coverage.words}: {row.part_headline or words.lower()}"
    name = _at_least(worst, cut_short=coverage.cut_short)
    return Headline(name, words, (*coverage.sentences, *_first(report), *sentences))


def _at_least(worst: VerdictName, *, cut_short: bool) -> VerdictName:
    """Return the verdict of a partial report: never green, and red where the run was cut short."""
    if ROWS[worst].is_red:
        return worst
    return "error" if cut_short else "noted" if worst == "passed" else worst


def _first(report: Report) -> Iterator[str]:
    cause = first_cause(report.verdicts, report.exchanges)
    if cause and cause.times >= MANY:
        yield f"To mend first: {cause.sentence.rstrip('.')}: {cause.times:,} of {len(report.verdicts):,} verdicts."


def comparison(reports: Sequence[Report]) -> Headline:
    """Return the headline of several adapters' reports."""
    outcomes = [headline(report).verdict for report in reports]
    keeping = sum(not ROWS[outcome].is_red for outcome in outcomes)
    verb = "keep all they must" if keeping > 1 else "keeps all it must"
    own = [f"{report.adapter_name}: {sentence}" for report in reports for sentence in report.whose_scenarios]
    return Headline(gravest(outcomes), f"{keeping or 'None'} of {len(reports)} adapters {verb}", own)


def _failure(verdicts: Sequence[Verdict]) -> str:
    kinds = {verdict.loss for verdict in _failed(verdicts)}
    return next((words for kind, words in _FAILURES.items() if kind in kinds), ROWS["failed"].headline)


def _failed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return what failed, except for missing answers, which have a sentence of their own."""
    return [verdict for verdict in verdicts if verdict.verdict == "failed" and verdict.requirement != ANSWERS]


def _breakages(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Name the promises in which something failed, by the kind of loss."""
    failed = _failed(verdicts)
    promises = {
        kind: Counter(verdict.promise.replace("_", " ") for verdict in failed if verdict.loss == kind)
        for kind in get_args(LossKind)
    }
    if failed:
        yield " ".join(f"{kind.capitalize()}: {_most_frequent(names)}." for kind, names in promises.items() if names)


MANY = 10
"""How many verdicts a cause explains before it is worth a sentence."""
NAMED = 4
"""How many promises a sentence names. The table of counts has all of them."""


def _most_frequent(times: Counter[str]) -> str:
    """Name the promises with the most failures first."""
    names = [name for name, _ in times.most_common()]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED + 1 else ""
    return ", ".join(names[:NAMED] if more else names) + more


def _directions(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for serves in get_args(ShapeName):
        judged = [verdict for verdict in verdicts if verdict.serves == serves and ROWS[verdict.verdict].is_judged]
        if judged:
            yield f"Serving {serves}: {_measure(judged)}."


def _measure(judged: Sequence[Verdict]) -> str:
    """Return how many requirements of each level were not kept, of how many."""
    broken = {level: _requirements(judged, level, only_broken=True) for level in _COUNTED}
    judged_at = {level: _requirements(judged, level) for level in _COUNTED}
    if not any(broken.values()):
        counts = _joined(f"all {judged_at[level]} {level.upper()}" for level in _COUNTED if judged_at[level])
        return f"{counts} requirements kept"
    counts = _joined(f"{broken[level]} of {judged_at[level]} {level.upper()}" for level in _COUNTED if broken[level])
    return f"{counts} requirements not kept"


_COUNTED: Sequence[Level] = ("must", "should")


def _requirements(judged: Sequence[Verdict], level: Level, *, only_broken: bool = False) -> int:
    return len(
        {
            verdict.requirement
            for verdict in judged
            if verdict.level == level and not (only_broken and ROWS[verdict.verdict].is_satisfied)
        }
    )


def _asides(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Yield a sentence for each verdict that the numbers of requirements leave out."""
    exchanges = {verdict.route for verdict in verdicts}
    if silent := unanswered(verdicts):
        yield f"In {len(silent)} of {len(exchanges)} exchanges the adapter gave no answer."
    times = Counter(verdict.verdict for verdict in verdicts)
    yield from (f"{row.aside}: {times[row.name]}." for row in VERDICTS if row.aside and times[row.name])


def _joined(parts: Iterator[str]) -> str:
    return " and ".join(parts)
