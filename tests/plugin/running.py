"""Pytest runs on the suites, as a user starts it."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

# Loaded before any run in this process: pytester forgets what a run imports, and some cannot be imported twice:
# PyYAML's parser breaks, httpx no longer knows httpcore's exceptions.
import httpcore  # noqa: F401
import pytest

from crosswire.data import data_folder
from crosswire.plugin import exchanges, summary, verdicts  # noqa: F401
from crosswire.specification.suites import load_requirements
from tests.other_plugins import NO_OTHER_PLUGINS

load_requirements()  # they are kept, and so must their modules be

Argument = str | os.PathLike[str]
Judge = Callable[..., pytest.RunResult]
"""Runs pytest on an adapter and suites of a test; takes further arguments."""

SUITES = data_folder("suites")
SOME = [SUITES / f"test_{promise}.py" for promise in ("answer", "content", "token_counts")]
"""Enough suites to run the plugin on; all of them, on all scenarios, is what CI does."""


class Runner:
    """Runs pytest in a folder of its own; `report` is the report.json of the last run."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.folder = pytester.path

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path

    def alone(self, scenario: str) -> list[Argument]:
        """Return the options that judge one scenario: a suite of a test's own has all recordings read otherwise."""
        few = self.folder / "few"
        shutil.copytree(data_folder("cassettes") / scenario, few / scenario, dirs_exist_ok=True)
        return ["--scenarios", few]

    def run(self, *arguments: Argument, suites: Sequence[Argument] = SOME) -> pytest.RunResult:
        """Run pytest in this process."""
        return self._pytester.runpytest_inprocess(*suites, *self._options(arguments))

    def run_apart(self, *arguments: Argument, suites: Sequence[Argument] = SOME) -> pytest.RunResult:
        """Run pytest in a process of its own."""
        return self._pytester.runpytest_subprocess(*suites, *self._options(arguments))

    def run_to_the_end(self, *arguments: Argument, suites: Sequence[Argument]) -> subprocess.CompletedProcess[str]:
        """Run pytest in a process of its own, until all that it started has closed its output, too."""
        command = [sys.executable, "-m", "pytest", *suites, *self._options(arguments)]
        return subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)

    def _options(self, arguments: tuple[Argument, ...]) -> list[Argument]:
        return [*NO_OTHER_PLUGINS, "--report", self.folder / "out", *arguments]

    @property
    def report(self) -> dict[str, Any]:
        report: dict[str, Any] = json.loads((self.folder / "out" / "report.json").read_text())
        return report

    @property
    def verdicts(self) -> dict[str, str]:
        """The verdict of each requirement, for runs in which each is judged once."""
        return {entry["requirement"]: entry["verdict"] for entry in self.report["verdicts"]}
