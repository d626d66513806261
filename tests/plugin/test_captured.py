"""What is held of captured output is bounded, whichever way it goes."""

import io
from pathlib import Path

import pytest

from crosswire.plugin.captured import cut
from tests.plugin.running import SUITES, Runner

MOST = 1_000
ADAPTER = """
import logging, os, sys

def chat(request, upstream):
    for number in range(50):
        {prints}
    raise ValueError
"""
ALONE = (
    "-k",
    "chat-json-plain_text] and adapter_answers",
    "--clients",
    "none",
    "--limit",
    f"printed-characters={MOST}",
)
LEFT_OUT = ", left out (--limit printed-characters=N sets it)"


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ("x" * MOST, "x" * MOST),
        ("😀" * MOST, "😀" * MOST),
        ("x" * MOST * 2, f"{'x' * MOST}… and 1,000 bytes more{LEFT_OUT}\n"),
        ("é" * MOST * 2, f"{'é' * MOST}… and 2,000 bytes more{LEFT_OUT}\n"),
        ("😀" * MOST * 8, f"{'😀' * MOST}… and 28,000 bytes more{LEFT_OUT}\n"),
    ],
    ids=["as long as it may be", "of long characters", "too long", "of two bytes each", "of four bytes each"],
)
def test_characters_count(written: str, held: str, tmp_path: Path) -> None:
    """A text is cut between two characters, and says how much it was; what comes later stands behind it."""
    with io.TextIOWrapper((tmp_path / "out").open("wb+"), "utf-8") as file:
        file.write(written)
        cut(file, MOST)
        file.write("later")

    assert f"{held}later" == (tmp_path / "out").read_text()


@pytest.mark.parametrize("capture", ["fd", "sys"])
@pytest.mark.parametrize(
    ("prints", "words"),
    [
        ("os.write(1, b'x' * 100)", "… and 4,000 bytes more"),
        ("os.write(2, b'x' * 100)", "… and 4,000 bytes more"),
        ("sys.stdout.buffer.write(b'x' * 100)", "… and 4,000 bytes more"),
        ("sys.stdout.write('x' * 100)", "… (more than 1,000 characters: the rest is left out"),
        ("logging.getLogger('a').warning('x' * 100)", "… and 42 log records more"),
        ("logging.getLogger('a').warning('x' * 10_000)", "… and 50 log records more"),
    ],
)
def test_every_way_is_bounded(prints: str, words: str, capture: str, runner: Runner) -> None:
    """Of file descriptors, of streams, and of logs, the beginning and a note are held."""
    if capture == "sys" and prints.startswith("os."):
        pytest.skip("nothing is captured of a file descriptor")
    runner.write("loud.py", ADAPTER.format(prints=prints))
    ran = runner.run_apart("--adapter", "loud.py", f"--capture={capture}", *ALONE, suites=[SUITES / "test_answer.py"])
    text = ran.stdout.str()

    assert f"{words}" in text
    assert text.count("x") < MOST + 200


def test_other_tests_are_captured_whole(runner: Runner) -> None:
    """A test of the user's, beside the suites, is none of an adapter's."""
    own = runner.write("test_own.py", "def test_own():\n    print('z' * 5_000)\n    raise ValueError\n")
    ran = runner.run_apart("--adapter", "reference", *ALONE[2:], suites=[own])

    assert "z" * 5_000 in ran.stdout.str()
