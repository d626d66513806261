"""scripts/release.py refuses or makes a release, tried on a temporary repository."""

import hashlib
import importlib
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]
CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- A thing.

## [0.1.0] - 2026-01-01

### Added

- The first thing.
"""
FILES = {
    "CHANGELOG.md": CHANGELOG,
    "src/crosswire/__init__.py": '"""A package."""\n\n__version__ = "0.1.0"\n',
    "suites/requirements.toml": '[sets."2026.11"]\nA-1 = "must"\n',
    "tests/specification/test_ids.py": 'FROZEN = {\n    "2026.11": "fingerprint",\n}\n',
    "scripts/generate_docs.py": "",
}


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("release")


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository that can be released."""
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "A")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "a@example.com")
    git(tmp_path, "init", "--quiet", "--initial-branch", "main")
    for path, text in FILES.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    commit(tmp_path)
    return tmp_path


def git(repository: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=repository, check=True, capture_output=True, text=True).stdout


def commit(repository: Path) -> None:
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "--message", "A change")


def change(repository: Path, path: str, old: str, new: str) -> None:
    text = (repository / path).read_text()
    assert old in text or not old
    (repository / path).write_text(text.replace(old, new) if old else new)
    commit(repository)


def test_a_release_is_a_version_a_changelog_and_a_tag(script: ModuleType, repository: Path) -> None:
    """A release is one commit with version and changelog, and an annotated tag on it."""
    day = datetime.now(UTC).date()

    assert 0 == script.main(["0.2.0"], repository)

    assert '"""A package."""\n\n__version__ = "0.2.0"\n' == (repository / "src/crosswire/__init__.py").read_text()
    heading = f"## [Unreleased]\n\n## [0.2.0] - {day}\n\n### Added\n\n- A thing.\n\n## [0.1.0]"
    assert heading in (repository / "CHANGELOG.md").read_text()
    assert "Release 0.2.0" == git(repository, "log", "-1", "--format=%s").strip()
    assert "tag" == git(repository, "cat-file", "-t", "v0.2.0").strip()
    assert git(repository, "rev-parse", "HEAD") == git(repository, "rev-parse", "v0.2.0^{commit}")
    assert "" == git(repository, "status", "--porcelain")


def test_a_dry_run_changes_nothing(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A dry run prints the steps, and changes nothing."""
    before = git(repository, "rev-parse", "HEAD")

    assert 0 == script.main(["0.2.0", "--dry-run"], repository)

    assert (before, "", "") == tuple(
        git(repository, *command) for command in (("rev-parse", "HEAD"), ("status", "--porcelain"), ("tag",))
    )
    assert [
        'would do: src/crosswire/__init__.py: __version__ = "0.2.0"',
        f"would do: CHANGELOG.md: [Unreleased] becomes [0.2.0] - {datetime.now(UTC).date()}",
        "would do: git commit: Release 0.2.0",
        "would do: git tag: v0.2.0, annotated",
    ] == capsys.readouterr().out.splitlines()


def refusal(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str], version: str = "0.2.0") -> str:
    """Return the error of a release; nothing is committed or tagged."""
    before = git(repository, "rev-parse", "HEAD"), git(repository, "tag")
    assert 1 == script.main([version], repository)
    assert before == (git(repository, "rev-parse", "HEAD"), git(repository, "tag"))
    (line,) = capsys.readouterr().err.splitlines()
    return str(line)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("new", "new is not a version (PEP 440); for example: python scripts/release.py 0.2.0"),
        ("0.2.0-beta1", "0.2.0-beta1 is written 0.2.0b1: python scripts/release.py 0.2.0b1"),
        ("0.0.9", "0.0.9 is older than 0.1.0, which src/crosswire/__init__.py declares; choose a newer one"),
    ],
)
def test_a_version_has_to_be_one(
    script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str], version: str, expected: str
) -> None:
    """A version is written as in PEP 440, and is not older than the declared one."""
    assert f"no release: {expected}" == refusal(script, repository, capsys, version)


@pytest.mark.parametrize("version", ["0.9.0", "0.10.0", "0.10.0rc1"])
def test_a_version_is_newer_than_the_last(
    script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str], version: str
) -> None:
    """Versions are compared by number; tags that are no versions are ignored."""
    for tag in ("v0.2.0", "v0.10.0", "vendor"):
        git(repository, "tag", tag)

    line = refusal(script, repository, capsys, version)

    assert f"no release: {version} is not newer than 0.10.0, the last release; git tag --list lists all" == line


def test_a_release_is_made_on_main(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A release on another branch is refused; the message names the branch."""
    git(repository, "switch", "--quiet", "--create", "other")

    line = refusal(script, repository, capsys)

    assert "no release: releases are made on main, this is other: git switch main" == line


def test_everything_is_committed(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Uncommitted changes are refused, also files that git does not know."""
    (repository / "new.txt").write_text("")

    line = refusal(script, repository, capsys)

    assert "no release: not committed: new.txt; git commit, or git stash --include-untracked" == line


@pytest.mark.parametrize(("old", "new"), [("- A thing.\n", ""), ("## [Unreleased]", "## Unreleased")])
def test_the_changelog_has_something(
    script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """A changelog without an entry under `[Unreleased]` is refused."""
    change(repository, "CHANGELOG.md", old, new)

    line = refusal(script, repository, capsys)

    assert "no release: CHANGELOG.md has nothing under ## [Unreleased]; write there what changes for users" == line


def test_the_requirement_set_is_frozen(
    script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A requirement set that may still change is refused; the message has the line to add."""
    change(repository, "suites/requirements.toml", 'A-1 = "must"\n', 'A-1 = "must"\n[sets."2026.12"]\nA-2 = "may"\n')

    assert 1 == script.main(["0.2.0"], repository)

    fingerprint = hashlib.sha256(b"A-2 may\n").hexdigest()
    assert [
        "no release: requirement set 2026.12 is not frozen; add to FROZEN in tests/specification/test_ids.py:",
        f'    "2026.12": "{fingerprint}",',
    ] == capsys.readouterr().err.splitlines()
    assert "" == git(repository, "tag")


def test_documents_are_fresh(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A stale document is refused; the message names it."""
    change(repository, "scripts/generate_docs.py", "", "import sys\nsys.exit('docs/twins.md is stale')\n")

    line = refusal(script, repository, capsys)

    stale = "generated documents are not fresh (docs/twins.md is stale): python scripts/generate_docs.py"
    assert f"no release: {stale}" == line


def test_a_version_has_to_be_declared(script: ModuleType, repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A package without a `__version__` is refused."""
    change(repository, "src/crosswire/__init__.py", "__version__", "version")

    line = refusal(script, repository, capsys)

    declared = 'src/crosswire/__init__.py declares no version; it has a line __version__ = "0.1.0"'
    assert f"no release: {declared}" == line


def test_the_script_reads_this_repository(script: ModuleType) -> None:
    """The script finds version, changelog and frozen requirement sets in this repository."""
    assert script.declared_version(CHECKOUT)
    assert script.UNRELEASED.search((CHECKOUT / script.CHANGELOG).read_text(encoding="utf-8"))
    assert "2026.11" in script.frozen_sets(CHECKOUT)
