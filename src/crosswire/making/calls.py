"""HTTP calls as interactions, and the API that each is made to."""

from urllib.parse import urlsplit

from crosswire.facts import ShapeName
from crosswire.interactions import Interaction
from crosswire.shapes import SHAPES
from crosswire.wire.cassettes import HttpCall


def interaction(shape: ShapeName, call: HttpCall) -> Interaction:
    """Return a call as an interaction."""
    from vcr.request import Request  # type: ignore[import-untyped]  # it loads all that vcrpy intercepts

    request = Request(call.method, call.uri, call.request_body, dict(call.request_headers))
    status = {"code": call.status, "message": call.reason}
    return Interaction(shape, request, {"status": status, "headers": call.headers, "body": {"string": call.body}})


def shape_of(call: HttpCall) -> ShapeName | None:
    """Return the API that a call is made to; `None` for any other."""
    path = urlsplit(call.uri).path.rstrip("/")
    return next((name for name, shape in SHAPES.items() if call.method == "POST" and path.endswith(shape.PATH)), None)
