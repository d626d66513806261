"""A site that any static host serves, and that opens from a disk: an index, the comparison, a folder for each adapter.

It is small enough to be committed: the data is packed, and each payload is on its adapter's page alone.
Every link is relative. A site is built beside the old one and takes its place when it is whole.
"""

import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from crosswire.errors import NotASite
from crosswire.files import write_whole
from crosswire.reporting.badge import Badge, badge
from crosswire.reporting.files import REPORT, to_packed, to_text
from crosswire.reporting.headline import Headline, headline
from crosswire.reporting.html import render
from crosswire.reporting.model import COLUMNS, Report, count

CONTENTS = "site.json"
"""What a site lists its adapters and its files in: what is not listed there, `publish` did not write."""
INDEX = "index.html"
COMPARISON = "comparison.html"
PAGE, DATA, BADGE = "report.html", "report.json.gz", "badge.json"
ADAPTER: Mapping[str, Callable[[Report], str | bytes]] = {
    PAGE: lambda report: render([report], index=f"../../{INDEX}"),
    DATA: lambda report: to_packed(report.to_json()),
    **{name: REPORT[name] for name in ("summary.md", "badge.svg", BADGE)},
}
"""The files of an adapter's folder."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the index says of one adapter."""

    report: Report
    folder: str
    badge: Badge
    headline: Headline
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, object]:
        """Return what `site.json` says of the adapter."""
        return {
            **self.report.adapter,
            "must": self.badge.message,
            "page": f"{self.folder}/{PAGE}",
            "data": f"{self.folder}/{DATA}",
            "badge": f"{self.folder}/{BADGE}",
        }


def site(reports: Sequence[Report], published: date) -> Iterator[tuple[str, str | bytes]]:
    """Yield the files of a site, each with its path in it; one report for each adapter.

    One by one: twenty adapters' pages and data together are more than a small machine remembers.
    """
    pages = list(map(_page, reports, _folders(reports)))
    names = [f"{page.folder}/{name}" for page in pages for name in ADAPTER]
    yield INDEX, _index(pages, published)
    for page in pages:
        yield from ((f"{page.folder}/{name}", content(page.report)) for name, content in ADAPTER.items())
    if len(pages) > 1:
        names.append(COMPARISON)
        yield COMPARISON, render(reports, pages=[f"{page.folder}/{PAGE}" for page in pages], index=INDEX)
    contents = {
        "format": 1,
        "published": published.isoformat(),
        "crosswire": sorted({report.crosswire for report in reports}),
        "requirements": reports[0].requirements,
        "adapters": [page.to_json() for page in pages],
        "files": sorted([*names, INDEX, CONTENTS]),
    }
    yield CONTENTS, to_text(contents)


def _page(report: Report, folder: str) -> Page:
    counts = {name: sum(each[name] for each in count(report.verdicts).values()) for name in COLUMNS}
    return Page(report, folder, badge(report), headline(report), counts)


def _folders(reports: Sequence[Report]) -> Iterator[str]:
    """Name a folder for each adapter; two whose names differ in what a URL does not like get a number."""
    taken: set[str] = set()
    for report in reports:
        name = re.sub(r"[^a-z0-9._]+", "-", report.adapter_name.lower()).strip("-.") or "adapter"
        free = next(each for each in _numbered(name) if each not in taken)
        taken.add(free)
        yield f"adapters/{free}"


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def _index(pages: Sequence[Page], published: date) -> str:
    environment = Environment(
        loader=PackageLoader("crosswire", "reporting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    columns = [name for name in COLUMNS if name in COLUMNS[:4] or any(page.counts[name] for page in pages)]
    return environment.get_template("site.html.jinja").render(
        pages=pages, columns=columns, published=published, DATA=DATA, COMPARISON=COMPARISON
    )


def publish(reports: Sequence[Report], folder: Path, published: date) -> Path:
    """Put a site into a folder, in place of the one that is there; where that fails, the old one stays.

    Raises:
        NotASite: the folder holds what was not published; it would be lost.
    """
    place = folder.resolve()
    _refuse_strangers(folder, place)
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f".{place.name}.") as beside:
        new, old = Path(beside) / "new", Path(beside) / "old"
        for name, content in site(reports, published):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(new / name, content)
        _swap(new, place, old)
    return folder / INDEX


def _swap(new: Path, place: Path, old: Path) -> None:
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except BaseException:
        if old.exists():
            old.rename(place)
        raise


def _refuse_strangers(folder: Path, place: Path) -> None:
    if not place.exists():
        return
    if not place.is_dir():
        raise NotASite(f"{folder} is a file; a site is a folder")
    strangers = sorted(_found(place) - _listed(place))
    if strangers:
        more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
        raise NotASite(
            f"{folder} holds what crosswire publish did not write, and would lose it: {', '.join(strangers[:3])}{more}"
            "; give a new or empty folder, or the site that is to be replaced"
        )


def _found(place: Path) -> set[str]:
    return {path.relative_to(place).as_posix() for path in place.rglob("*") if not path.is_dir() or path.is_symlink()}


def _listed(place: Path) -> set[str]:
    try:
        listed = json.loads((place / CONTENTS).read_text(encoding="utf-8"))["files"]
        return {str(name) for name in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
