"""The numbers in the README are right, and its example prints what it shows."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from crosswire.adapters.recipes.catalogue import all_recipes
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
README = " ".join(TEXT.split())


def number(pattern: str) -> int:
    """Return the one number in a sentence."""
    (found,) = re.findall(pattern, README)
    return int(found)


def test_requirements_and_scenarios_are_counted() -> None:
    """The numbers are those of docs/requirements.md and docs/scenarios.md."""
    assert len(load_requirements()) == number(r"each of (\d+) \[requirements]")
    assert len(load_scenarios()) == number(r"on (\d+) \[scenarios]")


def test_the_known_good_family_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """The README counts every known-good adapter."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT)])
    family = importlib.import_module("tests.suites.judging").KNOWN_GOOD

    assert len(family) == number(r"a family of (\d+) right adapters")


def test_the_bugs_caught_are_counted() -> None:
    """The README counts the bugs that docs/field-bugs.md lists as caught."""
    page = (ROOT / "docs" / "field-bugs.md").read_text(encoding="utf-8")
    (caught,) = re.findall(r"## Caught: (\d+) of", page)

    assert int(caught) == number(r"catch (\d+) classes")


def test_the_real_adapters_are_counted() -> None:
    """The README counts the real adapters and their languages, in words."""
    real = [recipe for recipe in all_recipes() if recipe.source and "@" not in recipe.name]

    assert (23, 4) == (len(real), len({recipe.language for recipe in real}))
    assert "twenty-three real adapters](docs/adapters.md) in four languages" in README


def test_the_example_prints_what_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The example prints the shown lines in their order; `…` stands for the rest of a line, or for lines."""
    monkeypatch.setenv("CROSSWIRE_CACHE", str(tmp_path))  # no client is installed but the official Python SDK
    ((command, shown),) = re.findall(r"^\$ (pytest .*)\n((?:.*\n)*?)```", TEXT, re.MULTILINE)
    words = [sys.executable, "-m", *shlex.split(command), "-p", "no:cacheprovider"]
    printed = iter(subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.splitlines())

    for line in shown.splitlines():
        start = line.removesuffix("…").rstrip()
        assert any(found.startswith(start) for found in printed), line
