"""A site of reports is complete, in its folder, and its links lead somewhere."""

import base64
import json
import re
import zlib
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import NotASite
from crosswire.reporting.model import Report
from crosswire.reporting.publishing import publish as publish_on
from crosswire.reporting.publishing import site
from crosswire.reporting.reading import read_report
from tests.reporting.report_examples import FAILED, evidence, report, verdict

MINE = report(verdict(FAILED), verdict(mode="stream"), exchanges=(evidence(),))
OTHER = replace(MINE, adapter={"name": "other", "version": None})
DAY = date(2026, 11, 23)


def publish(reports: list[Report], folder: Path) -> Path:
    return publish_on(reports, folder, DAY)


def _site(*reports: Report) -> dict[str, Any]:
    return dict(site(reports, DAY))


def _named(name: str, version: str | None = None) -> Report:
    return replace(MINE, adapter={"name": name, "version": version})


class _Links(HTMLParser):
    """Collects the addresses that a page links to and loads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        assert tag not in ("link", "iframe")
        self.found += [value or "" for name, value in attributes if name in ("href", "src")]

    @property
    def files(self) -> list[str]:
        """The files that it leads to, without the places within it."""
        return [file for address in self.found if (file := address.partition("#")[0])]


def test_a_site_has_all_there_is(tmp_path: Path) -> None:
    """A site has an index, a comparison, the files of each adapter, and a list of all."""
    index = publish([MINE, OTHER], tmp_path / "deep" / "site")
    folder = index.parent
    entry = ["badge.json", "badge.svg", "report.html", "report.json.gz", "summary.md"]
    files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())

    assert tmp_path / "deep" / "site" / "index.html" == index
    assert [
        *(f"adapters/mine-1.2/{name}" for name in entry),
        *(f"adapters/other/{name}" for name in entry),
        *("comparison.html", "index.html", "site.json"),
    ] == files
    assert files == json.loads((folder / "site.json").read_text())["files"]
    assert [MINE, OTHER] == [read_report(folder / "adapters" / name) for name in ("mine-1.2", "other")]


def test_one_adapter_is_compared_with_nothing() -> None:
    """A site of one adapter has an index and the adapter's page, and no comparison."""
    files = _site(MINE)

    assert ["adapters", "index.html", "site.json"] == sorted({name.partition("/")[0] for name in files})
    assert "comparison" not in files["index.html"]


def test_site_json_leads_to_the_data() -> None:
    """site.json has each adapter's name, version, kept requirements and files."""
    files = _site(MINE, OTHER)
    contents = json.loads(files["site.json"])

    assert {
        "name": "mine",
        "version": "1.2",
        "must": "0 of 1 MUST kept",
        "page": "adapters/mine-1.2/report.html",
        "data": "adapters/mine-1.2/report.json.gz",
        "badge": "adapters/mine-1.2/badge.json",
        "readiness": [],
    } == contents["adapters"][0]
    assert (1, "2026.11", ["0.1.0"], "2026-11-23") == tuple(
        contents[name] for name in ("format", "requirements", "crosswire", "published")
    )
    assert [] == [
        entry[name] for entry in contents["adapters"] for name in ("page", "data", "badge") if entry[name] not in files
    ]


@pytest.mark.parametrize("reports", [[MINE], [MINE, OTHER]])
def test_every_link_is_relative_and_leads_somewhere(reports: list[Report]) -> None:
    """Relative links work in any folder of any host, and from a disk."""
    files = _site(*reports)
    links = _Links(files["index.html"]).files

    assert {
        f"adapters/mine-1.2/{name}" for name in ("report.html", "report.json.gz", "summary.md", "badge.svg")
    } <= set(links)
    assert [] == [link for link in links if link not in files]


def test_the_index_says_of_when_it_is() -> None:
    """The index has the day, the requirement set, and the versions of Crosswire and each adapter."""
    page = _site(MINE, OTHER)["index.html"]

    assert "Crosswire 0.1.0 with\nrequirement set 2026.11; published on <time>2026-11-23</time>" in page
    assert '>mine</a> <span class="version">1.2</span>' in page


def test_the_same_reports_make_the_same_site() -> None:
    """The site is the same to the byte, so that a commit shows changed verdicts only."""
    assert _site(MINE, OTHER) == _site(MINE, OTHER)


def test_payloads_are_on_their_adapters_page_alone() -> None:
    """The comparison has no payloads; every page links to the index."""
    files = _site(MINE, OTHER)
    on_demand = {
        name: [
            exchange
            for part in json.loads(re.findall(r'id="on-demand">(.*?)</script>', files[name])[0])
            for scenario in json.loads(zlib.decompress(base64.b64decode(part)))
            for exchange in scenario["exchanges"]
        ]
        for name in ("comparison.html", "adapters/other/report.html")
    }

    assert {"comparison.html": [], "adapters/other/report.html": ["0 chat json "]} == on_demand
    assert '<a href="index.html">all adapters</a>' in files["comparison.html"]
    assert '<a href="../../index.html">all adapters</a>' in files["adapters/other/report.html"]


def test_names_become_folders() -> None:
    """Names that give the same folder get a number, and no name leads out of the site."""
    names = [("a/b", None), ("A b", None), ("../../etc", None), ("é", None), ("x", "1.0+local"), ("...", "")]
    files = _site(*(_named(*name) for name in names))

    assert ["a-b", "a-b-2", "adapter", "adapter-2", "etc", "x-1.0-local"] == sorted(
        {name.split("/")[1] for name in files if name.startswith("adapters/")}
    )


def test_a_hostile_name_is_text() -> None:
    """A hostile name is shown as text."""
    page = _site(_named("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'))["index.html"]

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 1 == sum(link.endswith("badge.svg") for link in _Links(page).found)
    assert "x" not in _Links(page).found


def test_a_site_is_replaced(tmp_path: Path) -> None:
    """A new site leaves nothing of the old one, and nothing beside it."""
    publish([MINE, OTHER], tmp_path / "site")
    publish([MINE], tmp_path / "site")

    assert ["adapters", "index.html", "site.json"] == sorted(path.name for path in (tmp_path / "site").iterdir())
    assert ["site"] == [path.name for path in tmp_path.iterdir()]


def test_an_empty_folder_becomes_a_site(tmp_path: Path) -> None:
    """An empty folder, and a link to one, can become a site; the link stays."""
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    publish([MINE], tmp_path / "link")

    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real" / "index.html").is_file()


@pytest.mark.parametrize("published", [True, False])
def test_what_was_not_published_is_not_lost(published: bool, tmp_path: Path) -> None:
    """A folder with other content, a file, or a link is refused and left as it is."""
    folder = tmp_path / "site"
    if published:
        publish([MINE], folder)
    (folder / ".git").mkdir(parents=True)
    for name in (".git/HEAD", "CNAME", "notes.txt", "photo.png"):
        (folder / name).write_text("mine")

    with pytest.raises(NotASite) as raised:
        publish([OTHER], folder)
    assert (
        f"{folder} holds files that crosswire publish did not write, and would lose them: .git/HEAD, CNAME, "
        "notes.txt and 1 more; give a new or empty folder, or the site that is to be replaced"
    ) == str(raised.value)
    assert published == (folder / "adapters" / "mine-1.2").is_dir()
    with pytest.raises(NotASite, match="is a file; a site is a folder"):
        publish([MINE], folder / "CNAME")


@pytest.mark.parametrize("renames", [0, 1])
def test_a_failure_leaves_the_old_site(renames: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whichever step fails, the old site is complete, and nothing is left beside it."""
    publish([MINE], tmp_path / "site")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    rename, done = Path.rename, list[Path]()

    def fail(self: Path, target: Path) -> Path:
        if len(done) == renames:
            done.append(self)
            raise OSError("no space left on device")
        done.append(self)
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail)

    with pytest.raises(OSError, match="no space left"):
        publish([OTHER], tmp_path / "site")
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
