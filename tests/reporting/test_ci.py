"""The steps of docs/'s workflow do what docs/ci.md says: they run here as on a CI runner."""

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from crosswire.cli import main
from crosswire.reporting.files import to_packed

DOCS = Path(__file__).parents[2] / "docs"
WORKFLOW = yaml.safe_load((DOCS / "workflows" / "crosswire.yml").read_text(encoding="utf-8"))


def _steps(job: str) -> Mapping[str, dict[str, Any]]:
    return {step.get("name") or step["uses"]: step for step in WORKFLOW["jobs"][job]["steps"]}


FEWER = {
    "crosswire.suites ": "crosswire.suites.test_content crosswire.suites.test_token_counts ",
    "-n auto ": "",
    "publish site": "publish --partial site",
}
"""A part of the suites, and one process, are enough to see that a step works."""


class Runner:
    """A runner in a checkout of an adapter's repository; its site is served from a folder."""

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        (checkout / "my_adapter.py").write_text((DOCS / "the_seed.py").read_text())
        self.env = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "ADAPTER": WORKFLOW["env"]["ADAPTER"],
            "SITE": (checkout / "served").as_uri(),
            "GITHUB_STEP_SUMMARY": str(checkout / "shown.md"),
            "PYTEST_ADDOPTS": "-k json-reasoning_then_text -p no:cacheprovider -p no:randomly",
        }

    def step(self, name: str) -> int:
        """Run a step of `judge`, as GitHub does."""
        script = _steps("judge")[name]["run"]
        for all_, fewer in FEWER.items():
            script = script.replace(all_, fewer)
        return self.run("bash", "-eo", "pipefail", "-c", script)

    def run(self, *command: str) -> int:
        return subprocess.run(command, cwd=self.checkout, env=self.env, capture_output=True, check=False).returncode

    def read(self, name: str) -> str:
        return (self.checkout / name).read_text(encoding="utf-8")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


@pytest.mark.skipif(not (shutil.which("bash") and shutil.which("curl")), reason="what GitHub's runners have")
def test_the_steps_work(runner: Runner) -> None:
    """They run without a published site, then against the site; accepted failures make the run green."""
    first = [runner.step(name) for name in ("Judge", "Tell what changed", "Build the site")]
    summary = runner.read("comment.md")
    (runner.checkout / "site").rename(runner.checkout / "served")
    accepted = runner.run("crosswire", "accept", "--partial", "report")
    second = [runner.step(name) for name in ("Judge", "Tell what changed")]
    same = runner.read("comment.md")
    published = runner.checkout / "served" / "adapters" / "my_adapter.py" / "report.json.gz"
    published.write_bytes(_with_one_loss(json.loads(gzip.decompress(published.read_bytes()))))
    third = runner.step("Tell what changed")

    assert [1, 0, 0] == first
    assert summary.startswith("### 🔴 `my_adapter.py`: ")
    assert runner.read("shown.md").startswith(summary)
    assert (0, [0, 0]) == (accepted, second)
    assert same.startswith("### 🟢 No cause changed: `my_adapter.py` → `my_adapter.py`\n")
    assert 0 == third
    assert runner.read("comment.md").startswith("### 🔴 1 new: ")
    assert runner.read("report/junit.xml").startswith("<?xml")


def _with_one_loss(report: dict[str, Any]) -> bytes:
    failed = next(verdict for verdict in report["verdicts"] if verdict["verdict"] == "failed")
    failed.update(verdict="passed", loss=None, fault=None, message=None)
    return to_packed(report)


def test_only_the_job_that_comments_may_comment() -> None:
    """That job checks nothing out; the job that runs the pull request's code may only read."""
    jobs = WORKFLOW["jobs"]

    assert {"contents": "read"} == WORKFLOW["permissions"]
    assert "permissions" not in jobs["judge"]
    assert {"pull-requests": "write"} == jobs["comment"]["permissions"]
    assert {"pages": "write", "id-token": "write"} == jobs["publish"]["permissions"]
    assert ["judge"] == [job for job in jobs if any("checkout" in step.get("uses", "") for step in jobs[job]["steps"])]


def test_all_that_is_filled_in_is_explained() -> None:
    """docs/ci.md has a line on each variable of the workflow."""
    rows = re.findall(r"^\| `([A-Z]+)` \|", (DOCS / "ci.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert list(WORKFLOW["env"]) == rows


def _commands() -> Iterator[tuple[str, str]]:
    for name in ("ci.md", "reports.md"):
        for line in (DOCS / name).read_text(encoding="utf-8").splitlines():
            if found := re.match(r"(?:    |\$ )(crosswire [^|]*)", line):
                yield name, found[1]


@pytest.mark.parametrize(("name", "command"), list(_commands()))
def test_documented_commands_are_commands(name: str, command: str) -> None:
    """Each documented command exists, with its arguments and options."""
    _, word, *arguments = shlex.split(command)
    found = main.get_command(click.Context(main), word)

    assert found, name
    found.make_context(word, arguments)
