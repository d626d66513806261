"""The fields of a request that its API description lacks."""

from collections.abc import Iterator, Mapping
from typing import Any

from crosswire.facts import Json
from crosswire.wire.pointers import escape
from crosswire.wire.schema_files import document


def unknown_fields(schema: str, payload: Json) -> list[str]:
    """Return the pointers of fields that `schema` does not name, also in plain objects within; null is absent."""
    described = document(schema)
    return list(_unknown(described, described, payload, ""))


def unknown_entries(schema: str, payload: Json) -> dict[str, Json]:
    """Return the fields of a payload itself that `schema` does not name, with their values; null is absent."""
    described = document(schema)
    properties = described["$defs"][described["$ref"].rpartition("/")[2]]["properties"]
    fields = payload if isinstance(payload, dict) else {}
    return {name: value for name, value in fields.items() if name not in properties and value is not None}


def _unknown(described: Mapping[str, Any], schema: Mapping[str, Any], value: Json, pointer: str) -> Iterator[str]:
    while "$ref" in schema:
        schema = described["$defs"][schema["$ref"].rpartition("/")[2]]
    # An object whose fields hang on its type, or a free mapping such as `metadata`, is left to the validator.
    if not isinstance(value, dict) or "properties" not in schema or "allOf" in schema or "if" in schema:
        return
    for key, entry in value.items():
        if key not in schema["properties"]:
            if entry is not None:
                yield f"{pointer}/{escape(key)}"
        else:
            yield from _unknown(described, schema["properties"][key], entry, f"{pointer}/{escape(key)}")
