"""Errors, which are the same in both shapes: `{"error": {"message", "type", "code", "param"}}`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crosswire.facts import Answer, Failure, Json
from crosswire.shapes.lenient import Path, first, mapping, string, word

HEADERS = ("retry-after", "retry-after-ms", "x-should-retry", "x-request-id")

# The path of the message: in both APIs; at FastAPI and Mistral; at AWS.
MESSAGES: Sequence[Path] = [("message",), ("detail",), ("Message",)]


def read_error(status: int, headers: Mapping[str, str], body: Json) -> Failure:
    """Read an error answer of either shape. Text that is not JSON is the message; of a list the first entry counts."""
    named = {name.lower(): value for name, value in headers.items() if name.lower() in HEADERS}
    entry = body[0] if isinstance(body, list) and body else body
    failure = error_object(status, mapping(entry).get("error") or entry, named)
    return replace(failure, has_error_object=bool(mapping(mapping(body).get("error"))))


def failed_after(failure: Failure, begun: Answer) -> Failure:
    """Return the failure of a stream with the items and labels of the answer that it had begun."""
    return replace(
        failure,
        begun=begun.items,
        model=begun.model,
        metadata=begun.metadata,
        service_tier=begun.service_tier,
    )


def error_object(status: int, error: Json, headers: Mapping[str, str] | None = None) -> Failure:
    """Read the value of `error`: an object, or a text, as some hosts have it."""
    fields = mapping(error)
    code = fields.get("code")
    return Failure(
        status=status,
        message=_message(fields) or string(error),
        type=word(fields.get("type")),
        code=str(code) if isinstance(code, int) and not isinstance(code, bool) else word(code),
        param=word(fields.get("param")),
        headers=headers or {},
    )


def _message(fields: Mapping[str, Json]) -> str:
    words = first(fields, MESSAGES)
    # FastAPI has a list of faults, one object each.
    faults = words if isinstance(words, list) else mapping(words).get("detail")
    if isinstance(faults, list):
        return "; ".join(string(mapping(fault).get("msg")) or string(fault) for fault in faults)
    return string(words)


def write_error(failure: Failure) -> dict[str, Json]:
    """Write the body of an error answer, the same in both shapes."""
    return {
        "error": {
            "message": failure.message,
            # Both descriptions require a type; a failure that names none is the server's.
            "type": failure.type or "server_error",
            "param": failure.param,
            "code": failure.code,
        }
    }
