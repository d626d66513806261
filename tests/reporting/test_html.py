"""report.html: whole, safe, and the same every time."""

from collections import Counter
from html.parser import HTMLParser
from typing import Any

import pytest
from report_examples import ERROR, FAILED, NO_ANSWER, TURN, UNTESTABLE, evidence, report, verdict

from crosswire.reporting.html import render
from crosswire.reporting.model import MEANINGS, Report
from crosswire.reporting.panes import KEPT, SHOWN

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</pre></details></style><svg onload=alert(1)>",
    "{{7*7}}{% raw %}{{ config }}",
    "&lt;b&gt; &#60;script&#62;",
    "`<b>code</b>`",
    "\ud83d half a pair",
]


class _Page(HTMLParser):
    """What a page holds: its tags with their attributes, its text, and the text of each kind of element."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self._texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("mark", "h4", "code"):
            self._texts.append((tag, ""))
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._open:
            tag, text = self._texts[-1]
            self._texts[-1] = (tag, text + data)

    @property
    def elements(self) -> Counter[str]:
        """How many there are of each element; apart from `span` and `mark`, which follow the length of a line."""
        return Counter(tag for tag, _ in self.tags if tag not in ("span", "mark", "code"))

    def texts(self, tag: str) -> list[str]:
        return [text for name, text in self._texts if name == tag]

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def _hostile(text: str) -> Report:
    """Put a text wherever an adapter or a model can put one."""
    broken: dict[str, Any] = {
        **FAILED,
        "message": f"usage lost: {text}",
        "expected": {text: text},
        "received": [text],
        "pointers": {"served": [f"/{text.replace('~', '~0').replace('/', '~1')}"], "asked": ["/model", text]},
        "rerun": f"pytest {text}",
        "sentence": text,
    }
    names: dict[str, Any] = {"scenario": text, "promise": text, "requirement": text, "variation": text}
    turn = {point: {text: text, "model": text} for point in TURN}
    whole = report(
        verdict(broken, **names),
        verdict(broken, verdict="known", message=f"{text}\n{text}"),
        verdict(ERROR, message=f"{text}\n{text}"),
        exchanges=(evidence(turn, {**turn, "served": [text]}, notes=[text], title=text), evidence(turn, scenario=text)),
    )
    return Report({"name": text, "version": text}, text, text, whole.verdicts, whole.exchanges)


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_markup(text: str) -> None:
    """Whatever an adapter serves is text: it brings no element and no attribute of its own."""
    page, plain = _Page(render(_hostile(text))), _Page(render(_hostile("plain")))

    assert plain.elements == page.elements
    assert {name for _, found in plain.tags for name in found} == {name for _, found in page.tags for name in found}


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_hostile_text_is_shown_as_it_came(text: str) -> None:
    """Escaping changes nothing that a person reads."""
    assert f"usage lost: {text}" in _Page(render(_hostile(text))).text


def test_a_page_can_be_written() -> None:
    """Half of a surrogate pair, which JSON may hold, does not keep the file from being written."""
    assert b"\\ud83d half a pair" in render(_hostile(HOSTILE[-1])).encode("utf-8")


def test_no_script_can_run_and_nothing_is_loaded() -> None:
    """The page forbids every source but its own styles, and asks for none."""
    page = _Page(render(report(verdict(FAILED), exchanges=(evidence(),))))

    assert "default-src 'none'; style-src 'unsafe-inline'" in page.attributes("content")
    assert [] == page.attributes("src")
    assert all(target.startswith("#") for target in page.attributes("href"))
    assert "url(" not in page.text
    assert "@import" not in page.text


def test_every_link_leads_somewhere() -> None:
    """Every link has one target, also where a pointer leads to nothing, or there is no evidence."""
    page = _Page(
        render(
            report(
                verdict(FAILED, pointers={"served": ["/usage", "/gone"], "forwarded": []}),
                verdict(FAILED, scenario="unicode_text"),
                verdict(NO_ANSWER, mode="stream"),
                verdict(UNTESTABLE, mode="stream"),
                exchanges=(evidence(), evidence(mode="stream")),
            )
        )
    )
    ids = page.attributes("id")

    assert len(ids) == len(set(ids))
    assert set() == {target.removeprefix("#") for target in page.attributes("href")} - set(ids)


def test_pointers_are_marked_on_both_sides() -> None:
    """The places that a verdict names stand out in the payloads of both points, and lead back to the verdict."""
    page = _Page(render(report(verdict(FAILED), exchanges=(evidence(),))))
    places = [attributes["id"] for tag, attributes in page.tags if tag == "mark" and "id" in attributes]

    assert ["place-chat-json-plain_text-1-upstream-1", "place-chat-json-plain_text-1-served-1"] == places
    assert {'"usage": {"input_tokens": 12, "output_tokens": 3}', '"prompt_tokens": 12'} <= set(page.texts("mark"))
    assert "#verdict-TOKENS-1-chat-json-plain_text" in page.attributes("href")


def test_a_turn_is_marked_alone() -> None:
    """The pointers of a verdict on the second turn mark nothing in the first."""
    page = _Page(render(report(verdict(FAILED, turn=2), exchanges=(evidence(TURN, TURN),))))

    assert ["upstream", "served"] == [
        place.split("-")[5] for place in page.attributes("id") if place.startswith("place-chat-json-plain_text-2")
    ]
    assert [] == [place for place in page.attributes("id") if place.startswith("place-chat-json-plain_text-1")]


def test_the_difference_is_marked() -> None:
    """Of what was expected that part is marked which was not received."""
    assert '"output": 3' in _Page(render(report(verdict(FAILED)))).texts("mark")


def test_every_failure_is_told_whole() -> None:
    """Each verdict that is not passed has what was expected and received, its fault and the command that reruns it."""
    verdicts = [
        verdict(FAILED, mode=mode, serves=serves, expected=f"{mode} {serves} wanted", received=f"{mode} {serves} got")
        for mode in ("json", "stream")
        for serves in ("chat", "responses")
    ]
    verdicts = [verdict(FAILED, **{**_fields(each), "rerun": f"pytest {each.mode} {each.serves}"}) for each in verdicts]
    page = _Page(render(report(*verdicts)))

    for each in verdicts:
        assert f"verdict-TOKENS-1-{each.serves}-{each.mode}-plain_text" in page.attributes("id")
        assert each.rerun in page.texts("code")
        assert f'"{each.expected}"' in page.text
        assert f'"{each.received}"' in page.text
    assert ["expected", "received"] * len(verdicts) == page.texts("h4")


def _fields(given: Any) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("mode", "serves", "expected", "received")}


def test_what_was_not_there_is_said() -> None:
    """A fact that was not received is nothing, not the word null."""
    assert "nothing (absent, empty or null)" in _Page(render(report(verdict(FAILED, received=None)))).text


def test_a_long_payload_is_cut_and_says_so() -> None:
    """What is beyond the limits is behind a click, or left out, and its length is told."""
    page = _Page(render(report(verdict(FAILED), exchanges=(evidence({**TURN, "served": "x" * (KEPT + 8)}),))))

    assert f"{KEPT - SHOWN:,} more characters" in page.text
    assert "10 more characters are left out here; report.json has them." in page.text  # the quotes are two


def test_the_legend_explains_every_verdict() -> None:
    """Nobody needs a manual for a word of the report."""
    text = _Page(render(report(verdict()))).text

    assert [] == [word for word, meaning in MEANINGS.items() if word not in text or meaning not in text]


def test_a_missing_answer_counts_what_it_left_untestable() -> None:
    """What has no line of its own is still told."""
    page = _Page(render(report(verdict(NO_ANSWER), verdict(UNTESTABLE), exchanges=(evidence(),))))

    assert "1 more verdict is untestable" in page.text


def test_the_page_is_deterministic() -> None:
    """The same report makes the same page, whatever order its sets take."""
    pointers = {"served": [f"/usage/{letter}" for letter in "abcdefgh"]}
    turn = {**TURN, "served": {"usage": dict.fromkeys("hgfedcba", 1)}}
    whole = report(verdict(FAILED, pointers=pointers), exchanges=(evidence(turn),))

    assert render(whole) == render(Report.from_json(whole.to_json()))


@pytest.mark.parametrize("verdicts", [[], [verdict()], [verdict(ERROR)]], ids=["none", "passed", "error"])
def test_a_report_without_losses_or_evidence_is_a_page(verdicts: list[Any]) -> None:
    """Sections that have nothing to say are not there, nor are links to them."""
    page = _Page(render(report(*verdicts)))

    assert "#exchanges" not in page.attributes("href")
    assert {"counts", "legend"} <= set(page.attributes("id"))
