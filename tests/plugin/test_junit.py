"""--junitxml: pytest's file describes each test's verdict, and names the adapter of the run."""

import xml.etree.ElementTree as ET

import pytest

from crosswire import __version__
from crosswire.requirements import SET
from tests.plugin.running import Runner

LOSING = """
from crosswire import reference
version = "1.2"

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    answer["choices"][0]["message"]["content"] = ""
    return answer
"""


def properties(element: ET.Element) -> dict[str, str]:
    return {entry.attrib["name"]: entry.attrib["value"] for entry in element.findall("properties/property")}


@pytest.mark.parametrize("workers", [[], ["-n", "1"]])
def test_the_file_says_what_the_report_says(workers: list[str], runner: Runner) -> None:
    """Each test has its verdict's fields; the run has the adapter, its version and the requirement set."""
    runner.write("losing.py", LOSING)
    options = ["--adapter", "losing.py", "--junitxml", "junit.xml", "-k", "chat-json-reasoning_then_text"]
    (runner.run_apart if workers else runner.run)(*options, *workers)
    suite = ET.parse(runner.folder / "junit.xml").getroot().find("testsuite")
    assert suite is not None

    assert {"adapter": "losing.py", "version": "1.2", "requirements": SET, "crosswire": __version__} == properties(
        suite
    )
    names = ("requirement", "level", "promise", "scenario", "serves", "mode", "variation", "verdict", "loss", "fault")
    expected_value = [
        {name: entry[name] for name in names if entry[name] is not None} for entry in runner.report["verdicts"]
    ]
    found = [properties(case) for case in suite.findall("testcase")]
    key = sorted(expected_value, key=lambda entry: entry["requirement"])
    assert key == sorted(found, key=lambda entry: entry["requirement"])
    assert {"passed", "failed"} <= {entry["verdict"] for entry in expected_value}
