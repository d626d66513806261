"""Whether an adapter is ready for a use: by the core of the profile, what is beside it, refusals and gaps."""

from dataclasses import replace
from typing import Any

import pytest

from crosswire.applicability import REFUSED
from crosswire.errors import ReportOutdated
from crosswire.losses import Difference
from crosswire.reporting.causes import causes
from crosswire.reporting.model import Verdict
from crosswire.reporting.readiness import Readiness, readiness, readiness_for
from crosswire.requirements import SET
from crosswire.specification.profiles import Part, Profile
from tests.reporting.report_examples import ERROR, FAILED, NO_ANSWER, UNTESTABLE, report, verdict

BILLING = Profile(
    "billing",
    "Billing",
    "You bill by tokens.",
    Part(frozenset({"ANSWER-1", "TOKENS-1", "TOKENS-2"}), frozenset({"plain_text", "usage_cached", "odd"})),
    Part(frozenset({"ANSWER-1", "TOKENS-1"}), frozenset({"plain_text", "usage_cached"})),
    {"chat": frozenset({"plain_text", "usage_cached"}), "responses": frozenset({"plain_text"})},
)
SATISFIED = (verdict(), verdict(scenario="usage_cached"))
LOST: dict[str, Any] = {**FAILED, "differences": [Difference("usage", "lost", 1, None)]}
IS_REFUSED = f"nothing to compare: {REFUSED}"


def _ready(*verdicts: Verdict, profile: Profile = BILLING) -> Readiness:
    return readiness(verdicts, [profile])[0]


def _words(one: Readiness) -> tuple[str, str]:
    return one.outcome, one.reasons


def test_it_is_ready_where_every_must_is_kept() -> None:
    """A SHOULD, and what the profile does not have, do not count."""
    should = verdict(LOST, requirement="TOKENS-2", verdict="warned", level="should")
    elsewhere = [verdict(LOST, requirement="CONTENT-1"), verdict(LOST, scenario="tools_one_call")]

    assert ("ready", "") == _words(_ready(*SATISFIED, should, *elsewhere))


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        (verdict(LOST, scenario="odd"), ("ready with limits", "1 cause")),
        (verdict(LOST, requirement="TOKENS-2"), ("ready with limits", "1 cause")),
        (verdict(LOST, mode="stream"), ("not ready", "1 cause")),
        (verdict(LOST, mode="stream", verdict="known"), ("not ready", "1 cause")),
        (verdict(UNTESTABLE, mode="stream"), ("not ready", "1 cause")),
        (verdict(NO_ANSWER, received="the adapter crashed", mode="stream"), ("not ready", "1 cause")),
        (verdict(LOST, mode="stream", verdict="declared"), ("ready with limits", "1 requirement declared")),
        (verdict(mode="stream", message=IS_REFUSED), ("not ready", "1 core scenario refused")),
        (verdict(scenario="odd", message=IS_REFUSED), ("ready with limits", "1 scenario refused")),
    ],
)
def test_the_core_decides(broken: Verdict, words: tuple[str, str]) -> None:
    """A MUST of the core that is broken, or refused, makes it not ready; the same beside the core limits it."""
    assert words == _words(_ready(*SATISFIED, broken))


def test_a_cause_counts_once() -> None:
    """A cause that breaks the core is no limit as well, wherever else it shows."""
    found = _ready(
        *SATISFIED, verdict(LOST, mode="stream"), verdict(LOST, scenario="odd"), verdict(LOST, requirement="TOKENS-2")
    )

    assert (["chat/served/usage/lost"], []) == ([cause.key for cause in found.blockers], list(found.limits))


@pytest.mark.parametrize(
    ("verdicts", "gap"),
    [
        ([], "nothing was judged of an adapter that serves Chat"),
        ([verdict()], "1 of 2 core scenarios were not judged: usage_cached"),
        ([verdict(), verdict(ERROR, scenario="usage_cached")], "1 of 2 core scenarios were not judged: usage_cached"),
        (
            [verdict(), verdict(scenario="usage_cached", requirement="TOKENS-2")],
            "1 of 2 core scenarios were not judged",
        ),
    ],
)
def test_without_the_whole_core_it_is_not_judged(verdicts: list[Verdict], gap: str) -> None:
    """Each scenario of the core needs a verdict; what the harness broke is none."""
    found = _ready(*verdicts)

    assert "not judged" == found.outcome
    assert found.reasons.startswith(gap)


def test_what_breaks_the_core_needs_no_other_verdict() -> None:
    """One broken MUST of the core is enough, also where the rest was not judged."""
    assert "not ready" == _ready(verdict(LOST)).outcome


def test_directions_and_modes_are_apart() -> None:
    """What is broken in one direction says nothing of the other; a profile's mode leaves the other mode out."""
    verdicts = [*SATISFIED, verdict(LOST, serves="responses"), verdict(LOST, mode="stream")]
    whole = replace(BILLING, mode="json")
    found = {one.serves: one.outcome for one in readiness(verdicts, [whole])}

    assert {"chat": "ready", "responses": "not ready"} == found
    assert ["chat"] == [one.serves for one in readiness(verdicts, [replace(whole, serves="chat")])]


def test_causes_at_hand_are_used() -> None:
    """The causes are those of the whole report, so that their keys and counts are the same everywhere."""
    verdicts = [*SATISFIED, verdict(LOST, mode="stream"), verdict(LOST, scenario="tools_one_call")]
    (found,) = causes(verdicts)

    assert found is readiness(verdicts, [BILLING], [found])[0].blockers[0]
    assert 2 == found.times


def test_a_report_of_an_older_set_is_one_error() -> None:
    """Profiles are of the newest set: an older report has verdicts of other requirements."""
    older = replace(report(*SATISFIED), requirements="2026.11")

    with pytest.raises(ReportOutdated) as raised:
        readiness_for(older, BILLING)
    assert (
        f"the report on mine 1.2 was judged by requirement set 2026.11; profiles are of set {SET}: judge the adapter "
        "again with pytest suites --adapter TARGET --report DIR"
    ) == str(raised.value)
    assert ["ready"] == [one.outcome for one in readiness_for(replace(older, requirements=SET), BILLING)]
