"""The official JavaScript SDK as a witness: the client `openai-node`, in a process of its own.

The SDK's own stream classes read the bytes, decode the events and put the answer together.
"""

from collections.abc import Sequence

from crosswire.clients.bodies import as_answer
from crosswire.clients.catalogue import CLIENTS, ClientPackage
from crosswire.clients.lines import LineClient
from crosswire.clients.views import Unread, View
from crosswire.facts import Json, ShapeName

NAME = "openai-node"


class JavaScriptSDK:
    """A Node process, started when it is first asked. It ends with this process at the latest."""

    def __init__(self) -> None:
        program = CLIENTS[NAME]
        assert not isinstance(program, ClientPackage)
        self._client = LineClient(NAME, program)

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Json | Unread:
        """Return text, refusal, calls, how the answer ended, and what the deltas of a response say.

        Raises:
            ClientUnusable: the SDK could not be installed, or Node.js is missing, or the process did not answer.
        """
        views = self._client.see(serves, "stream", as_answer(list(frames)))
        whole, growing = views["accumulated"], views["events"]
        if isinstance(whole, Unread):
            return whole
        read: dict[str, Json] = {
            "text": whole.text,
            "refusal": whole.refusal,
            "tool_calls": [[call.id, call.name, call.arguments] for call in whole.calls],
            "finish": whole.finish,
        }
        if serves == "responses":
            read["shown"] = growing.error if isinstance(growing, Unread) else _shown(growing)
        return read

    def close(self) -> None:
        """End the process; return when it is gone."""
        self._client.close()


def _shown(view: View) -> Json:
    return {"text": view.text, "refusal": view.refusal}
