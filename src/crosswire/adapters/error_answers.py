"""Reading an exception as an error answer, as the official SDK, httpx, requests, aiohttp and urllib raise them.

| raised by | status | body | headers |
| --- | --- | --- | --- |
| the official SDK, web frameworks | `status_code` | `body` | `headers`, `response.headers` |
| httpx, requests | `response.status_code` | `response.json()` | `response.headers` |
| aiohttp | `status` | | `headers` |
| urllib | `code` | `read()` | `headers` |

`worker_host.py` loads this file on its own: the standard library of Python 3.9 is all that there is.
"""

from __future__ import annotations  # for Python 3.9

import inspect
import json
from contextlib import suppress
from typing import Any, NamedTuple

STATUSES = range(400, 600)
"""What an HTTP error has for its status. gRPC's codes, exit statuses and the like are other numbers, or no numbers."""


class ErrorAnswer(NamedTuple):
    """An error that the adapter served."""

    status: int
    headers: dict[str, str]
    body: Any


def read_exception(error: BaseException) -> ErrorAnswer | None:
    """Return the error answer that an exception is; None where it is a crash."""
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
    return ErrorAnswer(status, _headers(error, response), _body(error, response))


def _is_status(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in STATUSES


def _read(value: Any, name: str) -> Any:
    """Read an attribute; one that fails is one that is not there."""
    with suppress(Exception):
        return getattr(value, name, None)
    return None


def _headers(error: Exception, response: Any) -> dict[str, str]:
    for holder in (error, response):
        headers = _read(holder, "headers")
        with suppress(Exception):
            if read := {str(name): str(value) for name, value in headers.items()}:
                return read
    return {}


def _body(error: Exception, response: Any) -> dict[str, Any]:
    for body in (_read(error, "body"), _payload(response), _payload(error)):
        if isinstance(body, dict):
            return body if "error" in body else {"error": body}  # the official SDK takes the `error` off
    return {"error": {"message": message(error)}}


def _payload(holder: Any) -> Any:
    """Read the JSON of an answer: httpx's and requests' by `json`, urllib's by `read`."""
    with suppress(Exception):  # there is none, it is not JSON, or it is a stream that can't be read any more
        content: Any = holder.read() if _is_plain(_read(holder, "read")) else None
        return holder.json() if _is_plain(_read(holder, "json")) else json.loads(content)
    return None


def _is_plain(function: Any) -> bool:
    return callable(function) and not inspect.iscoroutinefunction(function)


def message(error: BaseException) -> str:
    """Return an exception's message; none where its own `__str__` fails."""
    with suppress(Exception):
        return str(error)
    return ""
