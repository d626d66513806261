"""Finding secrets in files: cassettes call by call, JSON leaf by leaf, other texts line by line; packed ones, too."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from crosswire.errors import CassetteUnreadable
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.scan import Leak, leaks_in, leaks_in_body, leaks_in_text
from crosswire.wire.plain_cassettes import read_plain_cassette
from crosswire.wire.reading import NotText, Unreadable, read_text

LEFT_OUT = frozenset({".git", "__pycache__", "node_modules", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
"""Folders of tools, which nobody publishes."""


@dataclass(frozen=True, slots=True)
class Scanned:
    """What was found in files."""

    files: int
    leaks: Sequence[Leak]
    unread: Sequence[str]
    """The files that could not be looked into, each with why. Pictures and the like, which are no text, are none."""


def scan_files(paths: Collection[Path], allowed: Collection[str] = ()) -> Scanned:
    """Look for secrets in files, and in all files of folders."""
    clearing = Clearing(allowed)
    files = [file for path in paths for file in _files_in(path)]
    leaks: dict[Leak, None] = {}
    unread: list[str] = []
    for file in files:
        try:
            leaks |= dict.fromkeys(_leaks(file, read_text(file, otherwise="latin-1"), clearing))
        except NotText:
            continue
        except Unreadable as error:
            unread.append(f"{file} is not looked into: {error}")
        except OSError as error:
            unread.append(f"{file} is not looked into: {error.strerror}")
    return Scanned(len(files), [*leaks], unread)


def _files_in(path: Path) -> Iterator[Path]:
    """Yield a file, or the files of a folder, in order."""
    if not path.is_dir():
        yield from [path] if path.is_file() else ()
        return
    for inner in sorted(path.iterdir()):
        if inner.name not in LEFT_OUT and not inner.is_symlink():
            yield from _files_in(inner)


def _leaks(file: Path, text: str, clearing: Clearing) -> Iterator[Leak]:
    form = Path(file.name.removesuffix(".gz")).suffix
    if form in (".yaml", ".yml", ".json") and "interactions" in text:
        try:
            calls = read_plain_cassette(text, str(file))
        except CassetteUnreadable:
            pass
        else:
            for number, call in enumerate(calls, start=1):
                yield from leaks_in(call, f"{file}, interaction {number}", clearing)
            return
    if form in (".json", ".jsonl"):
        for number, line in enumerate([text] if form == ".json" else text.splitlines(), start=1):
            yield from leaks_in_body(line, f"{file}:{number}" if form == ".jsonl" else str(file), clearing)
        return
    # A key in several lines is found in the whole, and told once.
    whole = {leak.kind for leak in leaks_in_text(text, str(file), clearing)}
    if not whole:
        return
    by_line = [
        leak
        for number, line in enumerate(text.splitlines(), start=1)
        for leak in leaks_in_text(line, f"{file}:{number}", clearing)
    ]
    yield from by_line or leaks_in_text(text, str(file), clearing)
