"""A stream's frames as the text that goes over the wire."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain

from crosswire.facts import Json, ShapeName
from crosswire.wire.event_streams import DONE, write_events
from crosswire.wire.exact_json import sent
from crosswire.wire.json_text import dump_ascii

Frames = Iterable[Mapping[str, Json]]


def stream_text(shape: ShapeName, frames: Frames) -> str:
    """Write frames as their API does: chunks without names, and an end; events under their types."""
    return "".join(_WRITERS[shape](frames, sent))


def event_bytes(shape: ShapeName, frames: Frames) -> Iterator[bytes]:
    """Write frames as bytes, event by event: the text of a large stream would take four times its bytes.

    They are ASCII. A client reads a large stream in pieces that end anywhere, by chance within a character, and not all
    adapters bear that: it is judged where a variation cuts characters.
    """
    return map(str.encode, _WRITERS[shape](frames, dump_ascii))


_WRITERS: Mapping[ShapeName, Callable[[Frames, Callable[[Json], str]], Iterator[str]]] = {
    "chat": lambda frames, write: (write_events([data]) for data in chain(map(write, frames), [DONE])),
    "responses": lambda frames, write: (f"event: {frame['type']}\ndata: {write(frame)}\n\n" for frame in frames),
}
