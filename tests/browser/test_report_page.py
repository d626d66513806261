"""report.html in a real browser: opened from a disk, used, and attacked."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from pages import HOSTILE, LOST, SENTENCE, TURN, evidence, hostile, report, usual, verdict
from playwright.sync_api import expect

from crosswire.facts import Json
from crosswire.reporting.publishing import publish

Opened = Callable[..., Any]
DAY = date(2026, 11, 23)
LOST_HERE = "#verdict?requirement=TOKENS-2&serves=chat&mode=json&scenario=plain_text"


def test_it_opens_from_a_disk(look: Opened) -> None:
    """The verdict is what is met first; nothing is loaded, and nothing complains."""
    page = look(usual())

    expect(page.locator("h1")).to_have_text(re.compile("mine 1.2.*Loses data", re.DOTALL))
    expect(page.locator("#explorer table.matrix")).to_be_visible()


def test_without_its_script_it_still_tells(look: Opened) -> None:
    """Headline, counts and losses need no script, and the page says what does."""
    page = look(usual(), java_script_enabled=False)

    expect(page.locator("h1")).to_contain_text("Loses data")
    expect(page.get_by_role("table", name="Verdicts by promise")).to_be_visible()
    expect(page.locator(".losses").first).to_contain_text(SENTENCE)
    expect(page.get_by_text("script, which does not run here")).to_be_visible()


def test_filters_narrow_the_matrix(look: Opened) -> None:
    """Each filter leaves what it says, and the address keeps it."""
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
    """Whoever opens an address sees what its sender saw."""
    page = look(usual(), place="#matrix?promise=content&mode=json")
    expect(page.get_by_role("status")).to_contain_text("3 verdicts")
    expect(page.locator("#filter-promise")).to_have_value("content")

    for place, expected in PERMALINKS.items():
        page.at(place)
        expect(page.get_by_role("status")).to_contain_text(re.compile(rf"^{expected} verdict"))
        expect(page.locator("#filter-promise")).to_have_value("")


def test_a_number_leads_to_its_verdicts(look: Opened) -> None:
    """A count of the summary opens the matrix with exactly what it counts."""
    page = look(usual())
    row = page.get_by_role("row", name=re.compile("^content"))
    row.locator("a.failed").click()

    expect(page.get_by_role("status")).to_contain_text("1 verdict, 1 not kept")
    assert page.url.endswith("#matrix?promise=content&serves=responses&became=altered")


def test_a_cell_opens_its_page(look: Opened) -> None:
    """A cell's page says what was expected and received, where, whose fault it is, and how to run it again."""
    page = look(usual(), place="#matrix?verdict=failed")
    page.locator("#explorer a.cell").nth(1).click()

    expect(page.locator("main#page h1")).to_contain_text(SENTENCE)
    assert "#verdict?requirement=TOKENS-2" in page.url
    expect(page.get_by_role("region", name="expected, TOKENS-2")).to_have_text(re.compile('"reasoning": 64'))
    expect(page.get_by_role("region", name="received, TOKENS-2")).to_have_text(re.compile('{"input": 12}'))
    told = page.locator("main#page .properties")
    expect(told).to_contain_text("the adapter's")
    expect(told).to_contain_text("A plain answer")
    expect(told).to_contain_text("chat.json is authored")
    expect(told).to_contain_text("ResponseUsage")
    expect(told).to_contain_text('pytest "suites/test_token_counts.py::test_it[chat-json-plain_text]" --adapter mine')


def test_the_four_points_are_side_by_side(look: Opened) -> None:
    """In the order of the exchange, the lost value marked where it was said, and its absence where it is missing."""
    page = look(usual(), place=LOST_HERE)
    panes = page.locator(".pane")

    expect(panes.locator("h3")).to_have_text(["askedchat", "forwardedresponses", "upstreamresponses", "servedchat"])
    assert 1 == len({round(box["y"]) for box in (pane.bounding_box() for pane in panes.all())})
    marked = page.locator(".pane.upstream pre mark")
    expect(marked).to_have_text(['"output_tokens_details": {', '"reasoning_tokens": 64', "}"])
    expect(page.locator(".pane.served .where")).to_have_text("says nothing of it")
    expect(page.locator(".sides pre mark")).to_have_text('"reasoning": 64')


def test_the_four_points_stack_where_it_is_narrow(look: Opened) -> None:
    """Four, two or one beside each other; never is anything wider than the window."""
    page = look(usual(), place=LOST_HERE)
    expect(page.locator(".pane")).to_have_count(4)

    for width, rows in {1280: 1, 1000: 2, 420: 4}.items():
        page.set_viewport_size({"width": width, "height": 900})
        assert rows == len({round(pane.bounding_box()["y"]) for pane in page.locator(".pane").all()})
        assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_the_overview_fits(look: Opened) -> None:
    """Nothing scrolls sideways but a wide table in its own frame."""
    page = look(report(*(verdict(LOST, scenario=f"scenario_number_{number}") for number in range(90))))
    frame = "document.querySelector('#explorer .frame')"

    for width in (1280, 800, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert width >= page.evaluate("document.documentElement.scrollWidth")
        assert page.evaluate(f"{frame}.scrollWidth > {frame}.clientWidth")


def test_back_is_where_one_came_from(look: Opened) -> None:
    """The filters, the place and the focus are as they were left."""
    page = look(usual(), place="#matrix?promise=token_counts")
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
    """The plain exchange and a varied one are told apart in address, page and command."""
    page = look(
        usual(), place="#verdict?requirement=TOKENS-2&serves=chat&mode=stream&scenario=plain_text&variation=cut"
    )

    expect(page.locator("main#page .headline")).to_contain_text("lost serves")
    expect(page.locator(".command")).to_contain_text("[chat-stream-plain_text-cut]")
    page.locator(".ways-list").get_by_role("link", name=re.compile("serves chat · stream$")).click()
    expect(page.locator("main#page .headline")).to_contain_text("kept serves")


def test_a_requirement_has_a_page(look: Opened) -> None:
    """It says where it comes from, and its verdict on every scenario, the gravest first."""
    page = look(usual(), place="#requirement?requirement=TOKENS-2")
    rows = page.get_by_role("table").get_by_role("row")

    expect(page.locator("main#page .properties")).to_contain_text("test_reasoning_tokens_survive")
    expect(rows.nth(1)).to_contain_text("plain_text")
    expect(rows.last).to_contain_text("said")
    rows.last.get_by_role("link").click()
    expect(page.locator("main#page .headline")).to_contain_text("lost serves")


def test_an_address_of_nothing_says_so(look: Opened) -> None:
    """A permalink into another run leads to words, not to an empty page."""
    page = look(usual())

    for place in ("#verdict?requirement=NO-1", "#requirement?requirement=NO-1", "#verdict"):
        page.at("#legend")
        expect(page.locator("main#page h1")).to_have_count(0)
        page.at(place)
        expect(page.locator("main#page h1")).to_have_text("Nothing has this address")


def test_the_keyboard_is_enough(look: Opened) -> None:
    """One stop for the whole matrix, arrow keys within it, Enter opens a cell."""
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
    """One press, and the command is in the clipboard."""
    page = look(usual(), place=LOST_HERE, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.locator(".command").inner_text() == page.evaluate("navigator.clipboard.readText()")


CONTRASTS = """() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = colour.map((each) => (each /= 255) <= 0.03928 ? each / 12.92 : ((each + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = parse(getComputedStyle(each).backgroundColor);
      if (colour[3] !== 0) return colour.slice(0, 3);
    }
    throw new Error("no background");
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const weak = [];
  while (words.nextNode()) {
    const element = words.currentNode.parentElement;
    const text = words.currentNode.textContent.trim();
    if (!text || !element.checkVisibility() || element.closest("script, option")) continue;
    const shades = [parse(getComputedStyle(element).color).slice(0, 3), behind(element)].map(light);
    const contrast = (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05);
    if (contrast < 4.5) weak.push(`${element.className}: ${text} ${contrast.toFixed(2)}`);
  }
  return weak;
}"""


VIEWS = {"#legend": "#explorer .frame", LOST_HERE: ".pane", "#requirement?requirement=TOKENS-2": "table.ways"}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_has_enough_contrast(look: Opened, scheme: str) -> None:
    """WCAG's AA, 4.5 to 1, for all text, in both schemes; and the dark one is dark."""
    page = look(usual(), color_scheme=scheme)

    for place, there in VIEWS.items():
        expect(page.at(place).locator(there).first).to_be_visible()
        assert [] == page.evaluate(CONTRASTS)
    channels = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert (scheme == "dark") == (sum(map(int, channels)) < 200)


def test_no_verdict_is_colour_alone(look: Opened) -> None:
    """Each cell has a letter of its own, and a name that a screen reader says."""
    cells = look(usual()).locator("#explorer a.cell")
    expect(cells.first).to_be_visible()

    assert {"·", "F", "W", "n", "d", "x", "!", "E"} == set(cells.all_inner_texts())
    assert all(re.match(r"[a-z]+", cell.get_attribute("aria-label")) for cell in cells.all())


def test_tables_say_what_they_are(look: Opened) -> None:
    """Every table has a caption, every header cell the scope that it heads."""
    page = look(usual())

    for place, there in VIEWS.items():
        expect(page.at(place).locator(there).first).to_be_visible()
        assert 0 == page.locator("table:not(:has(> caption))").count()
        assert 0 == page.locator("th:not([scope])").count()


def test_print_has_the_summary(look: Opened) -> None:
    """On paper stand headline, counts and all losses; what needs a screen does not."""
    lost = [verdict(LOST, requirement=f"TOKENS-{number}") for number in range(1, 15)]
    page = look(report(*lost))
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("details .losses li").last).to_be_visible()
    expect(page.locator("#explorer")).to_be_hidden()


def test_hostile_text_stays_text(look: Opened) -> None:
    """Whatever an adapter serves is read, and never runs: not in the overview, nor in any page."""
    page = look(hostile())
    expect(page.locator("#explorer a.cell")).to_have_count(len(HOSTILE))
    page.locator("#explorer a.cell").first.hover()
    examples = page.locator(".losses .sentence a").all()

    assert sorted(HOSTILE) == sorted(page.locator("#explorer tbody tr:not(.group) a:not(.cell)").all_text_contents())
    for link in [example.get_attribute("href") for example in examples]:
        page.at(link)
        [text] = [text for text in HOSTILE if urlencode({"requirement": text}) in link]
        expect(page.locator(".command")).to_have_text(f"pytest {text}")
        expect(page.locator("main#page h1")).to_contain_text(text)
        expect(page.locator(".pane.served pre").first).to_contain_text(json.dumps(text))
        expect(page.locator(".pane.served pre mark").first).to_contain_text(json.dumps(text))
        assert 0 == page.locator(STRANGE).count()
    for text in HOSTILE:
        page.at("#requirement?" + urlencode({"requirement": text}))
        expect(page.locator("main#page h1")).to_have_text(text)
        assert 0 == page.locator(STRANGE).count()
    assert "undefined" == page.evaluate("typeof pwned")


STRANGE = "img, iframe, base, link, object, embed, form, svg:not(.bar), [onload], [onerror], [onmouseover], [autofocus]"


def test_no_other_script_can_run(look: Opened) -> None:
    """Even markup that got in could do nothing: the page's policy knows one script, and text never becomes markup."""
    page = look(usual())
    ways = [
        "document.body.innerHTML = '<img src=x onerror=\"pwned = 1\">'",
        "document.body.setAttribute('onclick', 'pwned = 1')",
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'pwned = 1'}))",
    ]
    expect(page.locator("#explorer .frame")).to_be_visible()
    attempt = "() => {{ try {{ {}; return 'done' }} catch (error) {{ return error.name }} }}"
    refused = [page.evaluate(attempt.format(way)) for way in ways]

    # Playwright's own `evaluate` may eval; what that is given cannot make a script, nor markup.
    assert ["TypeError", "TypeError", "TypeError"] == refused
    assert "undefined" == page.evaluate("typeof pwned")
    assert all("Trusted" in each or "Content Security Policy" in each for each in page.complaints)
    page.complaints.clear()


PAYLOADS: list[Json] = [
    "text",
    1.0,
    12345678901234567890,
    [],
    {},
    [[[{"a": ["x" * 90, {"b~/": None}]}]]],
    {"": {"": 1}},
    {"ünïcode": '\\ "quotes" {and: [brackets], }'},
]


def test_a_payload_is_shown_whole(look: Opened) -> None:
    """What is shown is the payload's own JSON: every key, every digit, 1.0 as 1.0."""
    turns = [{**TURN, "served": payload} for payload in PAYLOADS]
    page = look(report(verdict(LOST), exchanges=(evidence(*turns),)), place=LOST_HERE)
    shown = page.locator(".pane.served pre")
    expect(shown).to_have_count(len(PAYLOADS))

    written = [json.dumps(payload, ensure_ascii=False) for payload in PAYLOADS]
    assert [re.sub(r"\s", "", text) for text in written] == [
        re.sub(r"\s", "", text) for text in shown.all_text_contents()
    ]


def test_an_endless_nesting_stays_on_the_page(look: Opened) -> None:
    """Depth does not drive the text off the page, nor the script out of its stack."""
    payload: Json = "x"
    for _ in range(300):
        payload = [payload]
    page = look(report(verdict(LOST), exchanges=(evidence({**TURN, "served": payload}),)), place=LOST_HERE)

    expect(page.locator(".pane.served pre")).to_contain_text('"x"')
    assert page.evaluate("innerWidth >= document.documentElement.scrollWidth")


def test_what_cannot_be_seen_is_shown(look: Opened) -> None:
    """Text that would hide, or turn the text around it, is shown as its escape."""
    turn = {**TURN, "served": {"text": "a\u202eb\u200bc\ud83d"}}
    page = look(report(verdict(LOST), exchanges=(evidence(turn),)), place=LOST_HERE)

    expect(page.locator(".pane.served pre")).to_contain_text(r"a\u202eb\u200bc\ud83d")


def test_a_long_payload_comes_on_demand(look: Opened) -> None:
    """The beginning is there at once, the rest after a press, and what the file has not is told."""
    turn = {**TURN, "served": {f"key {number}": "x" * 990 for number in range(500)}}
    page = look(report(verdict(LOST), exchanges=(evidence(turn),)), place=LOST_HERE)
    expect(page.locator(".pane.served button.more")).to_be_visible()
    length = "document.querySelector('.pane.served pre').textContent.length"
    first = page.evaluate(length)
    page.locator(".pane.served button.more").click()

    assert 20_000 <= first < 25_000
    assert first + 99_000 < page.evaluate(length)
    expect(page.locator(".pane.served .note")).to_have_text(re.compile(r"^[\d,]+ more characters left out here"))


def test_a_mark_far_down_is_in_sight(look: Opened) -> None:
    """A stream's frames are numbered, and the pane stands where the first mark is, however far that is."""
    frames: list[Json] = [{"type": "delta", "delta": f"word {number}", "pad": "x" * 80} for number in range(600)]
    lost = verdict(LOST, mode="stream", pointers={"served": ["/400/delta"]})
    exchange = evidence({**TURN, "served": frames}, mode="stream")
    page = look(report(lost, exchanges=(exchange,)), place=LOST_HERE.replace("json", "stream"))
    mark = page.locator(".pane.served mark")

    expect(mark).to_have_text('"delta": "word 400"')
    pane, box = page.locator(".pane.served pre").bounding_box(), mark.bounding_box()
    assert pane["y"] < box["y"] < pane["y"] + pane["height"]
    expect(page.locator(".pane.served [data-frame='400']")).to_have_count(1)


def test_a_lost_value_without_a_place_is_found(look: Opened) -> None:
    """Where a verdict knows no place in what was said, the value itself is marked there."""
    lost = verdict(LOST, expected="a telling text", received="", pointers={"upstream": [], "served": []})
    turn = {**TURN, "upstream": {"output": [{"text": "a telling text"}], "n": 1}}
    page = look(report(lost, exchanges=(evidence(turn),)), place=LOST_HERE)

    expect(page.locator(".pane.upstream mark")).to_have_text('"text": "a telling text"')


def test_turns_fold(look: Opened) -> None:
    """Of a conversation the turn that the verdict is about is open, the others behind a click."""
    page = look(report(verdict(LOST, turn=2), exchanges=(evidence(TURN, TURN),)), place=LOST_HERE)

    expect(page.locator(".four details")).to_have_count(2)
    expect(page.locator(".pane.upstream").first).to_be_hidden()
    expect(page.locator(".pane.upstream").last.locator("mark")).to_have_count(3)
    page.get_by_text("Turn 1 of 2").click()
    expect(page.locator(".pane.upstream pre").first).to_contain_text('"reasoning_tokens": 64')
    expect(page.locator(".pane.upstream").first.locator("mark")).to_have_count(0)


def test_payloads_that_are_not_there_are_explained(look: Opened) -> None:
    """A reader is told why there are no payloads, and still what was expected and received."""
    page = look(report(verdict(LOST), verdict(mode="stream")), place=LOST_HERE)

    expect(page.locator("main#page > .note")).to_contain_text("report.json has what there is")
    expect(page.locator(".sides")).to_contain_text('"reasoning": 64')
    page.at(LOST_HERE.replace("json", "stream"))
    expect(page.locator("main#page > .note")).to_contain_text("in this one everything was")


def test_a_comparison_is_requirements_by_adapters(look: Opened) -> None:
    """A cell is the gravest verdict of an adapter on a requirement, with how many were not kept; it has a page."""
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
    """The standings lead to one adapter's verdicts alone."""
    page = look(usual(), report(verdict(), verdict(mode="stream"), name="good"))
    page.get_by_role("table", name="For each adapter").get_by_role("link", name="good 1.2").click()

    expect(page.get_by_role("status")).to_contain_text("2 verdicts, 0 not kept")
    expect(page.locator("#filter-adapter")).to_have_value("good 1.2")


def test_a_sites_comparison_leads_to_the_payloads(look: Opened, tmp_path: Path) -> None:
    """In a site they are on each adapter's own page: the same verdict there is a click away, and the index two."""
    publish([usual(), replace(usual(), adapter={"name": "other", "version": None})], tmp_path / "site", DAY)
    page = look(path=tmp_path / "site" / "comparison.html", place=f"{LOST_HERE}&adapter=mine+1.2")

    expect(page.locator(".sides")).to_contain_text('"reasoning": 64')
    expect(page.locator("main#page > .note")).to_contain_text(
        re.compile("are on mine 1.2.s own page, not in this file")
    )
    page.get_by_role("link", name=re.compile("own page")).click()
    page.wait_for_url(f"**/adapters/mine-1.2/report.html{LOST_HERE}")
    expect(page.locator(".pane.upstream pre")).to_contain_text('"reasoning_tokens": 64')
    page.get_by_role("link", name="all verdicts").click()
    page.get_by_role("link", name="all adapters").click()
    expect(page.locator("h1")).to_have_text("Does it keep what passes through it?")
