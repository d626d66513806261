"""The profiles of use on the page: what the adapter is for each, and which causes stand in its way."""

from dataclasses import replace

from crosswire.reporting.causes import causes
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.profile_filter import concerned, directions_of, profiles_for, uses
from crosswire.requirements import SET
from tests.reporting.report_examples import FAILED, PASSED, report, verdict

CORE = verdict(FAILED, requirement="CONTENT-1", promise="content")
PLAIN = verdict(PASSED, requirement="CONTENT-1", promise="content", serves="responses")


def _today(*verdicts: Verdict) -> Report:
    return replace(report(*verdicts), requirements=SET)


def test_each_profile_says_what_the_adapter_is() -> None:
    """A cause that breaks the core makes it not ready, and its link leads to the causes that do."""
    judged = _today(CORE, PLAIN)
    shown = uses(judged, causes(judged.verdicts))
    chat = next(use for use in shown if use.profile.name == "text_chat")
    codex = next(use for use in shown if use.profile.name == "codex")

    assert ["chat", "responses"] == list(directions_of(shown))
    assert ["not ready", "not judged"] == [one.outcome for one in chat.ready.values()]
    assert "#causes?core=text_chat&serves=chat" == chat.link("chat")
    assert "#causes?profile=text_chat&serves=responses" == chat.link("responses")
    assert ["responses"] == list(codex.ready)


def test_a_cause_names_the_profiles_that_it_concerns() -> None:
    """The profiles of most of its verdicts come first; those whose core it breaks are told apart."""
    judged = _today(CORE, replace(CORE, requirement="METADATA-3", promise="metadata", level="should", verdict="warned"))
    found = causes(judged.verdicts)
    counts = {"CONTENT-1": ["text_chat"], "METADATA-3": ["costs", "text_chat"]}
    [profiles] = [concerned(cause, lambda one: counts[one.requirement], uses(judged, found)) for cause in found]

    assert ["text_chat", "costs"] == profiles.profiles
    assert ["text_chat"] == profiles.cores


def test_profiles_are_those_of_the_table() -> None:
    """A verdict has the profiles that have its requirement, its scenario and its route."""
    of_whole, of_stream = map(profiles_for([_today()]), (CORE, replace(CORE, mode="stream")))

    assert {"text_chat", "streamed_chat"} & {*of_whole} == {"text_chat"}
    assert {"text_chat", "streamed_chat"} & {*of_stream} == {"streamed_chat"}


def test_a_report_of_another_set_has_no_profiles() -> None:
    """The table is of one requirement set: what was judged by another one is not sorted by it."""
    older = report(CORE)

    assert () == uses(older, causes(older.verdicts))
    assert () == profiles_for([older, _today()])(CORE)
