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
from typing import Any, get_args, overload

import crosswire
from crosswire.data import cache_folder, data_folder
from crosswire.exchange import Case, cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.files import write_whole
from crosswire.requirements import Requirement
from crosswire.route import Route
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.specification.suites import load_requirements


class Routes(Sequence[Route]):
    """The routes of a requirement. Each is made when it is asked for: thousands of scenarios have millions."""

    def __init__(self, plain: list[Route], variations: list[Sequence[str]]) -> None:
        self.plain = plain
        self.variations = variations
        """By plain route: the names under which the requirement is judged; that of the plain exchange is empty."""

    def __iter__(self) -> Iterator[Route]:
        for plain, names in zip(self.plain, self.variations, strict=True):
            for name in names:
                yield plain._replace(variation=name) if name else plain

    def __len__(self) -> int:
        return sum(map(len, self.variations))

    @overload
    def __getitem__(self, index: int) -> Route: ...
    @overload
    def __getitem__(self, index: slice) -> list[Route]: ...
    def __getitem__(self, index: int | slice) -> Route | list[Route]:
        return [*self][index]


def every_route(requirement: Requirement, folders: Sequence[Path] = ()) -> Routes:
    """Return every route on which the recordings give a requirement something to judge.

    The recordings are those of `folders`; of `cassettes/` where none is given.

    Raises:
        ScenarioInvalid: a scenario is not as it must be.
    """
    is_ours = Path(inspect.getfile(requirement.check)).parent == data_folder("suites")
    found = [
        routes_of_set(folder)[requirement.id] if is_ours else _routes_of(requirement, folder)
        for folder in dict.fromkeys(folders or [data_folder("cassettes")])
    ]
    return found[0] if len(found) == 1 else _joined(found)


@cache
def routes_of_set(folder: Path | None = None) -> Mapping[str, Routes]:
    """Return the routes of every requirement of the suites by its id.

    They are those on the scenarios of a folder, of `cassettes/` where none is given.

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


def _routes_of(requirement: Requirement, folder: Path) -> Routes:
    judged = [(route, names) for route, cases in _cases(folder).items() if (names := requirement.applying(cases))]
    return Routes([route for route, _ in judged], [names for _, names in judged])


def _routes_of_all(requirements: Sequence[Requirement], folder: Path) -> Mapping[str, Routes]:
    """Return the routes of many requirements. The recordings of a scenario are let go when the next is read."""
    found = {requirement.id: {way: Routes([], []) for way in WAYS} for requirement in requirements}
    same: dict[tuple[str, ...], tuple[str, ...]] = {}  # few lists of names differ
    for scenario in load_scenarios(folder).values():
        for route, cases in _cases_of(replace(scenario)):
            for requirement in requirements:
                if names := tuple(requirement.applying(cases)):
                    of_way = found[requirement.id][route.serves, route.mode]
                    of_way.plain.append(route)
                    of_way.variations.append(same.setdefault(names, names))
    return {id_: _joined(ways.values()) for id_, ways in found.items()}


def _joined(several: Iterable[Routes]) -> Routes:
    several = [*several]
    return Routes(
        [route for routes in several for route in routes.plain],
        [names for routes in several for names in routes.variations],
    )


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


def _packed(routes: Mapping[str, Routes]) -> object:
    """Return the routes as JSON: each plain one and each list of names once, and which of them a requirement has."""
    plain: dict[Route, int] = {}
    variations: dict[tuple[str, ...], int] = {}
    of = {
        id_: [
            [plain.setdefault(route, len(plain)) for route in its.plain],
            [variations.setdefault(tuple(names), len(variations)) for names in its.variations],
        ]
        for id_, its in routes.items()
    }
    return {"plain": [*plain], "variations": [*variations], "of": of}


def _unpacked(packed: Mapping[str, Any]) -> Mapping[str, Routes]:
    plain, variations = [Route(*one) for one in packed["plain"]], packed["variations"]
    return {
        id_: Routes([plain[number] for number in its], [variations[number] for number in names])
        for id_, (its, names) in packed["of"].items()
    }


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
