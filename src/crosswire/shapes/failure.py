"""Errors, which both shapes word alike: `{"error": {"message", "type", "code", "param"}}`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crosswire.facts import Answer, Failure, Json
from crosswire.shapes.lenient import Path, first, mapping, string, word

KEPT_HEADERS = ("retry-after", "retry-after-ms", "x-should-retry", "x-request-id")

# Where a body keeps its words: as both APIs have it, as FastAPI and Mistral do, and as AWS does.
MESSAGES: Sequence[Path] = [("message",), ("detail",), ("Message",)]


def read_error(status: int, headers: Mapping[str, str], body: Json) -> Failure:
    """Read an error answer of either shape; what is not JSON counts as its message, of a list the first entry."""
    kept = {name.lower(): value for name, value in headers.items() if name.lower() in KEPT_HEADERS}
    entry = body[0] if isinstance(body, list) and body else body
    failure = error_object(status, mapping(entry).get("error") or entry, kept)
    return replace(failure, has_error_object=bool(mapping(mapping(body).get("error"))))


def failed_after(failure: Failure, begun: Answer) -> Failure:
    """Return a stream's failure with what it says of the answer that it had begun."""
    return replace(
        failure,
        begun=begun.items,
        model=begun.model,
        metadata=begun.metadata,
        service_tier=begun.service_tier,
    )


def error_object(status: int, error: Json, headers: Mapping[str, str] | None = None) -> Failure:
    """Read what stands under `error`: an object, or a bare text as some hosts have it."""
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
    # FastAPI lists what is wrong, one object a fault.
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
