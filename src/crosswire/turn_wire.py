"""The payloads of a turn, for requirements about the wire itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from crosswire.assertions import Untestable
from crosswire.facts import Json, Mode, ShapeName
from crosswire.served import HttpSeen


@dataclass(frozen=True, slots=True)
class Wire:
    """What was forwarded and served; a stream is the list of its frames."""

    serves: ShapeName
    mode: Mode
    forwarded: Json
    served: Json
    http: HttpSeen | None = None
    """What only HTTP shows, where the adapter is a server."""
    raised: bool = False
    """Whether a library ended the call with an exception."""

    @property
    def exact(self) -> bool:
        """Whether what was served are bytes, judged as they are; else objects, in which null and absent are one."""
        return self.http is not None

    @property
    def request(self) -> Mapping[str, Json]:
        """The request that was forwarded.

        Raises:
            Untestable: there is none, or what was sent is no object.
        """
        if not isinstance(self.forwarded, dict):
            raise Untestable("no request was forwarded")
        return self.forwarded

    @property
    def seen(self) -> HttpSeen:
        """What only HTTP shows.

        Raises:
            Untestable: nothing came over HTTP.
        """
        if self.http is None:
            raise Untestable("nothing was served over HTTP")
        return self.http
