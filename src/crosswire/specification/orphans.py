"""Orphans in a folder of scenarios: files that no scenario reads, recordings that no requirement applies to."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from crosswire.exchange import cases_of
from crosswire.making.checks import files_read_by
from crosswire.requirements import Requirement
from crosswire.scenarios import Scenario, load_scenarios
from crosswire.shapes import opposite


def orphans(folder: Path, requirements: Sequence[Requirement]) -> Iterator[str]:
    """Yield each orphan: the file or the scenario, and why nothing uses it.

    Raises:
        ScenarioInvalid: the folder holds something else than scenarios, or one that cannot be read.
    """
    scenarios = load_scenarios(folder).values()
    read = {path for scenario in scenarios for path in files_read_by(scenario)}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path not in read:
            yield f"{path.relative_to(folder)}: no scenario reads it"
    # The requirement to answer applies to every scenario, so it proves nothing.
    specific = [requirement for requirement in requirements if "trouble" not in requirement.points]
    for scenario in scenarios:
        unplayed = list(_unplayed(scenario, specific))
        if len(unplayed) == len(scenario.recordings):
            yield f"{scenario.name}: no requirement applies to it"
        else:
            yield from (
                f"{path.relative_to(folder)}: no requirement applies to what it is played for" for path in unplayed
            )


def _unplayed(scenario: Scenario, requirements: Sequence[Requirement]) -> Iterator[Path]:
    """Yield the recordings that no requirement needs, as the upstream's answer or, without answers, as a request."""
    for (shape, mode), recording in scenario.recordings.items():
        answers = any(turn.response for turn in recording.turns)
        cases = cases_of(scenario, opposite(shape) if answers else shape, mode)
        if not any(requirement.applies(cases) for requirement in requirements):
            yield recording.path
