"""An answer has another label, and the same bytes."""

from functools import partial

import pytest

from crosswire.exchange import cases_of
from crosswire.facts import Mode
from crosswire.scenarios import load_scenarios
from crosswire.variations import LABELLED
from crosswire.variations.labels import labelled

MODES: tuple[Mode, ...] = ("json", "stream")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("as_text", {"json": "text/plain; charset=utf-8", "stream": "text/plain; charset=utf-8"}),
        ("as_bytes", {"json": "application/octet-stream", "stream": "application/octet-stream"}),
        ("not", {"json": None, "stream": None}),
        (
            "as_latin",
            {"json": "application/json; charset=iso-8859-1", "stream": "text/event-stream; charset=iso-8859-1"},
        ),
        ("otherwise", {"json": "text/event-stream", "stream": "application/json"}),
    ],
)
def test_an_answer_has_another_label(name: str, expected: dict[Mode, str | None]) -> None:
    """The label is another, whole and streamed; body and kind are those of the recording."""
    variation = LABELLED[f"answer.labelled_{name}"]
    case = cases_of(load_scenarios()["plain_text"], "chat", "json")[0]
    varied = {mode: variation.says(case.upstreams[mode]) for mode in MODES}

    assert expected == {mode: answer.headers.get("content-type") for mode, answer in varied.items()}
    assert [False, True] == [varied[mode].streams for mode in MODES]
    assert [case.upstreams[mode].answer for mode in MODES] == [varied[mode].answer for mode in MODES]


def test_other_headers_stay() -> None:
    """Only the label is another."""
    recorded = cases_of(load_scenarios()["rate_limited"], "chat", "json")[0].upstreams["json"]
    varied = partial(labelled, "text/plain")(recorded)

    assert {**recorded.headers, "content-type": "text/plain"} == varied.headers
