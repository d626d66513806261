"""Other forms that the standard of event streams allows a server."""

import re
from collections.abc import Callable


def _before_each_event(lines: bytes) -> Callable[[bytes], bytes]:
    """Put lines before each event, or each chunk."""
    return lambda sent: re.sub(rb"(?m)^(event:.*\n)?data:", lambda found: lines + found.group(), sent)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "comments": _before_each_event(b": keep-alive\n"),
    "events of comments alone": _before_each_event(b": keep-alive\n\n"),
    "ids and times to try again": _before_each_event(b"id: 7\nretry: 3000\n"),
    "CR LF": lambda sent: sent.replace(b"\n", b"\r\n") if b"data:" in sent else sent,
    "CR": lambda sent: sent.replace(b"\n", b"\r") if b"data:" in sent else sent,
    "no blank behind the colon": lambda sent: sent.replace(b"data: ", b"data:").replace(b"event: ", b"event:"),
}
"""What each makes of the lines that a server sends."""
