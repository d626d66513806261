"""The short way of a test whose exchange is performed: the same verdicts and reports as pytest's own way."""

import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tests.plugin.running import Runner

LOSING = """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    answer["choices"][0]["message"]["content"] = ""
    return answer
"""
SEEN = """
import pytest

def {hook}(item):
    with open("seen", "a") as file:
        file.write(item.nodeid + "\\n")
"""
CHOSEN = ["--adapter", "losing.py", "--junitxml", "junit.xml", "-k", "chat-json-reasoning_then_text"]


def outcomes(runner: Runner) -> list[tuple[Any, ...]]:
    """Return the outcome and the properties of every test in JUnit XML."""
    return [
        (
            case.attrib["name"],
            [child.tag for child in case if child.tag != "properties"],
            [(entry.attrib["name"], entry.attrib["value"]) for entry in case.findall("properties/property")],
        )
        for case in ET.parse(runner.folder / "junit.xml").iter("testcase")
    ]


@pytest.mark.parametrize("hook", ["pytest_runtest_setup", "pytest_runtest_call", "pytest_runtest_teardown"])
def test_a_hook_of_the_user_sees_every_test(hook: str, runner: Runner) -> None:
    """A plugin with a hook of a step sends all tests pytest's way; the verdicts stay the same."""
    runner.write("losing.py", LOSING)
    runner.run(*CHOSEN)
    short, verdicts = outcomes(runner), runner.report["verdicts"]
    runner.write("looking.py", SEEN.format(hook=hook))
    runner.run_apart(*CHOSEN, "-p", "looking")

    seen = (runner.folder / "seen").read_text().splitlines()
    assert len(verdicts) == len(seen)
    assert short == outcomes(runner)
    assert verdicts == runner.report["verdicts"]
    assert {"passed", "failed"} <= {verdict["verdict"] for verdict in verdicts}


def test_what_passes_goes_the_short_way(runner: Runner) -> None:
    """Pytest's own way is that of the first test, which performs the exchange, and of what fails."""
    runner.write("losing.py", LOSING)
    runner.write("counting.py", COUNTING)
    runner.run_apart(*CHOSEN, "-p", "counting")

    judged = [name for name, *_ in outcomes(runner)]
    failed = [name for name, outcome, _ in outcomes(runner) if outcome]
    assert [judged[0], *failed] == (runner.folder / "long").read_text().splitlines()


def test_a_plugin_that_runs_tests_sees_every_test(runner: Runner) -> None:
    """A plugin that wraps all steps of a test, as for a time limit, is told of each."""
    runner.write("wrapping.py", WRAPPING)
    runner.run_apart("--adapter", "reference", *CHOSEN[-2:], "-p", "wrapping")

    assert len(runner.report["verdicts"]) == len((runner.folder / "seen").read_text().splitlines()) > 5


WRAPPING = """
import pytest

@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with open("seen", "a") as file:
        file.write(item.nodeid + "\\n")
    return (yield)
"""


def test_a_requirement_that_warns_goes_the_long_way(runner: Runner) -> None:
    """A warning of a user's requirement is in pytest's summary, and an error where the user makes it one."""
    suite = runner.write("test_own.py", WARNING)
    chosen = ["--adapter", "reference", *runner.alone("plain_text"), "-k", "chat-json"]
    shown = runner.run_apart(*chosen, suites=[suite])
    strict = runner.run_apart(*chosen, "-W", "error", suites=[suite])

    shown.stdout.fnmatch_lines(["*test_own.py::test_warns*chat-json-plain_text*", "*DeprecationWarning: it is old*"])
    shown.assert_outcomes(passed=2, warnings=1)
    assert {"FIRST-1": "passed", "WARNS-1": "error"} == runner.verdicts
    strict.stdout.fnmatch_lines(["*DeprecationWarning: it is old*"])


WARNING = '''
import warnings

from crosswire.requirements import must

@must("FIRST-1", given=lambda case: True)
def test_first(upstream, served):
    """Nothing is asked."""

@must("WARNS-1", given=lambda case: True)
def test_warns(upstream, served):
    """Nothing is asked, but with a warning."""
    warnings.warn("it is old", DeprecationWarning)
'''


@pytest.mark.parametrize("reads", ["pytest_runtest_logreport(report)", "pytest_runtest_makereport(item, call)", ""])
def test_a_report_is_whole_where_somebody_reads_it(reads: str, runner: Runner) -> None:
    """Pytest keeps all reports to the end of the run: where no plugin reads them, what passed keeps its name alone."""
    runner.write("reading.py", READING + (f"def {reads}:\n    pass\n" if reads else ""))
    runner.run_apart("--adapter", "reference", *CHOSEN[-2:], "-p", "reading")

    sizes = [tuple(map(int, line.split())) for line in (runner.folder / "kept").read_text().splitlines()]
    assert len(sizes) > 5
    if reads:
        assert all(keywords for keywords, _ in sizes)
    else:
        assert {(0, 0)} == set(sizes[1:])  # the first performed the exchange, pytest's own way


READING = """
def pytest_terminal_summary(terminalreporter):
    with open("kept", "w") as file:
        for report in terminalreporter.stats["passed"]:
            file.write(f"{len(report.keywords)} {len(report.user_properties)}\\n")

"""
COUNTING = """
import _pytest.runner

call_and_report = _pytest.runner.call_and_report

def counted(item, when, *arguments, **named):
    if when == "setup":
        with open("long", "a") as file:
            file.write(item.name + "\\n")
    return call_and_report(item, when, *arguments, **named)

_pytest.runner.call_and_report = counted
"""


def test_a_plugin_finds_what_each_test_of_pytest_has(runner: Runner) -> None:
    """A plugin adds words for `-k`, marks and a stash to one test; the others have none of it."""
    runner.write("marking.py", MARKING)
    runner.run_apart("--adapter", "reference", "-k", "chat-json-plain_text", "-m", "chosen", "-p", "marking")

    assert ["1 chosen", "words", "1"] == (runner.folder / "marked").read_text().splitlines()
    assert 1 == len(runner.report["verdicts"])


MARKING = """
import pytest

KEY = pytest.StashKey()

@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    first = items[0]
    first.extra_keyword_matches.add("words")
    first.stash[KEY] = 1
    first.add_marker("chosen")

def pytest_configure(config):
    config.addinivalue_line("markers", "chosen: the one")

def pytest_sessionfinish(session):
    chosen = [item for item in session.items if item.get_closest_marker("chosen")]
    words = [word for item in session.items for word in item.listextrakeywords()]
    stashes = [item.stash[KEY] for item in session.items if KEY in item.stash]
    with open("marked", "w") as file:
        file.write(f"{len(chosen)} chosen\\n{''.join(words)}\\n{sum(stashes)}\\n")
"""
