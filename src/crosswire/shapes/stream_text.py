"""A stream's frames as the text that goes over the wire."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from crosswire.facts import Json, ShapeName
from crosswire.wire.event_streams import DONE, write_events
from crosswire.wire.exact_json import sent

Frames = Iterable[Mapping[str, Json]]


def stream_text(shape: ShapeName, frames: Frames) -> str:
    """Write frames as their API does: chunks without names, and an end; events under their types."""
    return "".join(_WRITERS[shape](frames))


def event_bytes(shape: ShapeName, frames: Frames) -> Iterator[bytes]:
    """Write frames as bytes, event by event: the text of a large stream would take four times its bytes."""
    return map(str.encode, _WRITERS[shape](frames))


_WRITERS: Mapping[ShapeName, Callable[[Frames], Iterator[str]]] = {
    "chat": lambda frames: (write_events([data]) for data in chain(map(sent, frames), [DONE])),
    "responses": lambda frames: (f"event: {frame['type']}\ndata: {sent(frame)}\n\n" for frame in frames),
}
