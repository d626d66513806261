"""The adapters known by a plain name: what each serves, in which language it is written, and how it runs."""

from collections.abc import Iterator
from dataclasses import dataclass

from crosswire.adapters.description import Description, read_description
from crosswire.adapters.description_checks import SHAPE_NAMES
from crosswire.adapters.loading import RECIPES, described_recipes
from crosswire.facts import ShapeName


@dataclass(frozen=True, slots=True)
class Known:
    """One line of the list."""

    name: str
    serves: tuple[ShapeName, ...]
    language: str
    version: str
    runs: str
    source: str | None = None
    notes: str | None = None


def known_adapters() -> list[Known]:
    """Return all of them, by name; none is loaded or installed for it."""
    return sorted(_known(), key=lambda each: each.name)


def _known() -> Iterator[Known]:
    described = {name: read_description(path, name) for name, path in described_recipes().items()}
    for name in RECIPES:
        source = described[name].source if name in described else None
        yield Known(name, SHAPE_NAMES, "Python", "as installed", "in process", source)
    for name, said in described.items():
        pinned = f"{name}@{said.version}" if name in RECIPES else name
        yield Known(pinned, said.serves, said.language, said.version or "", _runs(said), said.source, said.notes)


def _runs(said: Description) -> str:
    kind = "a server" if said.gateway else "a worker"
    return f"{kind} in an environment of its own" if said.install else kind
