"""`--scenarios DIR` judges a user's own scenarios, in place of Crosswire's or beside them."""

import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from crosswire import reference
from crosswire.adapters.loading import as_candidate
from crosswire.adapters.processes.launching import model_names
from crosswire.plugin.exchanges import can_judge
from crosswire.reporting.runs import Run, coverage
from crosswire.scenarios import load_scenarios
from crosswire.specification.judged_routes import every_route
from crosswire.specification.suites import load_requirements
from tests.plugin.running import SUITES, Runner

ANSWER = [SUITES / "test_answer.py"]
NO_USAGE = """
from crosswire import reference

def chat(request, upstream):
    answer = reference.chat(request, upstream)
    return {key: value for key, value in answer.items() if key != "usage"} if isinstance(answer, dict) else answer
"""


def copied(name: str, folder: Path, new: str) -> Path:
    """Copy one of Crosswire's scenarios into a folder under a new name."""
    return Path(shutil.copytree(load_scenarios()[name].folder, folder / new))


@pytest.fixture
def mine(runner: Runner) -> Path:
    """A folder of the user's own with one scenario."""
    return copied("plain_text", runner.folder / "mine", "my_text").parent


def judged_scenarios(runner: Runner) -> set[str]:
    return {entry["scenario"] for entry in runner.report["verdicts"]}


@pytest.mark.usefixtures("mine")
def test_a_users_own_scenarios_are_judged(runner: Runner) -> None:
    """Only the user's scenarios are judged; the report counts what there is on them, and says whose they are."""
    result = runner.run("--adapter", "reference", "--scenarios", "mine", "--clients", "none", suites=ANSWER)
    candidate, folder = as_candidate(reference, "reference"), runner.folder / "mine"
    all_of_it = sum(
        can_judge(requirement, route, candidate)
        for requirement in load_requirements()
        for route in every_route(requirement, [folder])
    )
    (run,) = runner.report["runs"]

    assert pytest.ExitCode.OK == result.ret
    assert {"my_text"} == judged_scenarios(runner)
    assert (["mine"], {"my_text": [*load_scenarios()["plain_text"].tags]}) == (run["scenarios"], run["own_scenarios"])
    assert all_of_it == run["of"]
    result.stdout.fnmatch_lines(["*Judged on 1 scenario of mine, not Crosswire's own."])


@pytest.mark.usefixtures("mine")
def test_they_are_judged_beside_ours(runner: Runner) -> None:
    """The word `crosswire` stands for Crosswire's own scenarios."""
    options = ("--adapter", "reference", "--scenarios", "mine", "--scenarios", "crosswire", "-k", "_text-")
    result = runner.run(*options, "-k", "my_text or plain_text", suites=ANSWER)

    assert pytest.ExitCode.OK == result.ret
    assert {"my_text", "plain_text"} <= judged_scenarios(runner)


def test_an_ini_option_names_them(runner: Runner, mine: Path) -> None:
    """The ini option names folders relative to its file; the option on the command line wins over it."""
    copied("length_without_text", mine.parent / "others", "cut")
    runner.write("pytest.ini", "[pytest]\ncrosswire_scenarios = mine\n")

    of_ini = runner.run("--adapter", "reference", "-c", "pytest.ini", suites=ANSWER)
    by_ini = judged_scenarios(runner)
    of_option = runner.run("--adapter", "reference", "-c", "pytest.ini", "--scenarios", "others", suites=ANSWER)

    assert (pytest.ExitCode.OK, pytest.ExitCode.OK) == (of_ini.ret, of_option.ret)
    assert ({"my_text"}, {"cut"}) == (by_ini, judged_scenarios(runner))


@pytest.mark.usefixtures("mine")
def test_workers_judge_the_same_and_the_rerun_line_works(runner: Runner) -> None:
    """Workers of xdist see the same scenarios, and the command of a failure runs it again."""
    runner.write("bad.py", NO_USAGE)
    options = ("--adapter", "bad.py", "--clients", "none", "--scenarios", "mine")
    suites = [SUITES / "test_token_counts.py"]
    runner.run(*options, suites=suites)
    alone = runner.report["verdicts"]
    runner.run_apart(*options, "-n", "2", suites=suites)
    (failed,) = (one for one in runner.report["verdicts"] if one["requirement"] == "TOKENS-1" and one["mode"] == "json")

    assert alone == runner.report["verdicts"]
    assert failed["rerun"].endswith(" --adapter bad.py --scenarios mine")

    command, node, *again = shlex.split(failed["rerun"])
    result = runner.run(*again, suites=[SUITES.parent / node])
    assert ("pytest", pytest.ExitCode.TESTS_FAILED) == (command, result.ret)
    assert {"TOKENS-1": "failed"} == runner.verdicts


@pytest.mark.usefixtures("mine")
def test_a_crash_names_them_too(runner: Runner) -> None:
    """The command under a verdict on a process that died with the adapter has the folders."""
    runner.write("dies.py", "import os\n\ndef chat(request, upstream):\n    os.kill(os.getpid(), 9)\n")

    runner.run_apart("--adapter", "dies.py", "--scenarios", "mine", "-n", "1", "-k", "json", suites=ANSWER)

    (verdict,) = runner.report["verdicts"]
    assert ("my_text", "failed") == (verdict["scenario"], verdict["verdict"])
    assert verdict["rerun"].endswith(" --adapter dies.py --scenarios mine")


def test_a_programs_templates_know_their_models(mine: Path) -> None:
    """The configuration of a gateway lists the models of Crosswire's scenarios and of the user's own."""
    for path in (mine / "my_text").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("gpt-4.1-mini", "my-model"), encoding="utf-8")

    assert ("my-model",) == tuple(sorted({*model_names((mine,))} - {*model_names()}))


@pytest.mark.parametrize(
    ("folder", "error"),
    [
        ("nowhere", "--scenarios: there is no folder *nowhere; it holds one folder for each scenario"),
        ("empty", "--scenarios empty: it holds no scenario; crosswire scenario new NAME --into empty makes one"),
        ("mine/my_text", "--scenarios: *mine/my_text is one scenario; give the folder that holds it: *mine"),
        ("twice", "--scenarios: there are two scenarios my_text: *; rename one of the folders"),
        ("half", "--scenarios: *half/made has no scenario.toml; every folder in *half is a scenario"),
    ],
)
def test_a_folder_that_cannot_be_judged_is_one_error(folder: str, error: str, runner: Runner, mine: Path) -> None:
    """A folder without scenarios, one scenario, and two of one name are refused before anything runs."""
    copied("plain_text", mine.parent / "twice", "my_text")
    (mine.parent / "empty").mkdir()
    (mine.parent / "half" / "made").mkdir(parents=True)

    result = runner.run("--adapter", "reference", "--scenarios", "mine", "--scenarios", folder, suites=ANSWER)

    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines([f"ERROR: {error}"])


def test_tags_put_a_scenario_in_a_profile(runner: Runner, mine: Path) -> None:
    """A user's own scenario counts for the profiles of its tags."""
    copied("state_previous_response", mine, "my_state")

    result = runner.run("--adapter", "reference", "--scenarios", "mine", "--profile", "state", suites=ANSWER)

    assert pytest.ExitCode.OK == result.ret
    assert {"my_state"} == judged_scenarios(runner)


@pytest.mark.usefixtures("mine")
def test_a_known_failures_file_may_name_both(runner: Runner) -> None:
    """One known-failures file may have entries about the user's own scenarios and about Crosswire's."""
    runner.write("bad.py", NO_USAGE)
    entry = '[[known]]\nrequirement = "TOKENS-1"\nscenario = "{}"\nserves = "chat"\nmode = "json"\nreason = "so"\n'
    runner.write("known.toml", entry.format("my_text") + entry.format("plain_text"))
    options = ("--adapter", "bad.py", "--scenarios", "mine", "--known-failures", "known.toml", "-k", "counts_survive")

    runner.run(*options, suites=[SUITES / "test_token_counts.py"])

    assert {"known"} == {one["verdict"] for one in runner.report["verdicts"] if one["mode"] == "json"}


PLAIN: Mapping[str, Any] = {"command": "pytest", "date": "2026-11-29T03:20:00Z", "python": "3.11", "platform": "Linux"}


@pytest.mark.parametrize(
    ("runs", "of"),
    [
        ([(1000, ()), (1000, ())], 1000),
        ([(1000, ()), (50, ("mine",))], 1050),
        ([(1050, ("mine", "crosswire")), (50, ("mine",)), (1000, ())], 1050),
        ([(50, ("mine",)), (60, ("yours",))], 110),
    ],
)
def test_what_there_is_counts_once(runs: list[tuple[int, tuple[str, ...]]], of: int) -> None:
    """Runs on the same scenarios are parts of one whole; those on others add to it."""
    found = coverage(10, [Run(**PLAIN, of=number, chosen=5, scenarios=folders) for number, folders in runs])

    assert of == found.of
