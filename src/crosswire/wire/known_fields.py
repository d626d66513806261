"""Which fields of a request its API description does not know."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from crosswire.data import data_folder
from crosswire.facts import Json
from crosswire.wire.pointers import escape


def unknown_fields(schema: str, payload: Json) -> list[str]:
    """Return the pointers of fields that `schema` does not name, also in plain objects within; null is absent."""
    document = _document(schema)
    return list(_unknown(document, document, payload, ""))


@cache
def _document(schema: str) -> Mapping[str, Any]:
    document: Mapping[str, Any] = json.loads((data_folder("schemas") / f"{schema}.json").read_text(encoding="utf-8"))
    return document


def _unknown(document: Mapping[str, Any], schema: Mapping[str, Any], value: Json, pointer: str) -> Iterator[str]:
    while "$ref" in schema:
        schema = document["$defs"][schema["$ref"].rpartition("/")[2]]
    # An object whose fields hang on its type, or a free mapping such as `metadata`, is left to the validator.
    if not isinstance(value, dict) or "properties" not in schema or "allOf" in schema or "if" in schema:
        return
    for key, entry in value.items():
        if key not in schema["properties"]:
            if entry is not None:
                yield f"{pointer}/{escape(key)}"
        else:
            yield from _unknown(document, schema["properties"][key], entry, f"{pointer}/{escape(key)}")
