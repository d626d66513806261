"""What a run comes to, in words that a person understands in ten seconds."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import get_args

from crosswire.facts import Level, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.causes import first_cause
from crosswire.reporting.model import ANSWERS, GRAVEST_FIRST, RED, UNJUDGED, Report, Verdict, VerdictName, unanswered

_WORDS: Mapping[VerdictName, str] = {
    "error": "Could not be judged",
    "untestable": "Gave nothing to judge",
    "fixed": "Keeps more than its known failures say",
    "warned": "Keeps all it must, not all it should",
    "known": "Fails only where that is known",
    "declared": "Keeps what was asked, or declares what it does instead",
    "noted": "Keeps everything that was asked",
    "passed": "Keeps everything that was asked",
}
_FAILURES: Mapping[LossKind, str] = {"lost": "Loses data", "altered": "Alters data", "invented": "Invents data"}


@dataclass(frozen=True, slots=True)
class Headline:
    """The gravest verdict of a run, its words, and the sentences that give its measure."""

    verdict: VerdictName
    words: str
    sentences: Sequence[str]


def headline(report: Report) -> Headline:
    """Say what a run comes to."""
    verdicts, covered = report.verdicts, report.coverage
    given = {verdict.verdict for verdict in verdicts}
    if not given:
        return Headline("error", "Nothing was judged", ())
    gravest = min(given, key=GRAVEST_FIRST.index)
    words = _failure(verdicts) if gravest == "failed" else _WORDS[gravest]
    sentences = (*_breakages(verdicts), *_directions(verdicts), *_asides(verdicts))
    if not covered.is_partial:
        return Headline(gravest, words, (*_first(verdicts), *sentences))
    words = f"{covered.words}: {_PARTLY.get(gravest, words.lower())}"
    name = _least(gravest, cut_short=covered.cut_short)
    return Headline(name, words, (*covered.sentences, *_first(verdicts), *sentences))


_PARTLY: Mapping[VerdictName, str] = {"noted": "kept what was judged", "passed": "kept what was judged"}


def _least(gravest: VerdictName, *, cut_short: bool) -> VerdictName:
    """Return what a part of a run comes to: never green, and red where the rest was to be judged."""
    if gravest in RED:
        return gravest
    return "error" if cut_short else "noted" if gravest == "passed" else gravest


def _first(verdicts: Sequence[Verdict]) -> Iterator[str]:
    cause = first_cause(verdicts)
    if cause and cause.times >= MANY:
        yield f"To mend first: {cause}."


def comparison(reports: Sequence[Report]) -> Headline:
    """Say what several adapters come to."""
    gravest = min((headline(report).verdict for report in reports), key=GRAVEST_FIRST.index)
    keeping = sum(headline(report).verdict not in RED for report in reports)
    verb = "keep all they must" if keeping > 1 else "keeps all it must"
    return Headline(gravest, f"{keeping or 'None'} of {len(reports)} adapters {verb}", ())


def _failure(verdicts: Sequence[Verdict]) -> str:
    kinds = {verdict.loss for verdict in _failed(verdicts)}
    return next((words for kind, words in _FAILURES.items() if kind in kinds), "Does not always answer")


def _failed(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Return what failed, but for a missing answer: that is told in a sentence of its own."""
    return [each for each in verdicts if each.verdict == "failed" and each.requirement != ANSWERS]


def _breakages(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Name the promises in which something failed, by what became of it."""
    failed = _failed(verdicts)
    promises = {
        kind: Counter(verdict.promise.replace("_", " ") for verdict in failed if verdict.loss == kind)
        for kind in get_args(LossKind)
    }
    if failed:
        yield " ".join(f"{kind.capitalize()}: {_listed(names)}." for kind, names in promises.items() if names)


MANY = 10
"""How many verdicts one cause explains before it is worth a sentence."""
NAMED = 4
"""How many promises a sentence names; the table of counts has all of them."""


def _listed(times: Counter[str]) -> str:
    """Name the promises with the most failures first."""
    names = [name for name, _ in times.most_common()]
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED + 1 else ""
    return ", ".join(names[:NAMED] if more else names) + more


def _directions(verdicts: Sequence[Verdict]) -> Iterator[str]:
    for serves in get_args(ShapeName):
        judged = [each for each in verdicts if each.serves == serves and each.verdict not in UNJUDGED]
        if judged:
            yield f"Serving {serves}: {_measure(judged)}."


def _measure(judged: Sequence[Verdict]) -> str:
    """Return how many requirements are broken of how many, a level after the other."""
    broken = {level: _requirements(judged, level, _NOT_KEPT) for level in _COUNTED}
    all_ = {level: _requirements(judged, level, set(get_args(VerdictName))) for level in _COUNTED}
    if not any(broken.values()):
        return f"{_joined(f'all {all_[level]} {level.upper()}' for level in _COUNTED if all_[level])} requirements kept"
    told = _joined(f"{broken[level]} of {all_[level]} {level.upper()}" for level in _COUNTED if broken[level])
    return f"{told} requirements not kept"


_COUNTED: Sequence[Level] = ("must", "should")
_NOT_KEPT: Set[VerdictName] = {"failed", "warned", "known", "declared"}


def _requirements(verdicts: Sequence[Verdict], level: Level, names: Set[VerdictName]) -> int:
    return len({each.requirement for each in verdicts if each.level == level and each.verdict in names})


def _asides(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Say what the counted requirements do not."""
    exchanges = {verdict.route for verdict in verdicts}
    if silent := unanswered(verdicts):
        yield f"In {len(silent)} of {len(exchanges)} exchanges the adapter gave no answer."
    for name, words in _ASIDES.items():
        if times := sum(verdict.verdict == name for verdict in verdicts):
            yield f"{words}: {times}."


_ASIDES: Mapping[VerdictName, str] = {
    "error": "No verdict, as the harness or its configuration broke",
    "untestable": "No verdict, as there was nothing to judge",
    "fixed": "Kept, though listed as a known failure (the entry has to go)",
    "known": "Not kept, but listed as a known failure",
    "declared": "Not kept, but declared by the adapter",
}


def _joined(parts: Iterator[str]) -> str:
    return " and ".join(parts)
