"""A gateway that somebody else started: it is at its address, or it is not."""

import socket
from collections.abc import Mapping

import httpx

from crosswire.errors import AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.upstreams import Upstream

PATIENCE = 10.0
"""Seconds in which it takes a connection."""


class RunningElsewhere:
    """A gateway at an address that is known. It is neither started nor ended."""

    def __init__(self, root: str, paths: Mapping[ShapeName, str]) -> None:
        self._root = root.rstrip("/")
        self._paths = paths

    def open(self, serves: ShapeName, upstream: Upstream) -> None:  # noqa: ARG002 - as `Process` has it
        """Make sure that somebody is there.

        Raises:
            AdapterUnusable: nobody is.
        """
        url = httpx.URL(self._root)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            socket.create_connection((url.host, port), PATIENCE).close()
        except socket.gaierror:
            raise AdapterUnusable(f"{self._root}: there is no host {url.host}") from None
        except OSError as error:
            why = f"({error.strerror or error}); start the gateway first, with {upstream.base_url} as its upstream"
            raise AdapterUnusable(f"{self._root}: nothing listens at {url.host}:{port} {why}") from None

    def kill(self, serves: ShapeName) -> None:
        """Leave it: it is not ours."""

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return nothing: what it prints is shown elsewhere."""
        return ""

    def close(self) -> None:
        """Leave it: it is not ours."""

    def url(self, serves: ShapeName) -> str:
        """Return where the client posts to."""
        return self._root + self._paths[serves]

    def last_words(self, serves: ShapeName) -> str | None:  # noqa: ARG002 - likewise
        """Return nothing: how it ended is shown elsewhere."""
        return None
