"""Finding secrets in files: cassettes call by call, JSON leaf by leaf, other texts line by line."""

from collections.abc import Collection, Iterator
from pathlib import Path

from crosswire.errors import CassetteUnreadable
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.scan import Leak, leaks_in, leaks_in_body, leaks_in_text
from crosswire.wire.plain_cassettes import read_plain_cassette

LEFT_OUT = frozenset({".git", "__pycache__", "node_modules", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache"})
"""Folders of tools, which nobody publishes."""


def leaks_in_files(path: Path, allowed: Collection[str] = ()) -> Iterator[Leak]:
    """Yield every secret in a file, or in all files of a folder."""
    clearing = Clearing(allowed)
    for file in files_in(path):
        try:
            text = file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):
            continue  # no text
        yield from _leaks(file, text, clearing)


def files_in(path: Path) -> Iterator[Path]:
    """Yield a file, or the files of a folder, in order."""
    if path.is_file():
        yield path
        return
    for inner in sorted(path.iterdir()):
        if inner.name not in LEFT_OUT and not inner.is_symlink():
            yield from files_in(inner)


def _leaks(file: Path, text: str, clearing: Clearing) -> Iterator[Leak]:
    if file.suffix in (".yaml", ".yml", ".json") and "interactions" in text:
        try:
            calls = read_plain_cassette(text, str(file))
        except CassetteUnreadable:
            pass
        else:
            for number, call in enumerate(calls, start=1):
                yield from leaks_in(call, f"{file}, interaction {number}", clearing)
            return
    if file.suffix in (".json", ".jsonl"):
        for number, line in enumerate([text] if file.suffix == ".json" else text.splitlines(), start=1):
            yield from leaks_in_body(line, f"{file}:{number}" if file.suffix == ".jsonl" else str(file), clearing)
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
