"""The official Python SDK as a witness: it reads a stream event by event, as `suites/official_sdk.py` does."""

import importlib
from collections.abc import Sequence
from importlib.util import find_spec

from crosswire.clients.views import Unread
from crosswire.facts import Json, ShapeName
from crosswire.requirements import Loss, Wire


class PythonSDK:
    """Reads in this process. Where the SDK is not installed, it reads nothing."""

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return text, refusal, function calls and how the answer ended."""
        if find_spec("openai") is None:
            return Unread("the SDK is not installed: pip install 'crosswire[sdk]'")
        sdk = importlib.import_module("crosswire.suites.official_sdk")
        try:
            return dict(sdk.read(Wire(serves, "stream", None, frames, None, False), how="events"))
        except Loss as loss:
            return Unread(str(loss.differences[0].received))

    def close(self) -> None:
        """Leave it: it has nothing open."""
