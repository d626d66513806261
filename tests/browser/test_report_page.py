"""report.html in a real browser: it opens from a disk, and its views and links work."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from playwright.sync_api import expect

from crosswire.reporting.publishing import publish
from tests.browser.conftest import Look
from tests.browser.pages import LOST, SENTENCE, report, usual, verdict

Opened = Callable[..., Look]
DAY = date(2026, 11, 23)
LOST_HERE = "#verdict?requirement=TOKENS-2&serves=chat&mode=json&scenario=plain_text"


def test_it_opens_from_a_disk(look: Opened) -> None:
    """The verdict comes first; nothing is loaded, and there is no error."""
    page = look(usual())

    expect(page.locator("h1")).to_have_text(re.compile("mine 1.2.*Loses data", re.DOTALL))
    expect(page.locator("#explorer table.matrix")).to_be_visible()


def test_without_its_script_it_still_tells(look: Opened) -> None:
    """Headline, counts and losses need no script; the page says what does."""
    page = look(usual(), java_script_enabled=False)

    expect(page.locator("h1")).to_contain_text("Loses data")
    expect(page.get_by_role("table", name="Verdicts by promise")).to_be_visible()
    expect(page.locator(".losses").first).to_contain_text(SENTENCE)
    expect(page.get_by_text("script, which does not run here")).to_be_visible()


def test_filters_narrow_the_matrix(look: Opened) -> None:
    """Each filter leaves the rows that it names, and the address keeps it."""
    page = look(usual())
    cells = page.locator("#explorer a.cell")
    page.locator("#filter-promise").select_option("content")

    expect(cells).to_have_count(3)
    assert page.url.endswith("#matrix?promise=content")
    page.locator("#filter-verdict").select_option("failed")
    expect(cells).to_have_count(1)
    expect(page.get_by_role("status")).to_contain_text("1 verdict, 1 not kept")
    assert page.url.endswith("#matrix?promise=content&verdict=failed")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_role("status")).to_contain_text("12 verdicts, 10 not kept")


PERMALINKS = {
    "#matrix?level=should": 1,
    "#matrix?verdict=not+kept": 10,
    "#matrix?became=altered": 1,
    "#matrix?became=untestable": 1,
    "#matrix?serves=responses&mode=json": 2,
    "#matrix?mode=stream": 3,
    "#matrix?text=LONG+reasoning": 2,
    "#matrix?text=content-3": 1,
    "#matrix?adapter=other": 0,
}


def test_a_permalink_opens_filtered(look: Opened) -> None:
    """An address opens the view that it was copied from."""
    page = look(usual(), view="#matrix?promise=content&mode=json")
    expect(page.get_by_role("status")).to_contain_text("3 verdicts")
    expect(page.locator("#filter-promise")).to_have_value("content")

    for view, expected in PERMALINKS.items():
        page.at(view)
        expect(page.get_by_role("status")).to_contain_text(re.compile(rf"^{expected} verdict"))
        expect(page.locator("#filter-promise")).to_have_value("")


def test_a_number_leads_to_its_verdicts(look: Opened) -> None:
    """A count of the summary opens the matrix with exactly the verdicts that it counts."""
    page = look(usual())
    row = page.get_by_role("row", name=re.compile("^content"))
    row.locator("a.failed").click()

    expect(page.get_by_role("status")).to_contain_text("1 verdict, 1 not kept")
    assert page.url.endswith("#matrix?promise=content&serves=responses&became=altered")


def test_a_cell_opens_its_page(look: Opened) -> None:
    """A cell's page has both values, their pointers, the fault, and the command to run it again."""
    page = look(usual(), view="#matrix?verdict=failed")
    page.locator("#explorer a.cell").nth(1).click()

    expect(page.locator("main#page h1")).to_contain_text(SENTENCE)
    assert "#verdict?requirement=TOKENS-2" in page.url
    expect(page.get_by_role("region", name="expected, TOKENS-2")).to_have_text(re.compile('"reasoning": 64'))
    expect(page.get_by_role("region", name="received, TOKENS-2")).to_have_text(re.compile('{"input": 12}'))
    message = page.locator("main#page .properties")
    expect(message).to_contain_text("the adapter's")
    expect(message).to_contain_text("A plain answer")
    expect(message).to_contain_text("chat.json is authored")
    expect(message).to_contain_text("ResponseUsage")
    expect(message).to_contain_text(
        'pytest "suites/test_token_counts.py::test_it[chat-json-plain_text]" --adapter mine'
    )


def test_the_four_points_are_side_by_side(look: Opened) -> None:
    """The points are in the order of the exchange; the lost value is marked, and its absence, too."""
    page = look(usual(), view=LOST_HERE)
    panes = page.locator(".pane")

    expect(panes.locator("h3")).to_have_text(["askedchat", "forwardedresponses", "upstreamresponses", "servedchat"])
    assert 1 == len({round(box["y"]) for box in (pane.bounding_box() for pane in panes.all())})
    marked = page.locator(".pane.upstream pre mark")
    expect(marked).to_have_text(['"output_tokens_details": {', '"reasoning_tokens": 64', "}"])
    expect(page.locator(".pane.served .where")).to_have_text("says nothing of it")
    expect(page.locator(".sides pre mark")).to_have_text('"reasoning": 64')


def test_the_four_points_stack_where_it_is_narrow(look: Opened) -> None:
    """There are four, two or one in a row; nothing is wider than the window."""
    page = look(usual(), view=LOST_HERE)
    expect(page.locator(".pane")).to_have_count(4)

    for width, rows in {1280: 1, 1000: 2, 420: 4}.items():
        page.set_viewport_size({"width": width, "height": 900})
        assert rows == len({round(pane.bounding_box()["y"]) for pane in page.locator(".pane").all()})
        assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_the_overview_fits(look: Opened) -> None:
    """Nothing scrolls sideways except a wide table within its frame."""
    page = look(report(*(verdict(LOST, scenario=f"scenario_number_{number}") for number in range(90))))
    frame = "document.querySelector('#explorer .frame')"

    for width in (1280, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert width >= page.evaluate("document.documentElement.scrollWidth")
        assert page.evaluate(f"{frame}.scrollWidth > {frame}.clientWidth")


def test_back_is_where_one_came_from(look: Opened) -> None:
    """Back restores the filters, the scroll position and the focus."""
    page = look(usual(), view="#matrix?promise=token_counts")
    link = page.locator("#explorer a.cell").nth(2)
    target = link.get_attribute("href")
    link.click()
    expect(page.locator("main#page h1")).to_be_focused()
    page.get_by_role("link", name="all verdicts").click()

    expect(page.locator("#filter-promise")).to_have_value("token_counts")
    expect(page.locator(":focus")).to_have_attribute("href", target)
    page.go_back()
    expect(page.locator("main#page h1")).to_be_visible()


def test_variations_have_pages_of_their_own(look: Opened) -> None:
    """A plain exchange and a varied one differ in address, page and command."""
    page = look(usual(), view="#verdict?requirement=TOKENS-2&serves=chat&mode=stream&scenario=plain_text&variation=cut")

    expect(page.locator("main#page .headline")).to_contain_text("lost serves")
    expect(page.locator(".command")).to_contain_text("[chat-stream-plain_text-cut]")
    page.locator(".ways-list").get_by_role("link", name=re.compile("serves chat · stream$")).click()
    expect(page.locator("main#page .headline")).to_contain_text("kept serves")


def test_a_requirement_has_a_page(look: Opened) -> None:
    """The page has the source, and the verdict on every scenario, the gravest first."""
    page = look(usual(), view="#requirement?requirement=TOKENS-2")
    rows = page.get_by_role("table").get_by_role("row")

    expect(page.locator("main#page .properties")).to_contain_text("test_reasoning_tokens_survive")
    expect(rows.nth(1)).to_contain_text("plain_text")
    expect(rows.last).to_contain_text("said")
    rows.last.get_by_role("link").click()
    expect(page.locator("main#page .headline")).to_contain_text("lost serves")


def test_an_address_of_nothing_says_so(look: Opened) -> None:
    """A permalink that isn't in this report opens a page that says so."""
    page = look(usual())

    for view in ("#verdict?requirement=NO-1", "#requirement?requirement=NO-1", "#verdict"):
        page.at("#legend")
        expect(page.locator("main#page h1")).to_have_count(0)
        page.at(view)
        expect(page.locator("main#page h1")).to_have_text("Nothing has this address")


def test_the_keyboard_is_enough(look: Opened) -> None:
    """The matrix is one tab stop; arrow keys move within it, and Enter opens a cell."""
    page = look(usual())
    page.locator("#filter-text").focus()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("CONTENT-1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator(":focus")).to_have_attribute("aria-label", "failed, altered")
    expect(page.locator(".readout")).to_contain_text("altered serves responses · json")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    expect(page.locator(":focus")).to_have_text("CONTENT-1")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")

    expect(page.locator("main#page h1")).to_be_focused()
    assert "requirement=CONTENT-2" in page.url


def test_the_command_can_be_copied(look: Opened) -> None:
    """One click copies the command to the clipboard."""
    page = look(usual(), view=LOST_HERE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.locator(".command").inner_text() == page.evaluate("navigator.clipboard.readText()")


def test_a_comparison_is_requirements_by_adapters(look: Opened) -> None:
    """A cell has an adapter's gravest verdict on a requirement and the number of losses, and opens a page."""
    mine, good = usual(), report(verdict(), verdict(mode="stream"), name="good")
    page = look(mine, good)
    cells = page.get_by_role("row", name=re.compile("^TOKENS-2 MUST")).locator("a.cell")

    expect(page.locator("h1")).to_contain_text("1 of 2 adapters keeps all it must")
    expect(page.locator("#explorer th.top")).to_have_text(["mine 1.2", "good 1.2"])
    expect(cells).to_have_text(["F 7/8", "·"])
    cells.first.click()
    expect(page.locator("main#page .kicker")).to_contain_text("mine 1.2")
    assert page.url.endswith("&adapter=mine+1.2")
    page.locator(".ways-list").get_by_role("link", name=re.compile("good 1.2 · serves chat · json")).click()
    expect(page.locator("main#page .headline")).to_contain_text("kept serves")


def test_a_comparison_filters_by_adapter(look: Opened) -> None:
    """The standings link to one adapter's verdicts alone."""
    page = look(usual(), report(verdict(), verdict(mode="stream"), name="good"))
    page.get_by_role("table", name="For each adapter").get_by_role("link", name="good 1.2").click()

    expect(page.get_by_role("status")).to_contain_text("2 verdicts, 0 not kept")
    expect(page.locator("#filter-adapter")).to_have_value("good 1.2")


def test_a_sites_comparison_leads_to_the_payloads(look: Opened, tmp_path: Path) -> None:
    """In a site, a comparison's verdict links to the same verdict on its adapter's page, which has payloads."""
    publish([usual(), replace(usual(), adapter={"name": "other", "version": None})], tmp_path / "site", DAY)
    page = look(path=tmp_path / "site" / "comparison.html", view=f"{LOST_HERE}&adapter=mine+1.2")

    expect(page.locator(".sides")).to_contain_text('"reasoning": 64')
    expect(page.locator("main#page > .note")).to_contain_text(
        re.compile("are on mine 1.2.s own page, not in this file")
    )
    page.get_by_role("link", name=re.compile("own page")).click()
    page.wait_for_url(f"**/adapters/mine-1.2/report.html{LOST_HERE}")
    expect(page.locator(".pane.upstream pre")).to_contain_text('"reasoning_tokens": 64')
    page.get_by_role("link", name="all verdicts").click()
    page.get_by_role("link", name="all adapters").click()
    expect(page.locator("h1")).to_have_text("Which adapter, for what?")
