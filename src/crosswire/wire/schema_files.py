"""The JSON Schemas under `schemas/`, as their files have them."""

import json
from functools import cache
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
