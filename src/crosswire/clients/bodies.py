"""The body of an answer as it is sent to a client."""

import json
from collections.abc import Iterable, Mapping, Sequence

from crosswire.facts import Json
from crosswire.interactions import Interaction
from crosswire.turn_wire import Wire
from crosswire.wire.event_streams import DONE


def served_body(wire: Wire) -> str:
    """Return what was served: of a server the events as they came, of a library its objects as both APIs send them."""
    if not isinstance(wire.served, list):
        return json.dumps(wire.served)
    if wire.http is not None:
        return _stream(wire.http.events)
    return frames_body(wire.served)


def frames_body(frames: Sequence[Json]) -> str:
    """Return frames as both APIs send them: events with their names, and `[DONE]` after the last frame."""
    named = [
        (str(frame["type"]) if isinstance(frame, Mapping) and "type" in frame else "message", json.dumps(frame))
        for frame in frames
    ]
    return _stream([*named, ("message", DONE)])


def recorded_body(interaction: Interaction) -> str:
    """Return the body of a recorded answer."""
    return str(interaction.response["body"]["string"].decode())


def _stream(events: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"data: {data}\n\n" if name == "message" else f"event: {name}\ndata: {data}\n\n" for name, data in events
    )
