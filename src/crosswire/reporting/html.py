"""report.html: one file that opens anywhere, loads nothing and runs no script.

The text in payloads, messages and names is an adapter's, or a model's: Jinja escapes all of it. `report.html.jinja` and
`report.css` say how things look, this module what there is to see.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import get_args

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from crosswire.errors import Fault
from crosswire.facts import Level, Point, ShapeName
from crosswire.losses import LossKind
from crosswire.reporting.headline import headline
from crosswire.reporting.model import (
    COLUMNS,
    MEANINGS,
    RED,
    LossLine,
    Report,
    Route,
    Verdict,
    count,
    losses,
    unanswered,
)
from crosswire.reporting.panes import ExchangeView, anchor, block, view
from crosswire.reporting.payloads import differences, visible
from crosswire.shapes import other

POINTS: Mapping[Point, str] = {
    "asked": "what the client asked",
    "forwarded": "what the adapter sent upstream",
    "upstream": "what the upstream answered",
    "served": "what the client received",
}
KINDS: Mapping[LossKind, str] = {
    "lost": "gone, or a part of it is",
    "altered": "there, but not as it was",
    "invented": "there, though nobody said it",
}
FAULTS: Mapping[Fault, str] = {
    "adapter": "the adapter's",
    "configuration": "the configuration's: the adapter could not be run as it was set up",
    "harness": "Crosswire's own",
}
LEVELS: Mapping[Level, str] = {
    "must": "where it is not kept, data is lost or wrong, or a client breaks",
    "should": "a strict client or a careful operator relies on it",
    "may": "told, never counted against the adapter",
}
PROVENANCES: Mapping[str, str] = {
    "recorded": "taken from a live API",
    "derived": "made from a published payload",
    "authored": "written from the API reference",
}


def render(report: Report) -> str:
    """Return the page."""
    environment = Environment(
        loader=PackageLoader("crosswire", "reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, visible=visible)
    environment.globals.update(sides=sides, other=other, verdict_anchor=verdict_anchor)
    environment.globals.update(MEANINGS=MEANINGS, LEVELS=LEVELS, KINDS=KINDS, POINTS=POINTS)
    environment.globals.update(FAULTS=FAULTS, PROVENANCES=PROVENANCES)
    told = losses(report.verdicts)
    page = environment.get_template("report.html.jinja").render(
        report=report,
        headline=headline(report.verdicts),
        routes={verdict.route for verdict in report.verdicts},
        columns=_columns(report.verdicts),
        directions=_directions(report.verdicts),
        losses=told,
        silenced=_silenced(report.verdicts),
        exchanges=_exchanges(report, told),
    )
    # Half of a surrogate pair: JSON may hold it, a file may not.
    return page.encode("utf-8", errors="backslashreplace").decode("utf-8")


def prose(text: str) -> Markup:
    """Return a sentence, with what stands between backticks as code."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def verdict_anchor(verdict: Verdict) -> str:
    """Return the id of a verdict's details."""
    return anchor("verdict", verdict.requirement, *verdict.route)


def sides(verdict: Verdict) -> Mapping[str, object]:
    """Return what was expected and what was received, each marked where the other does not say the same."""
    expected, received = verdict.expected, verdict.received
    return {
        "expected": block(expected, set(differences(expected, received)) - {""}),
        "received": block(received, set(differences(received, expected)) - {""}),
    }


@dataclass(frozen=True, slots=True)
class Row:
    """The counts of one promise in one direction; `red` are those that make the run fail."""

    promise: str
    counts: Counter[str]
    red: Counter[str]


def _columns(verdicts: Sequence[Verdict]) -> Sequence[str]:
    """Return the names of the counts that every table has, and of those that this run has."""
    given = sum(count(verdicts).values(), Counter())
    return [name for name in COLUMNS if name in COLUMNS[:4] or given[name]]


def _directions(verdicts: Sequence[Verdict]) -> Mapping[ShapeName, Sequence[Row]]:
    """Return the counts of each direction; every one has the same promises, in the same order."""
    promises = list(count(verdicts))
    directions: dict[ShapeName, Sequence[Row]] = {}
    for serves in get_args(ShapeName):
        those = [verdict for verdict in verdicts if verdict.serves == serves]
        counts, red = count(those), count(verdict for verdict in those if verdict.verdict in RED)
        rows = [Row(promise, counts.get(promise, Counter()), red.get(promise, Counter())) for promise in promises]
        if those:
            directions[serves] = rows
    return directions


def _silenced(verdicts: Sequence[Verdict]) -> int:
    """Return how many verdicts a missing answer left untestable, which has a line of its own."""
    told = unanswered(verdicts)
    return sum(verdict.verdict == "untestable" and verdict.route in told for verdict in verdicts)


def _exchanges(report: Report, told: Iterable[LossLine]) -> Mapping[Route, ExchangeView]:
    """Return the exchanges that have evidence, each with the verdicts that have details."""
    broken: dict[Route, list[Verdict]] = {}
    for verdict in chain.from_iterable(line.verdicts for line in told):
        broken.setdefault(verdict.route, []).append(verdict)
    return {evidence.route: view(evidence, broken.get(evidence.route, [])) for evidence in report.exchanges}
