"""A badge: how many of the MUST requirements an adapter keeps, in every exchange that they were judged on.

Whole numbers, so that nothing is rounded; a run of a part of the suites says so, and is never green. A requirement
counts as kept where each of its verdicts says so: a known, declared or untestable one does not.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from crosswire.reporting.model import Report, Verdict, VerdictName

KEPT: frozenset[VerdictName] = frozenset({"passed", "fixed"})
GREEN, YELLOW, ORANGE, RED, GREY = "1a7f37", "946200", "bc4c00", "cf222e", "57606a"
"""Each dark enough for white letters (contrast above 4.5)."""
FROM: Sequence[tuple[float, str]] = ((1.0, GREEN), (0.9, YELLOW), (0.5, ORANGE), (0.0, RED))
"""The least share of what is kept for a colour; only all of it is green."""


@dataclass(frozen=True, slots=True)
class Badge:
    """What a badge says; `title` is the whole sentence."""

    label: str
    message: str
    color: str
    title: str


def badge(report: Report) -> Badge:
    """Say how many MUST requirements are kept."""
    judged: dict[str, list[Verdict]] = {}
    for verdict in report.verdicts:
        if verdict.level == "must":
            judged.setdefault(verdict.requirement, []).append(verdict)
    label = f"crosswire {report.requirements}"
    if not judged:
        return Badge(label, "nothing judged", GREY, f"{report.adapter_name}: no MUST requirement was judged")
    kept = sum(_all_kept(verdicts) for verdicts in judged.values())
    covered = report.coverage
    partly = f", {'cut short' if covered.cut_short else 'in part'}: {covered.measure}" if covered.is_partial else ""
    message = f"{kept} of {len(judged)} MUST kept{partly}"
    title = (
        f"{report.adapter_name} keeps {kept} of {len(judged)} MUST requirements of Crosswire's set "
        f"{report.requirements}, each in every exchange that it was judged on{partly}"
    )
    color = next(color for least, color in FROM if kept / len(judged) >= least)
    return Badge(label, message, GREY if covered.is_partial and color == GREEN else color, title)


def _all_kept(verdicts: Sequence[Verdict]) -> bool:
    return all(verdict.verdict in KEPT for verdict in verdicts)


def to_endpoint(report: Report) -> str:
    """Return the JSON that shields.io makes a badge of (https://shields.io/badges/endpoint-badge)."""
    told = badge(report)
    endpoint: Mapping[str, object] = {
        "schemaVersion": 1,
        "label": told.label,
        "message": told.message,
        "color": told.color,
    }
    return json.dumps(endpoint, indent=1) + "\n"


def to_svg(report: Report) -> str:
    """Return a picture that needs no font, no script and no network; who cannot see it is read its title."""
    told = badge(report)
    left, right = _width(told.label), _width(told.message)
    name = _printable(told.title)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" width="{left + right}" height="20" role="img" aria-label={quoteattr(name)}>
 <title>{escape(name)}</title>
 <clipPath id="round"><rect width="{left + right}" height="20" rx="3"/></clipPath>
 <g clip-path="url(#round)">
  <rect width="{left}" height="20" fill="#24292f"/>
  <rect x="{left}" width="{right}" height="20" fill="#{told.color}"/>
 </g>
 <g fill="#fff" font-family="Verdana,DejaVu Sans,Geneva,sans-serif" font-size="11" aria-hidden="true">
  <text x="{PADDING}" y="14" textLength="{left - 2 * PADDING}">{escape(told.label)}</text>
  <text x="{left + PADDING}" y="14" textLength="{right - 2 * PADDING}">{escape(told.message)}</text>
 </g>
</svg>
"""


PADDING, LETTER = 7, 6.5


def _width(text: str) -> int:
    return round(len(text) * LETTER) + 2 * PADDING


def _printable(text: str) -> str:
    """Return a text without what XML cannot hold: control characters and halves of surrogate pairs."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)
