"""A cause as a bug report for the adapter's tracker, in Markdown: it says all that its maintainer needs."""

from collections.abc import Iterator, Mapping

from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES
from crosswire.facts import Json, Mode, Point, ShapeName
from crosswire.reporting.answer_reasons import no_answer
from crosswire.reporting.causes import TITLES, Cause
from crosswire.reporting.excerpts import excerpt
from crosswire.reporting.markdown import block, code, plain, prose
from crosswire.reporting.marking import Shown
from crosswire.reporting.model import Evidence, Report
from crosswire.reporting.payloads import first_change
from crosswire.reporting.sources import source_of
from crosswire.reporting.verdict_table import ROWS
from crosswire.shapes import opposite

REFERENCES: Mapping[ShapeName, str] = {
    "responses": "https://platform.openai.com/docs/api-reference/responses",
    "chat": "https://platform.openai.com/docs/api-reference/chat",
}
HEADINGS: Mapping[Point, str] = {
    "asked": "The client asks",
    "forwarded": "The adapter sends upstream",
    "upstream": "The upstream answers",
    "served": "The adapter serves",
}
MODES: Mapping[Mode, str] = {"json": "whole", "stream": "streamed"}
SENTENCE = 1_000
"""How many characters of a sentence there are."""


def bug_report(report: Report, cause: Cause, exchange: Evidence | None, shown: Shown | None) -> str:
    """Return the bug report; without payloads where the report has none of them."""
    return "\n".join([*_head(report, cause), *_payloads(exchange, shown), *_foot(report, cause, shown)]) + "\n"


def _head(report: Report, cause: Cause) -> Iterator[str]:
    example, serves = cause.example, cause.example.serves
    yield f"### {prose(cause.sentence.removesuffix(f': {example.sentence}'), SENTENCE)}"
    yield ""
    yield (
        f"{code(report.adapter_name)} serves {TITLES[serves]} over {TITLES[opposite(serves)]}, {MODES[example.mode]}."
    )
    yield ""
    yield from _expected(cause)
    yield ""
    yield f"**Got**: {_got(cause)}"


def _got(cause: Cause) -> str:
    if cause.difference is None:
        return code(no_answer(cause.example) or cause.example.verdict)
    expected, received = map(_value, first_change(cause.difference.expected, cause.difference.received))
    return f"{received} in place of {expected}."


def _value(text: str) -> str:
    return text if text == "nothing" else code(text)


def _expected(cause: Cause) -> Iterator[str]:
    example = cause.example
    if not ROWS[example.verdict].is_judged:
        yield "**Expected**: an answer that can be judged."
        return
    yield f"**Expected** ({code(example.requirement)}, a {example.level.upper()}): {prose(example.sentence, SENTENCE)}"
    source = source_of(example.requirement, example.sentence)
    if source and source.why:
        yield prose(source.why, SENTENCE)
    rests = f"{prose(source.sources, SENTENCE)} " if source and source.sources else ""
    links = ", ".join(f"[{TITLES[shape]}]({address})" for shape, address in REFERENCES.items())
    yield f"{rests}API reference: {links}."


def _payloads(exchange: Evidence | None, shown: Shown | None) -> Iterator[str]:
    if exchange is None or shown is None:
        return
    turn = f", turn {shown.number} of {len(exchange.turns)}" if shown.number else ""
    yield from ("", f"**Smallest input** known{turn}: {prose(exchange.title)}")
    for point in dict.fromkeys(("asked", *shown.marks)):
        yield from ("", *_payload(point, shown.turn.get(point), shown))


def _payload(point: Point, payload: Json, shown: Shown) -> Iterator[str]:
    marks = shown.marks.get(point)
    if payload is None:
        yield f"{HEADINGS[point]} nothing."
        return
    if marks and marks.pointers:
        at = f" (see {', '.join(map(code, marks.pointers[:MOST_NAMED]))})"
    elif marks and marks.gap:
        within = f" in {code(marks.gap.pointer)}" if marks.gap.pointer else ""
        at = f" (no {code(marks.gap.name)}{within})"
    else:
        at = ""
    yield f"{HEADINGS[point]}{at}:"
    yield ""
    yield block(excerpt(payload, marks.pointers if marks else ()), "json")


MOST_NAMED = 3
"""How many pointers or requirements are named."""


def _foot(report: Report, cause: Cause, shown: Shown | None) -> Iterator[str]:
    yield from (
        "",
        f"**To reproduce**, offline, in a clone of Crosswire {plain(report.crosswire)} (Python 3.11 or newer):",
        "",
    )
    yield block(f"{installation(report)}\n{cause.example.rerun}", "sh")
    if shown and "upstream" in shown.marks:
        yield from ("", "Or by hand: let an upstream give the answer above, and send the adapter the request.")
    yield from ("", _extent(cause))
    about = f"Requirement set {plain(report.requirements)}, cause {code(cause.key)}."
    runs = "".join(f" Python {plain(run.python)}, {plain(run.platform)}, {plain(run.date)}." for run in report.runs[:1])
    yield from ("", f"<sub>{about}{runs}</sub>")


def installation(report: Report) -> str:
    """Return the command that installs what a report's commands need, in a clone of Crosswire."""
    own = [name for name in PYTHON_RECIPES if name == report.adapter["name"]]
    return f"pip install -e '.[{','.join(['adapters', *own])}]'"


def _extent(cause: Cause) -> str:
    by = f", by {', '.join(map(code, cause.requirements[:MOST_NAMED]))}" if cause.requirements else ""
    more = f" and {len(cause.requirements) - MOST_NAMED} more" if len(cause.requirements) > MOST_NAMED else ""
    hidden = (
        f" It leaves {_plural(len(cause.hidden), 'verdict')} untestable." if cause.hidden and cause.verdicts else ""
    )
    seen = f"Seen in {_plural(cause.times, 'verdict')} of {_plural(len(cause.scenarios), 'scenario')}"
    return f"{seen}{by}{more}.{hidden}"


def _plural(times: int, word: str) -> str:
    return f"{times:,} {word}{'' if times == 1 else 's'}"
