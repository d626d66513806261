"""Reading a tool whose fields stand side by side, as Responses has them."""

from collections.abc import Mapping

from crosswire.facts import Json, Tool
from crosswire.shapes.lenient import string, word


def flat_tool(fields: Mapping[str, Json]) -> Tool:
    """Read a tool; its definition is all that it says beside type and name."""
    definition = {key: value for key, value in fields.items() if key not in ("type", "name") and value is not None}
    return Tool(string(fields.get("type")), word(fields.get("name")), definition)
