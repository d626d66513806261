"""Make a release, as far as its tag: `python scripts/release.py VERSION [--dry-run]`.

It checks first, and refuses with one sentence and the command that helps. Then it writes the version and the changelog,
commits both, and tags the commit. Nothing is pushed or uploaded. With `--dry-run`, it checks and prints the steps.
"""

import argparse
import ast
import hashlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from packaging.version import InvalidVersion, Version

from crosswire.files import write_whole

ROOT = Path(__file__).parents[1]
BRANCH = "main"
DECLARED = Path("src/crosswire/__init__.py")
CHANGELOG = Path("CHANGELOG.md")
REQUIREMENTS = Path("suites/requirements.toml")
FREEZER = Path("tests/specification/test_ids.py")
VERSION_LINE = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
UNRELEASED = re.compile(r"^## \[Unreleased\]\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


class Refused(Exception):
    """A release cannot be made; the text says why, and which command helps."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that can be made."""

    root: Path
    version: Version
    day: date

    @property
    def tag(self) -> str:
        """The name of its tag."""
        return f"v{self.version}"

    @property
    def steps(self) -> Sequence[str]:
        """What is done, in order."""
        return (
            f'{DECLARED}: __version__ = "{self.version}"',
            f"{CHANGELOG}: [Unreleased] becomes [{self.version}] - {self.day}",
            f"git commit: Release {self.version}",
            f"git tag: {self.tag}, annotated",
        )


def check(root: Path, version: str, day: date) -> Release:
    """Return the release, where nothing stands in its way.

    Raises:
        Refused: something does.
    """
    release = Release(root, _newer(root, version), day)
    _on_branch(root)
    _clean(root)
    _changelog_has_text(root)
    _requirement_sets_are_frozen(root)
    _documents_are_fresh(root)
    return release


def _newer(root: Path, text: str) -> Version:
    try:
        version = Version(text)
    except InvalidVersion:
        raise Refused(f"{text} is not a version (PEP 440); for example: python scripts/release.py 0.2.0") from None
    if str(version) != text:
        raise Refused(f"{text} is written {version}: python scripts/release.py {version}")
    tags = _git(root, "tag", "--list", "v*").split()
    last = max(_versions(tags), default=None)
    if last is not None and version <= last:
        raise Refused(f"{version} is not newer than {last}, the last release; git tag --list lists all")
    declared = Version(declared_version(root))
    if version < declared:
        raise Refused(f"{version} is older than {declared}, which {DECLARED} declares; choose a newer one")
    return version


def _versions(tags: Sequence[str]) -> Iterator[Version]:
    for tag in tags:
        try:
            yield Version(tag.removeprefix("v"))
        except InvalidVersion:
            continue


def declared_version(root: Path) -> str:
    """Return the version that the package declares."""
    found = VERSION_LINE.search((root / DECLARED).read_text(encoding="utf-8"))
    if found is None:
        raise Refused(f'{DECLARED} declares no version; it has a line __version__ = "0.1.0"')
    return found[1]


def _on_branch(root: Path) -> None:
    branch = _git(root, "branch", "--show-current").strip()
    if branch != BRANCH:
        raise Refused(f"releases are made on {BRANCH}, this is {branch or 'no branch'}: git switch {BRANCH}")


def _clean(root: Path) -> None:
    if changed := _git(root, "status", "--porcelain").splitlines():
        more = f" and {len(changed) - 1} more" if changed[1:] else ""
        raise Refused(f"not committed: {changed[0][3:]}{more}; git commit, or git stash --include-untracked")


def _changelog_has_text(root: Path) -> None:
    found = UNRELEASED.search((root / CHANGELOG).read_text(encoding="utf-8"))
    if found is None or not re.search(r"^- ", found[1], re.MULTILINE):
        raise Refused(f"{CHANGELOG} has nothing under ## [Unreleased]; write there what changes for users")


def _requirement_sets_are_frozen(root: Path) -> None:
    """Refuse a requirement set that may still change: what is released never does."""
    sets = tomllib.loads((root / REQUIREMENTS).read_text(encoding="utf-8"))["sets"]
    frozen = frozen_sets(root)
    if open_sets := [revision for revision in sets if revision not in frozen]:
        lines = "".join(f'\n    "{revision}": "{_fingerprint(sets[revision])}",' for revision in open_sets)
        raise Refused(f"requirement set {', '.join(open_sets)} is not frozen; add to FROZEN in {FREEZER}:{lines}")


def frozen_sets(root: Path) -> Mapping[str, str]:
    """Return the requirement sets that a test holds unchanged, and their fingerprints."""
    tree = ast.parse((root / FREEZER).read_text(encoding="utf-8"))
    values = (
        node.value for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FROZEN"
    )
    frozen: Mapping[str, str] = ast.literal_eval(next(values))
    return frozen


def _fingerprint(levels: Mapping[str, str]) -> str:
    lines = sorted(f"{identifier} {level}\n" for identifier, level in levels.items())
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _documents_are_fresh(root: Path) -> None:
    command = [sys.executable, "scripts/generate_docs.py", "--check"]
    checked = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if checked.returncode:
        stale = (checked.stderr.splitlines() or ["they cannot be made"])[-1]
        raise Refused(f"generated documents are not fresh ({stale}): python scripts/generate_docs.py")


def make(release: Release) -> None:
    """Write the version and the changelog, commit them, and tag the commit."""
    root = release.root
    declared, changelog = root / DECLARED, root / CHANGELOG
    write_whole(
        declared, VERSION_LINE.sub(f'__version__ = "{release.version}"', declared.read_text(encoding="utf-8"), count=1)
    )
    write_whole(changelog, released(changelog.read_text(encoding="utf-8"), release))
    _git(root, "commit", "--quiet", "--message", f"Release {release.version}", "--", str(DECLARED), str(CHANGELOG))
    _git(root, "tag", "--annotate", release.tag, "--message", f"Crosswire {release.version}")


def released(changelog: str, release: Release) -> str:
    """Return the changelog in which what was unreleased belongs to a version, and nothing is unreleased."""
    heading = f"## [Unreleased]\n\n## [{release.version}] - {release.day}\n"
    return changelog.replace("## [Unreleased]\n", heading, 1)


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Refused(f"git {arguments[0]} failed: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("version", metavar="VERSION", help="the version to release, such as 0.2.0")
    parser.add_argument("--dry-run", action="store_true", help="check, and print what would be done")
    options = parser.parse_args(arguments)
    try:
        release = check(root, options.version, datetime.now(UTC).date())
        if not options.dry_run:
            make(release)
    except Refused as refused:
        print(f"no release: {refused}", file=sys.stderr)
        return 1
    done = "would do" if options.dry_run else "done"
    print("\n".join(f"{done}: {step}" for step in release.steps))
    if not options.dry_run:
        print(f"to publish it: git push origin {BRANCH} {release.tag}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
