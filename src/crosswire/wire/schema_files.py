"""The JSON Schemas under `schemas/`, as their files have them."""

import json
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Any

from crosswire.data import data_folder
from crosswire.spelling import did_you_mean


@cache
def document(schema: str) -> Any:
    """Return the JSON of a schema, such as `responses/event`.

    Raises ValueError where `schemas/` has no such file.
    """
    folder = data_folder("schemas")
    file = folder / f"{schema}.json"
    if not file.is_file():
        names = sorted(found.relative_to(folder).with_suffix("").as_posix() for found in folder.rglob("*.json"))
        raise ValueError(
            f"{schema!r} is not in {folder.name}/{did_you_mean(schema, names)}; there are {', '.join(names)}"
        )
    return json.loads(file.read_text(encoding="utf-8"))


@cache
def field_names() -> frozenset[str]:
    """Return the name of every field that the schemas of the two APIs describe."""
    folder = data_folder("schemas")
    files = [file for file in folder.rglob("*.json") if file.parent != folder]
    found = (_properties(document(file.relative_to(folder).with_suffix("").as_posix())) for file in files)
    return frozenset(chain.from_iterable(found))


def _properties(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        properties = schema.get("properties")
        yield from properties if isinstance(properties, dict) else ()
    for entry in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _properties(entry)
