"""What the servers on 127.0.0.1 share: a silent uvicorn, how an app reads a request, and from whom it takes none."""

from collections.abc import Iterable
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crosswire.wire.json_text import dump

if TYPE_CHECKING:
    import uvicorn

HOST = "127.0.0.1"


def silent(app: Any, **settings: Any) -> "uvicorn.Config":
    """Return a configuration in which uvicorn prints nothing, and adds no header of its own."""
    import uvicorn

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


def foreign(headers: Iterable[tuple[bytes, bytes]]) -> str | None:
    """Return why a request is refused: its Host or its Origin is not of this machine; `None` where both are.

    A page of the web sends its own Origin, or `null`. One whose name was made to point to 127.0.0.1 sends that name as
    the Host. Programs send no Origin.
    """
    for name, value in headers:
        text = value.decode("latin-1").strip()
        if name == b"host" and not _is_loopback(f"//{text}"):
            return f"Host {text[:SHOWN]!r} is not this machine: call 127.0.0.1 or localhost"
        if name == b"origin" and not _is_loopback(text):
            return f"Origin {text[:SHOWN]!r}: a page of the web may not call this server"
    return None


SHOWN = 80
"""How many characters of a header a message quotes."""


def _is_loopback(url: str) -> bool:
    try:
        host = (urlsplit(url).hostname or "").removesuffix(".")
        return host == "localhost" or host.endswith(".localhost") or ip_address(host).is_loopback
    except ValueError:
        return False


def guarded(app: Any) -> Any:
    """Return an app that refuses `foreign` requests."""

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and (why := foreign(scope["headers"])):
            await discard(receive)
            body = dump({"error": {"message": why, "type": "invalid_request_error", "param": None, "code": None}})
            labels = [(b"content-type", b"application/json")]
            await send({"type": "http.response.start", "status": 403, "headers": labels})
            await send({"type": "http.response.body", "body": body.encode()})
        else:
            await app(scope, receive, send)

    return answer


async def discard(receive: Any) -> None:
    """Read a request to its end, or until its client goes away, and keep nothing of it."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass


async def left(receive: Any) -> None:
    """Return when the client has gone away."""
    while (await receive())["type"] != "http.disconnect":
        pass
