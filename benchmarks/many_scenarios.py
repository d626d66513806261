"""Collecting and running 100, 1,000 and 10,000 scenarios.

A checkout is made in a temporary folder: links to the code, the suites and the schemas, and cassettes that are copies
of one scenario, each with its number in the text of its answers. One requirement is judged on each, over Chat, whole;
the routes of all requirements are found anew, as after any change.
"""

import shutil
import tempfile
from pathlib import Path

from took import ROOT, Took, run_pytest

COPIED = "plain_text"
LINKED = ("src", "suites", "schemas", "conftest.py", "pyproject.toml")
WORD, NUMBERED = "kookaburra", "kookaburra-{}"
"""A word of the scenario's answers, and what stands for it in a copy."""


def judged(scenarios: int) -> Took:
    """Judge the reference adapter on so many scenarios, and return what it took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for link in LINKED:
            (folder / link).symlink_to(ROOT / link)
        for number in range(scenarios):
            _copy(folder / "cassettes" / f"copied_{number}", number)
        options = ["--adapter", "reference", "--clients", "none", "--serves", "chat", "-k", "json", "-n", "0"]
        variables = {"PYTHONPATH": str(folder / "src"), "CROSSWIRE_CACHE": str(folder / "cache")}
        return run_pytest(["suites/test_answer.py", *options], folder, variables)


def _copy(into: Path, number: int) -> None:
    into.mkdir(parents=True)
    for file in (ROOT / "cassettes" / COPIED).iterdir():
        if file.suffix == ".yaml":
            (into / file.name).write_text(file.read_text().replace(WORD, NUMBERED.format(number)))
        else:
            shutil.copy(file, into)
