"""--snapshots DIR: what the adapter serves stays the same, also where no requirement looks."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from crosswire.plugin import snapshots
from tests.plugin.running import SUITES, Judge, Runner

EXTRA = """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    return answer if request.get("stream") else answer | {"vendor": {"pool": 2}}
"""
"""An adapter that says something of its own, where no requirement minds."""

KEEPING = "from crosswire.reference import chat\n"

FLEETING = """
import time
import uuid
from crosswire import reference

def chat(request, upstream):
    answer, name = reference.chat(request, upstream), f"chatcmpl-{uuid.uuid4()}"
    own = {"id": name, "created": time.time_ns(), "system_fingerprint": uuid.uuid4().hex}
    return ({**chunk, **own} for chunk in answer) if request.get("stream") else {**answer, **own}
"""
"""An adapter whose answers have ids and times of their own."""

Stored = Callable[[], dict[str, str]]
ONE = ["-k", "chat-json-plain_text and not plain_text-"]
TWO = ["-k", "chat-json-plain_text and not plain_text- or chat-stream-parallel_tool_calls"]


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """These runs don't count as workers of xdist, although the tests themselves may run in one."""
    monkeypatch.delenv("PYTEST_XDIST_WORKER", raising=False)


@pytest.fixture
def stored(runner: Runner) -> Stored:
    """Return a function that reads all snapshots, by name."""
    return lambda: {
        path.stem: path.read_text() for path in (runner.folder / "kept" / "adapter.py" / "served").iterdir()
    }


@pytest.fixture
def judged(runner: Runner) -> Judge:
    """Return a function that judges one suite, and compares what was served with its snapshots."""
    both = [SUITES / "test_content.py", SUITES / "served.py"]

    def run(adapter: str, *arguments: str, suites: Sequence[Path] = both, apart: bool = False) -> pytest.RunResult:
        runner.write("adapter.py", adapter)
        options = ["-p", "syrupy", "-p", "no:randomly", "--adapter", "adapter.py", "--snapshots", "kept", *arguments]
        return (runner.run_apart if apart else runner.run)(*options, suites=suites)

    return run


def test_what_was_served_is_kept_and_found_again(judged: Judge, stored: Stored, runner: Runner) -> None:
    """A snapshot is one file of readable JSON for each exchange; it is no verdict."""
    judged(KEEPING, *TWO, "--snapshot-update")
    plain = runner.report
    result = judged(KEEPING, *TWO)

    assert {"chat-json-plain_text", "chat-stream-parallel_tool_calls"} == stored().keys()
    assert "chat.completion" == json.loads(stored()["chat-json-plain_text"])["served"][0]["object"]
    assert stored()["chat-json-plain_text"].startswith('{\n "losses": {},\n "served": [\n  {\n   "choices": [')
    assert 2 == len(json.loads(stored()["chat-stream-parallel_tool_calls"])["served"])
    assert pytest.ExitCode.OK == result.ret
    result.stdout.fnmatch_lines(["2 snapshots passed."])
    assert plain["verdicts"] == runner.report["verdicts"]
    assert len(plain["verdicts"]) + 2 == result.parseoutcomes()["passed"]


def test_a_change_shows_that_breaks_no_requirement(judged: Judge, stored: Stored, runner: Runner) -> None:
    """The run is red and shows the change; the verdicts stay as they were."""
    judged(KEEPING, *ONE, "--snapshot-update")
    before = stored()
    result = judged(EXTRA, *ONE)

    assert {"passed"} == {entry["verdict"] for entry in runner.report["verdicts"]}
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(['E *+*"vendor": {*', 'E *+*"pool": 2*', "1 snapshot failed."])
    assert before == stored()


LOSING = """
from crosswire import reference

def chat(request, upstream):
    request = {{**request, {changes}}}
    return reference.chat(request, upstream)
"""


def test_a_requirement_that_fails_for_another_reason_shows(judged: Judge, stored: Stored) -> None:
    """A new loss in a request is a change, although what is served stays the same."""
    sampling = ["-k", "chat-json-chat_sampling_and_limits and not limits-"]
    judged(LOSING.format(changes='"temperature": None'), *sampling, "--snapshot-update")
    before = json.loads(stored()["chat-json-chat_sampling_and_limits"])
    result = judged(LOSING.format(changes='"temperature": None, "top_p": None'), *sampling)

    assert ["temperature lost"] == before["losses"]["CHATREQ-19"]
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(['E *+*"top_p lost"*', "1 snapshot failed."])


def test_what_is_new_in_every_run_is_no_change(judged: Judge) -> None:
    """Ids, times and fingerprints that are new in every run are masked."""
    judged(FLEETING, *TWO, "--snapshot-update")

    assert pytest.ExitCode.OK == judged(FLEETING, *TWO).ret


def test_an_exchange_without_a_snapshot_fails(judged: Judge, stored: Stored) -> None:
    """Only --snapshot-update stores a new snapshot; without it the run fails."""
    judged(KEEPING, *ONE, "--snapshot-update")
    result = judged(KEEPING, *TWO)

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert {"chat-json-plain_text"} == stored().keys()


def test_why_nothing_was_served_is_kept(judged: Judge, stored: Stored) -> None:
    """The snapshot of a crash has its error, so that another crash is a change."""
    judged("def chat(request, upstream):\n    raise KeyError('choices')\n", *ONE, "--snapshot-update")

    shown = json.loads(stored()["chat-json-plain_text"])

    assert {"ANSWER-1": ["answer lost"]} == shown.pop("losses")
    assert {"served": [None], "trouble": "the adapter raised KeyError: 'choices' (adapter.py:2)"} == shown


WITHOUT_OTHERS = f"--ignore-glob={SUITES}/test_*"
UNUSED = ["-k", "json-plain_text and not plain_text- or gone"]


@pytest.fixture
def unused(judged: Judge, stored: Stored, runner: Runner) -> set[str]:
    """Store two snapshots, and two that no exchange has; return the names of these."""
    judged(KEEPING, *TWO, "--snapshot-update")
    used = stored().keys()
    for name in ("chat-json-gone", "responses-json-plain_text"):
        (runner.folder / "kept" / "adapter.py" / "served" / f"{name}.json").write_text("{}\n")
    return stored().keys() - used


def test_a_snapshot_that_no_exchange_has_is_unused(unused: set[str], judged: Judge, stored: Stored) -> None:
    """An unused snapshot makes the run red until --snapshot-update deletes it; all others stay."""
    found = judged(KEEPING, *UNUSED)
    before = stored().keys()
    judged(KEEPING, *UNUSED, "--snapshot-update")

    assert pytest.ExitCode.TESTS_FAILED == found.ret
    found.stdout.fnmatch_lines(["1 snapshot passed. 2 snapshots unused."])
    assert unused == before - stored().keys()


def test_workers_keep_them_together(unused: set[str], judged: Judge, stored: Stored) -> None:
    """With xdist, too, --snapshot-update stores what is new and deletes what is unused."""
    result = judged(
        KEEPING, "-n", "2", "-k", f"{UNUSED[1]} or chat-json-refusal_alone", "--snapshot-update", apart=True
    )

    assert pytest.ExitCode.OK == result.ret
    result.stdout.fnmatch_lines(["1 snapshot passed. 1 snapshot generated. 2 unused snapshots deleted."])
    assert unused.isdisjoint(stored())
    assert "chat-json-refusal_alone" in stored()


@pytest.mark.parametrize(
    ("narrowed", "suite"),
    [
        (ONE, "served.py"),
        (["--serves", "chat", "-k", "parallel_tool_calls and json"], "served.py"),
        ([], "served.py::test_same_as_before[chat-json-plain_text]"),
    ],
)
def test_what_a_run_leaves_out_stays(narrowed: list[str], suite: str, judged: Judge, stored: Stored) -> None:
    """Snapshots of exchanges that a run leaves out stay, also with --snapshot-update."""
    judged(KEEPING, *TWO, "--snapshot-update")
    before = stored()
    result = judged(KEEPING, *narrowed, "--snapshot-update", suites=[SUITES / suite])

    assert pytest.ExitCode.OK == result.ret
    assert before == {name: text for name, text in stored().items() if name in before}


def test_all_suites_have_the_snapshots_among_them(judged: Judge) -> None:
    """`pytest suites --snapshots DIR` collects the snapshots without a file pattern."""
    others = [WITHOUT_OTHERS, "--collect-only", "-q", *ONE]
    result = judged(KEEPING, *others, suites=[SUITES])

    assert "suites/served.py::test_same_as_before[chat-json-plain_text]" in result.stdout.str()


def test_they_are_left_out_unless_asked_for(runner: Runner) -> None:
    """A run without --snapshots collects none of them, and needs no syrupy."""
    result = runner.run("--adapter", "reference", WITHOUT_OTHERS, "--collect-only", "-q", suites=[SUITES])

    assert pytest.ExitCode.NO_TESTS_COLLECTED == result.ret


def test_without_a_folder_there_is_one_error(runner: Runner) -> None:
    """The test of the snapshots, run without --snapshots, is one error that names the option."""
    result = runner.run("-p", "syrupy", "--adapter", "reference", suites=[SUITES / "served.py"])

    assert pytest.ExitCode.INTERRUPTED == result.ret
    result.stdout.fnmatch_lines(["--snapshots DIR says where the snapshots are"])


@pytest.mark.parametrize(
    ("installed", "message"),
    [
        (False, "ERROR: --snapshots DIR needs syrupy: pip install 'crosswire[snapshots]'"),
        (True, "ERROR: --snapshots DIR needs syrupy, which -p no:syrupy leaves out"),
    ],
)
def test_without_syrupy_there_is_one_error(
    installed: bool, message: str, runner: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error says how to get syrupy."""
    monkeypatch.setattr(snapshots, "find_spec", lambda name: name if installed else None)
    result = runner.run("--adapter", "reference", "--snapshots", "kept", suites=[SUITES / "test_answer.py"])

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert message == result.stderr.str().strip()
