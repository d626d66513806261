"""The numbers in the README are those of the suites and the scenarios, and its example prints what it shows."""

import importlib
import re
import shlex
import subprocess
import sys
from pathlib import Path

from crosswire.adapters.listing import known_adapters
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
README = " ".join(TEXT.split())


def number(pattern):
    """Return the one number that stands in a sentence."""
    (found,) = re.findall(pattern, README)
    return int(found)


def test_requirements_and_scenarios_are_counted():
    """As `docs/requirements.md` and `docs/scenarios.md` list them."""
    assert len(load_requirements()) == number(r"each of (\d+) \[requirements]")
    assert len(load_scenarios()) == number(r"on (\d+) \[scenarios]")


def test_the_known_good_family_is_counted(monkeypatch):
    """Every adapter of the family."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(ROOT), str(ROOT / "tests" / "suites")])
    family = importlib.import_module("judging").KNOWN_GOOD

    assert len(family) == number(r"a family of (\d+) right adapters")


def test_the_bugs_caught_are_counted():
    """Those that `docs/field-bugs.md` lists as caught."""
    page = (ROOT / "docs" / "field-bugs.md").read_text(encoding="utf-8")
    (caught,) = re.findall(r"## Caught: (\d+) of", page)

    assert int(caught) == number(r"catch (\d+) classes")


def test_the_real_adapters_are_counted():
    """In words."""
    real = [known for known in known_adapters() if known.source and "@" not in known.name]

    assert ("twelve" in README) is (len(real) == 12)


def test_the_example_prints_what_is_shown():
    """Each line in its order; `…` stands for the rest of a line, or for lines."""
    ((command, shown),) = re.findall(r"^\$ (pytest .*)\n((?:.*\n)*?)```", TEXT, re.MULTILINE)
    words = [sys.executable, "-m", *shlex.split(command), "-p", "no:cacheprovider"]
    printed = iter(subprocess.run(words, cwd=ROOT, capture_output=True, text=True).stdout.splitlines())

    for line in shown.splitlines():
        start = line.removesuffix("…").rstrip()
        assert any(found.startswith(start) for found in printed), line
