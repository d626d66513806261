"""With the file that `crosswire accept` writes the same run is green, and no other run is."""

import tomllib
from collections import Counter
from pathlib import Path

from click.testing import CliRunner

from crosswire.cli import main
from tests.plugin.running import SUITES, Runner

SEED = Path(__file__).parents[2] / "docs" / "the_seed.py"
BROKEN = "json-reasoning_then_text or stream-plain_text"
"""Where it loses some facts, and where it gives no answer to judge."""


def test_what_is_accepted_is_green(runner: Runner) -> None:
    """Both failed and untestable verdicts are accepted; without one of the entries the run is red again."""
    file = runner.write("known_failures.toml", "")
    run: list[str | Path] = ["--adapter", SEED, "-k", BROKEN, "--known-failures", file]
    red = runner.run_apart(*run)
    before = Counter(entry["verdict"] for entry in runner.report["verdicts"])
    text = CliRunner().invoke(main, ["accept", "--partial", str(runner.folder / "out"), "--into", str(file)])
    entries = file.read_text()
    green = runner.run_apart(*run)
    after = Counter(entry["verdict"] for entry in runner.report["verdicts"])
    file.write_text(entries.rpartition("[[cause]]")[0])
    forgotten = runner.run_apart(*run)

    assert (1, 0, 0, 1) == (red.ret, text.exit_code, green.ret, forgotten.ret)
    assert 0 < before["failed"]
    assert 0 < before["untestable"]
    assert {"known": before["failed"] + before["untestable"]} == {
        name: number for name, number in after.items() if name in ("known", "failed", "untestable")
    }
    causes, times = len(tomllib.loads(entries)["cause"]), before["failed"] + before["untestable"]
    assert text.output.startswith(f"wrote {file}: {causes} causes, {times} verdicts\n")


def test_a_verdict_in_another_profile_is_told(runner: Runner) -> None:
    """A new verdict of an accepted cause is red, and the line names the profile in which none was accepted."""
    file = runner.write("known_failures.toml", "")
    suite = [SUITES / "test_content.py"]
    run: list[str | Path] = ["--adapter", SEED, "--known-failures", file, "--clients", "none", "-k"]
    runner.run_apart(*run, "chat-json-ai_sdk_chat_settings", suites=suite)
    CliRunner().invoke(main, ["accept", "--partial", str(runner.folder / "out"), "--into", str(file)])
    text = runner.run_apart(*run, "chat-json-ai_sdk_chat_settings or chat-json-chat_audio_input", suites=suite)

    text.stdout.fnmatch_lines(
        ["*known_failures.toml: 2 new verdicts of the accepted cause chat/served/text/lost: *; new in profile media"]
    )
