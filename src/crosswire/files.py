"""Writing files and folders: whole, or not at all. What a killed process leaves is swept by the next one."""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

OLD = ".old"
"""The ending of what a new folder replaces, as long as both are beside their place."""
_LEFT = re.compile(r"\..*\.crosswire-(\d+)-[^.]*")


def write_whole(path: Path, content: str | bytes) -> Path:
    """Write a file so that a reader, or a crash, meets the old one or the new one, never a part."""
    # Half of a surrogate pair, which JSON can say and UTF-8 cannot, is written as JSON writes it.
    written = content if isinstance(content, bytes) else content.encode("utf-8", errors="backslashreplace")
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=_prefix(path.name))
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(written)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


@contextmanager
def folder_beside(path: Path) -> Iterator[Path]:
    """Make a temporary folder beside a path, for what is to be moved there when it is whole."""
    sweep(path.parent)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=_prefix(path.name)) as beside:
        yield Path(beside)


def sweep(folder: Path) -> None:
    """Remove what killed processes left in a folder, and put back what was about to be replaced."""
    for path in [*folder.iterdir()] if folder.is_dir() else []:
        found = _LEFT.fullmatch(path.name)
        if not found or _runs(int(found[1])):
            continue
        for old in path.glob(f"*{OLD}") if path.is_dir() else ():
            target = folder / old.name.removesuffix(OLD)
            if not target.exists():
                old.rename(target)
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _prefix(name: str) -> str:
    return f".{name}.crosswire-{os.getpid()}-"


def _runs(process: int) -> bool:
    with suppress(PermissionError):  # of another user
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
    return True
