"""What every scenario is held to, Crosswire's own and a user's: `crosswire scenario check DIR`.

- `recordings`: each recording by itself: valid, in the form that its name says, readable, without headers of transport.
- `same_asks`: the requests say the same over both APIs, but for what `[only]` names.
- `same_answers`: the answers say the same over both APIs, whole and streamed.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from pathlib import Path

from crosswire.errors import ScenarioInvalid
from crosswire.making.checks.recordings import faults_of_recording
from crosswire.making.checks.same_answers import faults_of_answers
from crosswire.making.checks.same_asks import faults_of_asks
from crosswire.making.names import NAME
from crosswire.scenarios import Scenario, load_scenario
from crosswire.secrets.folders import scan_files


def check_folder(folder: Path, allowed: Collection[str] = ()) -> Iterator[tuple[Path, Sequence[str]]]:
    """Yield each scenario of a folder, or the one whose folder it is, and what is wrong with it."""
    is_one = (folder / "scenario.toml").exists()
    found = [folder] if is_one else sorted(path for path in folder.iterdir() if path.is_dir())
    for path in found:
        if not path.name.startswith("."):
            yield path, list(_all_faults(path, allowed))


def _all_faults(folder: Path, allowed: Collection[str]) -> Iterator[str]:
    try:
        scenario = load_scenario(folder)
    except ScenarioInvalid as error:
        yield str(error)
        return
    yield from faults(scenario)
    scanned = scan_files([folder], allowed)
    yield from (*map(str, scanned.leaks), *scanned.unread)
    read = {*files_read_by(scenario)}
    unread = sorted(path for path in folder.rglob("*") if path.is_file() and path not in read)
    yield from (f"{path.relative_to(folder)}: no scenario reads it" for path in unread)


def files_read_by(scenario: Scenario) -> Iterator[Path]:
    """Yield the files of a scenario: scenario.toml and its recordings."""
    yield scenario.folder / "scenario.toml"
    yield from (recording.path for recording in scenario.recordings.values())


def faults(scenario: Scenario) -> Iterator[str]:
    """Yield what is wrong with a scenario, in words that begin with where it is. Secrets are looked for elsewhere."""
    if not NAME.fullmatch(scenario.name):
        yield f"{scenario.name}: a scenario's name is small letters, digits and _"
    try:
        unread = list(_unread(scenario))
    except ScenarioInvalid as error:
        unread = [str(error)]
    if unread:
        yield from unread
        return
    yield from chain.from_iterable(faults_of_recording(scenario, *route) for route in scenario.recordings)
    yield from faults_of_asks(scenario)
    yield from faults_of_answers(scenario)
    yield from _faults_of_provenance(scenario)


def _unread(scenario: Scenario) -> Iterator[str]:
    """Yield the turns whose bytes are no request or no answer at all: compressed ones, for example."""
    for route, turns in scenario.turns.items():
        for number, turn in enumerate(turns, start=1):
            try:
                _ = turn.asked, turn.response and turn.answer
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                yield f"{'.'.join(route)}, turn {number}: it cannot be read: {type(error).__name__}: {error}"


def _faults_of_provenance(scenario: Scenario) -> Iterator[str]:
    for name, table in scenario.provenance.items():
        named = [key for key in ("host", "date") if key in table]
        if table["provenance"] != "recorded" and named:
            yield f"scenario.toml: recordings.{name} is {table['provenance']}, and so has no {' and no '.join(named)}"
