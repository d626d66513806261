"""Each requirement has a plain scenario, with nothing unusual but the requirement's subject."""

import pytest

from crosswire.scenarios import load_scenarios
from crosswire.specification.plain_scenarios import BRINGS, WAYS, Way, gaps, incidental, played
from crosswire.specification.suites import load_requirements
from crosswire.specification.unusual import unusual

REQUIREMENTS = {requirement.id: requirement for requirement in load_requirements()}


def test_every_requirement_has_a_plain_scenario() -> None:
    """One in each direction and mode; otherwise an adapter's other weakness would hide the result."""
    found = [gap for requirement in REQUIREMENTS.values() for gap in gaps(requirement)]

    assert [] == found


def incidental_in(scenario: str, requirement: str, way: Way) -> frozenset[str]:
    """Return what is unusual in a scenario and isn't what a requirement is about."""
    (found,) = (candidate for candidate in played(way) if candidate.scenario == scenario)
    return incidental(REQUIREMENTS[requirement], found)


@pytest.mark.parametrize(
    ("requirement", "scenario", "way", "expected"),
    [
        ("CONTENT-5", "citations_in_several_parts", Way("chat", "json"), {"answer: file_citation"}),
        ("CONTENT-9", "chat_json_object_and_no_effort", Way("chat", "json"), {"ask: format", "ask: reasoning_effort"}),
        ("CONTENT-1", "setting_store", Way("chat", "stream"), {"ask: store"}),
        ("RESPREQ-24", "responses_sampling_and_limit", Way("responses", "json"), {"ask: temperature", "ask: top_p"}),
        ("CONTENT-8", "length_without_text", Way("chat", "json"), {"answer: finish length", "answer: no text"}),
        ("ROBUST-10", "faulty_call_index_absent", Way("responses", "stream"), {"answer: several calls"}),
        (
            "CHATREQ-27",
            "chat_store_given_and_left_out",
            Way("chat", "json"),
            {"several turns", "ask: assistant message"},
        ),
    ],
)
def test_what_a_requirement_is_not_about_is_found(
    requirement: str, scenario: str, way: Way, expected: set[str]
) -> None:
    """A second setting, another citation, another finish, a second call, and an earlier turn are found."""
    assert expected == incidental_in(scenario, requirement, way)


@pytest.mark.parametrize(
    ("requirement", "scenario", "way"),
    [
        ("CONTENT-5", "citations_of_one_url", Way("chat", "json")),
        ("CONTENT-8", "reasoning_alone", Way("responses", "stream")),
        ("RESPREQ-32", "setting_store", Way("responses", "json")),
        ("TOOLS-1", "tools_one_call", Way("chat", "stream")),
        ("ROBUST-10", "faulty_call_without_index", Way("responses", "stream")),
    ],
)
def test_what_a_requirement_is_about_is_not_incidental(requirement: str, scenario: str, way: Way) -> None:
    """The subject isn't incidental, nor what it needs, such as the tool that is called."""
    assert frozenset() == incidental_in(scenario, requirement, way)


def test_what_may_come_along_is_there() -> None:
    """Every name of the table is something unusual in a scenario."""
    names = {name for way in WAYS for scenario in played(way) for name in scenario.without}

    assert set() == {*BRINGS, *(name for brought in BRINGS.values() for name in brought)} - names


@pytest.mark.parametrize("way", WAYS, ids="-".join)
def test_what_is_taken_away_is_gone(way: Way) -> None:
    """A scenario without one of its unusual things no longer has that thing."""
    left = [
        (scenario.scenario, name)
        for scenario in played(way)
        for name, cases in scenario.without.items()
        if name != "several turns" and name in unusual(cases)
    ]

    assert [] == left


SUBJECTS = {
    "store": {"store", "storage", "encrypted"},
    "reasoning_effort": {"effort", "reasoning_effort"},
    "temperature": {"sampling"},
    "top_p": {"sampling"},
    "user": {"hints"},
    "metadata": {"metadata", "hints"},
}
"""What an adapter or a host may refuse, and the tags of the scenarios that are about it."""
AS_CLIENTS_ASK = "client"
"""The tag of scenarios in which a client asks as it always does, also for what is not the subject."""


@pytest.mark.parametrize("name", SUBJECTS)
def test_what_may_be_refused_is_asked_where_it_is_the_subject(name: str) -> None:
    """An adapter that refuses one optional field is still judged on everything else."""
    asking = {
        scenario
        for way in WAYS
        for scenario, _, without in played(way)
        if f"ask: {name}" in without and not {*SUBJECTS[name], AS_CLIENTS_ASK} & set(load_scenarios()[scenario].tags)
    }

    assert set() == asking
