"""The report page shows hostile text as text, and runs no other script."""

import json
import re
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.conftest import Look
from tests.browser.pages import HOSTILE, hostile, usual

Opened = Callable[..., Look]


def test_hostile_text_stays_text(look: Opened) -> None:
    """Hostile text is shown and never runs, in the overview and in all pages."""
    page = look(hostile())
    expect(page.locator("#explorer a.cell")).to_have_count(len(HOSTILE))
    page.locator("#explorer a.cell").first.hover()
    links = [entry.get_attribute("href") for entry in page.locator(".losses .sentence a").all()]
    [cause], examples = [link for link in links if link.startswith("#cause/")], [link for link in links if "?" in link]

    assert sorted(HOSTILE) == sorted(page.locator("#explorer tbody tr:not(.group) a:not(.cell)").all_text_contents())
    for link in examples:
        page.at(link)
        [text] = [text for text in HOSTILE if urlencode({"requirement": text}) in link]
        expect(page.locator(".command")).to_have_text(f"pytest {text}")
        expect(page.locator("main#page h1")).to_contain_text(text)
        expect(page.locator(".pane.served pre").first).to_contain_text(json.dumps(text))
        expect(page.locator(".pane.served pre mark").first).to_contain_text(json.dumps(text))
        assert 0 == page.locator(STRANGE).count()
    page.at(cause)
    expect(page.locator(".to-copy pre")).to_contain_text(re.compile("|".join(map(re.escape, HOSTILE))))
    expect(page.locator(".verdicts .word")).to_have_count(len(HOSTILE))
    assert 0 == page.locator(STRANGE).count()
    for text in HOSTILE:
        page.at("#requirement?" + urlencode({"requirement": text}))
        expect(page.locator("main#page h1")).to_have_text(text)
        assert 0 == page.locator(STRANGE).count()
    assert "undefined" == page.evaluate("typeof pwned")


STRANGE = "img, iframe, base, link, object, embed, form, svg:not(.bar), [onload], [onerror], [onmouseover], [autofocus]"


def test_no_other_script_can_run(look: Opened) -> None:
    """The policy allows one script, so injected markup runs nothing; and text never becomes markup."""
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
    assert all("Trusted" in entry or "Content Security Policy" in entry for entry in page.complaints)
    page.complaints.clear()
