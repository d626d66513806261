"""Profiles of use: every requirement and scenario counts for one, and a wrong table is one clear error."""

import pytest

from crosswire.errors import ProfileNotFound, ProfilesInvalid
from crosswire.route import Route
from crosswire.scenarios import load_scenarios
from crosswire.specification.judged_routes import every_route
from crosswire.specification.profiles import Profile, Specified, load_profiles, profile_named, read_profiles
from crosswire.specification.suites import load_requirements

SPECIFIED = Specified(
    requirements={"ANSWER-1": "answer", "TOKENS-1": "token_counts", "TOKENS-12": "token_counts"},
    tags={"plain_text": ["text"], "tools_one_call": ["text", "tools"], "state": ["state"]},
    unanswered={"plain_text": [], "tools_one_call": ["chat"], "state": ["responses"]},
)
TABLE = """
[billing]
title = "Billing"
who = "You bill by tokens."
requirements = "answer TOKENS-*"
tags = "text"
core.requirements = "TOKENS-1"
core.scenarios = "plain_text tools_one_call"
"""


def _read(table: str) -> Profile:
    return read_profiles(table, SPECIFIED, "profiles.toml")["billing"]


def test_every_scenario_is_in_a_profile() -> None:
    """Every scenario counts for at least one use."""
    counted = {name for profile in load_profiles().values() for name in profile.whole.scenarios}

    assert set() == load_scenarios().keys() - counted


def test_every_requirement_is_judged_for_a_profile() -> None:
    """Every requirement counts for at least one use, on a scenario that gives it something to judge there."""
    profiles = load_profiles().values()
    unused = [
        requirement.id
        for requirement in load_requirements()
        if not any(profile.has(requirement.id, route) for route in every_route(requirement) for profile in profiles)
    ]

    assert [] == unused


def test_what_is_central_is_a_must_that_is_judged() -> None:
    """Readiness goes by the MUSTs: each requirement of a core is one, and each of its scenarios has one to judge."""
    requirements = {requirement.id: requirement for requirement in load_requirements()}
    for profile in load_profiles().values():
        levels = {requirements[name].level for name in profile.core.requirements}
        judged = {
            route.scenario
            for name in profile.core.requirements
            for route in every_route(requirements[name])
            if profile.has(name, route) and profile.core.has(name, route.scenario)
        }

        assert {"must"} == levels
        assert profile.core.scenarios == judged


def test_each_direction_has_a_core() -> None:
    """A profile has scenarios of its core in each direction that counts, and each can be served there."""
    routes = {
        (route.serves, route.scenario)
        for requirement in load_requirements()
        if requirement.id == "ANSWER-1"
        for route in every_route(requirement)
    }
    for profile in load_profiles().values():
        for serves in profile.directions:
            assert profile.core_scenarios[serves]
            assert {(serves, name) for name in profile.core_scenarios[serves]} <= routes


def test_a_verdict_belongs_where_both_its_requirement_and_its_scenario_do() -> None:
    """Patterns and promises stand for requirements, tags for scenarios; the direction and the mode may count, too."""
    plain = _read(TABLE)
    streamed = _read(TABLE + 'serves = "chat"\nmode = "stream"\n')
    without_tools = _read(TABLE.replace(" tools_one_call", "") + 'without = "tools"\n')

    assert {"ANSWER-1", "TOKENS-1", "TOKENS-12"} == plain.whole.requirements
    assert {"plain_text", "tools_one_call"} == plain.whole.scenarios
    assert {"plain_text"} == without_tools.whole.scenarios
    assert plain.has("TOKENS-12", Route("responses", "json", "plain_text"))
    assert not plain.has("TOKENS-12", Route("responses", "json", "state"))
    assert not plain.has("TOKENS-2", Route("responses", "json", "plain_text"))
    assert streamed.has("TOKENS-1", Route("chat", "stream", "plain_text"))
    assert not streamed.has("TOKENS-1", Route("chat", "json", "plain_text"))
    assert not streamed.has("TOKENS-1", Route("responses", "stream", "plain_text"))


def test_a_scenario_that_one_api_cannot_answer_is_central_in_one_direction() -> None:
    """A scenario of which Chat has the request alone can't be served to Responses clients."""
    assert {"chat": {"plain_text", "tools_one_call"}, "responses": {"plain_text"}} == _read(TABLE).core_scenarios


@pytest.mark.parametrize(
    ("given", "instead", "error"),
    [
        (
            "answer TOKENS-*",
            "answer TOKNS-*",
            "names an unknown requirement or promise 'TOKNS-*'; did you mean 'TOKENS-1'? docs/requirements.md lists",
        ),
        (
            "answer TOKENS-*",
            "TOKENS-* token_count",
            "names an unknown requirement or promise 'token_count'; did you mean 'token_counts'? docs/requirements.md",
        ),
        ('tags = "text"', 'tags = "texts"', "names an unknown tag 'texts'; did you mean 'text'? crosswire scenarios"),
        ("plain_text tools", "plain_txt tools", "names an unknown scenario 'plain_txt'; did you mean 'plain_text'?"),
        ("plain_text tools_one_call", "state", "has the scenario 'state' in its core, but not in the profile itself"),
        ("answer TOKENS-*", "answer", "has the requirement 'TOKENS-1' in its core, but not in the profile itself"),
        ("who =", "whom =", "has an unknown key 'whom'; did you mean 'who'? the keys are title, who,"),
        ("tags =", "without =", "lacks tags; the keys are title, who,"),
        ("core.scenarios", "core.scenario", "lacks core.scenarios; the keys are"),
        ('title = "Billing"', 'title = "B"\nmode = "streamed"', "has mode = 'streamed'; json or stream is allowed"),
        ('tags = "text"', 'tags = ["text"]', "has tags = ['text']; a text is allowed"),
        ("[billing]", "[billing", "profiles.toml is not TOML: "),
    ],
)
def test_a_wrong_table_is_one_error(given: str, instead: str, error: str) -> None:
    """The error says which profile names what there is not, and what comes close."""
    with pytest.raises(ProfilesInvalid) as raised:
        _read(TABLE.replace(given, instead))

    assert str(raised.value).startswith(("profiles.toml: [billing] ", "profiles.toml is not TOML"))
    assert error in str(raised.value)


def test_a_wrong_name_is_one_error() -> None:
    """The error says which profile comes close, and lists all."""
    listed = ", ".join(load_profiles())

    with pytest.raises(ProfileNotFound) as raised:
        profile_named("codx")
    assert f"there is no profile 'codx'; did you mean 'codex'? Profiles: {listed}" == str(raised.value)
    with pytest.raises(ProfileNotFound, match=r"there is no profile 'x'\. Profiles: text_chat, "):
        profile_named("x")
