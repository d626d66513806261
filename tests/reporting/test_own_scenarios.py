"""A report that was judged on a user's own scenarios says so wherever it stands for the adapter."""

import json
from dataclasses import replace
from datetime import date

import pytest

from crosswire.reporting.badge import badge, profile_badge
from crosswire.reporting.headline import comparison
from crosswire.reporting.html import render
from crosswire.reporting.model import Report
from crosswire.reporting.published import published_readiness
from crosswire.reporting.publishing import publish
from crosswire.reporting.readiness import readiness_for
from crosswire.requirements import SET
from crosswire.scenarios import OURS
from crosswire.specification.profiles import profile_named
from tests.reporting.report_examples import report, run, verdict

OWN = {"one": ["tools"], "other": ["tools"]}
PROFILE = profile_named("costs")
CORE = [verdict(requirement="ANSWER-1", scenario=name) for name in PROFILE.core_scenarios["chat"]]


def judged_on(folders: list[str], own: dict[str, list[str]]) -> Report:
    runs = (run(len(CORE), len(CORE), scenarios=folders, own_scenarios=own),)
    return replace(report(*CORE), requirements=SET, runs=runs)


OURS_ALONE = replace(judged_on([], {}), adapter={"name": "theirs", "version": None})
KINDS = [
    (judged_on(["mine"], OWN), "on 2 own scenarios", "Judged on 2 scenarios of mine, not Crosswire's own."),
    (
        judged_on(["mine", OURS], {"one": []}),
        "also on 1 own scenario",
        "Judged on 1 scenario of mine, beside Crosswire's own.",
    ),
]


WORDS = [(given, words) for given, words, _ in KINDS]


@pytest.mark.parametrize(("given", "words"), WORDS)
def test_a_badge_says_it(given: Report, words: str) -> None:
    """Its words and its title end in it, also those of the badge of a profile."""
    made = badge(given)
    of_profile = profile_badge(given, PROFILE, readiness_for(given, PROFILE))

    assert "1 of 1 MUST kept" == badge(OURS_ALONE).message
    assert (f"1 of 1 MUST kept, {words}", True) == (made.message, made.title.endswith(words))
    assert (f"ready, {words}", True) == (of_profile.message, of_profile.title.endswith(words))


@pytest.mark.parametrize(("given", "words", "sentence"), KINDS)
def test_a_comparison_says_it(given: Report, words: str, sentence: str) -> None:
    """It says so of the adapter, at the top and in its row, and of no other."""
    page = render([given, OURS_ALONE])

    assert [f"mine 1.2: {sentence}"] == comparison([given, OURS_ALONE]).sentences
    assert sentence.replace("'", "&#39;") in page
    assert 1 == page.count(f'<span class="quiet">{words}</span>')


@pytest.mark.parametrize(("given", "words"), WORDS)
def test_a_site_says_it(given: Report, words: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It stands at the adapter in each table, in site.json, and where the site's adapters are listed."""
    index = publish([given, OURS_ALONE], tmp_path_factory.mktemp("made") / "site", date(2026, 11, 23))
    text, site = index.read_text(), json.loads((index.parent / "site.json").read_text())
    listed = {one.adapter: one.reasons for one in published_readiness(index.parent, PROFILE)}

    assert 2 == text.count(f'<span class="links">{words}</span>')
    assert [words, None] == [adapter.get("scenarios") for adapter in site["adapters"]]
    assert (True, False) == (words in listed["mine"], words in listed["theirs"])
