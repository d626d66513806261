"""Settings of a request: one name in both shapes, and their paths in the requests of each."""

from collections.abc import Mapping, Sequence

from crosswire.facts import Json
from crosswire.shapes.lenient import Path, first, has_value

Places = Mapping[str, Sequence[Path]]
"""The paths of a setting, by its name. Of several, the first with a value counts."""


def read_settings(places: Places, body: Json) -> dict[str, Json]:
    """Return the settings that a body gives, by name."""
    return {name: value for name, paths in places.items() if has_value(value := first(body, paths))}


def pointers(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the JSON pointers of a setting's paths."""
    return tuple("".join(f"/{key}" for key in path) for path in paths)


def write_settings(places: Places, settings: Mapping[str, Json]) -> dict[str, Json]:
    """Write settings at their first paths; those that the shape lacks are left out."""
    body: dict[str, Json] = {}
    for name, value in settings.items():
        if name in places:
            *parents, key = places[name][0]
            target = body
            for parent in parents:
                target = target.setdefault(parent, {})
            target[key] = value
    return body
