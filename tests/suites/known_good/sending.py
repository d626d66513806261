"""Other forms in which a server may write a stream, by the standard of event streams."""

import re
from collections.abc import Callable


def _before_every_event(lines: bytes) -> Callable[[bytes], bytes]:
    """Put lines before every event or chunk."""
    return lambda sent: re.sub(rb"(?m)^(event:.*\n)?data:", lambda found: lines + found.group(), sent)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "comments": _before_every_event(b": keep-alive\n"),
    "events of comments alone": _before_every_event(b": keep-alive\n\n"),
    "ids and times to try again": _before_every_event(b"id: 7\nretry: 3000\n"),
    "CR LF": lambda sent: sent.replace(b"\n", b"\r\n") if b"data:" in sent else sent,
    "CR": lambda sent: sent.replace(b"\n", b"\r") if b"data:" in sent else sent,
    "no blank behind the colon": lambda sent: sent.replace(b"data: ", b"data:").replace(b"event: ", b"event:"),
}
"""How each form rewrites the bytes that a server sends."""
