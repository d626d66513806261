"""Causes gather the verdicts that have one reason."""

from collections.abc import Sequence
from typing import Any

import pytest

from crosswire.losses import Difference, LossKind
from crosswire.reporting.answer_reasons import no_answer, stable
from crosswire.reporting.causes import Cause, causes, first_cause
from crosswire.reporting.headline import headline
from crosswire.reporting.loss_subjects import subject_of
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import (
    ERROR,
    FAILED,
    NO_ANSWER,
    PASSED,
    TURN,
    UNTESTABLE,
    evidence,
    report,
    verdict,
)

DICT = "the adapter returned dict {'id': '%s', 'n': 'a for a'... for a streamed request; an iterable of dicts is due"
CAUSE = "the adapter returned dict for a streamed request; an iterable of dicts is due"


def difference(fact: str, kind: LossKind = "lost", arrow: str = "served") -> Difference:
    points: dict[str, Any] = {"served": {"served": []}, "forwarded": {"asked": [], "forwarded": []}}
    return Difference(fact, kind, "was", "came", points[arrow])


def failed(requirement: str, *differences: Difference, **changed: Any) -> Verdict:
    return verdict(FAILED, requirement=requirement, differences=differences, **changed)


def keys(found: Sequence[Cause]) -> list[str]:
    return [cause.key for cause in found]


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (DICT % 1, CAUSE),
        (DICT % 2 + " (turn 1 of 2)", CAUSE),
        (
            "the adapter streamed str 'a'; every frame is a dict, its JSON",
            "the adapter streamed str; every frame is a dict, its JSON",
        ),
        ("the adapter served dict {'a': nan}, which is not JSON: x", "the adapter served dict, which is not JSON: x"),
        ("the adapter raised KeyError: 'a' (mine.py:3)", "the adapter raised KeyError: 'a' (mine.py:3)"),
        ("it hung; it printed last:\nwords", "it hung; it printed last:"),
    ],
)
def test_a_reason_does_not_name_what_differs(text: str, cause: str) -> None:
    """A reason leaves out payload, turn and log, so that equal faults are one cause."""
    assert cause == no_answer(verdict(UNTESTABLE, message=f"nothing to judge: {text}"))
    assert cause == no_answer(verdict(NO_ANSWER, received=text))


def test_what_was_answered_has_no_such_reason() -> None:
    """A fact that was not kept isn't the reason of a missing answer."""
    assert [None, None] == [no_answer(verdict()), no_answer(verdict(FAILED))]


@pytest.mark.parametrize(
    ("fact", "kind", "arrow", "key"),
    [
        ("sequence_number", "altered", "served", "served/sequence_number/altered"),
        ("tool_calls[0][2]", "lost", "served", "served/tool_calls/lost"),
        ("arguments.output_item.done", "lost", "served", "served/tool_calls/lost"),
        ("output[2].arguments", "altered", "served", "served/tool_calls/altered"),
        ("response.tools[0].strict", "lost", "served", "served/tools/strict/lost"),
        ("settings.truncation", "altered", "served", "served/truncation/altered"),
        ("validity[*].item: 'summary' is missing", "altered", "served", "served/reasoning/lost"),
        ("validity.output[*]: 'summary' is missing", "altered", "served", "served/reasoning/lost"),
        (
            "validity[*].response.usage: 'total_tokens' is missing",
            "altered",
            "served",
            "served/usage/total_tokens/lost",
        ),
        ("validity[*].'sequence_number' is missing", "altered", "served", "served/sequence_number/lost"),
        (
            "validity.usage.input_tokens: '7' is not an integer",
            "altered",
            "served",
            "served/usage/input_tokens/altered",
        ),
        ("error.code", "altered", "served", "served/error.code/altered"),
        ("events.arguments.response.completed", "altered", "served", "served/tool_calls/altered"),
        ("tools.get_weather.description", "lost", "forwarded", "forwarded/tools/description/lost"),
        ("results.call_1", "lost", "forwarded", "forwarded/results/lost"),
        ("fields.web_search_options.city", "invented", "forwarded", "forwarded/web_search_options/city/invented"),
    ],
)
def test_a_difference_is_about_a_fact(fact: str, kind: LossKind, arrow: str, key: str) -> None:
    """Whichever way a suite names a fact, by itself or by its position, it is the same subject."""
    assert key == subject_of(difference(fact, kind, arrow), "responses").key


@pytest.mark.parametrize(
    "fact", ["", ".", "[0]", "settings.", "validity.: 'a/b' is missing", "a/b.c/d", "tools..", "\ud83d.x"]
)
def test_a_fact_of_any_name_has_a_cause(fact: str) -> None:
    """The end of a run never breaks at the name of a fact: requirements of others may give any."""
    (found,) = causes([failed("MINE-1", difference(fact))])

    assert found.sentence.startswith("In what is served over Chat, `")
    assert difference(fact) == found.difference


def test_names_of_the_client_are_in_no_key() -> None:
    """A tool's name, the id of a call, and a key of the metadata differ from scenario to scenario."""
    facts = ("metadata.desk", "metadata.shelf")

    assert ["chat/served/metadata/lost"] == keys(causes([failed("A-1", difference(fact)) for fact in facts]))


@pytest.mark.parametrize(
    ("fact", "key"),
    [
        ("tools.tides.of.today", "served/tools/lost"),
        ("tools.tides.of.today.strict", "served/tools/strict/lost"),
        ("metadata.desk.name", "served/metadata/lost"),
        ("output.fc_9ddc86fe10ca824b", "served/output/lost"),
        ("headers.retry-after", "served/headers/retry-after/lost"),
    ],
)
def test_a_name_with_dots_leaves_nothing_in_a_key(fact: str, key: str) -> None:
    """Of a path only fields are in the key: no end of a name with dots, and no id."""
    assert key == subject_of(difference(fact), "responses").key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "an error, 500 \"no delta in {'id': 'msg_0ff1b62df520', 'n': [1]}\"",
            "an error, 500 \"no delta in {'id': 7}\"",
        ),
        ("raised KeyError: 'x' (mine.py:3)", "raised KeyError: 'x' (mine.py:44)"),
        ('an error, 400 "at position 12"', 'an error, 400 "at position 362"'),
        ('an error, 400 "bad\\nline 1: a"', 'an error, 400 "bad\\nline 2: b"'),
        (f"it printed {'x' * 200}", f"it printed {'x' * 300}"),
    ],
)
def test_a_key_has_no_value_of_one_exchange(one: str, other: str) -> None:
    """Payloads, ids, positions and logs in a reason differ from exchange to exchange; the cause is one."""
    assert stable(one) == stable(other)
    assert 1 == len(causes([verdict(NO_ANSWER, received=one), verdict(NO_ANSWER, received=other, mode="stream")]))


def test_other_reasons_have_other_keys() -> None:
    """The status of an error, and the name that it says, tell reasons apart."""
    texts = ['an error, 400 "bad"', 'an error, 500 "bad"', "raised KeyError: 'x'", "raised KeyError: 'y'"]

    assert 4 == len({stable(text) for text in texts})


def test_what_is_untestable_goes_under_the_missing_answer() -> None:
    """Where the adapter refuses before it forwards anything, that nothing was forwarded follows from it."""
    silent = [
        verdict(NO_ANSWER, received='an error, 400 "no"'),
        verdict(UNTESTABLE, message="no request was forwarded"),
        verdict(UNTESTABLE, message="no request was forwarded", scenario="other"),
    ]

    assert {'chat/answer/an error, 400 "no"': 2, "chat/answer/no request was forwarded": 1} == {
        cause.key: cause.times for cause in causes(silent)
    }


def test_a_cause_knows_which_differences_it_explains() -> None:
    """Of a verdict with two facts, each cause has its own."""
    text, refusal = difference("text"), difference("refusal", "altered")
    row = failed("A-1", text, refusal)

    assert {"chat/served/text/lost": [text], "chat/served/refusal/altered": [refusal]} == {
        cause.key: cause.differences_of(row) for cause in causes([row])
    }


def test_one_fact_is_one_cause_whatever_the_requirement_scenario_and_mode() -> None:
    """A fact that several requirements see, in several exchanges, is one cause; a passed verdict has none."""
    found = causes(
        [
            failed("CONTENT-4", difference("refusal")),
            failed("CONTENT-4", difference("refusal"), mode="stream"),
            failed("CHUNKS-9", difference("refusal"), mode="stream"),
            failed("CONTENT-4", difference("refusal"), scenario="refusal_alone"),
            verdict(),
        ]
    )

    assert ["chat/served/refusal/lost"] == keys(found)
    assert 4 == found[0].times
    assert ["CONTENT-4", "CHUNKS-9"] == sorted(found[0].requirements, reverse=True)
    assert {"plain_text", "refusal_alone"} == found[0].scenarios


def test_other_facts_directions_and_kinds_are_other_causes() -> None:
    """A fact in the request, of the other API, or lost in another way is another cause."""
    found = causes(
        [
            failed("A-1", difference("refusal")),
            failed("A-2", difference("refusal", arrow="forwarded")),
            failed("A-3", difference("refusal", "altered"), scenario="other"),
            failed("A-4", difference("text")),
            failed("A-1", difference("refusal"), serves="responses"),
        ]
    )

    assert 5 == len(found)


def test_a_loss_of_a_whole_goes_under_that_of_its_part() -> None:
    """What is seen of the whole output, and by a client, goes under the part that differs in the same exchange."""
    rows = [
        failed("EVENTS-12", difference("output", "altered")),
        failed("CLIENT-2", difference("text", "altered"), promise="client"),
        failed("TOOLS-2", difference("tool_calls")),
    ]

    assert ["chat/served/tool_calls/lost"] == keys(causes(rows))
    assert ["chat/served/output/altered"] == keys(causes(rows[:1]))
    assert ["chat/served/text/altered"] == keys(causes(rows[1:2]))
    apart = [rows[0], failed("TOOLS-2", difference("tool_calls"), scenario="other")]
    assert 2 == len(causes(apart))


def test_a_verdict_about_two_facts_has_two_causes() -> None:
    """A verdict counts under each fact that it found to differ."""
    found = causes([failed("A-1", difference("refusal"), difference("text"))])

    assert ["chat/served/refusal/lost", "chat/served/text/lost"] == sorted(keys(found))


def test_the_example_is_of_the_narrowest_requirement_on_the_smallest_exchange() -> None:
    """The example is no client's and no schema's verdict where there is another, and has the smallest payloads."""
    rows = [
        failed("A-2", difference("validity.usage: 'x' is missing"), scenario="small"),
        failed("B-1", difference("usage.x"), scenario="large"),
        failed("B-1", difference("usage.x"), scenario="small"),
    ]
    sizes = (evidence(TURN, TURN, scenario="large"), evidence(TURN, scenario="small"))
    (found,) = causes(rows, sizes)

    assert ("B-1", "small") == (found.example.requirement, found.example.scenario)


def test_the_example_is_as_it_was_recorded() -> None:
    """Where a requirement about variations sees a loss, too, the example is another one's, without a variation."""
    rows = [failed("A-1", difference("usage"), variation="cut"), failed("B-1", difference("usage"))]

    assert "B-1" == causes(rows)[0].example.requirement


def test_what_stands_in_the_place_of_what_is_lost_goes_under_that() -> None:
    """What one requirement finds invented in an item goes under what it finds lost in the same item."""
    lost = difference("output[0].summary")
    instead, elsewhere = (difference(f"output[{index}].status", "invented") for index in (0, 1))
    serves = {"serves": "responses"}

    assert ["responses/served/reasoning/lost"] == keys(causes([failed("A-1", lost, instead, **serves)]))
    assert 2 == len(causes([failed("A-1", lost, elsewhere, **serves)]))
    assert 2 == len(causes([failed("A-1", lost, **serves), failed("A-2", instead, **serves)]))


def test_the_example_is_an_exchange_that_the_report_shows() -> None:
    """Of what could not be judged, too, the smallest payloads are the example; an exchange without payloads is none."""
    rows = [verdict(UNTESTABLE, scenario=name) for name in ("unseen", "large", "small")]
    sizes = (evidence(TURN, TURN, scenario="large"), evidence(TURN, scenario="small"))
    (found,) = causes(rows, sizes)

    assert ["small", "large", "unseen"] == [row.scenario for row in found.hidden]


def test_where_there_is_no_answer_the_reason_is_the_cause() -> None:
    """What gives no answer is one cause for each reason, and hides what it leaves untestable."""
    verdicts = [
        verdict(NO_ANSWER, received=DICT % 1),
        verdict(UNTESTABLE, message=f"nothing to judge: {DICT % 2}"),
        verdict(UNTESTABLE, message=f"nothing to judge: {DICT % 3}", mode="stream"),
        *(verdict(FAILED, mode=mode, requirement="TOKENS-2") for mode in ("json", "stream")),
        verdict(ERROR, scenario="other"),
    ]
    cause = first_cause(verdicts)

    assert cause
    assert f"chat/answer/{CAUSE}" == cause.key
    assert (1, 2, 3) == (len(cause.verdicts), len(cause.hidden), cause.times)
    assert f"Serving Chat: {CAUSE}" == cause.sentence
    assert PASSED["rerun"] == cause.example.rerun


def test_a_cause_says_what_is_wrong_in_words() -> None:
    """The sentence names the side, the fact, the kind and the requirement's sentence."""
    (served,) = causes([failed("A-1", difference("usage.cached"))])
    (forwarded,) = causes([failed("A-2", difference("refusal", "altered", "forwarded"))])

    assert served.sentence == "In what is served over Chat, `cached` of `usage` is lost: The counts are the upstream's."
    assert forwarded.sentence.startswith("In what is forwarded to Responses, `refusal` is altered: ")
    assert "each differs in forwarded/refusal/altered, or follows from that in the same exchange" == forwarded.because


def test_a_cause_shows_its_own_difference() -> None:
    """Where the example has several differences, the cause shows the one that it is about."""
    text, refusal = difference("text"), difference("refusal", "altered")
    found = {cause.key: cause.difference for cause in causes([failed("A-1", text, refusal)])}

    assert {"chat/served/text/lost": text, "chat/served/refusal/altered": refusal} == found
    assert [None] == [cause.difference for cause in causes([verdict(NO_ANSWER, received="it hung")])]


def test_the_most_harmful_comes_first() -> None:
    """A red cause is before others; then the one with more scenarios."""
    warned = [
        verdict(FAILED, verdict="warned", level="should", differences=[difference("text")], mode=mode)
        for mode in ("json", "stream")
    ]
    few = [failed("A-1", difference("usage"))]
    many = [failed("A-2", difference("model"), scenario=name) for name in ("one", "two")]

    assert ["chat/served/model/lost", "chat/served/usage/lost", "chat/served/text/lost"] == keys(
        causes([*warned, *few, *many])
    )


def test_what_is_not_red_is_not_to_mend_first() -> None:
    """Warnings and known failures are no cause to mend first."""
    assert first_cause([verdict(), *(verdict(FAILED, verdict=name) for name in ("warned", "known", "noted"))]) is None


def test_a_headline_names_a_cause_of_many() -> None:
    """A headline names the cause of ten verdicts, and not that of nine."""
    many = [verdict(ERROR, message="KeyError", scenario=str(number)) for number in range(10)]

    assert "To mend first: Serving Chat: KeyError: 10 of 10 verdicts." in headline(report(*many)).sentences
    assert not [words for words in headline(report(*many[1:])).sentences if words.startswith("To mend first")]
