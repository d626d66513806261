"""report.html: one file that opens anywhere, loads nothing, and runs no script but its own.

What is told at once is plain HTML and needs no script: the headline, the counts, what was not kept. The rest (matrix,
filters, the page of each verdict) is made by the script in `page/` from the JSON that comes along. The text in
payloads, messages and names is an adapter's, or a model's: Jinja escapes all of it here, and the script makes text of
it, never markup. The page's own policy forbids any other script, style, image or connection.
"""

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from itertools import chain

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from crosswire.facts import Json
from crosswire.reporting.evidence import packed
from crosswire.reporting.headline import comparison, headline
from crosswire.reporting.model import MEANINGS, Report
from crosswire.reporting.overview import WORST, WORST_OF_EACH, columns, directions, promises, silenced, standings, worst
from crosswire.reporting.page_data import page_data
from crosswire.reporting.payloads import visible
from crosswire.reporting.words import KINDS, LETTERS, LEVELS, POINTS, PROVENANCES
from crosswire.shapes import other

SCRIPTS = (
    "elements.js",
    "data.js",
    "permalinks.js",
    "json_lines.js",
    "payload.js",
    "filters.js",
    "cells.js",
    "matrix.js",
    "explorer.js",
    "requirement.js",
    "verdict.js",
    "start.js",
)
"""The script's parts, in the order in which they build on each other."""


def render(reports: Sequence[Report], *, pages: Sequence[str] = (), index: str | None = None) -> str:
    """Return the page: of one report, or of several that compare adapters.

    Within a site, `pages` are the addresses of each report's own page, which then has the payloads and all losses in
    place of this one, and `index` is the address of the site's.
    """
    environment = Environment(
        loader=PackageLoader("crosswire", "reporting/page"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose, visible=visible)
    environment.globals.update(other=other, MEANINGS=MEANINGS, LETTERS=LETTERS, LEVELS=LEVELS, KINDS=KINDS)
    environment.globals.update(POINTS=POINTS, PROVENANCES=PROVENANCES)
    verdicts = list(chain.from_iterable(report.verdicts for report in reports))
    among = len(reports) > 1
    data, on_demand = page_data(reports, pages)
    script = "".join(f"// {name}\n{_text(name)}\n" for name in SCRIPTS)
    script, style = f'"use strict";\n(async () => {{\n{script}}})();\n', _text("report.css")
    page = environment.get_template("report.html.jinja").render(
        reports=reports,
        index=index,
        verdicts=verdicts,
        headline=comparison(reports) if among else headline(reports[0]),
        routes=len({(id(report), verdict.route) for report in reports for verdict in report.verdicts}),
        requirements=len({verdict.requirement for verdict in verdicts}),
        columns=columns(verdicts),
        directions=directions(verdicts),
        promises=[] if among else promises(verdicts),
        standings=standings(reports) if among else [],
        worst=[
            (report, page, worst(report, among))
            for report, page in zip(reports, pages or [""] * len(reports), strict=True)
        ],
        shown=WORST_OF_EACH if among else WORST,
        silenced=silenced(verdicts) if not among else 0,
        script=Markup(script),
        style=Markup(style),
        policy=_policy(script, style),
        data=_embedded(packed(data)),
        on_demand=_embedded(on_demand),
    )
    # Half of a surrogate pair: JSON may hold it, a file may not.
    return page.encode("utf-8", errors="backslashreplace").decode("utf-8")


def _text(name: str) -> str:
    return files("crosswire").joinpath("reporting", "page", name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Return the content security policy: what runs and how it looks is known to the byte, all else is forbidden."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _embedded(content: Json) -> Markup:
    """Return JSON for the inside of a script element, in which `<` must not stand: no tag can end or begin there."""
    return Markup(json.dumps(content, separators=(",", ":")).replace("<", "\\u003c"))


def prose(text: str) -> Markup:
    """Return a sentence, with what stands between backticks as code."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if place % 2 else escape(part) for place, part in enumerate(parts)
    )
