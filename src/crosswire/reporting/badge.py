"""A badge: how many of the MUST requirements an adapter keeps on every exchange; or what it is for a profile of use.

It has whole numbers, so nothing is rounded. A partial report says so, and its badge is never green; it is red where
the run was cut short. One on scenarios of a user's own says so, too. A requirement counts as kept when all of its
verdicts are kept: `known`, `declared` and `untestable` are not.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from crosswire.reporting.causes import TITLES
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.readiness import OUTCOMES, Outcome, Readiness
from crosswire.reporting.verdict_table import ROWS
from crosswire.specification.profiles import Profile

GREEN, YELLOW, ORANGE, RED, GREY = "1a7f37", "946200", "bc4c00", "cf222e", "57606a"
"""Dark enough for white letters: a contrast above 4.5."""
FROM: Sequence[tuple[float, str]] = ((1.0, GREEN), (0.9, YELLOW), (0.5, ORANGE), (0.0, RED))
"""The share of requirements from which on a badge has a colour."""
CUT_SHORT = "cut short after {}"
BY_OUTCOME: Mapping[Outcome, str] = {
    "ready": GREEN,
    "ready with limits": YELLOW,
    "not ready": RED,
    "not judged": GREY,
}
"""The colour of what an adapter is for a profile."""


@dataclass(frozen=True, slots=True)
class Badge:
    """The words of a badge and its colour; `title` is the whole sentence."""

    label: str
    message: str
    color: str
    title: str


def badge(report: Report) -> Badge:
    """Return the badge of a report."""
    judged: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.level == "must":
            judged.setdefault(verdict.requirement, []).append(verdict)
    label = f"crosswire {report.requirements}"
    coverage = report.coverage
    words = CUT_SHORT.format(coverage.measure) if coverage.cut_short else f"in part: {coverage.measure}"
    if not judged:
        message, color = (words, RED) if coverage.cut_short else ("nothing judged", GREY)
        return Badge(label, message, color, f"{report.adapter_name}: no MUST requirement was judged")
    satisfied = sum(_all_satisfied(verdicts) for verdicts in judged.values())
    asides = [words] if coverage.is_partial else []
    partly = "".join(f", {aside}" for aside in (*asides, report.own_in_short) if aside)
    message = f"{satisfied} of {len(judged)} MUST kept{partly}"
    title = (
        f"{report.adapter_name} keeps {satisfied} of {len(judged)} MUST requirements of Crosswire's set "
        f"{report.requirements}, each in every exchange that it was judged on{partly}"
    )
    color = next(color for least, color in FROM if satisfied / len(judged) >= least)
    if coverage.is_partial:
        color = RED if coverage.cut_short else GREY if color == GREEN else color
    return Badge(label, message, color, title)


def _all_satisfied(verdicts: Sequence[Verdict]) -> bool:
    return all(ROWS[verdict.verdict].is_satisfied for verdict in verdicts)


def profile_badge(report: Report, profile: Profile, found: Sequence[Readiness]) -> Badge:
    """Return the badge of a report for one profile: what the adapter is for it, in each direction that it serves."""
    label = f"crosswire {profile.title}"
    if not found:
        return Badge(label, "not judged", GREY, f"{report.adapter_name}: nothing was judged for {profile.title}")
    words = [f"{TITLES[one.serves]} {one.outcome}" for one in found]
    reasons = "; ".join(
        f"serving {word}" + (f" ({one.reasons})" if one.reasons else "") for word, one in zip(words, found, strict=True)
    )
    if report.coverage.cut_short:
        words = [CUT_SHORT.format(report.coverage.measure)]
        return Badge(label, words[0], RED, f"{report.adapter_name} for {profile.title}: {words[0]}; {reasons}")
    worst = max(found, key=lambda one: OUTCOMES.index(one.outcome))
    outcomes, own = [worst.outcome] if len(found) == 1 else words, report.own_in_short
    return Badge(
        label,
        ", ".join(filter(None, [*outcomes, own])),
        BY_OUTCOME[worst.outcome],
        f"{report.adapter_name} for {profile.title}: {'; '.join(filter(None, [reasons, own]))}",
    )


def to_endpoint(report: Report) -> str:
    """Return the badge as shields.io reads it (https://shields.io/badges/endpoint-badge)."""
    return endpoint(badge(report))


def endpoint(made: Badge) -> str:
    """Return a badge as shields.io reads it."""
    body: Mapping[str, object] = {
        "schemaVersion": 1,
        "label": made.label,
        "message": made.message,
        "color": made.color,
    }
    return json.dumps(body, indent=1) + "\n"


def to_svg(report: Report) -> str:
    """Return the badge as an SVG."""
    return svg(badge(report))


def svg(made: Badge) -> str:
    """Return a badge as an SVG that needs no font, script or network. A screen reader reads its title."""
    left, right = _width(made.label), _width(made.message)
    name = _printable(made.title)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label={quoteattr(name)}>
 <title>{escape(name)}</title>
 <clipPath id="round"><rect width="{left + right}" height="20" rx="3"/></clipPath>
 <g clip-path="url(#round)">
  <rect width="{left}" height="20" fill="#24292f"/>
  <rect x="{left}" width="{right}" height="20" fill="#{made.color}"/>
 </g>
 <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">
  <text x="{PADDING}" y="14" textLength="{left - 2 * PADDING}">{escape(made.label)}</text>
  <text x="{left + PADDING}" y="14" textLength="{right - 2 * PADDING}">{escape(made.message)}</text>
 </g>
</svg>
"""


PADDING, LETTER = 7, 6.5


def _width(text: str) -> int:
    return round(len(text) * LETTER) + 2 * PADDING


def _printable(text: str) -> str:
    """Return a text without what XML cannot hold: control characters and halves of surrogate pairs."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
