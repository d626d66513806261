"""What we and a worker write to each other: JSON, one message a line, as `schemas/worker.json` has it.

The worker says hello, once. Then every request has an id, which each line about it carries, up to its last: an
`answer`, the `end` of its frames, an `error` answer, a `crash`. Several may be under way at once.
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
"""The protocol's version: what a worker's hello says under `crosswire`."""

LONGEST = 64 * 2**20
"""Bytes that a line may have."""

Kind = Literal["answer", "frame", "end", "error", "crash", "unusable"]
KINDS: tuple[Kind, ...] = ("answer", "frame", "end", "error", "crash", "unusable")


class Said(NamedTuple):
    """A worker's line about a request: `content` is what stands under `kind`."""

    id: int
    kind: Kind
    content: Any

    @property
    def is_last(self) -> bool:
        """Whether no other line about the request follows."""
        return self.kind != "frame"


@dataclass(frozen=True, slots=True)
class Hello:
    """What a worker says of itself."""

    name: str
    serves: tuple[ShapeName, ...]
    version: str | None = None
    declares: Mapping[str, str] = field(default_factory=dict)
    paced: bool = False
    """Whether it is to be told when the client wants the next frame."""


def request(id_: int, serves: ShapeName, asked: Json, upstream: Upstream) -> bytes:
    """Return the line that asks a worker to serve a request."""
    where = {"base_url": upstream.base_url, "api_key": upstream.api_key}
    return _line({"id": id_, "serves": serves, "request": asked, "upstream": where})


def go_on(id_: int) -> bytes:
    """Return the line that tells a paced worker that the client wants the next frame."""
    return _line({"id": id_, "next": True})


def cancel(id_: int) -> bytes:
    """Return the line that tells a worker that the client has gone."""
    return _line({"id": id_, "cancel": True})


def read_hello(line: bytes) -> Hello:
    """Read a worker's first line.

    Raises:
        ValueError: what it wrote instead, as the end of a sentence about it.
    """
    said = _object(line)
    if "crosswire" not in said:
        raise ValueError(f'wrote {shown(line)} first, where its hello is due: {{"crosswire": {VERSION}, "name": …}}')
    name, serves, declares = said["name"], tuple(said["serves"]), said.get("declares", {})
    return Hello(name, serves, said.get("version"), declares, said.get("paced", False))


def read_said(line: bytes) -> Said:
    """Read a worker's line about a request.

    Raises:
        ValueError: what it wrote instead, as the end of a sentence about it.
    """
    said = _object(line)
    for kind in KINDS:
        if kind in said:
            return Said(said["id"], kind, said[kind])
    raise ValueError(f"wrote {shown(line)}, where a line with one of {', '.join(KINDS)} is due")


def shown(line: bytes) -> str:
    """Return the beginning of a line as a message quotes it."""
    text = line[:200].decode(errors="replace").rstrip("\r\n")
    return repr(f"{text}…" if len(line) > 200 else text)


def _object(line: bytes) -> dict[str, Any]:
    if len(line) > LONGEST:
        raise ValueError(f"wrote a line longer than {LONGEST // 2**20} MB: {shown(line)}")
    try:
        said = parse_strictly(line)
    except NotJson as error:
        raise ValueError(
            f"wrote {shown(line)}, which is not JSON; stdout is for the protocol's lines alone, stderr for all else "
            f"({error})"
        ) from None
    if broken := violations("worker", said):
        raise ValueError(f"wrote {shown(line)}, which breaks schemas/worker.json: {'; '.join(map(str, broken))}")
    return dict(said)


def _line(message: Mapping[str, Any]) -> bytes:
    """ASCII, and so one line whatever it holds."""
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"
