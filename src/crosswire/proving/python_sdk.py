"""The official Python SDK as a witness: the client `openai-python`, which reads a stream event by event."""

from collections.abc import Sequence
from importlib.util import find_spec

from crosswire.clients.bodies import as_answer
from crosswire.clients.openai_python import shared
from crosswire.clients.views import Unread
from crosswire.facts import Json, ShapeName


class PythonSDK:
    """Reads in this process. Where the SDK is not installed, it reads nothing."""

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return text, refusal, calls and how the answer ended."""
        if find_spec("openai") is None:
            return Unread("the SDK is not installed: pip install 'crosswire[sdk]'")
        view = shared().read(serves, "stream", as_answer(list(frames)), "events")
        if isinstance(view, Unread):
            return view
        calls: list[Json] = [[call.id, call.name, call.arguments] for call in view.calls]
        return {"text": view.text, "refusal": view.refusal, "tool_calls": calls, "finish": view.finish}

    def close(self) -> None:
        """Leave it: it has nothing open."""
