"""A stream's frames as the text that goes over the wire."""

from collections.abc import Callable, Mapping, Sequence

from crosswire.facts import Json, ShapeName
from crosswire.wire.event_streams import DONE, write_events
from crosswire.wire.exact_json import sent

Frames = Sequence[Mapping[str, Json]]


def stream_text(shape: ShapeName, frames: Frames) -> str:
    """Write frames as their API does: chunks without names, and an end; events under their types."""
    return _WRITERS[shape](frames)


_WRITERS: Mapping[ShapeName, Callable[[Frames], str]] = {
    "chat": lambda frames: write_events([*map(sent, frames), DONE]),
    "responses": lambda frames: "".join(f"event: {frame['type']}\ndata: {sent(frame)}\n\n" for frame in frames),
}
