"""Writing files and folders: whole, or not at all; and removing what a process that was killed left of them.

What is not whole yet has a name of its own, in the same folder, and its writer holds a lock on it. A lock ends with its
process, so what nobody holds was left by one that was killed.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

PART = ".crosswire-part"
"""How the name of a file ends that is not whole yet: `.report.json.crosswire-part`."""
BESIDE = ".crosswire-beside-"
"""How the name of a temporary folder begins."""
COMPLETE = ".complete"
"""The name of a folder in a temporary one whose files are all written, and belong beside the temporary one."""
OLD = ".old"
"""How the name of a folder ends that is in a temporary folder until another has taken its place."""


def nothing_to_read(path: Path) -> str:
    """Return the part of an error that tells why no file can be read there: `there is no file x.py`."""
    if path.is_dir():
        return f"{path} is a folder"
    if path.exists():
        return f"{path} is a device, a pipe or a socket"
    if path.is_symlink():
        return f"{path} is a link to {path.readlink()}, where there is nothing"
    return f"there is no file {path}"


def write_whole(path: Path, content: str | bytes | Iterable[str]) -> Path:
    """Write a file so that a reader, or a crash, meets the old one or the new one, never a part.

    A large text may come in pieces, so that it is never held as a whole.
    """
    pieces = [content] if isinstance(content, str | bytes) else content
    part = path.with_name(f".{path.name}{PART}")
    handle = _locked_part(part)
    try:
        os.truncate(handle, 0)  # a writer that was killed may have left something
        with os.fdopen(os.dup(handle), "wb") as file:
            for piece in pieces:
                # Half of a surrogate pair, which JSON can say and UTF-8 cannot, is written as JSON writes it.
                file.write(piece if isinstance(piece, bytes) else piece.encode("utf-8", errors="backslashreplace"))
        os.fchmod(handle, 0o644)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        os.close(handle)
    return path


def _locked_part(part: Path) -> int:
    """Open and lock a part; where another process writes the same file, wait until it is done."""
    while True:
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        _lock(handle)
        if _is_still(part, handle):  # and not moved to its place by whoever held it before
            return handle
        os.close(handle)


@contextmanager
def folder_beside(parent: Path) -> Iterator[Path]:
    """Make a temporary folder in `parent`, in which something is made that is then moved there.

    What a process that was killed left in `parent` is removed first.
    """
    sweep(parent)
    while True:
        folder = Path(tempfile.mkdtemp(dir=parent, prefix=BESIDE))
        handle = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
        _lock(handle)
        if _is_still(folder, handle):  # and not swept by another process before it was locked
            break
        os.close(handle)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def write_together(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write several files of a folder: after a crash, a sweep leaves all the old ones or all the new ones."""
    with folder_beside(folder) as beside:
        new = beside / "new"
        new.mkdir()
        for name, content in files.items():
            write_whole(new / name, content)
        new.rename(beside / COMPLETE)
        _finish(beside)


def _finish(beside: Path) -> None:
    """Move to their places the files and folders that were written completely; a folder that is there moves away."""
    for path in sorted((beside / COMPLETE).glob("*")):
        target = beside.parent / path.name
        if path.is_dir():
            replace_folder(path, target, beside)
        else:
            path.replace(target)


def put_together(new: Path, beside: Path) -> None:
    """Move the folders in `new`, which is in the temporary folder `beside`, to their places: all, or none.

    After a crash, a sweep leaves all the old ones or all the new ones.
    """
    names = [path.name for path in new.iterdir()]
    complete = new.rename(beside / COMPLETE)
    try:
        _finish(beside)
    except BaseException:
        for name in names:
            if not (complete / name).exists():
                (beside.parent / name).rename(complete / name)
            if (old := beside / f"{name}{OLD}").exists():
                old.rename(beside.parent / name)
        raise


def replace_folder(new: Path, target: Path, beside: Path) -> None:
    """Move a folder from the temporary folder `beside` to its target, and what was there into the temporary folder."""
    if target.exists():
        target.rename(beside / f"{target.name}{OLD}")
    new.rename(target)


def restore_folder(target: Path, beside: Path) -> None:
    """Undo `replace_folder`, as far as it came."""
    old = beside / f"{target.name}{OLD}"
    if old.exists():
        if target.exists():
            target.rename(beside / target.name)
        old.rename(target)


def sweep(folder: Path) -> None:
    """Remove from a folder what a process that was killed left there; put back what it was about to replace."""
    with suppress(OSError):  # there is no folder, or it is not ours to write to
        for entry in [*os.scandir(folder)]:
            if entry.name.startswith(BESIDE) or (entry.name.startswith(".") and entry.name.endswith(PART)):
                _remove_abandoned(Path(entry.path))


def _remove_abandoned(path: Path) -> None:
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:  # it is gone by now
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not path.is_dir():
            path.unlink(missing_ok=True)
            return
        _finish(path)
        for old in path.glob(f"*{OLD}"):
            if not (target := path.parent / old.name.removesuffix(OLD)).exists():
                old.rename(target)
        shutil.rmtree(path, ignore_errors=True)
    except OSError:  # somebody writes it, or there are no locks here
        return
    finally:
        os.close(handle)


def _lock(handle: int) -> None:
    with suppress(OSError):  # a file system without locks: nothing is swept there
        fcntl.flock(handle, fcntl.LOCK_EX)


def _is_still(path: Path, handle: int) -> bool:
    with suppress(FileNotFoundError):
        return os.path.samestat(path.stat(), os.fstat(handle))
    return False
