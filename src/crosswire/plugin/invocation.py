"""The command, date and platform of a run, for its report."""

import platform
import re
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from crosswire.clients.availability import chosen_clients, versions_of
from crosswire.plugin.own_scenarios import given, own_tags
from crosswire.plugin.redacting import CLEARING

VALUES = {"keyword": "-k", "markexpr": "-m", "serves": "--serves", "profile": "--profile"}
LISTS = {"deselect": "--deselect", "ignore": "--ignore", "ignore_glob": "--ignore-glob"}
SWITCHES = {"lf": "--last-failed", "stepwise": "--stepwise"}
_FOLDERS = re.compile(r"(?<![^\s='\"])/(?:[^/\s:]+/)+")
NAMED = 3
"""How many files or node ids the selection names."""


def invocation(config: pytest.Config) -> dict[str, Any]:
    """Return the command, date, versions, clients and scenarios of a run, and the options that choose verdicts."""
    cleared = config.stash[CLEARING].replace_learned
    return {
        "command": cleared(without_folders(shlex.join(["pytest", *map(str, config.invocation_params.args)]), config)),
        "date": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "selection": [*map(cleared, _selection(config))],
        "scenarios": [cleared(without_folders(folder, config)) for folder in given(config)],
        "own_scenarios": {name: list(tags) for name, tags in own_tags(config).items()} if given(config) else {},
        "clients": {name: versions_of(name) for name in chosen_clients(config.getoption("clients"))},
    }


def without_folders(argument: object, config: pytest.Config) -> str:
    """Return an argument without this machine's folders: relative to the working directory, or else `…/name`."""
    text = str(argument).replace(f"{config.invocation_params.dir}/", "")
    return _FOLDERS.sub("…/", text)


def _selection(config: pytest.Config) -> Iterator[str]:
    for name, option in VALUES.items():
        if value := config.getoption(name, None):
            yield f"{option} {shlex.quote(str(value))}"
    if report := config.getoption("since", None):
        yield f"--since {without_folders(report, config)}"
    for name, option in LISTS.items():
        for value in config.getoption(name, None) or ():
            yield f"{option} {without_folders(value, config)}"
    for name, option in SWITCHES.items():
        if config.getoption(name, False):
            yield option
    chosen = [argument for argument in config.args if "::" in argument or argument.endswith(".py")]
    yield from (without_folders(argument, config) for argument in chosen[:NAMED])
    if len(chosen) > NAMED:
        yield f"{len(chosen) - NAMED} more files or tests"
