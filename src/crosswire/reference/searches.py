"""A search for tools that the client runs: an item of its own in Responses, a call of a function in Chat."""

import json

from crosswire.reference.lenient import Json, mapping, objects
from crosswire.reference.offered import CLIENT, SEARCH

CALL, OUTPUT = "tool_search_call", "tool_search_output"


def is_search(item: Json) -> bool:
    """Return whether an item is such a search, or its output: a host's own has no call that the client answers."""
    return item.get("type") in (CALL, OUTPUT) and item.get("execution") == CLIENT and bool(item.get("call_id"))


def as_function(item: Json) -> Json:
    """Return an item; a search or its output in the form of a function's."""
    if not is_search(item):
        return item
    labels: Json = {name: item[name] for name in ("id", "call_id", "status") if name in item}
    if item["type"] == OUTPUT:
        return {**labels, "type": "function_call_output", "output": _written({"tools": item.get("tools")})}
    arguments = mapping(item.get("arguments"))
    # An item that is only begun has none yet.
    is_begun = item.get("status") == "in_progress" and not arguments
    return {**labels, "type": "function_call", "name": SEARCH, "arguments": "" if is_begun else _written(arguments)}


def with_functions(event: Json) -> Json:
    """Return an event with the searches in its item and in its response in the form of a function's."""
    if is_search(mapping(event.get("item"))):
        return {**event, "item": as_function(event["item"])}
    response = mapping(event.get("response"))
    if any(map(is_search, objects(response.get("output")))):
        return {
            **event,
            "response": {**response, "output": [as_function(item) for item in objects(response["output"])]},
        }
    return event


def _written(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
