"""The routes on which each requirement has something to judge.

All recordings have to be read to tell. So the routes of the set are remembered: each folder of scenarios has a file in
the cache. Its name is a digest of all that they follow from: the code, the suites, the schemas and the recordings.
"""

import contextlib
import hashlib
import inspect
import itertools
import json
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import get_args

import crosswire
from crosswire.data import cache_folder, data_folder
from crosswire.exchange import Case, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.files import write_whole
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.specification.suites import load_requirements

Routes = Mapping[str, Sequence[Route]]
"""The routes by the requirement's id."""


def every_route(requirement: Requirement, folders: Sequence[Path] = ()) -> Sequence[Route]:
    """Return every route on which the recordings give a requirement something to judge.

    The recordings are those of `folders`; of `cassettes/` where none is given.

    Raises:
        ScenarioInvalid: a scenario is not as it must be.
    """
    is_ours = Path(inspect.getfile(requirement.check)).parent == data_folder("suites")
    return [
        route
        for folder in dict.fromkeys(folders or [data_folder("cassettes")])
        for route in (routes_of_set(folder)[requirement.id] if is_ours else _routes_of(requirement, folder))
    ]


@cache
def routes_of_set(folder: Path | None = None) -> Routes:
    """Return the routes of every requirement of the suites, on the scenarios of a folder (`cassettes/` by default).

    Raises:
        ScenarioInvalid: a scenario is not as it must be.
    """
    folder = folder or data_folder("cassettes")
    path = cache_folder() / "routes" / f"{_digest(folder)}.json"
    with contextlib.suppress(OSError, ValueError, LookupError, TypeError):  # a file that is not whole is written anew
        routes = _unpacked(json.loads(path.read_text(encoding="utf-8")))
        path.touch()
        return routes
    routes = _routes_of_all(load_requirements(), folder)
    with contextlib.suppress(OSError):  # it is only slower without
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(_packed(routes)))
        for older in sorted(path.parent.glob("*.json"), key=os.path.getmtime)[:-MOST_REMEMBERED]:
            older.unlink(missing_ok=True)
    return routes


MOST_REMEMBERED = 20
"""Files in the cache, those last used: several checkouts and versions each have theirs."""


def _routes_of(requirement: Requirement, folder: Path) -> Sequence[Route]:
    return [found for route, cases in _cases(folder).items() for found in _judged(requirement, route, cases)]


def _judged(requirement: Requirement, route: Route, cases: Sequence[Case]) -> Iterator[Route]:
    """Yield a plain route and its variations, as far as a requirement has anything to judge there."""
    for variation in requirement.applying(cases):
        yield route._replace(variation=variation) if variation else route


def _routes_of_all(requirements: Sequence[Requirement], folder: Path) -> Routes:
    """Return the routes of many requirements. The recordings of a scenario are let go when the next is read."""
    found: dict[str, list[Route]] = {requirement.id: [] for requirement in requirements}
    for scenario in load_scenarios(folder).values():
        for route, cases in _cases_of(replace(scenario)):
            same: dict[Route, Route] = {}  # each is a hundred requirements' own
            for requirement in requirements:
                found[requirement.id] += [same.setdefault(one, one) for one in _judged(requirement, route, cases)]
    return {id_: sorted(routes, key=lambda route: WAYS.index(route[:2])) for id_, routes in found.items()}


WAYS: Sequence[tuple[ShapeName, Mode]] = [*itertools.product(get_args(ShapeName), get_args(Mode))]
"""The directions and modes, in the order of the tests."""


def _cases_of(scenario: Scenario) -> Iterator[tuple[Route, tuple[Case, ...]]]:
    """Yield each plain route of a scenario, and the turns of its recordings."""
    for serves, mode in WAYS:
        yield Route(serves, mode, scenario.name), cases_of(scenario, serves, mode)


@cache
def _cases(folder: Path) -> Mapping[Route, tuple[Case, ...]]:
    """Return every plain route on the scenarios of a folder, and the turns of its recordings."""
    found = [one for scenario in load_scenarios(folder).values() for one in _cases_of(scenario)]
    return dict(sorted(found, key=lambda one: WAYS.index(one[0][:2])))


def _packed(routes: Routes) -> object:
    """Return the routes as JSON: each once, and where each requirement has its own."""
    numbers = {route: number for number, route in enumerate(dict.fromkeys(itertools.chain(*routes.values())))}
    return {"routes": [*numbers], "of": {id_: [numbers[route] for route in its] for id_, its in routes.items()}}


def _unpacked(packed: Mapping[str, Mapping[str, Sequence[int]]]) -> Routes:
    routes = [Route(*route) for route in packed["routes"]]
    return {id_: [routes[number] for number in numbers] for id_, numbers in packed["of"].items()}


def _digest(cassettes: Path) -> str:
    folders = [Path(crosswire.__file__).parent, data_folder("suites"), data_folder("schemas"), cassettes]
    state = [sys.version, *(f"{path} {changed} {size}" for folder in folders for path, changed, size in _files(folder))]
    return hashlib.sha256("\n".join(state).encode()).hexdigest()[:32]


def _files(folder: Path) -> Iterable[tuple[str, int, int]]:
    """Return the path of each file below a folder, when it was changed, and its size. Compiled modules are left out."""

    def below(path: str) -> Iterator[tuple[str, int, int]]:
        for entry in os.scandir(path):
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from below(entry.path)
            else:
                about = entry.stat()
                yield entry.path, about.st_mtime_ns, about.st_size

    return sorted(below(str(folder)))
