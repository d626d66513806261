"""The words for shapes, modes, levels, points and finishes."""

from typing import Any, Literal

ShapeName = Literal["chat", "responses"]
Mode = Literal["json", "stream"]
Level = Literal["must", "should", "may"]
Point = Literal["asked", "forwarded", "upstream", "served"]
"""The four payloads of a turn: the client's request, the adapter's, the upstream's answer, the adapter's."""
Finish = Literal["stop", "tool_calls", "length", "content_filter", "other", "unfinished"]
"""How an answer ended. `other`: cut for a reason that Chat has no word for. `unfinished`: it states no end."""

Json = Any
"""A parsed JSON value."""
