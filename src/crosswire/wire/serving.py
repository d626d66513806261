"""What the servers on 127.0.0.1 share: a silent uvicorn, and how an app reads a request."""

from typing import Any

import uvicorn

HOST = "127.0.0.1"


def silent(app: Any, **settings: Any) -> uvicorn.Config:
    """Return a configuration in which uvicorn prints nothing, and adds no header of its own."""
    return uvicorn.Config(
        app,
        interface="asgi3",
        ws="none",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        date_header=False,
        **settings,
    )


LONGEST = 256 * 2**20
"""The most bytes that are read of one request."""


async def read_body(receive: Any, longest: int = LONGEST) -> bytes | None:
    """Return the body of a request, cut where it is longer than `longest`.

    `None` where the client goes away before it is complete.
    """
    parts, length = [], 0
    while (message := await receive())["type"] == "http.request":
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if not message.get("more_body") or length > longest:
            return b"".join(parts)
    return None


async def left(receive: Any) -> None:
    """Return when the client has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass
