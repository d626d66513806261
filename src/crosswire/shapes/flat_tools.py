"""Reading a tool as Responses has it, with all fields on one level."""

from collections.abc import Mapping

from crosswire.facts import Json, Tool
from crosswire.shapes.lenient import string, word


def flat_tool(fields: Mapping[str, Json]) -> Tool:
    """Read a tool. Its definition is all of its fields but type and name."""
    definition = {key: value for key, value in fields.items() if key not in ("type", "name") and value is not None}
    return Tool(string(fields.get("type")), word(fields.get("name")), definition)
