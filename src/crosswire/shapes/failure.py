"""Errors, which both shapes word alike: `{"error": {"message", "type", "code", "param"}}`."""

from collections.abc import Mapping

from crosswire.facts import Failure, Json
from crosswire.shapes.lenient import mapping, string, word

KEPT_HEADERS = ("retry-after", "retry-after-ms", "x-should-retry", "x-request-id")


def read_error(status: int, headers: Mapping[str, str], body: Json) -> Failure:
    """Read an error answer of either shape; a body that is not JSON counts as its message."""
    error = mapping(body).get("error", body)
    kept = {name.lower(): value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
    return error_object(status, error, kept)


def error_object(status: int, error: Json, headers: Mapping[str, str] | None = None) -> Failure:
    """Read what stands under `error`: an object, or a bare text as some hosts have it."""
    fields = mapping(error)
    code = fields.get("code")
    return Failure(
        status=status,
        message=string(fields.get("message")) or string(error),
        type=word(fields.get("type")),
        code=str(code) if isinstance(code, int) and not isinstance(code, bool) else word(code),
        param=word(fields.get("param")),
        headers=headers or {},
    )
