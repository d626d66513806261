"""What is marked in the payloads that show a cause: what was read, what has the value, or what is missing."""

from typing import Any

from crosswire.facts import Point
from crosswire.losses import Difference
from crosswire.reporting.causes import causes
from crosswire.reporting.marking import Gap, Marks, Shown, shown
from crosswire.reporting.model import Verdict
from tests.reporting.report_examples import FAILED, NO_ANSWER, TURN, UNTESTABLE, evidence, verdict


def _shown(found: Verdict, **turn: Any) -> Shown:
    [cause] = causes([found])
    shows = shown(cause, evidence({**TURN, **turn}))
    assert shows is not None
    return shows


def _differs(fact: str, expected: Any, received: Any, **pointers: list[str]) -> Verdict:
    return verdict(FAILED, differences=[Difference(fact, "lost", expected, received, pointers)])  # type: ignore[arg-type]


def _marks(found: Verdict, **turn: Any) -> dict[Point, Marks]:
    return dict(_shown(found, **turn).marks)


def test_what_the_requirement_read_is_marked() -> None:
    """The difference's own pointers come first; the point that the adapter was given is the first of the two."""
    marks = _marks(_differs("usage.output", 3, 2, upstream=["/usage/output_tokens"], served=["/usage"]))

    assert {"upstream": Marks(["/usage/output_tokens"]), "served": Marks(["/usage"])} == marks
    assert ["upstream", "served"] == list(marks)


def test_what_is_missing_is_told_where_it_would_stand() -> None:
    """A fact that is not there is missing from the deepest value on the way to it, in the shape's own words."""
    of_usage = _marks(_differs("usage.reasoning", 64, None, upstream=["/usage"], served=[]))
    of_message = _marks(
        _differs("refusal", "No.", None, upstream=[], served=[]), served={"choices": [{"message": {"content": "x"}}]}
    )

    assert Marks((), Gap("/usage", "reasoning")) == of_usage["served"]
    assert Marks((), Gap("/choices/0/message", "refusal")) == of_message["served"]


def test_a_missing_entry_is_missing_from_its_list() -> None:
    """Where the message has no sound at all, its list of parts lacks one."""
    found = verdict(
        FAILED, differences=[Difference("sounds", "lost", ["x"], None, {"asked": ["/messages"], "forwarded": []})]
    )

    assert Gap("/input", "sounds") == _marks(found, forwarded={"input": []})["forwarded"].gap


def test_what_is_missing_from_a_stream_is_missing_from_all_of_it() -> None:
    """No frame is named where none has the fact."""
    marks = _marks(_differs("refusal", "No.", "", served=[]), served=[{"choices": [{"delta": {}}]}])

    assert Gap("", "refusal") == marks["served"].gap


def test_a_value_is_looked_for_where_no_pointer_leads() -> None:
    """A long value is marked where a payload has it; a short one may be there by chance."""
    asked = {"deep": [{"note": "water the plants"}], "n": 1}
    long, short = (
        verdict(FAILED, differences=[Difference("hint", "lost", {"hint": value}, None, {"asked": [], "forwarded": []})])
        for value in ("water the plants", 1)
    )

    assert ["/deep/0/note"] == _marks(long, asked=asked)["asked"].pointers
    assert [] == _marks(short, asked=asked)["asked"].pointers


def test_a_field_of_the_facts_name_is_looked_for() -> None:
    """A value that is not found as it is may stand under the fact's name."""
    found = _differs("error.code", "rate limit", "server", upstream=[], served=[])

    assert ["/error/code"] == _marks(found, upstream={"error": {"code": "429"}})["upstream"].pointers


def test_what_was_asked_is_shown_where_the_answer_repeats_it() -> None:
    """A requirement that compares the answer with the request has these two beside each other."""
    marks = _marks(_differs("settings", {"seed": 7}, {}, asked=["/seed"], served=[]), asked={"seed": 7})

    assert ["asked", "served"] == list(marks)


def test_nothing_is_marked_at_a_point_that_is_not_compared() -> None:
    """A rule about the answer alone marks nothing of the upstream's."""
    assert Marks() == _marks(_differs("usage", 3, 2, served=["/usage"]))["upstream"]


def test_an_error_is_marked_where_there_is_no_answer() -> None:
    """Beside it stands what the adapter had last: the upstream's answer, or the request where it forwarded nothing."""
    served = {"status": 500, "body": {"error": {"message": "no"}}}
    answered = _shown(verdict(NO_ANSWER, received="KeyError"), served=served)
    unasked = _shown(verdict(UNTESTABLE), forwarded=None)

    assert {"upstream": Marks(), "served": Marks(["/body/error/message"])} == answered.marks
    assert ["asked", "served"] == list(unasked.marks)


def test_the_turn_is_the_differences_own() -> None:
    """Of a conversation the turn is shown in which the fact differs; an exchange without it shows nothing."""
    difference = Difference("usage", "lost", 3, 2, {"served": ["/usage"]}, turn=2)
    [cause] = causes([verdict(FAILED, differences=[difference])])
    second = {**TURN, "asked": {"model": "second"}}
    shows = shown(cause, evidence(TURN, second))

    assert shows is not None
    assert (2, second) == (shows.number, shows.turn)
    assert shown(cause, evidence(TURN)) is None
