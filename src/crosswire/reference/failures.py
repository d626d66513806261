"""The one exception of this adapter: for the upstream's errors, and for refused requests."""

from collections.abc import Mapping
from typing import Any

HEADERS = ("retry-after", "retry-after-ms", "x-should-retry", "x-request-id")
BAD_REQUEST, BAD_GATEWAY = 400, 502
OWN_CODE = "bad_gateway"
"""The code of this adapter's own errors, where no answer could be read."""

UNNAMED = "upstream_error"
"""The type of an error without one: the API's errors always have a type."""

# The status of an error inside a 200 or a stream, by its code, else its type.
STATUS_OF_CODE = {
    "rate_limit_exceeded": 429,
    "insufficient_quota": 429,
    "invalid_api_key": 401,
    "model_not_found": 404,
    "previous_response_not_found": 404,
    "context_length_exceeded": 400,
    "invalid_prompt": 400,
    "bio_policy": 400,
    "data_residency_mismatch": 400,
    "image_content_policy_violation": 400,
    "image_file_not_found": 400,
    "image_file_too_large": 400,
    "image_parse_error": 400,
    "image_too_large": 400,
    "image_too_small": 400,
    "invalid_base64_image": 400,
    "invalid_image": 400,
    "invalid_image_format": 400,
    "invalid_image_mode": 400,
    "invalid_image_url": 400,
    "empty_image_file": 400,
    "failed_to_download_image": 400,
    "unsupported_image_media_type": 400,
    "server_error": 500,
    "vector_store_timeout": 504,
}
STATUS_OF_TYPE = {
    "invalid_request_error": 400,
    "authentication_error": 401,
    "permission_error": 403,
    "not_found_error": 404,
    "rate_limit_error": 429,
    "requests": 429,
    "tokens": 429,
    "insufficient_quota": 429,
    "server_error": 500,
    "api_error": 500,
    "overloaded_error": 503,
}


class UpstreamError(Exception):
    """An error answer: `status_code`, `body` (`{"error": {…}}`) and `headers`, as the client should see them."""

    def __init__(self, status_code: int, error: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> None:
        super().__init__(f"{status_code}: {error.get('message')}")
        self.status_code = status_code
        self.body: dict[str, Any] = {"error": dict(error)}
        self.headers: dict[str, str] = {
            name.lower(): value for name, value in (headers or {}).items() if name.lower() in HEADERS
        }


def refusal(field: str, why: str) -> UpstreamError:
    """Return the error for a request that cannot be translated: which field, and why. Status 400."""
    return UpstreamError(
        BAD_REQUEST, _error(f"{field}: {why}", kind="invalid_request_error", param=field, code="unsupported_value")
    )


def bad_gateway(message: str) -> UpstreamError:
    """Return the error for an upstream that gave no answer that could be read. Status 502."""
    return UpstreamError(BAD_GATEWAY, _error(message, kind="server_error", code=OWN_CODE))


def from_answer(status: int, reason: str, headers: Mapping[str, str], body: Any, text: str) -> UpstreamError:
    """Return an HTTP error. `body` is its JSON; an error without JSON gets a message from here."""
    served_status = status if status >= BAD_REQUEST else BAD_GATEWAY
    found = error_within(body)
    if found is None:
        kind = "invalid_request_error" if served_status < 500 else "server_error"
        excerpt = " ".join(text.split())[:300]
        found = _error(f"the upstream answered {status} {reason}" + (f": {excerpt}" if excerpt else ""), kind=kind)
    return UpstreamError(served_status, found, headers)


def from_error(error: Any) -> UpstreamError:
    """Return the error inside a 200 or a stream, with the status for its code, else its type."""
    worded = error_within({"error": error}) or _error("the upstream failed and did not say why", kind="server_error")
    fields = error if isinstance(error, Mapping) else {}
    numbers = [fields.get("status_code"), fields.get("status"), fields.get("code")]
    status = next(
        (number for number in numbers if isinstance(number, int) and BAD_REQUEST <= number < 600),
        STATUS_OF_CODE.get(str(worded["code"])) or STATUS_OF_TYPE.get(str(worded["type"])) or BAD_GATEWAY,
    )
    return UpstreamError(status, worded)


def failure_within(payload: Mapping[str, Any]) -> UpstreamError | None:
    """Return the failure in a payload: an error object, or an `error` event of any form; `None` where there is none."""
    if payload.get("error"):
        return from_error(payload["error"])
    if "error" in (payload.get("type"), payload.get("object")):
        labels = ("type", "object", "sequence_number")
        return from_error({name: value for name, value in payload.items() if name not in labels})
    return None


def error_within(body: Any) -> dict[str, Any] | None:
    """Read an error body of any form: nested, flat, `detail`, a text; `None` for an empty one."""
    if isinstance(body, str) and body:
        return _error(body)
    if not isinstance(body, Mapping):
        return None
    for key in ("error", "detail"):
        if body.get(key):
            inner = error_within(body[key])
            return inner or _error(str(body[key]))
    if not any(body.get(key) for key in ("message", "code")):
        return None
    labelled = _error(
        _worded(body.get("message")) or f"the upstream failed: {body.get('code')}",
        kind=_worded(body.get("type")),
        code=_worded(body.get("code")),
        param=_worded(body.get("param")),
    )
    return {**body, **labelled}


def _worded(value: Any) -> str | None:
    """Return a value as a string: some hosts send codes as numbers."""
    return None if value is None else str(value)


def _error(message: str, kind: str | None = None, code: str | None = None, param: str | None = None) -> dict[str, Any]:
    return {"message": message, "type": kind or UNNAMED, "param": param, "code": code}
