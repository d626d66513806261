"""Which scenarios and requirements there are."""

from dataclasses import dataclass
from pathlib import Path

from crosswire.facts import Level
from crosswire.scenarios import folders_of, load_scenarios
from crosswire.specification.suites import load_requirements


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """One conversation, recorded on both APIs."""

    name: str
    """The name of its folder: what `perform` takes."""
    title: str
    """What it is, in a few words."""
    proves: str
    """What it is there for, in one sentence."""
    tags: tuple[str, ...]
    """What it is about, as words to choose by."""


@dataclass(frozen=True, slots=True)
class RequirementSummary:
    """One sentence that an adapter has to keep."""

    id: str
    """Permanent: `TOKENS-1`."""
    level: Level
    """`must`, `should` or `may`."""
    promise: str
    """The suite that it belongs to: `token_counts`."""
    sentence: str
    """What is required."""


def list_scenarios(*folders: str | Path) -> tuple[ScenarioSummary, ...]:
    """Return all scenarios of some folders, in order of their names; Crosswire's own where no folder is given.

    `crosswire` stands for Crosswire's own beside others.

    Raises:
        ScenarioInvalid: there is no such folder, or a folder in it is not a scenario.
    """
    return tuple(
        ScenarioSummary(scenario.name, scenario.title, scenario.proves, scenario.tags)
        for scenario in load_scenarios(*folders_of(folders)).values()
    )


def list_requirements() -> tuple[RequirementSummary, ...]:
    """Return all requirements, in the order of the suites."""
    return tuple(
        RequirementSummary(requirement.id, requirement.level, requirement.promise, requirement.sentence)
        for requirement in load_requirements()
    )
