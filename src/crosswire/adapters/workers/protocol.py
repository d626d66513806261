"""The worker protocol: JSON lines between Crosswire and a worker. `schemas/worker.json` is their schema.

The worker writes a hello, once. Then every request has an id, and so has every message about it. The last message is an
`answer`, the `end` of the frames, an `error` answer or a `crash`. Several requests may be open at once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from crosswire.facts import Json, ShapeName
from crosswire.upstreams import Upstream
from crosswire.wire.schemas import violations
from crosswire.wire.strict_json import NotJson, parse_strictly

VERSION = 1
"""The protocol's version: the value of `crosswire` in a worker's hello."""

Kind = Literal["answer", "frame", "end", "error", "crash", "unusable"]
KINDS: tuple[Kind, ...] = ("answer", "frame", "end", "error", "crash", "unusable")


class WorkerMessage(NamedTuple):
    """A worker's message about a request: `{"id": 1, "frame": {…}}` has the kind `frame`."""

    id: int
    kind: Kind
    content: Any

    @property
    def is_last(self) -> bool:
        """Whether it is the last message about the request."""
        return self.kind != "frame"


@dataclass(frozen=True, slots=True)
class Hello:
    """A worker's first message: what it is and what it serves."""

    name: str
    serves: tuple[ShapeName, ...]
    version: str | None = None
    declares: Mapping[str, str] = field(default_factory=dict)
    paced: bool = False
    """Whether the worker waits, after every frame, until the client wants the next one."""


def request(id_: int, serves: ShapeName, asked: Json, upstream: Upstream) -> bytes:
    """Return the message that asks a worker to serve a request."""
    address = {"base_url": upstream.base_url, "api_key": upstream.api_key}
    return _line({"id": id_, "serves": serves, "request": asked, "upstream": address})


def go_on(id_: int) -> bytes:
    """Return the message to a paced worker that the client wants the next frame."""
    return _line({"id": id_, "next": True})


def cancel(id_: int) -> bytes:
    """Return the message to a worker that the client has gone."""
    return _line({"id": id_, "cancel": True})


def read_hello(line: bytes) -> Hello:
    """Read a worker's first line.

    Raises:
        ValueError: it is no hello. The text continues "the worker …".
    """
    message = _object(line)
    if "crosswire" not in message:
        raise ValueError(f'wrote {shown(line)} first; its first line is a hello: {{"crosswire": {VERSION}, "name": …}}')
    name, serves, declares = message["name"], tuple(message["serves"]), message.get("declares", {})
    return Hello(name, serves, message.get("version"), declares, message.get("paced", False))


def read_message(line: bytes) -> WorkerMessage:
    """Read a worker's message about a request.

    Raises:
        ValueError: it is none. The text continues "the worker …".
    """
    message = _object(line)
    for kind in KINDS:
        if kind in message:
            return WorkerMessage(message["id"], kind, message[kind])
    raise ValueError(f"wrote {shown(line)}, where a line with one of {', '.join(KINDS)} is due")


def shown(line: bytes) -> str:
    """Return the beginning of a line, quoted for an error text."""
    text = line[:200].decode(errors="replace").rstrip("\r\n")
    return repr(f"{text}…" if len(line) > 200 else text)


def _object(line: bytes) -> dict[str, Any]:
    try:
        message = parse_strictly(line)
    except NotJson as error:
        raise ValueError(
            f"wrote {shown(line)}, which is not JSON; stdout is for the protocol's lines alone, stderr for all else "
            f"({error})"
        ) from None
    if broken := violations("worker", message):
        raise ValueError(f"wrote {shown(line)}, which breaks schemas/worker.json: {'; '.join(map(str, broken))}")
    return dict(message)


def _line(message: Mapping[str, Any]) -> bytes:
    # json.dumps escapes all that is not ASCII, line separators included: a message is always one line.
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
