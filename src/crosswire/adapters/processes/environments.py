"""Environments: an adapter's pinned packages, installed apart from Crosswire's own, once, in a cache.

An environment is one folder: a virtual environment (`bin/`, built by uv) or `node_modules/` (installed by npm) or both.
The folder's name holds a hash of the packages, so an existing folder is always right. It is built under another name
and then renamed: it is whole or not there.
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

from crosswire.adapters.descriptions.description import Install
from crosswire.data import cache_folder
from crosswire.errors import AdapterUnusable

SHOWN_LINES = 15
"""Lines of a tool's output that an error shows: the last ones say what failed."""


@dataclass(frozen=True, slots=True)
class Environment:
    """An installed environment."""

    folder: Path | None = None
    """None when there was nothing to install."""

    @property
    def python(self) -> Path:
        """The Python that has the packages: the environment's, or else the one that runs Crosswire."""
        own = self.folder and self.folder / "bin" / "python"
        return own if own and own.exists() else Path(sys.executable)

    @property
    def node_modules(self) -> Path | None:
        """The folder of the Node packages. `import` (unlike `require`) looks only beside the file that imports."""
        own = self.folder and self.folder / "node_modules"
        return own if own and own.is_dir() else None

    @property
    def bins(self) -> tuple[Path, ...]:
        """The folders of the packages' executables."""
        folders = [self.folder / "bin", self.folder / "node_modules" / ".bin"] if self.folder else []
        return tuple(folder for folder in folders if folder.is_dir())

    def variables(self, base: Mapping[str, str]) -> dict[str, str]:
        """Return the variables `base`, changed so that the packages and their executables are found first."""
        path = os.pathsep.join([*map(str, self.bins), base.get("PATH", os.defpath)])
        node = {"NODE_PATH": str(self.node_modules)} if self.node_modules else {}
        return {**base, "PATH": path, **node}


def environment(install: Install) -> Environment:
    """Return the environment with these packages. It is built when it is not in the cache.

    Raises:
        AdapterUnusable: uv or npm is missing, or could not install them.
    """
    if not install:
        return Environment()
    folder = folder_of(install)
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _locked(folder.with_name(f".{folder.name}.lock")):
            if not folder.is_dir():  # another process built it first
                _build(install, folder)
    return Environment(folder)


def folder_of(install: Install) -> Path:
    """Return the folder of an environment, whether it exists or not."""
    without = [] if install.scripts else ["without scripts"]
    content = json.dumps([install.python, install.node, sys.implementation.cache_tag, *without])
    readable = re.sub(r"[^a-z0-9.]+", "-", [*install.python, *install.node][0].lower()).strip("-")[:60]
    return cache_folder() / "environments" / f"{readable}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Let one process at a time build. The processes of a parallel run all need the environment at once."""
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # released when the file closes, also when the process is killed
        yield


def _build(install: Install, folder: Path) -> None:
    # A builder that was killed left these. The lock keeps other builders out.
    for leftover in folder.parent.glob(f".{folder.name}.part-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    part = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.part-"))
    try:
        if install.python:
            uv = _uv(install)
            # Relocatable, since the folder is renamed in the end.
            _run([uv, "venv", "--quiet", "--relocatable", "--allow-existing", "--python", sys.executable, str(part)])
            _run([uv, "pip", "install", "--python", str(part / "bin" / "python"), *install.python])
        if install.node:
            npm = _npm(install)
            options = ["--no-audit", "--no-fund", "--no-save", *([] if install.scripts else ["--ignore-scripts"])]
            _run([npm, "install", *options, "--prefix", str(part), *install.node])
        part.chmod(0o755)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _uv(install: Install) -> str:
    try:
        return str(import_module("uv").find_uv_bin())
    except (ImportError, FileNotFoundError):
        if uv := shutil.which("uv"):
            return uv
    raise AdapterUnusable(
        f"{', '.join(install.python)} is installed by uv, which is not there; pip install 'crosswire[adapters]'"
    )


def _npm(install: Install) -> str:
    if npm := shutil.which("npm"):
        return npm
    raise AdapterUnusable(
        f"{', '.join(install.node)} is installed by npm, which is not on PATH; install Node.js, which brings it"
    )


def _run(command: Sequence[str]) -> None:
    ran = subprocess.run(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if ran.returncode:
        output = "\n".join(ran.stdout.strip().splitlines()[-SHOWN_LINES:])
        shown = " ".join([Path(command[0]).name, *command[1:]])
        raise AdapterUnusable(f"`{shown}` ended with {ran.returncode}:\n{output}")
