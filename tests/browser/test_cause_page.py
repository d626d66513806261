"""The page of a cause, as a maintainer opens it: what is wrong, what was sent, how to see it again, what to report."""

import re
from collections.abc import Callable
from dataclasses import replace

from playwright.sync_api import expect

from crosswire.requirements import SET
from tests.browser.conftest import Look
from tests.browser.pages import LOST as LOST_VERDICT
from tests.browser.pages import TURN, verdict, with_causes

Opened = Callable[..., Look]
LOST = "#cause/chat/served/usage/reasoning/lost"
CRASH = "#cause/chat/answer/KeyError%3A%20%27output%27%3F"


def test_a_cause_opens_its_page(look: Opened) -> None:
    """The first cause of the list leads to its sentence, both values and both payloads with the fact marked."""
    page = look(with_causes())
    page.locator("#causes .losses a").first.click()

    assert page.url.endswith(LOST)
    expect(page.locator("main#page h1")).to_contain_text("reasoning of usage is lost")
    expect(page.locator(".sides")).to_contain_text(re.compile("expected.*64.*received.*nothing", re.DOTALL))
    expect(page.locator(".four > .points h3")).to_have_text(["upstreamresponses", "servedchat"])
    expect(page.locator(".pane.upstream pre mark").first).to_contain_text("output_tokens_details")
    expect(page.locator(".pane.served pre mark.gap")).to_have_text("no reasoning")
    expect(page.locator(".pane.served .where")).to_have_text("no reasoning in /usage")


def test_what_is_missing_stands_in_its_value(look: Opened) -> None:
    """The gap is the first line of the object from which the fact is missing."""
    page = look(with_causes(), view=LOST)

    expect(page.locator(".pane.served pre")).to_have_text(re.compile(r'"usage": \{\s+no reasoning\s+"prompt_tokens"'))


def test_a_lost_field_of_a_request_is_shown_on_the_way_up(look: Opened) -> None:
    """A cause in what is forwarded shows what was asked beside what was forwarded."""
    page = look(with_causes(), view="#cause/chat/forwarded/metadata/lost")

    expect(page.locator(".pane h3")).to_have_text(["askedchat", "forwardedresponses"])
    expect(page.locator(".pane.asked pre mark")).to_have_text('"metadata": {"desk": "planets"}')
    expect(page.locator(".pane.forwarded pre mark.gap")).to_have_text("no metadata")


def test_what_the_client_asked_is_a_click_away(look: Opened) -> None:
    """A cause in what is served also has the request that was sent."""
    page = look(with_causes(), view=LOST)
    page.get_by_role("heading", name="What the client asked").click()

    expect(page.locator(".pane.asked pre")).to_contain_text('"content": "Hello"')


def test_the_command_and_the_bug_report_can_be_copied(look: Opened) -> None:
    """One click each; the bug report says the same as the page, in Markdown."""
    page = look(with_causes(), view=LOST, permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert 'pytest "suites/test_token_counts.py::test_it[chat-json-plain_text]" --adapter mine' == page.evaluate(
        "navigator.clipboard.readText()"
    )
    page.get_by_role("button", name="Copy as a bug report").click()
    expect(page.get_by_role("button", name="Copied")).to_have_count(2)
    text = page.evaluate("navigator.clipboard.readText()")

    assert text.startswith("### In what is served over Chat, `reasoning` of `usage` is lost")
    assert "```json" in text
    page.get_by_text("read the bug report").click()
    assert text == page.get_by_role("region", name="bug report").text_content()


def test_a_bug_report_is_selected_where_it_cannot_be_copied(look: Opened) -> None:
    """Without a clipboard the text unfolds and is selected."""
    page = look(with_causes(), view=LOST)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error()); }")
    page.get_by_role("button", name="Copy as a bug report").click()
    expect(page.get_by_role("button", name="Selected: press Ctrl+C")).to_be_visible()

    assert page.evaluate("getSelection().toString()").startswith("### In what is served")


def test_a_cause_lists_its_verdicts_and_what_it_hides(look: Opened) -> None:
    """Few verdicts are open at once; many are made when they are unfolded."""
    page = look(with_causes(), view=LOST)
    expect(page.locator(".verdicts tbody th")).to_have_text(["long_text", "plain_text"])
    expect(page.locator(".verdicts .word")).to_have_text(["Ffailed,  TOKENS-2"] * 2)
    page.at(CRASH)
    expect(page.locator("main#page .kicker")).to_contain_text("30 verdicts in 1 scenario")
    expect(page.locator(".verdicts .word")).to_have_count(0)
    page.locator(".verdicts summary").click()
    expect(page.locator(".verdicts .word")).to_have_count(30)
    page.locator(".verdicts .word").first.click()

    expect(page.locator("main#page h1")).to_be_focused()
    page.locator(".properties").get_by_role("link", name="KeyError").click()
    assert page.url.endswith(CRASH)


def test_causes_are_read_one_after_another(look: Opened) -> None:
    """Next leads to the next harmful cause; back leads to the list where it was left."""
    page = look(with_causes(), view=LOST)
    page.get_by_role("link", name="next →").click()
    expect(page.locator(".neighbours")).to_contain_text("cause 2 of 3")
    page.get_by_role("link", name="all causes").click()

    expect(page.locator("#causes-title")).to_be_in_viewport()


def test_a_profile_narrows_the_causes_and_the_matrix(look: Opened) -> None:
    """The list has the causes of a profile, its address says so, and back keeps it; the matrix has the same filter."""
    uses = {"usage": ["chat", "cost"], "crash": ["chat"]}
    page = look(with_causes(), profiles_of=lambda one: uses["crash" if one.scenario == "crash" else "usage"])
    page.locator(".uses").get_by_role("link", name="cost 2").click()
    expect(page.locator("#causes .losses li:visible")).to_have_count(2)
    expect(page.locator(".uses [aria-current]")).to_have_text("cost 2")
    assert page.url.endswith("#causes?profile=cost")
    page.locator("#causes .losses li:visible a").first.click()
    expect(page.locator(".properties")).to_contain_text("chat, cost")
    page.get_by_role("link", name="all causes").click()
    expect(page.locator("#causes .losses li:visible")).to_have_count(2)
    page.at("#matrix?profile=cost")

    expect(page.get_by_role("status")).to_contain_text("3 verdicts")
    expect(page.locator("#filter-profile")).to_have_value("cost")


def test_what_is_not_ready_leads_to_what_stands_in_the_way(look: Opened) -> None:
    """The outcome of a profile leads to the causes that break its core, in that direction; all are a click away."""
    judged = replace(with_causes(), requirements=SET)
    blocking = verdict(LOST_VERDICT, requirement="CONTENT-1", promise="content", sentence="The text arrives.")
    page = look(replace(judged, verdicts=[*judged.verdicts, blocking]))
    page.get_by_role("row", name="Text chat").get_by_role("link", name="not ready").click()

    expect(page.locator("#causes .losses li:visible")).to_have_count(1)
    expect(page.locator("#causes .losses li:visible")).to_contain_text("not ready because of it: text chat")
    expect(page.locator("#narrowed")).to_have_text("In the way of text chat, serving chat: 1 cause. Show all")
    page.locator("#narrowed").get_by_role("link").click()
    expect(page.locator("#causes .losses li:visible")).to_have_count(4)
    expect(page.locator("#narrowed")).to_be_empty()


def test_without_profiles_there_is_no_filter_by_profile(look: Opened) -> None:
    """A report that is given no profiles says nothing of them."""
    page = look(with_causes())
    expect(page.locator("#filter-promise")).to_be_visible()

    expect(page.locator("#filter-profile")).to_have_count(0)
    expect(page.locator(".uses")).to_have_count(0)


def test_a_cause_of_another_report_says_so(look: Opened) -> None:
    """An address of a cause that is not in this report opens a page that says so."""
    page = look(with_causes(), view="#cause/chat/served/nothing/lost")

    expect(page.locator("main#page h1")).to_have_text("Nothing has this address")


def test_a_cause_fits_where_it_is_narrow(look: Opened) -> None:
    """The payloads stand beside each other or below each other; nothing is wider than the window."""
    page = look(with_causes(), view=LOST)
    expect(page.locator(".four > .points .pane")).to_have_count(2)

    for width, rows in {1280: 1, 820: 1, 400: 2}.items():
        page.set_viewport_size({"width": width, "height": 900})
        assert rows == len({round(pane.bounding_box()["y"]) for pane in page.locator(".four > .points .pane").all()})
        assert width >= page.evaluate("document.documentElement.scrollWidth")


def test_a_payload_is_that_of_the_exchange(look: Opened) -> None:
    """What a maintainer reads is exactly what came by."""
    page = look(with_causes(), view=LOST)
    shown = page.locator(".pane.upstream pre").text_content()

    assert re.sub(r"\s", "", str(TURN["upstream"]).replace("'", '"')) == re.sub(r"\s", "", shown)
