"""The report page shows payloads whole, however long or deep they are."""

import json
import re
from collections.abc import Callable

from playwright.sync_api import expect

from crosswire.facts import Json
from tests.browser.conftest import Look
from tests.browser.pages import LOST, TURN, evidence, report, verdict

Opened = Callable[..., Look]


LOST_HERE = "#verdict?requirement=TOKENS-2&serves=chat&mode=json&scenario=plain_text"

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
    """The page shows the payload's own JSON: every key, every digit, 1.0 as 1.0."""
    turns = [{**TURN, "served": payload} for payload in PAYLOADS]
    page = look(report(verdict(LOST), exchanges=(evidence(*turns),)), view=LOST_HERE)
    shown = page.locator(".pane.served pre")
    expect(shown).to_have_count(len(PAYLOADS))

    written = [json.dumps(payload, ensure_ascii=False) for payload in PAYLOADS]
    assert [re.sub(r"\s", "", text) for text in written] == [
        re.sub(r"\s", "", text) for text in shown.all_text_contents()
    ]


def test_an_endless_nesting_stays_on_the_page(look: Opened) -> None:
    """Deep nesting neither moves the text off the page nor overflows the script's stack."""
    payload: Json = "x"
    for _ in range(300):
        payload = [payload]
    page = look(report(verdict(LOST), exchanges=(evidence({**TURN, "served": payload}),)), view=LOST_HERE)

    expect(page.locator(".pane.served pre")).to_contain_text('"x"')
    assert page.evaluate("innerWidth >= document.documentElement.scrollWidth")


def test_what_cannot_be_seen_is_shown(look: Opened) -> None:
    """Invisible characters, and those that turn the text around, are shown as escapes."""
    turn = {**TURN, "served": {"text": "a\u202eb\u200bc\ud83d"}}
    page = look(report(verdict(LOST), exchanges=(evidence(turn),)), view=LOST_HERE)

    expect(page.locator(".pane.served pre")).to_contain_text(r"a\u202eb\u200bc\ud83d")


def test_a_long_payload_comes_on_demand(look: Opened) -> None:
    """The beginning is visible at once, the rest after a click; what the file lacks is mentioned."""
    turn = {**TURN, "served": {f"key {number}": "x" * 990 for number in range(500)}}
    page = look(report(verdict(LOST), exchanges=(evidence(turn),)), view=LOST_HERE)
    expect(page.locator(".pane.served button.more")).to_be_visible()
    length = "document.querySelector('.pane.served pre').textContent.length"
    first = page.evaluate(length)
    page.locator(".pane.served button.more").click()

    assert 20_000 <= first < 25_000
    assert first + 99_000 < page.evaluate(length)
    expect(page.locator(".pane.served .note")).to_have_text(re.compile(r"^[\d,]+ more characters left out here"))


def test_a_mark_far_down_is_in_sight(look: Opened) -> None:
    """Frames of a stream are numbered, and the pane scrolls to the first mark."""
    frames: list[Json] = [{"type": "delta", "delta": f"word {number}", "pad": "x" * 80} for number in range(600)]
    lost = verdict(LOST, mode="stream", pointers={"served": ["/400/delta"]})
    exchange = evidence({**TURN, "served": frames}, mode="stream")
    page = look(report(lost, exchanges=(exchange,)), view=LOST_HERE.replace("json", "stream"))
    mark = page.locator(".pane.served mark")

    expect(mark).to_have_text('"delta": "word 400"')
    pane, box = page.locator(".pane.served pre").bounding_box(), mark.bounding_box()
    assert pane["y"] < box["y"] < pane["y"] + pane["height"]
    expect(page.locator(".pane.served [data-frame='400']")).to_have_count(1)


def test_a_lost_value_without_a_place_is_found(look: Opened) -> None:
    """Where a verdict has no pointer, the lost value itself is marked."""
    lost = verdict(LOST, expected="a telling text", received="", pointers={"upstream": [], "served": []})
    turn = {**TURN, "upstream": {"output": [{"text": "a telling text"}], "n": 1}}
    page = look(report(lost, exchanges=(evidence(turn),)), view=LOST_HERE)

    expect(page.locator(".pane.upstream mark")).to_have_text('"text": "a telling text"')


def test_turns_fold(look: Opened) -> None:
    """The turn that the verdict is about is open; the others are behind a click."""
    page = look(report(verdict(LOST, turn=2), exchanges=(evidence(TURN, TURN),)), view=LOST_HERE)

    expect(page.locator(".four details")).to_have_count(2)
    expect(page.locator(".pane.upstream").first).to_be_hidden()
    expect(page.locator(".pane.upstream").last.locator("mark")).to_have_count(3)
    page.get_by_text("Turn 1 of 2").click()
    expect(page.locator(".pane.upstream pre").first).to_contain_text('"reasoning_tokens": 64')
    expect(page.locator(".pane.upstream").first.locator("mark")).to_have_count(0)


def test_payloads_that_are_not_there_are_explained(look: Opened) -> None:
    """The page says why there are no payloads, and still shows both values."""
    page = look(report(verdict(LOST), verdict(mode="stream")), view=LOST_HERE)

    expect(page.locator("main#page > .note")).to_contain_text("report.json has what there is")
    expect(page.locator(".sides")).to_contain_text('"reasoning": 64')
    page.at(LOST_HERE.replace("json", "stream"))
    expect(page.locator("main#page > .note")).to_contain_text("in this one everything was")
