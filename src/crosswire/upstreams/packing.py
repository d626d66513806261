"""How the body of an answer is packed for the network: compressed, and with or without its length."""

import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosswire.upstreams.delivery import Event, Step, one_by_one

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Packing:
    """How a body is packed. A coding is used only where the request accepts it, as RFC 9110, 12.5.3 says."""

    coding: str | None = None
    """`gzip` or `deflate`."""
    has_length: bool = False
    """Whether `content-length` says how many bytes come; else they come in chunks."""

    def packed(self, steps: Iterator[Step], accepted: str) -> tuple[Headers, Iterator[Step]]:
        """Return the headers that say how the steps of an answer are packed, and the packed steps."""
        coding = self.coding if self.coding and self.coding in _codings(accepted) else None
        headers: list[tuple[bytes, bytes]] = []
        if coding:
            headers.append((b"content-encoding", coding.encode()))
            steps = _compressed(one_by_one(steps), COMPRESSORS[coding]())
        if self.has_length:
            ready = [*one_by_one(steps)]
            length = sum(len(step) for step in ready if isinstance(step, bytes))
            headers.append((b"content-length", str(length).encode()))
            steps = iter(ready)
        return headers, steps


PLAIN = Packing()

COMPRESSORS: Mapping[str, Callable[[], Any]] = {
    "gzip": lambda: zlib.compressobj(wbits=16 + zlib.MAX_WBITS),
    "deflate": zlib.compressobj,
}
"""By coding: RFC 9110, 8.4.1. `deflate` is the format of RFC 1950."""


def _codings(accepted: str) -> list[str]:
    """Return the codings that an `accept-encoding` header names, but those with a weight of 0."""
    named = (entry.replace(" ", "").lower().split(";") for entry in accepted.split(","))
    return [coding for coding, *weights in named if not any(float(weight[2:] or 0) == 0 for weight in weights)]


def _compressed(steps: Iterator[bytes | Event], compressor: Any) -> Iterator[Step]:
    """Compress step by step: what is sent can be read at once."""
    for step in steps:
        if not isinstance(step, bytes):
            yield step
        elif packed := compressor.compress(step) + compressor.flush(zlib.Z_SYNC_FLUSH):
            yield packed
    yield compressor.flush()
