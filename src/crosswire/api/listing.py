"""Which scenarios and requirements there are."""

from dataclasses import dataclass

from crosswire.facts import Level
from crosswire.scenarios import load_scenarios
from crosswire.specification.suites import load_requirements


@dataclass(frozen=True, slots=True)
class ScenarioSummary:
    """One conversation, recorded on both APIs."""

    name: str
    """Its folder under `cassettes/`: what `perform` takes."""
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


def list_scenarios() -> tuple[ScenarioSummary, ...]:
    """Return all scenarios, in order of their names.

    Raises:
        ScenarioInvalid: a folder of `cassettes/` is not a scenario.
    """
    return tuple(
        ScenarioSummary(scenario.name, scenario.title, scenario.proves, scenario.tags)
        for scenario in load_scenarios().values()
    )


def list_requirements() -> tuple[RequirementSummary, ...]:
    """Return all requirements, in the order of the suites."""
    return tuple(
        RequirementSummary(requirement.id, requirement.level, requirement.promise, requirement.sentence)
        for requirement in load_requirements()
    )
