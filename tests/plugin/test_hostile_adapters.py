"""Adapters may answer what no client can use: the run still ends with verdicts and a report."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.plugin.running import SUITES, Runner

ADAPTER = """
import itertools
from crosswire import reference

class Unshowable:
    def __repr__(self): raise RuntimeError

class Unnamed(Exception):
    def __str__(self): raise RuntimeError

class Refusing(Exception):
    status_code, body = 400, {{1: "one"}}

def nested(levels):
    value = {{}}
    for _ in range(levels):
        value = {{"a": value}}
    return value

def circle():
    value = {{}}
    value["a"] = [value]
    return value

def raising(error):
    raise error

def hostile():
    return {hostile}

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    if not request.get("stream"):
        return {{**answer, "id": hostile()}}
    return ({{**frame, "id": hostile()}} for frame in answer)
"""

NOT_JSON = {
    "nested(100_000)": "it is nested deeper than 128 levels",
    "circle()": "it is nested deeper than 128 levels",
    "Unshowable()": "it holds Unshowable; JSON has",
    "[['x' * 2**20] * 300]": "it holds more than 1,000,000 values or",
    "raising(Unnamed())": "the adapter raised Unnamed",
    "raising(Refusing())": "a key is int 1; every key of an object is a string",
}

JSON = ["{'\\ud800': ['\\ud800']}", "'\\x00\\ud800</script>' * 2**17", "[[]] * 10**4", "nested(100)"]

Judging = Callable[..., list[dict[str, Any]]]
ONE = ["-k", "(chat-json-plain_text or chat-stream-plain_text) and not plain_text-"]
SOME = [SUITES / f"test_{promise}.py" for promise in ("answer", "chunks", "metadata", "shape")]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """These runs don't count as workers of xdist, although the tests themselves may run in one."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


@pytest.fixture
def judged(runner: Runner) -> Judging:
    """Return a function that judges an adapter with a hostile value in each answer, and returns the verdicts."""

    def run(hostile: str, *arguments: str) -> list[dict[str, Any]]:
        runner.write("adapter.py", ADAPTER.format(hostile=hostile))
        result = runner.run("--adapter", "adapter.py", "--junitxml", "junit.xml", *ONE, *arguments, suites=SOME)
        assert result.ret in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        assert (runner.folder / "out" / "report.html").stat().st_size < 20_000_000
        assert (runner.folder / "junit.xml").is_file()
        verdicts: list[dict[str, Any]] = runner.report["verdicts"]
        return verdicts

    return run


@pytest.mark.parametrize("hostile", NOT_JSON)
def test_what_is_not_json_is_told_once(judged: Judging, hostile: str) -> None:
    """A value that isn't JSON fails ANSWER-1 in both modes; all else is untestable."""
    verdicts = judged(hostile)
    answered = [entry for entry in verdicts if entry["requirement"] == "ANSWER-1"]

    assert ["failed", "failed"] == [entry["verdict"] for entry in answered]
    assert all(NOT_JSON[hostile] in entry["received"] for entry in answered)
    assert {"untestable"} == {entry["verdict"] for entry in verdicts if entry["requirement"] != "ANSWER-1"}


@pytest.mark.parametrize("hostile", JSON)
def test_what_is_json_is_judged(judged: Judging, hostile: str) -> None:
    """A hostile value that is JSON is judged; no requirement breaks by itself."""
    verdicts = judged(hostile)

    assert 20 < len(verdicts)
    assert {"passed"} == {entry["verdict"] for entry in verdicts if entry["requirement"] == "ANSWER-1"}
    assert set() == {entry["requirement"] for entry in verdicts if entry["verdict"] in ("error", "untestable")}


def test_workers_of_pytest_carry_it(judged: Judging) -> None:
    """Half a surrogate pair and a megabyte of text pass through xdist."""
    verdicts = judged("{'\\ud800': ['\\ud800'], 'x' * 2**20: 1}", "-p", "xdist", "-n", "2")

    assert set() == {entry["requirement"] for entry in verdicts if entry["verdict"] in ("error", "untestable")}
