"""Whatever ends a run, it prints its result and how to get its report."""

import pytest

from tests.plugin.running import Judge, Runner

SUITE = '''
from crosswire.requirements import all_of, kept, must, of_answer

seed = all_of(of_answer(lambda answer: answer.text == "OK"), lambda case: case.serves == "chat")

@must("FIRST-1", given=all_of(seed, lambda case: case.mode == "json"))
def test_first(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)

@must("SECOND-1", given=all_of(seed, lambda case: case.mode == "stream"))
def test_second(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)
'''

ENDING = """
import os, signal, sys
from crosswire import reference

def chat(request, upstream):
    if request.get("stream"):
        {end}
    return reference.chat(request, upstream)
"""

BREAKING = """
def pytest_runtest_logfinish(nodeid):
    if "test_first" in nodeid:
        raise ZeroDivisionError
"""


@pytest.fixture
def ended(runner: Runner) -> Judge:
    """Run in a process of its own, with an adapter that runs a statement where a stream is requested."""
    suite = runner.write("test_promise.py", SUITE)

    def ended(end: str, *arguments: str) -> pytest.RunResult:
        runner.write("ending.py", ENDING.format(end=end))
        options = ("--adapter", "ending.py", "-p", "no:randomly", *runner.alone("reasoning_then_text"))
        return runner.run_apart(*options, *arguments, suites=[suite])

    return ended


@pytest.mark.parametrize("end", ["os._exit(0)", "chat(request, upstream)"])
def test_no_exception_or_exit_ends_a_run(end: str, runner: Runner, ended: Judge) -> None:
    """An exception or exit affects only the exchange that is judged; `tests/faults` has all the others."""
    result = ended(end)

    assert {"FIRST-1": "passed", "SECOND-1": "untestable"} == runner.verdicts
    assert pytest.ExitCode.TESTS_FAILED == result.ret


def test_a_process_that_is_killed_is_told_of(runner: Runner) -> None:
    """The output names the test that was running, and the command that makes the report."""
    runner.write("ending.py", ENDING.format(end="os.kill(os.getpid(), signal.SIGKILL)"))
    suite = runner.write("test_promise.py", SUITE)
    options = ("--adapter", "ending.py", "-p", "no:randomly", *runner.alone("reasoning_then_text"))
    run = runner.run_to_the_end(*options, suites=[suite])

    assert -9 == run.returncode
    pytest.LineMatcher(run.stderr.splitlines()).fnmatch_lines(
        [
            "crosswire: the run was cut short while test_promise.py::test_second[[]chat-stream-*[]] was judged",
            "its report, as far as it came: out/report.html",
        ]
    )
    assert "journal.jsonl" in [path.name for path in (runner.folder / "out").iterdir()]
    assert "Cut short after " in (runner.folder / "out" / "summary.md").read_text()


def test_an_internal_error_leaves_a_report(runner: Runner, ended: Judge) -> None:
    """Pytest prints no summary then, but the report of what was judged is written."""
    runner.write("conftest.py", BREAKING)
    result = ended("pass")

    assert pytest.ExitCode.INTERNAL_ERROR == result.ret
    result.stdout.fnmatch_lines(["crosswire: Cut short after 1 of *", "*out?report.html shows all of it"])
    assert {"FIRST-1": "passed"} == runner.verdicts


FINISHING = """
import warnings

def pytest_sessionfinish():
    raise UserWarning("turned into an error")
"""


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_a_plugin_that_fails_at_the_end_costs_no_report(options: list[str], runner: Runner, ended: Judge) -> None:
    """The report is written, and no journal is left, where another plugin's end raises an exception."""
    runner.write("conftest.py", FINISHING)
    result = ended("pass", *options)

    assert pytest.ExitCode.OK != result.ret
    assert {"FIRST-1": "passed", "SECOND-1": "passed"} == runner.verdicts
    assert not (runner.folder / "out" / "journal.jsonl").exists()


def test_a_green_run_has_no_last_words(runner: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    """A complete green run has no closing lines: there is nothing to do."""
    monkeypatch.setattr("crosswire.plugin.covered.load_requirements", lambda: ())
    suite = runner.write("test_promise.py", SUITE)
    result = runner.run("--adapter", "reference", *runner.alone("reasoning_then_text"), suites=[suite])

    assert 0 == result.ret
    assert not [line for line in result.outlines if line.startswith("crosswire: ")]


def test_the_last_words_say_what_to_mend_first(runner: Runner) -> None:
    """The run ends with the cause of most failures, whatever their payloads, and a command that shows it."""
    runner.write("my_adapter.py", "def chat(request, upstream):\n    return {'asked': request}")
    result = runner.run("--adapter", "my_adapter.py", "-k", "stream-plain_text or stream-unicode_text")

    text = "the adapter returned dict for a streamed request; an iterable of dicts, one a frame, is due"
    result.stdout.fnmatch_lines([f"  to mend first: Serving Chat: {text} (*", "    pytest *--adapter my_adapter.py"])


def test_a_report_whose_folder_was_removed_is_written_anew(runner: Runner, ended: Judge) -> None:
    """An adapter that removes the folder with the journal in it takes nothing of the report away."""
    result = ended("__import__('shutil').rmtree('out')")

    assert {"FIRST-1": "passed", "SECOND-1": "passed"} == runner.verdicts
    assert pytest.ExitCode.OK == result.ret


def test_a_folder_that_is_removed_when_the_adapter_is_imported_is_made_anew(runner: Runner) -> None:
    """The run begins its report anew."""
    runner.write("removing.py", "import shutil\nfrom crosswire.reference import chat\nshutil.rmtree('out')")
    suite = runner.write("test_promise.py", SUITE)
    result = runner.run_apart("--adapter", "removing.py", *runner.alone("reasoning_then_text"), suites=[suite])

    assert pytest.ExitCode.OK == result.ret
    assert {"FIRST-1": "passed", "SECOND-1": "passed"} == runner.verdicts


@pytest.mark.parametrize("options", [[], ["-p", "no:terminal"]])
def test_a_run_whose_report_cannot_be_written_is_red(options: list[str], runner: Runner, ended: Judge) -> None:
    """It says why there is no report, in one line."""
    result = ended("__import__('shutil').rmtree('out'), open('out', 'w').close()", *options)

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert (runner.folder / "out").is_file()
    if not options:
        result.stdout.fnmatch_lines(["  its report cannot be written: FileExistsError: *"])
