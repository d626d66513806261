"""The catalogue of recipes: every adapter that Crosswire knows by name, and how each runs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from crosswire.adapters.descriptions.checks import SHAPE_NAMES
from crosswire.adapters.descriptions.description import Description, read_description
from crosswire.facts import ShapeName

PYTHON_RECIPES: Mapping[str, str] = {
    "litellm": "crosswire.adapters.recipes.litellm",
    "reference": "crosswire.reference",
}
"""Recipes that run in this process: name → Python module."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """One line of `crosswire adapters`."""

    name: str
    serves: tuple[ShapeName, ...]
    language: str
    version: str
    runs: str
    source: str | None = None
    notes: str | None = None
    released: str | None = None
    """When the version came out: the month, or the day."""


@cache
def described_recipes() -> Mapping[str, Path]:
    """Return the recipes that are descriptions: name → TOML file."""
    return {path.stem: path for path in sorted(Path(__file__).parent.glob("*.toml"))}


def recipe_names() -> list[str]:
    """Return the names of all recipes, sorted. A recipe of both kinds has one name."""
    return sorted({*PYTHON_RECIPES, *described_recipes()})


def all_recipes() -> list[Recipe]:
    """Return all recipes, sorted by name. None is loaded or installed."""
    return sorted(_recipes(), key=lambda recipe: recipe.name)


def _recipes() -> Iterator[Recipe]:
    described = {name: read_description(path, name) for name, path in described_recipes().items()}
    for name in PYTHON_RECIPES:
        source = described[name].source if name in described else None
        yield Recipe(name, SHAPE_NAMES, "Python", "as installed", "in process", source)
    for name, one in described.items():
        pinned = f"{name}@{one.version}" if name in PYTHON_RECIPES else name
        yield Recipe(
            pinned, one.serves, one.language, one.version or "", _runs(one), one.source, one.notes, one.released
        )


def _runs(description: Description) -> str:
    kind = "a server" if description.gateway else "a worker"
    return f"{kind} in an environment of its own" if description.install else kind
