"""Every dependency has a lower and an upper bound, and both are tested: CI installs the oldest, and the newest."""

import re
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DEPENDENCIES = [Requirement(text) for text in PROJECT["dependencies"]]
FOR_USERS = ("adapters", "recording", "sdk", "snapshots")
EXTRAS = [Requirement(text) for extra in FOR_USERS for text in PROJECT["optional-dependencies"][extra]]
NAMES = {"vcr": "vcrpy", "yaml": "pyyaml", "xdist": "pytest-xdist", "_pytest": "pytest"}
"""By the name that is imported: the package, where it has another name."""


def oldest() -> dict[str, str]:
    lines = (ROOT / "scripts" / "oldest.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split("==") for line in lines if not line.startswith("#"))


def bounds(requirement: Requirement) -> dict[str, str]:
    return {part.operator: part.version for part in requirement.specifier}


@pytest.mark.parametrize("requirement", [*DEPENDENCIES, *EXTRAS], ids=lambda requirement: requirement.name)
def test_a_dependency_has_both_bounds(requirement: Requirement) -> None:
    """A lower bound says what is known to work, an upper one that nobody has tried more."""
    assert {">=", "<"} == bounds(requirement).keys()


def test_the_oldest_are_those_that_are_allowed() -> None:
    """The constraints that CI installs the wheel with are the lower bounds, of every dependency."""
    lower = {requirement.name: Version(bounds(requirement)[">="]) for requirement in DEPENDENCIES}

    assert lower == {name: Version(pinned) for name, pinned in oldest().items()}


def test_ci_installs_the_oldest_with_the_wheel() -> None:
    """One of CI's two environments has the oldest, the other one what pip finds, which is the newest."""
    commands = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installing = re.findall(r"^.*pip\" install .*$", commands, re.MULTILINE)

    assert ["crosswire-*.whl -c" in line and "scripts/oldest.txt" in line for line in installing] == [True]


@pytest.mark.parametrize("requirement", DEPENDENCIES, ids=lambda requirement: requirement.name)
def test_what_these_tests_run_on_is_allowed(requirement: Requirement) -> None:
    """The installed versions are within the bounds."""
    assert requirement.specifier.contains(version(requirement.name))


IMPORTED = re.compile(r"^\s*(?:from (?=[\w.]+ import)|import )(\w+)", re.MULTILINE)


def test_what_is_imported_is_declared() -> None:
    """Every package that Crosswire imports is a dependency of its own, or an extra, and not another's alone."""
    left_out = ("adapters/recipes", "clients/programs")  # what is judged or judges, where it is installed
    imported = {
        NAMES.get(name, name).replace("_", "-")
        for path in (ROOT / "src" / "crosswire").rglob("*.py")
        if not any(folder in path.as_posix() for folder in left_out)
        for name in re.findall(
            r"^\s*(?:from (?=[\w.]+ import)|import )(\w+)", path.read_text(encoding="utf-8"), re.MULTILINE
        )
        if name not in sys.stdlib_module_names and name != "crosswire"
    }
    declared = {requirement.name for requirement in [*DEPENDENCIES, *EXTRAS]}

    assert set() == imported - declared
