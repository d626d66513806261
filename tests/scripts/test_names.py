"""scripts/names.py finds banned names."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("names")


def banned(script: ModuleType, source: str, path: str = "src/crosswire/wire/leaves.py") -> list[str]:
    return [f"{name.kind} {name.text}" for name in script.names_in(source, Path(path)) if name.banned]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("told = 1", ["variable told"]),
        ("self.said = 1", ["attribute said"]),
        ("def read(place): ...", ["argument place"]),
        ("def read(*, due): ...", ["argument due"]),
        ("lambda each: each", ["argument each"]),
        ("[each for each in found]", ["variable each"]),
        ("def _told(): ...", ["function _told"]),
        ("async def told(): ...", ["function told"]),
        ("class KeptProcess: ...", ["class KeptProcess"]),
        ("class HTTPKnown: ...", ["class HTTPKnown"]),
        ("import os as odd", ["variable odd"]),
        ("try: ...\nexcept OSError as told: ...", ["variable told"]),
        ("match found:\n    case {'a': said, **told}: ...", ["variable told", "variable said"]),
        ("if (said := read()): ...", ["variable said"]),
        ("with opened() as said_first: ...", ["variable said_first"]),
        ("for place, x in found: ...", ["variable place"]),
    ],
)
def test_a_banned_word_is_found_wherever_a_name_is_given(script: ModuleType, source: str, expected: list[str]) -> None:
    """A banned word is found as a whole name and as a word within one."""
    assert sorted(expected) == sorted(banned(script, source))


@pytest.mark.parametrize(
    "source",
    [
        "unknown = replaced = placeholder = dues = 1",
        "known_bad = KNOWN_GOOD = known_failure = known_failures = 1",
        "class KnownBad: ...\nclass KnownFailures: ...",
        "def test_what_is_said_is_told(): ...",
        "print(told, self.said, read(place=1))",
        '"""told said"""',
    ],
)
def test_what_is_no_banned_name(script: ModuleType, source: str) -> None:
    """Other words, terms of the glossary, names of tests, names that are only used, and text are allowed."""
    assert [] == banned(script, source)


def test_a_term_excuses_no_other_word(script: ModuleType) -> None:
    """`known_bad` is a term, `known_bad_each` has a banned word, and `known_badge` is no term."""
    assert ["variable known_bad_each", "variable known_badge"] == banned(script, "known_bad_each = known_badge = 1")


def test_an_exception_holds_in_its_module_only(script: ModuleType) -> None:
    """`kept` is the assertion in assertions.py, and a banned name elsewhere."""
    assert [] == banned(script, "def kept(): ...", "src/crosswire/assertions.py")
    assert ["function kept"] == banned(script, "def kept(): ...")


def test_names_are_reported_with_file_and_line(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names are reported with file and line, also modules and folders; the exit status is 1."""
    folder = tmp_path / "src" / "crosswire" / "known"
    folder.mkdir(parents=True)
    (folder / "kept.py").write_text("a = 1\ntold = 2\n")
    (tmp_path / "suites").mkdir()
    (tmp_path / "suites" / "odd.py").write_text("")

    assert 1 == script.main([], tmp_path)

    other_words = "docs/glossary.md has other words"
    assert [
        f"src/crosswire/known/kept.py:1: folder 'known' has known; {other_words}",
        f"src/crosswire/known/kept.py:1: module 'kept' has kept; {other_words}",
        f"src/crosswire/known/kept.py:2: variable 'told' has told; {other_words}",
        f"suites/odd.py:1: module 'odd' has odd; {other_words}",
    ] == capsys.readouterr().out.splitlines()


def test_counts_are_printed_by_room(script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Counts are printed by folder, the largest first."""
    for path in ("src/crosswire/wire/a.py", "src/crosswire/wire/b.py", "tests/wire/c.py"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("told = 1\n")

    assert 1 == script.main(["--count"], tmp_path)

    assert [["2", "src/crosswire/wire"], ["1", "tests/wire"], ["3", "in", "all"]] == [
        line.split() for line in capsys.readouterr().out.splitlines()
    ]


def test_nothing_found_is_status_0(script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without banned names the exit status is 0, and nothing is printed."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "clean.py").write_text("message = 1\n")

    assert 0 == script.main([], tmp_path)
    assert "" == capsys.readouterr().out
