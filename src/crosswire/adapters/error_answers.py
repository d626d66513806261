"""Reading an exception as an error answer, as the official SDK, httpx, requests, aiohttp and urllib raise them.

| raised by | status | body | headers |
| --- | --- | --- | --- |
| the official SDK, web frameworks | `status_code` | `body` | `headers`, `response.headers` |
| httpx, requests | `response.status_code` | `response.json()` | `response.headers` |
| aiohttp | `status` | | `headers` |
| urllib | `code` | `read()` | `headers` |

`workers/host.py` loads this file on its own, in Python 3.9 and without Crosswire: it needs the standard library only.
"""

from __future__ import annotations  # for Python 3.9

import inspect
import json
from contextlib import suppress
from typing import Any

STATUSES = range(400, 600)
"""The statuses of an HTTP error. An exception's other numbers, gRPC's codes or exit statuses, are outside of them."""


def read_exception(error: BaseException) -> tuple[int, dict[str, str], Any] | None:
    """Return the status, headers and body of an exception that is an error answer; None for any other exception."""
    if not isinstance(error, Exception):  # the `code` of SystemExit is no HTTP status
        return None
    response = _read(error, "response")
    statuses = (
        _read(error, "status_code"),
        _read(response, "status_code"),
        _read(error, "status"),
        _read(error, "code"),
    )
    status = next((int(value) for value in statuses if _is_status(value)), None)
    if status is None:
        return None
    return status, _headers(error, response), _body(error, response)


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in STATUSES


def _read(value: Any, name: str) -> Any:
    """Return an attribute; None when there is none, or when reading it fails, be it with SystemExit."""
    with suppress(BaseException):
        return getattr(value, name, None)
    return None


def _headers(error: Exception, response: Any) -> dict[str, str]:
    for holder in (error, response):
        headers = _read(holder, "headers")
        with suppress(BaseException):
            if texts := {str(name): str(value) for name, value in headers.items()}:
                return texts
    return {}


def _body(error: Exception, response: Any) -> dict[str, Any]:
    for body in (_read(error, "body"), _payload(response), _payload(error)):
        if isinstance(body, dict):
            return body if "error" in body else {"error": body}  # the official SDK removes the outer `error`
    return {"error": {"message": message(error)}}


def _payload(holder: Any) -> Any:
    """Return the JSON of a response: `json()` of httpx and requests, `read()` of urllib."""
    with suppress(BaseException):  # no body, no JSON, or a stream that was already read
        content: Any = holder.read() if _is_plain(_read(holder, "read")) else None
        return holder.json() if _is_plain(_read(holder, "json")) else json.loads(content)
    return None


def _is_plain(function: Any) -> bool:
    return callable(function) and not inspect.iscoroutinefunction(function)


def message(error: BaseException) -> str:
    """Return an exception's message; an empty text when its `__str__` fails."""
    with suppress(BaseException):
        return str(error)
    return ""


LONGEST_MESSAGE = 10_000
"""Characters of an exception's message that are taken: some hold the whole payload."""


def brief(text: str, longest: int = LONGEST_MESSAGE) -> str:
    """Return the beginning of a message."""
    more = len(text) - longest
    return text if more <= 0 else f"{text[:longest]}… ({more} more characters; --limit message-characters=N sets it)"


def class_name(value: Any) -> str:
    """Return the name of a value's class, also where its metaclass refuses to say it."""
    return str(type.__dict__["__name__"].__get__(type(value)))


def import_error(error: BaseException | None) -> ImportError | None:
    """Return the first ImportError among an exception, its causes and contexts: all that a traceback shows."""
    seen: list[BaseException] = []
    # `raise error from error` is a circle. By identity: an exception may have an `__eq__` of its own.
    while error is not None and not any(error is one for one in seen):
        if isinstance(error, ImportError):
            return error
        seen.append(error)
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return None
