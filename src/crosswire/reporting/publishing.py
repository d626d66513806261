"""A static site of reports: an index, the comparison, a folder for each adapter. It also opens from a disk.

It is small enough to be committed: the data is packed, and payloads are only on their adapter's page. Every link is
relative. A new site is built beside the old one, which it replaces when it is complete.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from crosswire.errors import NotASite
from crosswire.files import folder_beside, replace_folder, restore_folder, write_whole
from crosswire.reporting.badge import badge, to_endpoint, to_svg
from crosswire.reporting.comments import summarise
from crosswire.reporting.comparison_tables import judged
from crosswire.reporting.counts import count
from crosswire.reporting.files import to_packed, to_text
from crosswire.reporting.headline import headline
from crosswire.reporting.html import render
from crosswire.reporting.model import Report
from crosswire.reporting.site_page import Page, site_page
from crosswire.specification.profiles import Profile, profiles_here
from crosswire.wire.reading import read_json

CONTENTS = "site.json"
"""The file that lists a site's adapters and files. `publish` wrote no file that it does not list."""
INDEX = "index.html"
COMPARISON = "comparison.html"
PAGE, DATA, BADGE = "report.html", "report.json.gz", "badge.json"
ADAPTER: Mapping[str, Callable[[Report], str | bytes]] = {
    PAGE: lambda report: render([report], index=f"../../{INDEX}"),
    DATA: lambda report: to_packed(report.to_json()),
    "summary.md": summarise,
    "badge.svg": to_svg,
    BADGE: to_endpoint,
}
"""The files of an adapter's folder."""


def _entry(page: Page) -> dict[str, object]:
    """Return the entry of an adapter in `site.json`."""
    return {
        **page.report.adapter,
        "must": page.badge.message,
        **({"scenarios": page.report.own_in_short} if page.report.own_in_short else {}),
        "page": f"{page.folder}/{PAGE}",
        "data": f"{page.folder}/{DATA}",
        "badge": f"{page.folder}/{BADGE}",
        "readiness": [
            {
                "profile": one.profile.name,
                "serves": one.serves,
                "outcome": one.outcome,
                "reasons": one.reasons,
                "blockers": [cause.key for cause in one.blockers],
                "limits": [cause.key for cause in one.limits],
                "refused": [*one.refused, *one.refused_beside],
                "declared": one.declared,
            }
            for one in page.judged.readiness
        ],
    }


def site(reports: Sequence[Report], published: date) -> Iterator[tuple[str, str | bytes]]:
    """Yield the path and the content of each file of a site. There is one report for each adapter."""
    # One by one: the pages and data of twenty adapters together do not fit into the memory of a small machine.
    profiles = profiles_here()
    pages = [_page(report, folder, profiles) for report, folder in zip(reports, _folders(reports), strict=True)]
    names = [f"{page.folder}/{name}" for page in pages for name in ADAPTER]
    yield INDEX, site_page(pages, profiles, published, {"DATA": DATA, "COMPARISON": COMPARISON})
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
        "adapters": [_entry(page) for page in pages],
        "files": sorted([*names, INDEX, CONTENTS]),
    }
    yield CONTENTS, to_text(contents)


LONGEST_NAME = 100
"""Characters of an adapter's folder."""


def _page(report: Report, folder: str, profiles: Sequence[Profile]) -> Page:
    return Page(judged(report, folder, profiles), badge(report), headline(report), count(report.verdicts))


def _folders(reports: Sequence[Report]) -> Iterator[str]:
    """Yield a folder for each adapter. Where two would be the same, the second gets a number."""
    taken: set[str] = set()
    for report in reports:
        named = re.sub(r"[^a-z0-9._]+", "-", report.adapter_name.lower())[:LONGEST_NAME]
        name = named.strip("-.") or "adapter"
        free = next(candidate for candidate in _numbered(name) if candidate not in taken)
        taken.add(free)
        yield f"adapters/{free}"


def _numbered(name: str) -> Iterator[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1


def publish(reports: Sequence[Report], folder: Path, published: date) -> Path:
    """Write a site into a folder, and replace the site that is there. Where that fails, the old one stays.

    Raises:
        NotASite: the folder holds files that `publish` did not write, which would be lost.
    """
    target = folder.resolve()
    _refuse_strangers(folder, target)
    target.parent.mkdir(parents=True, exist_ok=True)
    with folder_beside(target.parent) as beside:
        new = beside / "new"
        for name, content in site(reports, published):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(new / name, content)
        _swap(new, target, beside)
    return folder / INDEX


def _swap(new: Path, target: Path, beside: Path) -> None:
    try:
        replace_folder(new, target, beside)
    except BaseException:
        restore_folder(target, beside)
        raise


def _refuse_strangers(folder: Path, target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise NotASite(f"{folder} is a file; a site is a folder")
    strangers = sorted(_found(target) - _published(target))
    if strangers:
        more = f" and {len(strangers) - 3} more" if len(strangers) > 3 else ""
        raise NotASite(
            f"{folder} holds files that crosswire publish did not write, and would lose them: "
            f"{', '.join(strangers[:3])}{more}"
            "; give a new or empty folder, or the site that is to be replaced"
        )


def _found(target: Path) -> set[str]:
    return {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir() or path.is_symlink()}


def _published(target: Path) -> set[str]:
    try:
        files = read_json(target / CONTENTS)["files"]
        return {str(name) for name in files}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
