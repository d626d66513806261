"""What clients send that is no request of the API they speak."""

import json
from dataclasses import replace

from crosswire.facts import Failure, Json, ShapeName, Tool
from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES, other
from crosswire.shapes.failure import write_error


def not_json(_: ShapeName, request: Json) -> bytes:
    """Break off in the middle."""
    written = json.dumps(request).encode()
    return written[: len(written) // 2]


def empty_body(_: ShapeName, __: Json) -> bytes:
    """Send nothing."""
    return b""


def not_an_object(_: ShapeName, request: Json) -> bytes:
    """Put the request in a list."""
    return json.dumps([request]).encode()


def wrong_types(shape: ShapeName, request: Json) -> bytes:
    """Give numbers where the conversation belongs."""
    conversation = SHAPES[shape].FIELDS["history"][0].removeprefix("/")
    return json.dumps({**request, conversation: 7}).encode()


def nameless_choice(shape: ShapeName, request: Json) -> bytes:
    """Offer a tool, and choose one without saying which."""
    ask = SHAPES[shape].read_request(request)
    offering = SHAPES[shape].write_request(replace(ask, tools=(Tool("function", "get_time", {}),)))
    return json.dumps({**request, "tools": offering["tools"], "tool_choice": {"type": "custom"}}).encode()


def other_api(shape: ShapeName, request: Json) -> bytes:
    """Ask the same in the words of the other API."""
    ask = SHAPES[shape].read_request(request)
    return json.dumps(SHAPES[other(shape)].write_request(ask)).encode()


def refused(interaction: Interaction) -> Interaction:
    """Answer as a host does that is sent what is no request, for adapters that leave it to the upstream to refuse."""
    told = Failure(400, "The request is not valid.", type="invalid_request_error")
    response = {
        "status": {"code": 400, "message": "Bad Request"},
        "headers": {"content-type": ["application/json"], "x-should-retry": ["false"]},
        "body": {"string": json.dumps(write_error(told)).encode()},
    }
    return replace(interaction, response=response)
