"""report.html without its script is complete, safe and deterministic; `tests/browser/` tests it in a browser."""

import base64
import hashlib
import json
import re
import zlib
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from crosswire.reporting.html import render
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.overview import WORST_AMONG
from crosswire.reporting.verdict_table import VERDICTS
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, TURN, UNTESTABLE, evidence, report, run, verdict

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</p></details></style></script><!-- <svg onload=alert(1)>",
    "{{7*7}}{% raw %}{{ config }}",
    "&lt;b&gt; &#60;script&#62;",
    "`<b>code</b>`",
    "javascript:alert(1)",
    "\ud83d half a pair",
]


class _Page(HTMLParser):
    """What a page holds: its tags with their attributes, its text, and the text of each script."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self._in = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._in = tag

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002 - the parser's signature
        self._in = ""

    def handle_data(self, data: str) -> None:
        collected = {"script": self.scripts, "style": self.styles}.get(self._in)
        if collected is None:
            self.text += data
        else:
            collected.append(data)

    @property
    def elements(self) -> Counter[str]:
        """The number of tags by element, without `code`, which backticks make."""
        return Counter(tag for tag, _ in self.tags if tag != "code")

    @property
    def data(self) -> Any:
        return _unpacked(json.loads(self.scripts[0]))

    @property
    def on_demand(self) -> list[Any]:
        return [scenario for part in json.loads(self.scripts[1]) for scenario in _unpacked(part)]

    def attributes(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.tags if name in attributes]


def _unpacked(part: str) -> Any:
    return json.loads(zlib.decompress(base64.b64decode(part)))


def _hostile(text: str) -> list[Report]:
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
    return [Report({"name": text, "version": text}, text, text, whole.verdicts, whole.exchanges)]


@pytest.mark.parametrize("times", [1, 2], ids=["report", "comparison"])
@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_hostile_becomes_markup(text: str, times: int) -> None:
    """What an adapter serves stays text: it adds no element and no attribute."""
    page, plain = _Page(render(_hostile(text) * times)), _Page(render(_hostile("plain") * times))

    assert plain.elements == page.elements
    assert {name for _, found in plain.tags for name in found} == {name for _, found in page.tags for name in found}
    assert plain.scripts[-1] == page.scripts[-1]


@pytest.mark.parametrize("text", HOSTILE[:-1])
def test_hostile_text_is_shown_as_it_came(text: str) -> None:
    """Escaping changes nothing that a person reads, and nothing that the script is given."""
    page = _Page(render(_hostile(text)))

    assert text.replace("`", "") in page.text
    assert text in [entry["id"] for entry in page.data["requirements"]]


def test_a_page_can_be_written() -> None:
    """Half of a surrogate pair, which JSON may hold, does not keep the file from being written."""
    assert b"\\ud83d half a pair" in render(_hostile(HOSTILE[-1])).encode("utf-8")


def test_no_other_script_can_run_and_nothing_is_loaded() -> None:
    """The policy allows the one script and style by their hashes, and no other source."""
    page = _Page(render([report(verdict(FAILED), exchanges=(evidence(),))]))
    [policy] = [entry for entry in page.attributes("content") if "default-src" in entry]

    assert policy.startswith("default-src 'none'; ")
    assert re.findall("(?:script|style)-src '(.*?)'", policy) == [_hash(page.scripts[-1]), _hash(*page.styles)]
    assert "unsafe" not in policy
    assert [] == page.attributes("src") + page.attributes("style") + [
        name for _, found in page.tags for name in found if name.startswith("on")
    ]
    assert all(target.startswith("#") for target in page.attributes("href"))
    assert not re.search(r"url\(|@import", page.styles[0])


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def test_the_script_writes_no_markup() -> None:
    """The script uses nothing that turns text into elements or code."""
    script = _Page(render([report(verdict())])).scripts[-1]

    assert [] == re.findall(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|DOMParser", script
    )


def test_what_was_not_kept_is_told_without_the_script() -> None:
    """Headline, counts, each loss's sentence and what changed are plain HTML."""
    page = _Page(render([report(verdict(FAILED), verdict(mode="stream"))]))
    text = " ".join(page.text.split())

    assert "mine 1.2: Loses data" in text
    assert "The counts are the upstream's. expected output: 3 received nothing serves chat 1 of 2" in text
    assert {"1"} <= set(text.split("token counts")[1].split()[:4])


def test_the_clients_that_judged_are_named_with_their_packages() -> None:
    """The page names each client and what was installed of it; where none judged it says nothing of them."""
    judged = replace(report(verdict(FAILED)), runs=(run(1, 1, clients={"ai-sdk": "ai@6 <b>"}),))

    assert "1 client judged, too: ai-sdk" in _Page(render([judged])).text
    assert "ai-sdk ai@6 <b>" in _Page(render([judged])).text
    assert "judged, too" not in _Page(render([report(verdict(FAILED))])).text


def test_what_was_lost_links_to_its_page() -> None:
    """A loss links to its example, its count to all verdicts of the requirement."""
    links = _Page(render([report(verdict(FAILED, variation="cut"))])).attributes("href")

    assert "#verdict?requirement=TOKENS-1&serves=chat&mode=json&scenario=plain_text&variation=cut" in links
    assert "#requirement?requirement=TOKENS-1&serves=chat" in links


def test_a_comparison_names_the_adapter_in_its_links() -> None:
    """Each adapter of a comparison has a row and losses of its own."""
    reports = [report(verdict(FAILED)), Report({"name": "good", "version": None}, "0.1.0", "2026.11", [verdict()])]
    page = _Page(render(reports))
    text = " ".join(page.text.split())

    assert "1 of 2 adapters keeps all it must" in text
    assert text.index("good Keeps everything that was asked") < text.index("mine 1.2 Loses data")
    assert any(link.endswith("&adapter=mine+1.2") for link in page.attributes("href"))


def test_what_other_pages_tell_is_told_there() -> None:
    """A comparison has the worst losses; the adapter's own page, where there is one, has the rest."""
    many = report(*(verdict(FAILED, requirement=f"MANY-{number}") for number in range(WORST_AMONG + 3)))
    alone = _Page(render([many, many]))
    within = _Page(render([many, many], pages=["one.html", "two.html"]))

    assert [2, 0] == [page.elements["details"] for page in (alone, within)]
    assert ["one.html", "two.html"] == [target for target in within.attributes("href") if not target.startswith("#")]
    assert 2 == within.text.count("3 more on its own page")


def test_every_place_in_the_page_is_there_once() -> None:
    """Every link within the page has exactly one target."""
    page = _Page(render([report(verdict(FAILED), verdict(NO_ANSWER, mode="stream"), exchanges=(evidence(),))]))
    ids = page.attributes("id")

    assert len(ids) == len(set(ids))
    targets = {target for target in page.attributes("href") if "?" not in target}
    assert {"#matrix", "#cause/chat/served/answer/lost"} == targets
    assert targets <= {f"#{name}" for name in ids}


def test_the_script_is_given_every_verdict() -> None:
    """Each verdict is one character of a string; `.` means that the adapter was not judged there."""
    good = Report({"name": "good", "version": None}, "0.1.0", "2026.11", [verdict(variation="cut")])
    data = _Page(render([report(verdict(FAILED), verdict(mode="stream")), good])).data

    assert ["chat", "json"] == data["words"]["routes"][data["cases"]["route"][0]]
    assert ["", "", "cut"] == [data["variations"][entry] for entry in data["cases"]["variation"]]
    assert ["08.", "..8"] == [entry["verdicts"] for entry in data["reports"]]
    assert ["10.", "..0"] == [entry["kinds"] for entry in data["reports"]]


def test_every_command_can_be_told() -> None:
    """A command is stored once for a requirement, with a gap for the exchange, or apart where it has no gap."""
    unusual = verdict(scenario="odd", rerun="make test")
    [shown] = _Page(render([report(verdict(FAILED), unusual)])).data["reports"]
    before, after = verdict(FAILED).rerun.split("[chat-json-plain_text]")

    assert {"TOKENS-1": [before, after]} == shown["commands"]
    assert {"0": "make test"} == shown["commandsApart"]


def test_details_come_on_demand() -> None:
    """Both values, their pointers and the four payloads are packed for each scenario."""
    exchanges = (evidence(), evidence(mode="stream", scenario="unicode_text"))
    plain, _ = _Page(render([report(verdict(FAILED), verdict(scenario="unicode_text"), exchanges=exchanges)])).on_demand

    details = plain["verdicts"]["0 0"]
    assert ['{"input": 12, "output": 3}', 0] == details["expected"]
    assert {"expected": ["/output"], "received": []} == details["changed"]
    assert dict(FAILED["pointers"]) == details["pointers"]
    assert set(TURN) == set(plain["exchanges"]["0 chat json "]["turns"][0])
    assert {"chat.json": "authored", "responses.json": "recorded"} == plain["exchanges"]["0 chat json "]["recordings"]


def test_causes_have_an_address_and_their_verdicts() -> None:
    """A cause has the same address in every report, the numbers of its verdicts, and its details on demand."""
    hidden = verdict(UNTESTABLE, scenario="silent")
    page = _Page(render([report(verdict(FAILED), verdict(), hidden, exchanges=(evidence(),))]))
    lost, silent = page.data["causes"]
    plain = next(part for part in page.on_demand if part["causes"] and part["exchanges"])

    assert "#cause/chat/served/answer/lost" == lost["link"]
    assert ([0], []) == (lost["verdicts"], lost["hidden"])
    assert ("#cause/chat/answer/KeyError", [], [1]) == (silent["link"], silent["verdicts"], silent["hidden"])
    details = plain["causes"][lost["link"]]
    assert details["report"].startswith("### In what is served over Chat")
    assert {"upstream": {"pointers": ["/usage"], "gap": None}} == {"upstream": details["marks"]["upstream"]}
    assert ['{"input": 12, "output": 3}', 0] == details["sides"]["expected"]


def test_profiles_are_what_verdicts_are_given() -> None:
    """Each case has its profiles; a cause is listed under those of its verdicts, each with its number of causes."""
    found = report(verdict(FAILED), verdict(FAILED, serves="responses"), verdict(mode="stream"))
    page = _Page(
        render([found], profiles_of=lambda one: ["agents"] if one.serves == "chat" else ["agents", "text <b>"])
    )
    data = page.data

    assert [["agents"], ["agents"], ["agents", "text <b>"]] == [
        data["profiles"][one] for one in data["cases"]["profiles"]
    ]
    assert "for every use agents 2 text <b> 1" in " ".join(page.text.split())
    assert "#causes?profile=text+%3Cb%3E" in page.attributes("href")
    assert "for every use" not in _Page(render([found])).text


def test_the_page_tells_how_to_run_it() -> None:
    """A maintainer who is sent the page finds the commands; a report that does not know its runs says nothing."""
    judged = replace(report(verdict(FAILED)), runs=(run(1, 1), run(1, 1)))
    text = _Page(render([judged])).text

    assert 1 == text.count("pytest suites --adapter mine\n")
    assert "in a clone of Crosswire 0.1.0" in text
    assert "How to run it" not in _Page(render([report(verdict(FAILED))])).text


def test_requirements_say_where_they_come_from() -> None:
    """A requirement's source is there where this Crosswire has the requirement in the same words."""
    sentence = "Reasoning tokens are the upstream's number, where it is not zero."
    [listed] = _Page(render([report(verdict(requirement="TOKENS-2", sentence=sentence))])).data["requirements"]
    [changed] = _Page(render([report(verdict(requirement="TOKENS-2", sentence="Something else."))])).data[
        "requirements"
    ]

    assert listed["about"].startswith("What the answer cost reaches the client")
    assert "`ResponseUsage`" in listed["sources"]
    assert "suites/test_token_counts.py::test_reasoning_tokens_survive" == listed["function"]
    assert "" == changed["sources"] == changed["function"]


def test_the_legend_explains_every_verdict() -> None:
    """The legend has each verdict and its meaning."""
    text = _Page(render([report(verdict())])).text

    assert [] == [row.name for row in VERDICTS if row.name not in text or row.meaning not in text]


def test_a_missing_answer_counts_what_it_left_untestable() -> None:
    """Untestable verdicts, which have no line of their own, are counted."""
    page = _Page(render([report(verdict(NO_ANSWER), verdict(UNTESTABLE), exchanges=(evidence(),))]))

    assert "1 more verdict is untestable" in page.text


def test_the_page_is_deterministic() -> None:
    """The same report makes the same page, whatever the order in its sets."""
    pointers = {"served": [f"/usage/{letter}" for letter in "abcdefgh"]}
    turn = {**TURN, "served": {"usage": dict.fromkeys("hgfedcba", 1)}}
    whole = report(verdict(FAILED, pointers=pointers), exchanges=(evidence(turn),))

    assert render([whole]) == render([Report.from_json(json.loads(json.dumps(whole.to_json())))])


@pytest.mark.parametrize("verdicts", [[], [verdict()], [verdict(ERROR)]], ids=["none", "passed", "error"])
def test_a_report_without_losses_or_evidence_is_a_page(verdicts: list[Verdict]) -> None:
    """Sections without content are left out."""
    page = _Page(render([report(*verdicts)]))

    assert {"matrix", "legend", "data"} <= set(page.attributes("id"))
