"""`crosswire accept` writes the file with which the same run is green, and no other run is."""

import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner
from running import Runner

from crosswire.cli import main

SEED = Path(__file__).parents[2] / "docs" / "the_seed.py"


@pytest.mark.parametrize("scenario", ["json-reasoning_then_text", "plain_text", "tool_call"])
def test_what_is_accepted_is_green(scenario: str, runner: Runner) -> None:
    """For an adapter that loses some facts, and where it gives no answer to judge; what was not accepted is red."""
    run = ["--adapter", SEED, "-k", scenario, "--known-failures"]
    file = runner.write("known_failures.toml", "")
    red = runner.run(*run, file)
    told = CliRunner().invoke(main, ["accept", str(runner.folder / "out"), "--into", str(file)])
    entries = file.read_text()

    green = runner.run(*run, file)
    file.write_text(entries.rpartition("[[known]]")[0])
    forgotten = runner.run(*run, file)

    assert (1, 0, 0, 1) == (red.ret, told.exit_code, green.ret, forgotten.ret)
    assert told.output.startswith(f"wrote {file}: {len(tomllib.loads(entries)['known'])} entries\n")
