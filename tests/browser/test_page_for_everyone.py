"""The report page for everyone: contrast, words beside colours, tables with captions, print."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Look
from tests.browser.pages import LOST, report, usual, verdict

Opened = Callable[..., Look]


LOST_HERE = "#verdict?requirement=TOKENS-2&serves=chat&mode=json&scenario=plain_text"

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
    """All text has a contrast of at least 4.5 (WCAG AA) in both colour schemes; the dark one is dark."""
    page = look(usual(), color_scheme=scheme)

    for view, there in VIEWS.items():
        expect(page.at(view).locator(there).first).to_be_visible()
        assert [] == page.evaluate(CONTRASTS)
    channels = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
    assert (scheme == "dark") == (sum(map(int, channels)) < 200)


def test_no_verdict_is_colour_alone(look: Opened) -> None:
    """Each verdict's cell has a letter of its own, and a name for a screen reader."""
    cells = look(usual()).locator("#explorer a.cell")
    expect(cells.first).to_be_visible()

    assert {"·", "F", "W", "n", "d", "x", "!", "E"} == set(cells.all_inner_texts())
    assert all(re.match(r"[a-z]+", cell.get_attribute("aria-label")) for cell in cells.all())


def test_tables_say_what_they_are(look: Opened) -> None:
    """Every table has a caption, and every header cell a scope."""
    page = look(usual())

    for view, there in VIEWS.items():
        expect(page.at(view).locator(there).first).to_be_visible()
        assert 0 == page.locator("table:not(:has(> caption))").count()
        assert 0 == page.locator("th:not([scope])").count()


def test_print_has_the_summary(look: Opened) -> None:
    """A print has the headline, counts and all losses, without the parts that need a screen."""
    lost = [verdict(LOST, requirement=f"TOKENS-{number}") for number in range(1, 15)]
    page = look(report(*lost))
    page.emulate_media(media="print")

    expect(page.locator("h1")).to_be_visible()
    expect(page.locator("details .losses li").last).to_be_visible()
    expect(page.locator("#explorer")).to_be_hidden()
