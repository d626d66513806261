"""--junitxml: the properties of a test's verdict, and of the run."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from _pytest.junitxml import (
    xml_key,
)  # pytest's own fixture for this is not for xdist's controller, which writes the file

from crosswire import __version__
from crosswire.files import write_whole
from crosswire.reporting.model import Verdict
from crosswire.requirements import SET

NAMES = ("requirement", "level", "promise", "scenario", "serves", "mode", "variation", "verdict", "loss", "fault")


def properties(verdict: Verdict) -> list[tuple[str, object]]:
    """Return the properties of one test. Those that its verdict does not have are left out."""
    return [_property(name, value) for name in NAMES if (value := getattr(verdict, name)) is not None]


@cache
def _property(name: str, value: object) -> tuple[str, object]:
    """Return a property, the same object for all tests that have it: a run has some hundred thousand."""
    return name, value


def name_run(config: pytest.Config, adapter: Mapping[str, str | None]) -> None:
    """Write the properties of the run."""
    of_run = {"adapter": adapter["name"], "version": adapter["version"], "requirements": SET, "crosswire": __version__}
    if xml := config.stash.get(xml_key, None):
        for name, value in of_run.items():
            if value is not None:
                xml.add_global_property(name, value)


def begin(config: pytest.Config) -> None:
    """Write a file that is red, in the place of an earlier run's. Pytest replaces it when the run ends."""
    if xml := config.stash.get(xml_key, None):
        suites = ET.Element("testsuites", name="pytest tests")
        suite = ET.SubElement(
            suites, "testsuite", name=xml.suite_name, errors="1", failures="0", skipped="0", tests="1"
        )
        ET.SubElement(ET.SubElement(suite, "testcase", CASE), "error", message="the run has not ended")
        Path(xml.logfile).parent.mkdir(parents=True, exist_ok=True)
        write_whole(Path(xml.logfile), ET.tostring(suites, encoding="unicode", xml_declaration=True))


def cut_short(config: pytest.Config, words: str, why: str) -> None:
    """Write an error beside the tests that ran, since the others are missing."""
    if xml := config.stash.get(xml_key, None):
        case = xml.node_reporter(CASE["name"])
        case.attrs.update(CASE)
        error = ET.Element("error", message=words)
        error.text = why
        case.append(error)


CASE = {"classname": "crosswire", "name": "the run was cut short"}
