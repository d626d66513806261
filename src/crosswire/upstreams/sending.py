"""An answer of the upstream over a network, as uvicorn sends it: its head, and its bytes in pieces."""

import asyncio
from collections.abc import Iterator
from typing import Any

from crosswire.facts import Json
from crosswire.interactions import Interaction, MadeStream
from crosswire.upstreams.delivery import HOLD, PAUSE, RESET, STALL, Event, Step, by_event, by_packet, in_packets
from crosswire.upstreams.line import Line
from crosswire.upstreams.packing import Headers
from crosswire.upstreams.replay import answer_bytes, answer_events

LONGEST_WRITE = 2**18
"""The most bytes that are written at once: what the client does not read yet is held in several copies."""

_OF_THE_CONNECTION = (
    "content-length",
    "content-encoding",
    "transfer-encoding",
    "connection",
    "keep-alive",
    "date",
    "server",
)


async def send_answer(
    line: Line, interaction: Interaction, asked: Json, accepted: str, send: Any, connection: Any
) -> Event | None:
    """Send an answer on a connection. Return RESET where the connection has to be reset, else `None`.

    `accepted` is the `accept-encoding` of the request, and `send` what ASGI calls so.
    """
    await line.meet()
    begun = False
    headers, steps = line.packing.packed(_steps(line, interaction, asked), accepted)
    for step in steps:
        if step is RESET:
            return RESET
        if isinstance(step, Event):
            await _happening(step, line)
            continue
        if not begun:
            await send(_head(interaction, headers))
            begun = True
        if isinstance(step, tuple):
            # uvicorn would write each piece by itself. A body without a length comes in chunks.
            connection.write(b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in step))
            step = b""
        for start in range(0, len(step) or 1, LONGEST_WRITE):
            await send(_body(step[start : start + LONGEST_WRITE], is_last=False))
            await asyncio.sleep(0)  # others are served in between
        step = b""  # the next is made before it has this name
    if not begun:
        await send(_head(interaction, headers))
    await send(_body(b"", is_last=True))
    return None


async def _happening(event: Event, line: Line) -> None:
    if event is HOLD:
        await line.hold()
    elif event is PAUSE:
        await line.pause()
    else:
        assert event is STALL
        await asyncio.Event().wait()  # until it hangs up, or the exchange is over


def _steps(line: Line, interaction: Interaction, asked: Json) -> Iterator[Step]:
    if isinstance(interaction, MadeStream) and line.send in (by_event, by_packet):
        events = answer_events(interaction, asked)
        return in_packets(events) if line.send is by_packet else events
    return line.send(answer_bytes(interaction, asked), interaction)


def _head(interaction: Interaction, packed: Headers) -> dict[str, Any]:
    recorded = [
        (name.lower().encode(), value.encode())
        for name, values in interaction.response["headers"].items()
        for value in values
        if name.lower() not in _OF_THE_CONNECTION
    ]
    return {"type": "http.response.start", "status": interaction.status, "headers": [*recorded, *packed]}


def _body(content: bytes, *, is_last: bool) -> dict[str, Any]:
    return {"type": "http.response.body", "body": content, "more_body": not is_last}
