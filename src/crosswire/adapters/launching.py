"""Starting a described program: a folder of its own, its files in it, and its variables around it."""

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from crosswire.adapters.description import filled
from crosswire.adapters.environments import Environment
from crosswire.adapters.kept import Kept
from crosswire.adapters.surroundings import surroundings
from crosswire.adapters.templates import rendered
from crosswire.errors import AdapterUnusable


class Program(Protocol):
    """What a description says of a program, with placeholders."""

    @property
    def command(self) -> tuple[str, ...]: ...  # noqa: D102 - said above
    @property
    def environment(self) -> Mapping[str, str]: ...  # noqa: D102 - likewise
    @property
    def files(self) -> Mapping[str, str]: ...  # noqa: D102 - likewise


def launched(program: Program, values: Mapping[str, str], installed: Environment, *, piped: bool = False) -> Kept:
    """Start a program with its placeholders filled in; `piped`, its stdin and stdout are pipes to here.

    Raises:
        AdapterUnusable: there is no such program.
    """
    workdir = Path(tempfile.mkdtemp(prefix="crosswire-"))
    known = {
        **values,
        "workdir": str(workdir),
        "bin": str(next(iter(installed.bins), "")),
        "python": str(installed.python),
    }
    try:
        said = {name: filled(value, known) for name, value in program.environment.items()}
        variables = installed.variables(surroundings(workdir, said))
        command, *words = [filled(word, known) for word in program.command]
        found = shutil.which(command, path=variables["PATH"])
        if found is None or not Path(found).is_absolute():
            raise AdapterUnusable(_not_found(command))
        for name, template in program.files.items():
            (workdir / name).parent.mkdir(parents=True, exist_ok=True)
            (workdir / name).write_text(rendered(template, known), encoding="utf-8")
        return Kept([found, *words], workdir, variables, piped=piped)
    except BaseException:
        shutil.rmtree(workdir, ignore_errors=True)
        raise


def _not_found(command: str) -> str:
    if "/" in command:
        return f"there is no program {command}; a path is absolute, or begins with {{here}}, the description's folder"
    return f"there is no program {command} on PATH; install it, or name what brings it under [install]"
