"""Whose call it is: the adapter's has a secret of the exchange in its path, or else in its key.

Some adapters keep the path of the base URL that they were told, some the key, most both. A call that has neither comes
from a page of the web, another program, or an earlier exchange.
"""

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from crosswire.upstreams.line import Line

Header = tuple[bytes, bytes]

NO_PROOF = "it has neither the path of the base URL that the adapter is told nor its key"


class Owned(NamedTuple):
    """A call of the adapter."""

    line: Line
    path: str
    """Its path as below the line's base URL."""
    has_secret: bool
    """Whether a secret shows whose it is; a URL that a person agreed on has none."""


def owned(lines: Iterable[Line], path: str, query: bytes, headers: Iterable[Header], *, plain: bool) -> Owned | None:
    """Return a call with the line that it belongs to; `None` where it shows none.

    `plain` says whether the path of a URL that a person agreed on, `/v1`, is enough.
    """
    values = [query, *(value for _, value in headers)]
    for line in lines:
        root = urlsplit(line.replay.base_url).path.removesuffix("/v1")
        secret = root.removeprefix("/")
        if path.startswith(f"{root}/v1/"):
            return Owned(line, path, bool(secret))
        if path.startswith("/v1/"):
            has_secret = any(secret.encode() in value for value in values)
            if has_secret or plain:
                return Owned(line, f"{root}{path}", has_secret)
    return None
