"""A stream's frames as the text that goes over the wire."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from crosswire.facts import Json, ShapeName
from crosswire.wire.event_streams import DONE, write_events
from crosswire.wire.exact_json import sent

Frames = Sequence[Mapping[str, Json]]


def stream_text(shape: ShapeName, frames: Frames) -> str:
    """Write frames as their API does: chunks without names, and an end; events under their types."""
    return "".join(_WRITERS[shape](frames))


def stream_bytes(shape: ShapeName, frames: Frames) -> bytes:
    """Write frames as bytes, frame by frame: the text of a large stream would take four times its bytes."""
    return b"".join(event.encode() for event in _WRITERS[shape](frames))


_WRITERS: Mapping[ShapeName, Callable[[Frames], Iterator[str]]] = {
    "chat": lambda frames: (write_events([data]) for data in chain(map(sent, frames), [DONE])),
    "responses": lambda frames: (f"event: {frame['type']}\ndata: {sent(frame)}\n\n" for frame in frames),
}
