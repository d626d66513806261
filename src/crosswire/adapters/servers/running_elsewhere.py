"""A gateway that somebody else started. It is asked at its URL, and neither started nor ended."""

import socket
from collections.abc import Mapping

import httpx

from crosswire.errors import AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.upstreams import Upstream

CONNECT_TIMEOUT = 10.0
"""Seconds that the gateway may take to accept a connection."""


class RunningElsewhere:
    """A gateway at the address `root`, as a `Process` that has nothing to start or end."""

    def __init__(self, root: str, paths: Mapping[ShapeName, str]) -> None:
        self._root = root.rstrip("/")
        self._paths = paths

    def open(self, serves: ShapeName, upstream: Upstream) -> None:  # noqa: ARG002 - as `Process` has it
        """Check that something listens at the address.

        Raises:
            AdapterUnusable: nothing does.
        """
        url = httpx.URL(self._root)
        port = url.port or (443 if url.scheme == "https" else 80)
        try:
            socket.create_connection((url.host, port), CONNECT_TIMEOUT).close()
        except socket.gaierror:
            raise AdapterUnusable(f"{self._root}: there is no host {url.host}") from None
        except OSError as error:
            why = f"({error.strerror or error}); start the gateway first, with {upstream.base_url} as its upstream"
            raise AdapterUnusable(f"{self._root}: nothing listens at {url.host}:{port} {why}") from None

    def kill(self, serves: ShapeName) -> None:
        """Do nothing: it belongs to somebody else."""

    def log(self, serves: ShapeName) -> str:  # noqa: ARG002 - likewise
        """Return an empty text: its output goes elsewhere."""
        return ""

    def close(self) -> None:
        """Do nothing: it belongs to somebody else."""

    def url(self, serves: ShapeName) -> str:
        """Return the URL that the client posts to."""
        return self._root + self._paths[serves]

    def ending(self, serves: ShapeName) -> str | None:  # noqa: ARG002 - likewise
        """Return None: how it ended is not known here."""
        return None
