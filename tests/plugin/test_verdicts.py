"""A requirement's finding becomes a verdict, and the verdict becomes pytest's outcome."""

import pytest

from tests.plugin.running import Judge, Runner

SUITE = '''
import pytest
from crosswire.requirements import all_of, held, kept, may, must, of_answer, should

seed = all_of(of_answer(lambda answer: answer.text == "OK"), lambda case: case.serves == "chat" and case.mode == "json")

@must("KEPT-1", given=seed)
def test_kept(upstream, served):
    """What is kept passes."""
    kept("text", upstream.text, served.text)

@must("MUST-1", given=seed)
def test_must():
    """A MUST that is not kept fails."""
    kept("text", "OK", "")

@should("SHOULD-1", given=seed)
def test_should():
    """A SHOULD that is not kept warns."""
    kept("usage", {"input": 1}, {"input": 2})

@may("MAY-1", given=seed)
def test_may():
    """A MAY that is not kept is noted."""
    kept("text", "", "None")

@must("DECLARABLE-1", given=seed, declarable=True)
def test_declarable():
    """What is declared is said, not failed."""
    kept("text", "a", "")

@must("DECLARABLE-2", given=seed, declarable=True)
def test_altered():
    """A declaration excuses no other value."""
    kept("text", "a", "b")

@must("UNDECLARABLE-1", given=seed)
def test_undeclarable():
    """What may not be declared fails."""
    kept("text", "a", "b")

@must("BROKEN-1", given=seed)
def test_broken():
    """A bug of the suite is no verdict about the adapter."""
    raise ZeroDivisionError
'''

ADAPTER = """
from crosswire.reference import chat
declares = {"DECLARABLE-1": "does b", "DECLARABLE-2": "does b", "UNDECLARABLE-1": "does b"}
"""

LISTED = """
[[known]]
requirement = "MUST-1"
scenario = "*"
reason = "it is lost"

[[known]]
requirement = "KEPT-1"
scenario = "reasoning_then_text"
serves = "chat"
mode = "json"
reason = "it was lost once"
"""


@pytest.fixture
def judged(runner: Runner) -> Judge:
    """Return a function that runs the small suite above on an adapter that keeps everything."""
    suite = runner.write("test_promise.py", SUITE)
    runner.write("my_adapter.py", ADAPTER)
    return lambda *arguments: runner.run("--adapter", "my_adapter.py", "-p", "no:randomly", *arguments, suites=[suite])


def test_every_finding_has_its_verdict(runner: Runner, judged: Judge) -> None:
    """MUST fails, SHOULD warns, MAY is noted, a declared fact is skipped, a bug in a requirement is an error."""
    result = judged("-v")

    assert {
        "KEPT-1": "passed",
        "MUST-1": "failed",
        "SHOULD-1": "warned",
        "MAY-1": "noted",
        "DECLARABLE-1": "declared",
        "DECLARABLE-2": "failed",
        "UNDECLARABLE-1": "failed",
        "BROKEN-1": "error",
    } == runner.verdicts
    assert {"passed": 1, "failed": 3, "warned": 1, "noted": 1, "declared": 1, "errors": 1} == result.parseoutcomes()
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*test_should*WARNED*", "*test_may*NOTED*", "*test_declarable*DECLARED*"])


def test_warnings_can_fail(runner: Runner, judged: Judge) -> None:
    """--warnings-fail makes a SHOULD as strict as a MUST; a MAY stays noted."""
    judged("--warnings-fail")

    assert ("failed", "noted") == (runner.verdicts["SHOULD-1"], runner.verdicts["MAY-1"])


def test_only_red_verdicts_fail_a_run(judged: Judge) -> None:
    """Warned, noted and declared leave a run green."""
    assert pytest.ExitCode.OK == judged("-k", "(kept or should or may or declarable) and not undeclarable").ret


def test_known_failures_are_expected(runner: Runner, judged: Judge) -> None:
    """A listed failure is known; a listed requirement that is kept fails until its entry is removed."""
    runner.write("known.toml", LISTED)

    result = judged("--known-failures", "known.toml", "-k", "kept or must")

    assert {"MUST-1": "known", "KEPT-1": "fixed"} == runner.verdicts
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*listed as known (it was lost once), but kept: take the entry out*"])


def test_a_failure_says_all_that_is_needed(judged: Judge) -> None:
    """A failure shows the sentence, the loss, both values, the fault, and the command to run it again."""
    judged("-k", "test_must").stdout.fnmatch_lines(
        [
            "MUST-1 MUST: A MUST that is not kept fails.",
            "text lost; fault: adapter",
            "  expected  'OK'",
            "  received  ''",
            '  rerun  pytest "test_promise.py::test_must[[]chat-json-reasoning_then_text[]]" --adapter my_adapter.py',
        ]
    )
