"""Environments of their own for adapters: pinned packages that never meet ours, built once and kept in a cache.

An environment is one folder: a virtual environment (`bin/`, built by uv) and/or `node_modules/` (installed by npm). Its
name tells what is in it, so one that is there is right. It is built beside its place and renamed: whole or not at all.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from crosswire.errors import AdapterUnusable

TOLD_LINES = 15
"""Lines of a tool's output that an error shows: the last ones say what failed."""


@dataclass(frozen=True, slots=True)
class Install:
    """What an adapter needs installed, each with its version: `litellm==1.80.8`, `@langchain/openai@1.5.8`."""

    python: tuple[str, ...] = ()
    node: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.python or self.node)


@dataclass(frozen=True, slots=True)
class Environment:
    """An environment that is there."""

    folder: Path | None = None
    """None where nothing had to be installed."""

    @property
    def python(self) -> Path:
        """The Python that has the packages: its own, or the one that runs this."""
        own = self.folder and self.folder / "bin" / "python"
        return own if own and own.exists() else Path(sys.executable)

    @property
    def node_modules(self) -> Path | None:
        """Where Node finds the packages. `import` (unlike `require`) looks only beside the file that imports."""
        own = self.folder and self.folder / "node_modules"
        return own if own and own.is_dir() else None

    @property
    def bins(self) -> tuple[Path, ...]:
        """The folders of its executables."""
        both = [self.folder / "bin", self.folder / "node_modules" / ".bin"] if self.folder else []
        return tuple(folder for folder in both if folder.is_dir())

    def variables(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the environment variables `base` with its executables found first, and its packages found."""
        path = os.pathsep.join([*map(str, self.bins), base.get("PATH", os.defpath)])
        node = {"NODE_PATH": str(self.node_modules)} if self.node_modules else {}
        return {**base, "PATH": path, **node}


def environment(install: Install) -> Environment:
    """Return the environment with these packages, building it where it is not in the cache.

    Raises:
        AdapterUnusable: uv or npm is missing, or could not install them.
    """
    if not install:
        return Environment()
    folder = folder_of(install)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock")):
            if not folder.is_dir():  # another process was first
                _build(install, folder)
    return Environment(folder)


def cache_folder() -> Path:
    """Return where environments are kept: `$CROSSWIRE_CACHE`, else `crosswire` in the user's folder of caches."""
    if told := os.environ.get("CROSSWIRE_CACHE"):
        return Path(told).absolute()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "crosswire"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crosswire"


def folder_of(install: Install) -> Path:
    """Return the folder of an environment, be it there or not."""
    told = json.dumps([install.python, install.node, sys.implementation.cache_tag])
    readable = re.sub(r"[^a-z0-9.]+", "-", [*install.python, *install.node][0].lower()).strip("-")[:60]
    return cache_folder() / "environments" / f"{readable}-{hashlib.sha256(told.encode()).hexdigest()[:12]}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time build: the workers of a run come at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed, also by a process that is killed
        yield


def _build(install: Install, folder: Path) -> None:
    # What a builder that was killed left behind; nobody else builds here now.
    for left in folder.parent.glob(f".{folder.name}.part-*"):
        shutil.rmtree(left, ignore_errors=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.part-"))
    try:
        if install.python:
            uv = _uv(install)
            # Relocatable, since it is renamed in the end.
            _run([uv, "venv", "--quiet", "--relocatable", "--allow-existing", "--python", sys.executable, str(part)])
            _run([uv, "pip", "install", "--python", str(part / "bin" / "python"), *install.python])
        if install.node:
            npm = _npm(install)
            _run([npm, "install", "--no-audit", "--no-fund", "--no-save", "--prefix", str(part), *install.node])
        part.chmod(0o755)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _uv(install: Install) -> str:
    try:
        return str(import_module("uv").find_uv_bin())
    except (ImportError, FileNotFoundError):
        if found := shutil.which("uv"):
            return found
    raise AdapterUnusable(
        f"{', '.join(install.python)} is installed by uv, which is not there; pip install 'crosswire[adapters]'"
    )


def _npm(install: Install) -> str:
    if found := shutil.which("npm"):
        return found
    raise AdapterUnusable(
        f"{', '.join(install.node)} is installed by npm, which is not on PATH; install Node.js, which brings it"
    )


def _run(command: Sequence[str]) -> None:
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if ran.returncode:
        said = "\n".join(ran.stdout.strip().splitlines()[-TOLD_LINES:])
        shown = " ".join([Path(command[0]).name, *command[1:]])
        raise AdapterUnusable(f"`{shown}` ended with {ran.returncode}:\n{said}")
