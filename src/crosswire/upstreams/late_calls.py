"""Late calls of an adapter that has one URL for the whole run: bodies that it forwarded for other requests.

A gateway that calls once more, after its answer, may do so while the next exchange goes on. Its call looks like that
exchange's own, but for the body. So a body that was forwarded for other requests alone gives way to one that was not.
"""

from collections import defaultdict
from collections.abc import Iterable
from hashlib import sha256

from crosswire.facts import Json
from crosswire.wire.json_text import dump


class ForwardedBodies:
    """The bodies that were forwarded in a run, with the requests that they were forwarded for."""

    def __init__(self) -> None:
        self._requests: dict[bytes, set[bytes]] = defaultdict(set)

    def note(self, asked: Json, forwarded: Iterable[Json]) -> None:
        """Note what was forwarded in the exchange of these requests."""
        for body in forwarded:
            self._requests[_digest(body)].add(_digest(asked))

    def is_of_others(self, asked: Json, body: Json) -> bool:
        """Return whether a body was forwarded for other requests, and never for these."""
        requests = self._requests.get(_digest(body))
        return requests is not None and _digest(asked) not in requests


def _digest(value: Json) -> bytes:
    return sha256(dump(value).encode(errors="surrogatepass")).digest()
