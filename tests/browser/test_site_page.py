"""The first page of a site sorts its tables, and shows the causes of one profile and one adapter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import expect

from crosswire.losses import Difference
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.publishing import publish
from crosswire.requirements import SET
from crosswire.specification.profiles import profile_named
from tests.browser.conftest import Look
from tests.reporting.report_examples import FAILED, report, verdict

Opened = Callable[..., Look]
CORE = [
    verdict(requirement="ANSWER-1", scenario=name) for name in sorted(profile_named("costs").core_scenarios["chat"])
]


def _lost(fact: str) -> Verdict:
    return verdict(FAILED, differences=[Difference(fact, "lost", 1, None)])


def _named(name: str, *verdicts: Verdict) -> Report:
    return replace(report(*CORE, *verdicts), adapter={"name": name, "version": None}, requirements=SET)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first page of a site of three adapters."""
    reports = [
        _named("good"),
        _named("worst", _lost("usage"), _lost("text"), _lost("refusal")),
        _named("<b>bad</b>", _lost("usage")),
    ]
    return publish(reports, tmp_path_factory.mktemp("site") / "site", date(2026, 11, 23))


def _names(page: Look) -> list[str]:
    found: list[str] = page.locator("table.profiles tbody th a").all_text_contents()
    return found


def test_a_heading_sorts(look: Opened, index: Path) -> None:
    """A heading sorts by its profile, the readiest first; again, the other way round."""
    page = look(path=index)
    costs = page.locator("table.profiles thead button", has_text="Cost and quotas")

    costs.click()
    assert ["good", "<b>bad</b>", "worst"] == _names(page)
    costs.click()
    assert ["worst", "<b>bad</b>", "good"] == _names(page)
    expect(page.locator("th[aria-sort=descending]")).to_have_text("Cost and quotas")


def test_a_cell_leads_to_its_causes(look: Opened, index: Path) -> None:
    """A cell shows the causes of its profile and adapter alone; its address can be shared."""
    page = look(path=index)
    rows = page.locator("table.causes tbody tr:visible")
    expect(rows).to_have_count(1)
    expect(page.locator("details.alone summary")).to_have_text("2 of one adapter alone")

    page.locator("td a[data-profile=costs][data-adapter='adapters/b-bad-b']").click()
    expect(page.locator("details.alone")).to_be_hidden()
    expect(page.locator("output")).to_have_text("1 cause")
    assert page.page.url.endswith("#profile/costs/adapters%2Fb-bad-b")
    shared = look(path=index, view="#profile/costs/adapters%2Fworst")
    expect(shared.locator("table.causes tbody tr:visible")).to_have_count(3)
    expect(shared.locator("table.causes tbody tr:visible td.stops")).to_have_count(3)
    assert 0 == page.locator("main b", has_text="bad").count()


def test_nothing_is_cut(look: Opened, index: Path) -> None:
    """The page is as wide as its window, light and dark."""
    for scheme in ("light", "dark"):
        page = look(path=index, color_scheme=scheme)
        assert 1280 == page.evaluate("document.documentElement.scrollWidth")
