"""Reports that fit are merged; those that don't fit are refused by name."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from crosswire.errors import ReportsUnlike
from crosswire.reporting.merging import merge
from crosswire.reporting.model import Report
from crosswire.reporting.reading import Source
from tests.reporting.report_examples import FAILED, evidence, report, verdict

MINE = report(verdict(), verdict(mode="stream"))
OTHER = replace(MINE, adapter={"name": "other", "version": None})


def _merged(*reports: Report) -> Sequence[Report]:
    return merge([Source(f"{name}.json", report) for name, report in zip("abcdef", reports, strict=False)])


def test_parts_of_one_adapter_become_one_report() -> None:
    """Verdicts and exchanges have the order of a single run, whatever the order of the parts."""
    chat = report(verdict(FAILED), verdict(promise="answer", requirement="ANSWER-1"), exchanges=(evidence(),))
    responses = report(verdict(FAILED, serves="responses"), exchanges=(evidence(serves="responses"),))
    whole = report(
        verdict(promise="answer", requirement="ANSWER-1"),
        verdict(FAILED),
        verdict(FAILED, serves="responses"),
        exchanges=(evidence(), evidence(serves="responses")),
    )

    assert [whole] == _merged(chat, responses)
    assert [whole] == _merged(responses, chat)


def test_parts_may_share_an_exchange() -> None:
    """Where two parts judged an exchange, its payloads are there once, from the first part."""
    one = report(verdict(FAILED), exchanges=(evidence(title="first"),))
    two = report(verdict(FAILED, requirement="TOKENS-2"), exchanges=(evidence(title="second"),))

    (whole,) = _merged(one, two)

    assert ["TOKENS-1", "TOKENS-2"] == [entry.requirement for entry in whole.verdicts]
    assert ["first"] == [entry.title for entry in whole.exchanges]


def test_adapters_stay_apart() -> None:
    """Different adapters stay in the order given; another version is another adapter."""
    newer = replace(MINE, adapter={"name": "mine", "version": "1.3"})

    assert [OTHER, MINE, newer] == _merged(OTHER, MINE, newer)


def test_parts_of_several_adapters() -> None:
    """Parts of one adapter are merged before adapters are compared."""
    json, stream = (replace(OTHER, verdicts=[entry]) for entry in OTHER.verdicts)

    assert [OTHER, MINE] == _merged(json, MINE, stream)


def test_a_direction_that_one_does_not_serve_is_not_missed() -> None:
    """Adapters that serve other directions, or were tried with other variations, can be compared."""
    both = replace(MINE, verdicts=[*MINE.verdicts, verdict(serves="responses"), verdict(variation="cut")])

    assert [both, OTHER] == _merged(both, OTHER)


@pytest.mark.parametrize(
    ("reports", "text"),
    [
        (
            (MINE, replace(OTHER, requirements="2027.01")),
            "other requirement set: b.json (other) was judged by 2027.01, a.json (mine 1.2) by 2026.11; judge both "
            "with one Crosswire, or compare them with crosswire diff",
        ),
        (
            (MINE, MINE),
            "same adapter twice: b.json (mine 1.2) and a.json both judge TOKENS-1 on plain_text (serves chat, json) "
            "and 1 more; give each part once, or compare two runs with crosswire diff",
        ),
        (
            (replace(MINE, verdicts=MINE.verdicts[:1]), OTHER, replace(MINE, verdicts=MINE.verdicts[1:]), MINE),
            "same adapter twice: d.json (mine 1.2) and a.json both judge TOKENS-1 on plain_text (serves chat, json) "
            "and 1 more; ",
        ),
        (
            (MINE, replace(MINE, crosswire="0.2.0", verdicts=[verdict(scenario="other")])),
            "other Crosswire: b.json (mine 1.2) was judged with 0.2.0, a.json with 0.1.0; parts of one report come "
            "from one version",
        ),
        (
            (MINE, replace(OTHER, verdicts=OTHER.verdicts[1:])),
            "missing scenarios: b.json (other) was not judged on plain_text (serves chat, json), as a.json (mine 1.2) "
            "was; run the same suites on both",
        ),
        (
            (OTHER, replace(MINE, verdicts=[*MINE.verdicts, *(verdict(scenario=name) for name in "uvwxy")])),
            "missing scenarios: a.json (other) was not judged on u (serves chat, json), v (serves chat, json), "
            "w (serves chat, json) and 2 more, as b.json (mine 1.2) was; ",
        ),
    ],
)
def test_what_does_not_fit_is_refused(reports: Sequence[Report], text: str) -> None:
    """The refusal has the reason and names the files."""
    with pytest.raises(ReportsUnlike) as raised:
        _merged(*reports)
    assert str(raised.value).startswith(text)
