"""report.html: one file that opens anywhere, loads nothing, and runs no script but its own.

The headline, the counts and what was not kept are plain HTML and need no script. The script in `page/` makes the rest
(the matrix, its filters, a page for each verdict) from JSON in the file. Payloads, messages and names are an adapter's
or a model's text: Jinja escapes it here, and the script makes text of it, never markup. The page's policy forbids any
other script, style, image or connection.
"""

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from crosswire.facts import Json
from crosswire.reporting.bug_report import installation
from crosswire.reporting.causes import causes
from crosswire.reporting.counts import ALWAYS_SHOWN
from crosswire.reporting.evidence import packed
from crosswire.reporting.headline import comparison, headline
from crosswire.reporting.model import Report
from crosswire.reporting.overview import (
    FIRST,
    WORST,
    WORST_AMONG,
    columns,
    directions,
    promises,
    shown_causes,
    silenced,
    standings,
    worst,
)
from crosswire.reporting.page_data import page_data
from crosswire.reporting.payloads import visible
from crosswire.reporting.permalinks import permalink
from crosswire.reporting.profile_filter import TONES, ProfilesOf, directions_of, profiles_for, uses
from crosswire.reporting.verdict_table import LOSS_AT, ROWS
from crosswire.reporting.words import KINDS, LEVELS, POINTS, PROVENANCES
from crosswire.shapes import opposite

if TYPE_CHECKING:
    from jinja2 import Environment, Template

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
    "copying.js",
    "panes.js",
    "verdict.js",
    "cause.js",
    "start.js",
)
"""The parts of the script. A part uses only parts before it."""


def render(
    reports: Sequence[Report],
    *,
    pages: Sequence[str] = (),
    index: str | None = None,
    profiles_of: ProfilesOf | None = None,
) -> str:
    """Return the page of one report, or of a comparison of several adapters.

    Within a site, `pages` are the addresses of the reports' own pages, which have the payloads and all losses; `index`
    is the address of the site's index. `profiles_of` stands for the profiles of the reports' requirement set.
    """
    verdicts = list(chain.from_iterable(report.verdicts for report in reports))
    among = len(reports) > 1
    found = [] if among else causes(reports[0].verdicts, reports[0].exchanges)
    profiles_of = profiles_of or profiles_for(reports)
    shown_uses = [] if among else uses(reports[0], found)
    listed = shown_causes(found, profiles_of, shown_uses)
    data, on_demand = page_data(reports, pages, listed, profiles_of)
    script = "".join(f"// {name}\n{_text(name)}\n" for name in SCRIPTS)
    script, style = f'"use strict";\n(async () => {{\n{script}}})();\n', _text("report.css")
    page = _template().render(
        reports=reports,
        index=index,
        verdicts=verdicts,
        clients={name: packages for report in reports for name, packages in report.clients.items()},
        headline=comparison(reports) if among else headline(reports[0]),
        routes=sum(len({verdict.route for verdict in report.verdicts}) for report in reports),
        requirements=len({verdict.requirement for verdict in verdicts}),
        columns=columns(verdicts),
        directions=directions(verdicts),
        promises=[] if among else promises(verdicts),
        standings=standings(reports) if among else [],
        worst=[
            (report, page, worst(report, among))
            for report, page in zip(reports, pages or [""] * len(reports), strict=True)
        ],
        causes=listed,
        uses=shown_uses,
        use_directions=directions_of(shown_uses),
        concerned=Counter(name for cause in listed for name in cause.concerned.profiles),
        shown=WORST_AMONG if among else WORST,
        silenced=silenced(verdicts) if not among else 0,
        script=Markup(script),
        style=Markup(style),
        policy=_policy(script, style),
        data=_embedded(packed(data)),
        on_demand=_embedded(on_demand),
    )
    # Half of a surrogate pair: JSON may hold it, a file may not.
    return page.encode("utf-8", errors="backslashreplace").decode("utf-8")


@cache
def _template() -> "Template":
    """Return the template of the page: to compile it takes longer than to fill it in."""
    environment = environment_of("reporting/page")
    environment.filters.update(visible=visible)
    environment.globals.update(opposite=opposite, LEVELS=LEVELS, KINDS=KINDS)
    environment.globals.update(permalink=permalink, installation=installation, TONES=TONES, FIRST=FIRST)
    environment.globals.update(POINTS=POINTS, PROVENANCES=PROVENANCES)
    environment.globals.update(ROWS=ROWS, LOSS_AT=LOSS_AT, ALWAYS_SHOWN=ALWAYS_SHOWN)
    return environment.get_template("report.html.jinja")


def environment_of(folder: str) -> "Environment":
    """Return Jinja's environment for the templates in a folder of the package: it escapes, and misses no name."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # most runs write no page

    environment = Environment(
        loader=PackageLoader("crosswire", folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(prose=prose)
    return environment


def _text(name: str) -> str:
    return files("crosswire").joinpath("reporting", "page", name).read_text(encoding="utf-8")


def _policy(script: str, style: str) -> str:
    """Return the content security policy: it allows this script and this style, by their hashes, and nothing else."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'; "
        "form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def _embedded(content: Json) -> Markup:
    """Return JSON for the inside of a script element. It has no `<`, so it can neither end nor begin a tag."""
    return Markup(json.dumps(content, separators=(",", ":")).replace("<", "\\u003c"))


def prose(text: str) -> Markup:
    """Return a sentence as HTML, with code where it has backticks."""
    parts = visible(text).split("`")
    if len(parts) % 2 == 0:
        return escape(visible(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part) for number, part in enumerate(parts)
    )
