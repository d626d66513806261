"""Only the tests that the command line chooses are made; a line counts the others."""

import pytest

from crosswire.data import data_folder
from crosswire.specification.judged_routes import _routes_of_all, routes_of_set
from crosswire.specification.suites import load_requirements
from tests.plugin.running import SUITES, Runner

STATE = SUITES / "test_state.py"
ROUTES = {id_: routes for id_, routes in routes_of_set().items() if id_.startswith("STATE-")}


def test_routes_are_held_once() -> None:
    """Hundreds of requirements are judged on a route: with thousands of scenarios, each would hold its own."""
    routes = [*_routes_of_all(load_requirements(), data_folder("cassettes")).values()]
    plain = [route for its in routes for route in its.plain]
    names = [names for its in routes for names in its.variations]

    assert len({*plain}) == len({id(route) for route in plain}) < len(plain) / 10
    assert len({*names}) == len({id(one) for one in names}) < len(names) / 10
    assert [*map(list, routes)] == [*map(list, routes_of_set().values())]  # also those that are remembered


def test_what_keywords_leave_out_is_counted(runner: Runner) -> None:
    """`-k` makes the tests that it chooses; the line says of how many, and which option it was."""
    result = runner.run("--adapter", "reference", "-k", "stream", suites=[STATE])
    judged = len(runner.report["verdicts"])
    of = sum(map(len, ROUTES.values()))

    assert judged == sum(route.mode == "stream" for routes in ROUTES.values() for route in routes)
    result.stdout.fnmatch_lines([f"collected {judged} items", f"not collected: {of - judged} of {of} verdicts (-k)"])


def test_a_test_that_is_named_is_made_alone(runner: Runner) -> None:
    """The line that reruns a verdict makes one test."""
    runner.run("--adapter", "reference", suites=[STATE])
    rerun = runner.report["verdicts"][0]["rerun"].split('"')[1]
    result = runner.run("--adapter", "reference", suites=[f"{STATE}::{rerun.partition('::')[2]}"])

    assert 1 == len(runner.report["verdicts"])
    result.stdout.fnmatch_lines(["collected 1 item", "not collected: * (named tests)"])


def test_a_test_that_there_is_not_is_an_error(runner: Runner) -> None:
    """A name that is wrong is pytest's error, as of any test."""
    result = runner.run("--adapter", "reference", suites=[f"{STATE}::test_nothing[chat-json-plain_text]"])

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["ERROR: not found: *test_nothing*"])


def test_all_tests_need_no_line(runner: Runner) -> None:
    """A run of whole files leaves nothing out."""
    result = runner.run("--adapter", "reference", suites=[STATE])

    assert "not collected" not in result.stdout.str()
