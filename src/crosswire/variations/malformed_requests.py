"""Malformed requests: what clients send that is no request of their API."""

import json
from dataclasses import replace

from crosswire.facts import Failure, Json, ShapeName, Tool
from crosswire.interactions import Interaction
from crosswire.shapes import SHAPES, opposite
from crosswire.shapes.failure import write_error


def not_json(_: ShapeName, request: Json) -> bytes:
    """Return JSON that breaks off in the middle."""
    written = json.dumps(request).encode()
    return written[: len(written) // 2]


def empty_body(_: ShapeName, __: Json) -> bytes:
    """Return an empty body."""
    return b""


def not_an_object(_: ShapeName, request: Json) -> bytes:
    """Return a list with the request."""
    return json.dumps([request]).encode()


def wrong_types(shape: ShapeName, request: Json) -> bytes:
    """Return a request with a number as its conversation."""
    conversation = SHAPES[shape].FIELDS["history"][0].removeprefix("/")
    return json.dumps({**request, conversation: 7}).encode()


def nameless_choice(shape: ShapeName, request: Json) -> bytes:
    """Return a request that offers a tool, and chooses one without a name."""
    ask = SHAPES[shape].read_request(request)
    offering = SHAPES[shape].write_request(replace(ask, tools=(Tool("function", "get_time", {}),)))
    return json.dumps({**request, "tools": offering["tools"], "tool_choice": {"type": "custom"}}).encode()


def other_api(shape: ShapeName, request: Json) -> bytes:
    """Return the same request over the other API."""
    ask = SHAPES[shape].read_request(request)
    return json.dumps(SHAPES[opposite(shape)].write_request(ask)).encode()


def refused(interaction: Interaction) -> Interaction:
    """Return a 400, as a host answers a malformed request: some adapters forward it and let the upstream refuse."""
    failure = Failure(400, "The request is not valid.", type="invalid_request_error")
    response = {
        "status": {"code": 400, "message": "Bad Request"},
        "headers": {"content-type": ["application/json"], "x-should-retry": ["false"]},
        "body": {"string": json.dumps(write_error(failure)).encode()},
    }
    return replace(interaction, response=response)
