"""A run that is cut short loses no verdict that it had."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from crosswire.cli import main
from crosswire.errors import ReportInvalid
from crosswire.facts import Json
from crosswire.plugin.journal import AT_ONCE, read_journal
from tests.other_plugins import NO_OTHER_PLUGINS
from tests.plugin.running import Runner

SUITE = '''
from crosswire.requirements import all_of, kept, must, of_answer

seed = all_of(of_answer(lambda answer: answer.text == "OK"), lambda case: case.serves == "chat")

@must("FIRST-1", given=all_of(seed, lambda case: case.mode == "json"))
def test_first(upstream, served):
    """The text is kept."""
    kept("text", upstream.text, served.text)

@must("LOST-1", given=seed)
def test_lost(upstream, served):
    """Another text is due."""
    kept("text", "OK!", served.text)
'''

WAITING = """
import os
import threading
from crosswire import reference

def chat(request, upstream):
    if request.get("stream"):
        os.write(int(os.environ["REACHED"]), b".")
        threading.Event().wait()
    return reference.chat(request, upstream)
"""
"""An adapter that answers what is whole, and never finishes what is streamed."""

DYING = """
import os
import signal
from crosswire import reference

def chat(request, upstream):
    if request.get("stream"):
        os.kill(os.getpid(), signal.SIGKILL)
    return reference.chat(request, upstream)
"""
"""An adapter that takes its process with it."""

CutShort = Callable[[signal.Signals], str]
Journal = Callable[..., Path]
BEFORE_THE_STREAM = [("FIRST-1", "json", "passed"), ("LOST-1", "json", "failed")]


@pytest.fixture
def suite(runner: Runner) -> Path:
    return runner.write("test_promise.py", SUITE)


@pytest.fixture
def folder(runner: Runner) -> Path:
    return runner.folder / "out"


@pytest.fixture
def cut_short(runner: Runner, suite: Path) -> CutShort:
    """Return a function that runs pytest apart and sends it a signal during the call that never ends."""
    runner.write("waiting.py", WAITING)

    def run(number: signal.Signals) -> str:
        reached, reach = os.pipe()
        options = ["--adapter", "waiting.py", "--report", "out", *runner.alone("reasoning_then_text")]
        with subprocess.Popen(
            [sys.executable, "-m", "pytest", suite, *NO_OTHER_PLUGINS, *options],
            cwd=runner.folder,
            env={**os.environ, "REACHED": str(reach)},
            pass_fds=[reach],
            stdout=subprocess.PIPE,
            text=True,
        ) as process:
            os.close(reach)
            assert b"." == os.read(reached, 1)  # and nothing, if it ended before
            os.close(reached)
            process.send_signal(number)
            text, _ = process.communicate()
        return text

    return run


def found(report: dict[str, Any]) -> list[tuple[str, str, str]]:
    return [(entry["requirement"], entry["mode"], entry["verdict"]) for entry in report["verdicts"]]


def command(*words: object) -> Result:
    return CliRunner().invoke(main, ["report", *map(str, words)])


def test_a_killed_run_leaves_all_that_it_found(cut_short: CutShort, folder: Path, runner: Runner) -> None:
    """After `kill -9` a journal is left, from which the report is made, with verdicts and payloads."""
    cut_short(signal.SIGKILL)
    left = [path.name for path in folder.iterdir()]
    result = command(folder)

    assert "journal.jsonl" in left
    assert 0 == result.exit_code
    assert [
        "the run of waiting.py ended after 2 verdicts",
        "Not reached: 1 (the run ended before all was judged).",
    ] == result.output.split("\n")[:2]
    assert f"wrote {folder / 'report.json'}" in result.output
    assert BEFORE_THE_STREAM == found(runner.report)
    assert ["OK"] == [
        entry["turns"][0]["served"]["choices"][0]["message"]["content"] for entry in runner.report["exchanges"]
    ]


def test_an_interrupted_run_reports_what_it_found(cut_short: CutShort, folder: Path, runner: Runner) -> None:
    """After Ctrl-C the report is written, and the journal is removed."""
    text = cut_short(signal.SIGINT)

    assert "interrupted after 2 verdicts" in text
    assert BEFORE_THE_STREAM == found(runner.report)
    assert not (folder / "journal.jsonl").exists()


def test_a_worker_that_dies_takes_nothing_with_it(runner: Runner, suite: Path, folder: Path) -> None:
    """A new process replaces the one that died; ANSWER-1 fails on its exchange; no other verdict is lost."""
    runner.write("dying.py", DYING)
    options = ("-n", "1", "-p", "no:randomly", *runner.alone("reasoning_then_text"))
    result = runner.run_apart("--adapter", "dying.py", *options, suites=[suite])

    assert {"passed": 1, "failed": 2} == result.parseoutcomes()
    assert [("ANSWER-1", "stream", "failed"), *BEFORE_THE_STREAM] == found(runner.report)
    assert not (folder / "journal.jsonl").exists()


def test_a_journal_says_what_a_report_says(
    runner: Runner, suite: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal of a complete run gives the same report.json, byte for byte."""
    monkeypatch.setattr("crosswire.plugin.journal.Journal.remove", lambda journal: journal.close())
    runner.run("--adapter", "reference", suites=[suite])
    written = (folder / "report.json").read_bytes()
    result = command(folder / "journal.jsonl", "--into", runner.folder / "again")

    assert 0 == result.exit_code
    assert written == (runner.folder / "again" / "report.json").read_bytes()


HEAD: dict[str, Any] = {
    "journal": 1,
    "adapter": {"name": "a", "version": None},
    "crosswire": "1",
    "requirements": "2026.11",
}
VERDICT = {
    "requirement": "ANSWER-1",
    "level": "must",
    "promise": "answer",
    "scenario": "plain_text",
    "serves": "chat",
    "mode": "json",
    "verdict": "passed",
}
RUN = {"invocation": {"command": "pytest", "date": "2026-11-23T10:00:00Z", "python": "3", "platform": "Linux"}}
LINE = {"adapter": HEAD["adapter"], "verdict": VERDICT, "exchange": None, "listed": []}


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    def write(*lines: Json, torn: str = "") -> Path:
        path = tmp_path / "journal.jsonl"
        path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines) + torn)
        return path

    return write


@pytest.mark.parametrize("end", [1, 40, len(json.dumps(LINE)) - 1])
def test_a_torn_last_line_is_told_of(end: int, journal: Journal) -> None:
    """An incomplete last line is reported, and the lines before it are read."""
    path = journal(HEAD, LINE, torn=json.dumps(LINE)[:end])

    assert (1, True) == (len(read_journal(path).gathered.verdicts), read_journal(path).torn)


def test_a_torn_line_is_told_by_the_command(journal: Journal) -> None:
    """The command says that the last line is incomplete, and makes the report from the rest."""
    result = command(journal(HEAD, LINE, torn='{"adapter'))

    assert 0 == result.exit_code
    assert "the last line is incomplete" in result.output


@pytest.mark.parametrize(
    ("lines", "torn", "message"),
    [
        ([], "", "{} is not a journal; pytest suites"),
        (['{"verdicts": []}'], "", "{} is not a journal; pytest suites"),
        ([{**HEAD, "journal": 2}, LINE], "", "{} is not a journal; Crosswire"),
        ([HEAD], "", "{} holds no verdict: the run ended before there was one"),
        ([HEAD], "{", "{} holds no verdict: the run ended before there was one"),
        ([HEAD, "{", LINE], "", "{}:2 is not a line of a journal: it is not JSON (Expecting property name"),
        ([HEAD, "1"], "", "{} is not a journal: TypeError"),
        ([HEAD, {**LINE, "verdict": {**VERDICT, "colour": "red"}}], "", "{} is not a journal: TypeError: Verdict"),
        ([HEAD, {**LINE, "verdict": {**VERDICT, "level": "will"}}], "", "{} makes no report: verdicts[0].level: "),
        ([{**HEAD, **RUN, "plan": {"chosen": 9, "of": 1}}, LINE], "", "{} makes no report: runs[0]: it chose 9 "),
        ([{**HEAD, "plan": {"chosen": "x"}}], "", "{} is not a journal: TypeError"),
    ],
)
def test_what_is_no_journal_is_refused(lines: list[Json], torn: str, message: str, journal: Journal) -> None:
    """The message names the file and what is wrong."""
    path = journal(*lines, torn=torn)

    with pytest.raises(ReportInvalid) as refusal:
        read_journal(path)
    assert str(refusal.value).startswith(message.format(path))


def test_an_integer_of_a_journal_may_be_written_with_a_point(journal: Journal) -> None:
    """JSON Schema calls 1.0 an integer; read, it is one."""
    report = read_journal(journal({**HEAD, **RUN, "plan": {"chosen": 2.0, "of": 2.0}}, LINE)).gathered.report()

    assert "Cut short after 1 of 2 verdicts" == report.coverage.words


@pytest.mark.parametrize("names", [("passed", "failed"), ("failed", "passed")])
def test_a_verdict_that_comes_twice_counts_once(names: list[str], journal: Journal) -> None:
    """Another try of a test fills no gap. The gravest of its verdicts counts."""
    lost = {"loss": "lost", "fault": "adapter", "message": "answer lost"}
    lines = [{**LINE, "verdict": {**VERDICT, "verdict": name, **(lost if name == "failed" else {})}} for name in names]
    gathered = read_journal(journal({**HEAD, **RUN, "plan": {"chosen": 2, "of": 2}}, *lines)).gathered

    assert ["failed"] == [one.verdict for one in gathered.report().verdicts]
    assert (1, True) == (gathered.missing, gathered.report().coverage.cut_short)


def test_every_verdict_is_held_to_the_schema(journal: Journal) -> None:
    """It is done in parts, and what is wrong is found in the last one, too."""
    verdicts = [{**VERDICT, "scenario": f"s{number:04}"} for number in range(AT_ONCE + 1)]
    good = journal(HEAD, *({**LINE, "verdict": verdict} for verdict in verdicts))
    assert AT_ONCE + 1 == len(read_journal(good).gathered.verdicts)
    bad = journal(HEAD, *({**LINE, "verdict": verdict} for verdict in [*verdicts[:-1], {**verdicts[-1], "mode": "x"}]))

    with pytest.raises(ReportInvalid, match=r"makes no report: verdicts\[0\]\.mode: 'x' is not one of"):
        read_journal(bad)


def test_a_journal_that_is_not_there_is_one_error(tmp_path: Path) -> None:
    """A missing journal is one line of error, without a traceback."""
    result = command(tmp_path)

    assert 2 == result.exit_code
    assert result.output.startswith(f"error: {tmp_path / 'journal.jsonl'}: No such file or directory; pytest suites")
