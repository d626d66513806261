"""Scenarios as a list for people: what each proves, where its recordings come from, which requirements it exercises."""

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from typing import get_args

from crosswire.exchange import cases_of
from crosswire.facts import Mode, ShapeName
from crosswire.requirements import Requirement
from crosswire.scenarios import Scenario

WIDTH = 100


def lines(scenario: Scenario, requirements: Sequence[Requirement]) -> Iterator[str]:
    """Yield the lines on a scenario.

    Raises:
        ScenarioInvalid: a recording cannot be read.
    """
    yield f"{scenario.name}: {scenario.title}"
    yield from _wrapped("", scenario.proves)
    yield from _wrapped("tags", ", ".join(scenario.tags))
    for name, entry in scenario.provenance.items():
        yield from _wrapped(name, " ".join(entry[key] for key in ("provenance", "host", "date") if key in entry))
    exercised = [requirement.id for requirement in requirements if _exercises(scenario, requirement)]
    yield from _wrapped("requirements", f"{len(exercised)} of {len(requirements)}: {' '.join(exercised)}")


def _exercises(scenario: Scenario, requirement: Requirement) -> bool:
    """Tell whether a requirement applies to a scenario, in any direction and mode."""
    ways: Iterator[tuple[ShapeName, Mode]] = itertools.product(get_args(ShapeName), get_args(Mode))
    return any(requirement.applies(cases_of(scenario, serves, mode)) for serves, mode in ways)


def _wrapped(word: str, text: str) -> Iterator[str]:
    indent = f"    {word:18}" if word else "    "
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=indent,
        subsequent_indent=" " * len(indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
