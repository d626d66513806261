"""`--scenarios DIR`: the folders of scenarios that a run judges, in place of Crosswire's own or beside them.

The option wins over the ini option. Workers of xdist get the folders that the controller found.
"""

import shlex
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ScenarioInvalid
from crosswire.plugin.redacting import CLEARING
from crosswire.scenarios import Scenario, folders_of, load_scenarios

INI = "crosswire_scenarios"
_WORKER = "crosswire_scenarios"
"""The key of a worker's input."""
_FOLDERS: pytest.StashKey[tuple[Path, ...]] = pytest.StashKey()


def scenario_folders(config: pytest.Config) -> tuple[Path, ...]:
    """Return the folders whose scenarios are judged, as absolute paths; nothing where only ours are."""
    if (found := config.stash.get(_FOLDERS, None)) is None:
        sent = getattr(config, "workerinput", {}).get(_WORKER)
        found = config.stash[_FOLDERS] = tuple(map(Path, sent)) if sent is not None else _folders(config)
    return found


def _folders(config: pytest.Config) -> tuple[Path, ...]:
    base = config.invocation_params.dir
    if not config.getoption("scenarios") and config.inipath:
        base = config.inipath.parent
    return folders_of(given(config), base)


def given(config: pytest.Config) -> Sequence[str]:
    """Return the folders as the user names them."""
    named: Sequence[str] = config.getoption("scenarios") or config.getini(INI)
    return named


def chosen_scenarios(config: pytest.Config) -> Mapping[str, Scenario]:
    """Return the scenarios that are judged, by name.

    Raises:
        ScenarioInvalid: there is no such folder, or a scenario in it is invalid.
    """
    return load_scenarios(*scenario_folders(config))


def own_tags(config: pytest.Config) -> Mapping[str, Sequence[str]]:
    """Return the tags of each chosen scenario that is the user's own, by its name."""
    return {name: one.tags for name, one in chosen_scenarios(config).items() if not one.is_ours}


def judging_options(config: pytest.Config) -> str:
    """Return the options of pytest that judge this adapter on these scenarios again; an ini file says of them itself.

    They name no secret.
    """
    options = f"--adapter {config.getoption('adapter')}{options_for(config.getoption('scenarios') or ())}"
    return config.stash[CLEARING].replace_learned(options)


def options_for(folders: Sequence[str]) -> str:
    """Return the options for some folders, with a space in front of each."""
    return "".join(f" --scenarios {shlex.quote(folder)}" for folder in folders)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse folders that hold no scenarios, before anything runs."""
    for complaint in _complaints(config):
        raise pytest.UsageError(complaint)


def _complaints(config: pytest.Config) -> Iterator[str]:
    if not (names := given(config)):
        return
    try:
        for name, folder in zip(names, scenario_folders(config), strict=True):
            if not load_scenarios(folder):
                yield f"--scenarios {name}: it holds no scenario; crosswire scenario new NAME --into {name} makes one"
        chosen_scenarios(config)
    except ScenarioInvalid as error:
        yield f"--scenarios: {error}"


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Give a worker of xdist the same folders."""
    node.workerinput[_WORKER] = [str(folder) for folder in scenario_folders(node.config)]
