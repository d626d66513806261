"""The plugin chooses which exchanges are judged, and performs each once."""

import gc
import shutil
import weakref
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from crosswire import reference
from crosswire.adapters import Candidate, load_adapter
from crosswire.adapters.calling import DEADLINE
from crosswire.plugin.exchanges import HELD_SCENARIOS, Exchanges
from crosswire.route import Route
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
    """Write an adapter that logs its import and each call; return a function that reads the log."""
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
    """An exchange is performed once for all its requirements, in any order of tests."""
    result = runner.run("--adapter", "counting.py", *TWO, *options)

    assert pytest.ExitCode.OK == result.ret
    first, *calls = counting()
    assert "imported" == first
    assert TURNS == len(calls)
    assert "imported" not in calls


def test_each_exchange_is_performed_once_under_xdist(runner: Runner, counting: Counting) -> None:
    """All tests of an exchange run in one process; the verdicts and their order are those of a plain run."""
    runner.run("--adapter", "counting.py", *TWO)
    plain, calls = runner.report, counting()[1:]

    result = runner.run_apart("--adapter", "counting.py", "-n", "2", *TWO)

    assert pytest.ExitCode.OK == result.ret
    assert all(plain[key] == runner.report[key] for key in plain.keys() - {"runs"})
    assert [(run["chosen"], run["of"]) for run in plain["runs"]] == [
        (run["chosen"], run["of"]) for run in runner.report["runs"]
    ]
    assert sorted(calls) == sorted(word for word in counting()[len(calls) + 1 :] if word != "imported")


def test_the_recordings_of_few_scenarios_are_held() -> None:
    """A run with thousands of scenarios does not hold the recordings of each to its end."""
    routes = [Route("chat", "json", name) for name in [*load_scenarios()][:20]]
    with closing(Exchanges(load_adapter("reference"), DEADLINE)) as exchanges:
        exchanges.expect(routes)
        scenarios = []
        for route in routes:
            scenarios.append(weakref.ref(exchanges.perform(route).scenario))
            exchanges.release(route)
        gc.collect()

        assert HELD_SCENARIOS == sum(scenario() is not None for scenario in scenarios)


def test_collecting_does_not_import_the_adapter(runner: Runner, counting: Counting) -> None:
    """Collecting doesn't import the adapter, which can take ten seconds."""
    result = runner.run("--adapter", "counting.py", "--collect-only", "-q")

    assert [] == counting()
    result.stdout.fnmatch_lines(["*test_token_counts.py::test_counts_survive[[]chat-stream-reasoning_then_text[]]"])


def test_a_failure_is_rerun_by_copying_its_command(runner: Runner) -> None:
    """The report's command for a failure repeats that one verdict."""
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
    """A requirement of one direction has no test, and no skip, in the other direction."""
    result = runner.run("--adapter", "reference", "--serves", "responses", "-k", "rate_limited or usage_chunk")

    assert {"passed", "deselected"} == result.parseoutcomes().keys()


@pytest.mark.usefixtures("counting")
def test_what_an_adapter_does_not_serve_is_left_out(runner: Runner) -> None:
    """An adapter with `chat` alone is judged in that direction alone."""
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
    """A run that cannot start is one error, without a traceback."""
    result = runner.run(*arguments)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([message])
    assert "Traceback" not in result.stderr.str()


def test_a_run_without_a_verdict_fails(runner: Runner) -> None:
    """A run without a verdict fails, although other tests passed."""
    other = runner.write("test_other.py", "def test_other():\n    pass\n")

    result = runner.run("--adapter", "reference", suites=[other])

    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*crosswire: no verdict*"])


def test_a_crash_is_one_loss(runner: Runner) -> None:
    """ANSWER-1 fails; all other verdicts are untestable: one cause, which hides them."""
    runner.write("crashing.py", "def chat(request, upstream):\n    return {}['output']\n")

    result = runner.run("--adapter", "crashing.py", "-k", "plain_text and json")

    verdicts = runner.verdicts
    assert "failed" == verdicts.pop("ANSWER-1")
    assert {"untestable"} == set(verdicts.values())
    assert ["lost"] == [entry["loss"] for entry in runner.report["verdicts"] if entry["requirement"] == "ANSWER-1"]
    result.stdout.fnmatch_lines(
        ["1 cause, 1 red:", "*MUST*1 verdict , 11 hidden  Serving Chat: the adapter raised KeyError: *(ANSWER-1)"]
    )


def test_a_hang_is_one_loss(runner: Runner) -> None:
    """A call that doesn't end is given up at the deadline, and ANSWER-1 fails."""
    runner.write("hanging.py", "import threading\n\ndef chat(request, upstream):\n    threading.Event().wait(20)\n")

    result = runner.run("--adapter", "hanging.py", "--deadline", "0.1", "-k", "plain_text and json")

    assert "failed" == runner.verdicts["ANSWER-1"]
    result.stdout.fnmatch_lines(["*the adapter did not finish within 0.1 s (--deadline)*"])


def test_a_missing_extra_is_configuration(runner: Runner) -> None:
    """An import error inside a call is the configuration's fault, not the adapter's."""
    runner.write("needy.py", "def chat(request, upstream):\n    import not_installed_here\n")

    result = runner.run("--adapter", "needy.py", "-k", "plain_text and json")

    assert {("error", "configuration")} == {(entry["verdict"], entry["fault"]) for entry in runner.report["verdicts"]}
    assert pytest.ExitCode.TESTS_FAILED == result.ret
    result.stdout.fnmatch_lines(["*an import failed inside the adapter: No module named 'not_installed_here'*"])


def test_a_users_warning_filters_do_not_change_the_adapter(runner: Runner) -> None:
    """`-W error` doesn't turn the adapter's warnings into errors."""
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


@pytest.mark.parametrize("options", [[], ["-n", "1"]])
def test_what_cannot_be_printed_is_judged(options: list[str], runner: Runner) -> None:
    """Half a surrogate pair in an answer is a loss like any other, also with xdist."""
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
    """With xdist there is the same error, and no other."""
    result = runner.run_apart("-n", "2", *arguments)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([message])
    assert "INTERNALERROR" not in result.stdout.str()


def test_a_broken_recording_is_one_error(runner: Runner) -> None:
    """A recording that cannot be read is one error, not one for each suite."""
    broken = Path(shutil.copytree(load_scenarios()["plain_text"].folder, runner.folder / "mine" / "half_made"))
    (broken / "chat.json.yaml").write_text("not: a: cassette")

    result = runner.run("--adapter", "reference", "--scenarios", "mine")

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    assert 1 == result.stderr.str().count("half_made")


def test_a_declaration_has_to_name_its_fact(runner: Runner) -> None:
    """To declare a requirement that judges many facts, without a fact, is an error before the run."""
    runner.write("bare.py", 'from crosswire.reference import responses\ndeclares = {"RESPREQ-17": "left out"}\n')

    result = runner.run("--adapter", "bare.py", suites=[SUITES / "test_responses_tools.py"])

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*declares names RESPREQ-17, of which each holds many facts*RESPREQ-17/*"])


@pytest.mark.parametrize("on_loopback", [True, False])
def test_what_an_adapter_keeps_of_a_broken_connection_is_nobody_elses_loss(on_loopback: bool) -> None:
    """Connections that an adapter outside of this process keeps after a fault are used up before the next exchange."""
    broken: list[object] = []

    def chat(request: Any, upstream: Any) -> Any:
        if broken:
            raise ConnectionResetError(broken.pop())
        try:
            return reference.chat(request, upstream)
        except reference.UpstreamError:
            broken.extend(range(5))
            raise

    adapter = Candidate("keeps", {"chat": chat}, on_loopback=on_loopback)
    with closing(Exchanges(adapter, DEADLINE)) as exchanges:
        for variation in ("refused", "reset_before"):
            exchanges.perform(Route("chat", "json", "plain_text", variation))

        assert on_loopback == (exchanges.perform(Route("chat", "json", "unicode_text")).trouble is None)
