"""`--profile` judges what counts for one use of the adapter, and nothing else."""

import pytest

from crosswire.specification.profiles import profile_named
from tests.plugin.running import SUITES, Runner

STATE = SUITES / "test_state.py"


def test_a_run_judges_one_profile(runner: Runner) -> None:
    """The verdicts are those of the profile, the report says what chose them, and the summary what it comes to."""
    result = runner.run("--adapter", "reference", "--profile", "state", suites=[STATE])
    profile = profile_named("state")
    judged = {(entry["requirement"], entry["scenario"]) for entry in runner.report["verdicts"]}

    assert pytest.ExitCode.OK == result.ret
    assert {"STATE-1", "STATE-2", "STATE-3", "STATE-4"} == {requirement for requirement, _ in judged}
    assert all(profile.whole.has(*one) for one in judged)
    assert "--profile state" in runner.report["runs"][0]["selection"]


def test_what_does_not_count_is_not_judged(runner: Runner) -> None:
    """A suite of which nothing counts for the profile gives no verdict, which is red."""
    result = runner.run("--adapter", "reference", "--profile", "media", suites=[STATE])

    assert pytest.ExitCode.OK != result.ret
    result.stdout.fnmatch_lines(["*crosswire: no verdict*"])
