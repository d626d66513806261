"""Settings of a request: one name in both shapes, and for each shape where its request gives them."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json
from crosswire.shapes.lenient import Path, first, said

Places = Mapping[str, Sequence[Path]]
"""The name of a setting, and where it stands: of several places, the first that says something counts."""


def read_settings(places: Places, body: Json) -> dict[str, Json]:
    """Return the settings that a body gives, by name."""
    return {name: value for name, paths in places.items() if said(value := first(body, paths))}


def pointers(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the JSON pointers of the places of a setting."""
    return tuple("".join(f"/{key}" for key in path) for path in paths)


def write_settings(places: Places, settings: Mapping[str, Json]) -> dict[str, Json]:
    """Write settings, each at its first place; one that the shape does not have is left out."""
    body: dict[str, Json] = {}
    for name, value in settings.items():
        if name in places:
            *parents, key = places[name][0]
            target = body
            for parent in parents:
                target = target.setdefault(parent, {})
            target[key] = value
    return body
