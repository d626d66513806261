"""The badge says how many MUST requirements are kept everywhere, and never rounds up."""

import json
import re
from dataclasses import replace
from typing import Any
from xml.etree import ElementTree

import pytest

from crosswire.facts import ShapeName
from crosswire.reporting.badge import FROM, GREEN, GREY, RED, YELLOW, badge, profile_badge, to_endpoint, to_svg
from crosswire.reporting.model import Verdict
from crosswire.reporting.readiness import readiness_for
from crosswire.requirements import SET
from crosswire.specification.profiles import profile_named
from tests.reporting.report_examples import ERROR, FAILED, PASSED, UNTESTABLE, report, verdict

SATISFIED = [verdict(requirement=f"KEPT-{number}", mode=mode) for number in range(9) for mode in ("json", "stream")]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    ("verdicts", "message", "color"),
    [
        (SATISFIED, "9 of 9 MUST kept", GREEN),
        ([*SATISFIED, verdict(FAILED)], "9 of 10 MUST kept", YELLOW),
        (
            [*SATISFIED, verdict(FAILED), *(verdict(scenario=str(entry)) for entry in range(999))],
            "9 of 10 MUST kept",
            YELLOW,
        ),
        ([*SATISFIED, verdict(FAILED, level="should"), verdict(FAILED, level="may")], "9 of 9 MUST kept", GREEN),
        ([verdict(FAILED)], "0 of 1 MUST kept", RED),
        ([verdict(level="should")], "nothing judged", GREY),
    ],
)
def test_what_it_counts(verdicts: list[Verdict], message: str, color: str) -> None:
    """It counts MUST requirements: one failure makes a requirement not kept; it is green where all are kept."""
    made = badge(report(*verdicts))

    assert (message, color) == (made.message, made.color)


@pytest.mark.parametrize(
    ("base", "name", "satisfied"),
    [
        (PASSED, "passed", True),
        ({**PASSED, "message": "listed"}, "fixed", True),
        (FAILED, "known", False),
        (FAILED, "declared", False),
        (UNTESTABLE, "untestable", False),
        (ERROR, "error", False),
    ],
)
def test_what_counts_as_kept(base: dict[str, Any], name: str, satisfied: bool) -> None:
    """A listed or declared failure, and an untestable verdict, don't count as kept."""
    made = badge(report(verdict(base, verdict=name), verdict(mode="stream")))

    assert f"{int(satisfied)} of 1 MUST kept" == made.message


def test_the_endpoint_is_what_shields_reads() -> None:
    """The JSON has the four fields of shields.io's schema, and the requirement set."""
    assert {
        "schemaVersion": 1,
        "label": "crosswire 2026.11",
        "message": "1 of 1 MUST kept",
        "color": GREEN,
    } == json.loads(to_endpoint(report(verdict())))


def test_the_picture_can_be_read_aloud() -> None:
    """The SVG is an image with a name and a title, both the whole sentence."""
    picture = ElementTree.fromstring(to_svg(report(verdict())))
    sentence = (
        "mine 1.2 keeps 1 of 1 MUST requirements of Crosswire's set 2026.11, each in every exchange that it was judged "
        "on"
    )

    assert ("img", sentence) == (picture.get("role"), picture.get("aria-label"))
    assert sentence == picture.findtext(f"{SVG}title")
    assert ["crosswire 2026.11", "1 of 1 MUST kept"] == [entry.text for entry in picture.iter(f"{SVG}text")]


def test_the_picture_loads_nothing() -> None:
    """The SVG has no font, script or style sheet, and no URL but its XML namespace."""
    picture = to_svg(report(verdict()))

    assert ["http://www.w3.org/2000/svg"] == re.findall(r"https?:[^\"]+", picture)
    assert {"svg", "title", "clipPath", "rect", "g", "text"} == set(re.findall(r"<(\w+)", picture))


def test_a_hostile_name_is_text() -> None:
    """A hostile name neither ends the attribute nor breaks the XML."""
    given = replace(report(verdict()), adapter={"name": "\"'><script>alert(1)</script>\x00\ud83d", "version": None})
    picture = ElementTree.fromstring(to_svg(given))

    assert [] == list(picture.iter(f"{SVG}script"))
    assert str(picture.get("aria-label")).startswith("\"'><script>alert(1)</script>�� keeps 1 of 1")


def test_letters_can_be_read() -> None:
    """White text on each colour has a contrast of at least 4.5."""
    for color in (GREY, *(color for _, color in FROM)):
        assert 4.5 <= 1.05 / (_luminance(color) + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[position : position + 2], 16) / 255 for position in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("serves", "message", "color"),
    [
        (("chat",), "ready", GREEN),
        (("responses",), "not ready", RED),
        (("chat", "responses"), "Chat ready, Responses not ready", RED),
        ((), "not judged", GREY),
    ],
)
def test_the_badge_of_a_profile(serves: tuple[ShapeName, ...], message: str, color: str) -> None:
    """The badge of a profile says what the adapter is for it in each direction, in the colour of the worst."""
    profile = profile_named("costs")
    core = [
        verdict(requirement="ANSWER-1", scenario=name, serves=direction)
        for direction in serves
        for name in profile.core_scenarios[direction]
    ]
    broken = [verdict(FAILED, serves="responses")] if "responses" in serves else []
    given = replace(report(*core, *broken), requirements=SET)
    made = profile_badge(given, profile, readiness_for(given, profile))

    assert ("crosswire Cost and quotas", message, color) == (made.label, made.message, made.color)
    assert made.title.startswith("mine 1.2")
