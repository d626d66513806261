"""Starting a description's program, in a working directory of its own with its files and its variables."""

import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Protocol

from crosswire.adapters.descriptions.placeholders import filled
from crosswire.adapters.descriptions.templates import TemplateUnusable, rendered
from crosswire.adapters.processes.child_environment import child_environment
from crosswire.adapters.processes.environments import Environment
from crosswire.adapters.processes.supervised import SupervisedProcess
from crosswire.errors import AdapterUnusable
from crosswire.scenarios import load_scenarios


class Program(Protocol):
    """A command, its environment variables and its files, all with placeholders."""

    @property
    def command(self) -> tuple[str, ...]: ...  # noqa: D102 - the class's docstring has it
    @property
    def environment(self) -> Mapping[str, str]: ...  # noqa: D102 - likewise
    @property
    def files(self) -> Mapping[str, str]: ...  # noqa: D102 - likewise


def launched(
    program: Program,
    values: Mapping[str, str],
    environment: Environment,
    *,
    piped: bool = False,
    scenarios: tuple[Path, ...] = (),
) -> SupervisedProcess:
    """Start a program with its placeholders filled in. With `piped`, the caller has its stdin and stdout.

    Its templates know the models of Crosswire's own scenarios and of those in the folders `scenarios`.

    Raises:
        AdapterUnusable: there is no such program, or a file of it cannot be made.
    """
    workdir = Path(tempfile.mkdtemp(prefix="crosswire-"))
    values = {
        **values,
        "workdir": str(workdir),
        "bin": str(next(iter(environment.bins), "")),
        "python": str(environment.python),
    }
    try:
        own_variables = {name: filled(value, values) for name, value in program.environment.items()}
        variables = environment.variables(child_environment(workdir, own_variables))
        command, *arguments = [filled(word, values) for word in program.command]
        executable = shutil.which(command, path=variables["PATH"])
        if executable is None or not Path(executable).is_absolute():
            raise AdapterUnusable(_not_found(command))
        for name, template in program.files.items():
            (workdir / name).parent.mkdir(parents=True, exist_ok=True)
            text = _rendered(name, template, values, partial(model_names, scenarios))
            (workdir / name).write_text(text, encoding="utf-8")
        return SupervisedProcess([executable, *arguments], workdir, variables, piped=piped)
    except BaseException:
        shutil.rmtree(workdir, ignore_errors=True)
        raise


def _rendered(name: str, template: str, values: Mapping[str, str], models: Callable[[], Sequence[str]]) -> str:
    try:
        return rendered(template, values, models)
    except TemplateUnusable as error:
        raise AdapterUnusable(f"files.{name} cannot be filled in: {error}") from None


@cache
def model_names(folders: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Return the models that the recorded requests name, sorted: Crosswire's own, and those of more folders.

    Reading all recordings takes a second.
    """
    scenarios = [*load_scenarios().values(), *(load_scenarios(*folders).values() if folders else ())]
    turns = [turns for scenario in scenarios for turns in scenario.turns.values()]
    bodies = [interaction.asked_body for interactions in turns for interaction in interactions]
    return tuple(sorted({str(body["model"]) for body in bodies if body.get("model")}))


def _not_found(command: str) -> str:
    if "/" in command:
        return f"there is no program {command}; a path is absolute, or begins with {{here}}, the description's folder"
    return f"there is no program {command} on PATH; install it, or name what brings it under [install]"
