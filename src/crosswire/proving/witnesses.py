"""Witnesses: client libraries that say whether their users read the same in two streams."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing

from crosswire.clients.views import Unread
from crosswire.facts import Json, ShapeName
from crosswire.proving.javascript_sdk import JavaScriptSDK
from crosswire.proving.python_sdk import PythonSDK
from crosswire.proving.readings import Witness
from crosswire.wire.json_text import dump

WITNESSES: Mapping[str, Callable[[], Witness]] = {"Python": PythonSDK, "JavaScript": JavaScriptSDK}
"""The official SDKs, by their language."""


class Witnesses:
    """Some of the witnesses. They are started when they are asked; `close` them at the end."""

    def __init__(self, names: Sequence[str]) -> None:
        self._witnesses = {name: WITNESSES[name]() for name in names}
        self._read_once: dict[tuple[ShapeName, str], Mapping[str, Json | Unread]] = {}

    def read(self, serves: ShapeName, frames: Sequence[Json]) -> Mapping[str, Json | Unread]:
        """Return what each witness reads in a stream."""
        return {name: witness.read(serves, frames) for name, witness in self._witnesses.items()}

    def read_right(self, serves: ShapeName, frames: Sequence[Json]) -> Mapping[str, Json | Unread]:
        """Return what each witness reads in a right stream, which is read once."""
        key = serves, dump(list(frames))
        if key not in self._read_once:
            self._read_once[key] = self.read(serves, frames)
        return self._read_once[key]

    def read_alike(self, serves: ShapeName, right: Sequence[Json], other: Sequence[Json]) -> Mapping[str, bool]:
        """Tell whether each witness reads the same in both. Who does not get through the right one is left out."""
        expected = self.read_right(serves, right)
        return {
            name: found == expected[name]
            for name, found in self.read(serves, other).items()
            if not isinstance(expected[name], Unread)
        }

    def close(self) -> None:
        """End what they have started."""
        for witness in self._witnesses.values():
            witness.close()


def check(names: Sequence[str]) -> None:
    """Make sure that witnesses can be asked, which may install them.

    Raises:
        ClientUnusable: a witness could not be installed or started, or does not answer.
    """
    with closing(Witnesses(names)) as asked:
        asked.read("chat", [])
