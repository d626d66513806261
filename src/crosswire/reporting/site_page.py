"""The first page of a site: adapters by profile, then their causes, then their requirements. It loads nothing."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files

from markupsafe import Markup

from crosswire.reporting.badge import Badge
from crosswire.reporting.causes import TITLES, Cause
from crosswire.reporting.comparison_tables import Judged, cause_tables, profile_tables
from crosswire.reporting.counts import Counts, shown_columns
from crosswire.reporting.headline import Headline
from crosswire.reporting.html import environment_of
from crosswire.reporting.model import Report
from crosswire.reporting.permalinks import link_to_cause
from crosswire.reporting.profile_filter import TONES
from crosswire.reporting.readiness import Readiness
from crosswire.reporting.verdict_table import ROWS
from crosswire.requirements import SET
from crosswire.shapes import opposite
from crosswire.specification.profiles import Profile


@dataclass(frozen=True, slots=True)
class Page:
    """One adapter of a site."""

    judged: Judged
    badge: Badge
    headline: Headline
    counts: Counts

    @property
    def report(self) -> Report:
        """Its report."""
        return self.judged.report

    @property
    def folder(self) -> str:
        """The folder with its files."""
        return self.judged.folder

    @property
    def first(self) -> Cause | None:
        """The cause to fix first; none where nothing is red."""
        return next((cause for cause in self.judged.causes if cause.is_red), None)


def site_page(pages: Sequence[Page], profiles: Sequence[Profile], published: date, links: Mapping[str, str]) -> str:
    """Return the page as HTML; `links` are the names of the other files that it leads to."""
    environment = environment_of("reporting")
    environment.globals.update(opposite=opposite, rank=rank, link_to_cause=link_to_cause)
    environment.globals.update(TITLES=TITLES, TONES=TONES, ROWS=ROWS, SET=SET)
    adapters = [page.judged for page in pages]
    script = "\n" + files("crosswire").joinpath("reporting", "site.js").read_text(encoding="utf-8")
    return environment.get_template("site.html.jinja").render(
        pages=pages,
        profiles=profiles,
        profile_tables=list(profile_tables(adapters, profiles)),
        cause_tables=list(cause_tables(adapters)),
        columns=shown_columns(page.counts for page in pages),
        published=published,
        script=Markup(script),
        script_hash=f"sha256-{base64.b64encode(hashlib.sha256(script.encode('utf-8')).digest()).decode('ascii')}",
        **links,
    )


def rank(ready: Readiness) -> int:
    """Return the number by which a column of profiles is sorted, the best first."""
    outcome, in_the_way, limits = ready.order
    return (outcome * 1000 + in_the_way) * 1000 + limits
