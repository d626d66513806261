"""Which exchanges are judged, and that each is performed once."""

from collections.abc import Callable
from pathlib import Path

import pytest

from crosswire.plugin import routes
from crosswire.scenarios import load_scenarios
from tests.plugin.running import SUITES, Runner

Counting = Callable[[], list[str]]
COUNTING = """
from pathlib import Path
from crosswire import reference

log = Path(__file__).with_suffix(".log")

def note(word):
    with log.open("a") as file:
        file.write(word + "\\n")

note("imported")

def chat(request, upstream):
    note(upstream.base_url)
    return reference.chat(request, upstream)
"""


@pytest.fixture
def counting(runner: Runner) -> Counting:
    """An adapter that notes when it is imported, and each call."""
    path = runner.write("counting.py", COUNTING)
    log = path.with_suffix(".log")
    return lambda: log.read_text().split() if log.exists() else []


TWO = [
    "-k",
    " or ".join(f"{mode}-{name}" for mode in ("json", "stream") for name in ("plain_text", "parallel_tool_calls")),
]
TURNS = 2 * (1 + 2)
"""Two scenarios in two modes, one of them with a second turn."""


@pytest.mark.parametrize("options", [["-p", "no:randomly"], ["-p", "randomly"]])
def test_each_exchange_is_performed_once(options: list[str], runner: Runner, counting: Counting) -> None:
    """However many requirements judge it, and in whatever order."""
    result = runner.run("--adapter", "counting.py", *TWO, *options)

    assert pytest.ExitCode.OK == result.ret
    first, *calls = counting()
    assert "imported" == first
    assert TURNS == len(calls)
    assert "imported" not in calls


def test_each_exchange_is_performed_once_under_xdist(runner: Runner, counting: Counting) -> None:
    """All tests of one exchange go to the same worker; the verdicts are those of a plain run, in the same order."""
    runner.run("--adapter", "counting.py", *TWO)
    plain, calls = runner.report, counting()[1:]

    result = runner.run_apart("--adapter", "counting.py", "-n", "2", *TWO)

    assert pytest.ExitCode.OK == result.ret
    assert all(plain[key] == runner.report[key] for key in plain.keys() - {"runs"})
    assert [(run["chosen"], run["of"]) for run in plain["runs"]] == [
        (run["chosen"], run["of"]) for run in runner.report["runs"]
    ]
    assert sorted(calls) == sorted(word for word in counting()[len(calls) + 1 :] if word != "imported")


def test_collecting_does_not_import_the_adapter(runner: Runner, counting: Counting) -> None:
    """Some take ten seconds to import."""
    result = runner.run("--adapter", "counting.py", "--collect-only", "-q")

    assert [] == counting()
    result.stdout.fnmatch_lines(["*test_token_counts.py::test_counts_survive[[]chat-stream-reasoning_then_text[]]"])


def test_a_failure_is_rerun_by_copying_its_command(runner: Runner) -> None:
    """The command in the report judges exactly that again."""
    runner.write(
        "lossy.py",
        """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    return answer if request.get("stream") else answer | {"usage": None}
""",
    )
    runner.run("--adapter", "lossy.py", "-k", "plain_text")
    failed = next(entry for entry in runner.report["verdicts"] if entry["verdict"] == "failed")

    word, test, *options = failed["rerun"].replace('"', "").split(" ")
    result = runner.run(*options, suites=[SUITES.parent / test])

    assert "pytest" == word
    assert {"failed": 1} == result.parseoutcomes()
    assert [(failed["requirement"], "failed")] == list(runner.verdicts.items())


def test_serves_chooses_a_direction(runner: Runner) -> None:
    """--serves judges one direction of an adapter that serves both."""
    runner.run("--adapter", "reference", "--serves", "responses", "-k", "plain_text")

    assert {"responses"} == {entry["serves"] for entry in runner.report["verdicts"]}


def test_what_no_scenario_exercises_is_left_out(runner: Runner) -> None:
    """A requirement of one direction is no skip in the other."""
    result = runner.run("--adapter", "reference", "--serves", "responses", "-k", "rate_limited or usage_chunk")

    assert {"passed", "deselected"} == result.parseoutcomes().keys()


@pytest.mark.usefixtures("counting")
def test_what_an_adapter_does_not_serve_is_left_out(runner: Runner) -> None:
    """An adapter with `chat` alone is judged on that direction."""
    runner.run("--adapter", "counting.py", "-k", "plain_text and json")

    assert {"chat"} == {entry["serves"] for entry in runner.report["verdicts"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "ERROR: no adapter: pytest suites --adapter TARGET. An adapter is one of:"),
        (["--adapter", "nowhere.py"], "ERROR: --adapter nowhere.py: there is no file nowhere.py in *"),
        (
            ["--adapter", "counting.py", "--serves", "responses"],
            "ERROR: --serves responses: counting.py serves chat only",
        ),
    ],
)
@pytest.mark.usefixtures("counting")
def test_a_run_that_cannot_be_says_why(arguments: list[str], message: str, runner: Runner) -> None:
    """One error, no traceback."""
    result = runner.run(*arguments)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stderr.str()


def test_a_run_without_a_verdict_fails(runner: Runner) -> None:
    """Nothing judged is nothing known, whatever else passed."""
    other = runner.write("test_other.py", "def test_other():\n    pass\n")

    result = runner.run("--adapter", "reference", suites=[other])

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*crosswire: no verdict*"])


def test_a_crash_is_one_loss(runner: Runner) -> None:
    """ANSWER-1 fails, the rest is untestable and counted in one line."""
    runner.write("crashing.py", "def chat(request, upstream):\n    return {}['output']\n")

    result = runner.run("--adapter", "crashing.py", "-k", "plain_text and json")

    verdicts = runner.verdicts
    assert "failed" == verdicts.pop("ANSWER-1")
    assert {"untestable"} == set(verdicts.values())
    assert ["lost"] == [entry["loss"] for entry in runner.report["verdicts"] if entry["requirement"] == "ANSWER-1"]
    result.stdout.fnmatch_lines(
        ["*ANSWER-1*serves chat*1 of 1*", "*verdicts untestable in 1 exchanges that ANSWER-1 names*"]
    )


def test_a_hang_is_one_loss(runner: Runner) -> None:
    """A call that does not end is left behind at the deadline."""
    runner.write("hanging.py", "import threading\n\ndef chat(request, upstream):\n    threading.Event().wait(20)\n")

    result = runner.run("--adapter", "hanging.py", "--deadline", "0.1", "-k", "plain_text and json")

    assert "failed" == runner.verdicts["ANSWER-1"]
    result.stdout.fnmatch_lines(["*the adapter did not finish within 0.1 s (--deadline)*"])


def test_a_missing_extra_is_configuration(runner: Runner) -> None:
    """An import that fails inside a call says nothing about the adapter."""
    runner.write("needy.py", "def chat(request, upstream):\n    import not_installed_here\n")

    result = runner.run("--adapter", "needy.py", "-k", "plain_text and json")

    assert {("error", "configuration")} == {(entry["verdict"], entry["fault"]) for entry in runner.report["verdicts"]}
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*an import failed inside the adapter: No module named 'not_installed_here'*"])


def test_a_users_warning_filters_do_not_change_the_adapter(runner: Runner) -> None:
    """`-W error` is for the user's own code."""
    runner.write(
        "warning.py",
        """
import warnings
from crosswire import reference

def chat(request, upstream):
    warnings.warn("old")
    return reference.chat(request, upstream)
""",
    )

    assert pytest.ExitCode.OK == runner.run("--adapter", "warning.py", "-W", "error", "-k", "plain_text").ret


@pytest.mark.parametrize("options", [[], ["-n", "2"]])
def test_what_cannot_be_printed_is_judged(options: list[str], runner: Runner) -> None:
    """An adapter that cuts an emoji in two serves half of a surrogate pair: a loss like any other, also for xdist."""
    runner.write(
        "halving.py",
        """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    if not request.get("stream"):
        answer["choices"][0]["message"]["content"] = chr(0xD83D)
    return answer
""",
    )

    result = runner.run_apart("--adapter", "halving.py", "-k", "plain_text and json", *options)

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    assert ("failed", "\ud83d") == next(
        (entry["verdict"], entry["received"])
        for entry in runner.report["verdicts"]
        if entry["requirement"] == "CONTENT-1"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [([], "ERROR: no adapter: *"), (["--adapter", "nowhere.py"], "ERROR: --adapter nowhere.py: *")],
)
def test_workers_say_why_a_run_cannot_be(arguments: list[str], message: str, runner: Runner) -> None:
    """Under xdist the error is the same one, and the only one."""
    result = runner.run_apart("-n", "2", *arguments)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([message])
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_broken_scenario_is_one_error(runner: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """However many suites there are."""
    folder = tmp_path / "cassettes" / "half_made"
    folder.mkdir(parents=True)
    monkeypatch.setattr("crosswire.scenarios.data_folder", lambda _: folder.parent)
    load_scenarios.cache_clear()
    routes._cases.cache_clear()  # noqa: SLF001 - a run of its own would have none
    try:
        result = runner.run("--adapter", "reference")
    finally:
        load_scenarios.cache_clear()
        routes._cases.cache_clear()  # noqa: SLF001 - likewise

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert 1 == result.stderr.str().count("half_made")


def test_a_declaration_has_to_name_its_fact(runner: Runner) -> None:
    """The id of a requirement with many facts excuses none of them: the run ends before it begins."""
    runner.write("bare.py", 'from crosswire.reference import responses\ndeclares = {"RESPREQ-17": "left out"}\n')

    result = runner.run("--adapter", "bare.py", suites=[SUITES / "test_responses_tools.py"])

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*declares names RESPREQ-17, of which each holds many facts*RESPREQ-17/*"])
