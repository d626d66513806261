"""The upstream in process: recordings played back through vcrpy, to whichever HTTP library the adapter calls with.

vcrpy intercepts the call; which recorded answer it gets is decided here, since vcrpy's own matching knows nothing of
turns, of `stream`, or of a repeated request.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from vcr.cassette import Cassette, CassetteContextDecorator  # type: ignore[import-untyped]
from vcr.record_mode import RecordMode  # type: ignore[import-untyped]
from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.facts import Json, Mode
from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import at, mapping, said
from crosswire.wire.event_streams import read_events, write_events
from crosswire.wire.json_text import dump, parse


@dataclass(frozen=True, slots=True)
class Played:
    """What reached the upstream in one turn, and the recording that answered it."""

    forwarded: Json
    interaction: Interaction


class Replay(Cassette):  # type: ignore[misc]  # vcrpy has no types
    """One exchange's upstream.

    The first request of a turn gets that turn's answer, whole or streamed as its `stream` says. The same request again
    gets the same answer (adapters retry). Everything else is refused, as a host does that is not there, and `refused`
    names it.
    """

    def __init__(self, base_url: str, turns: Sequence[Mapping[Mode, Interaction]]) -> None:
        """Serve `turns`, of each the whole and the streamed interaction, below `base_url`."""
        super().__init__(path=base_url, record_mode=RecordMode.NONE, match_on=())
        self.base_url = base_url
        self.turns = turns
        self.turn = 0
        self.played: dict[int, Played] = {}
        self.attempts = 0
        self.refused: list[str] = []

    @classmethod
    def serve(cls, base_url: str, turns: Sequence[Mapping[Mode, Interaction]]) -> CassetteContextDecorator:
        """Return the context in which every HTTP call of this process ends here."""
        return cls.use(base_url=base_url, turns=turns, path=None)

    @classmethod
    def load(cls, *, base_url: str, turns: Sequence[Mapping[Mode, Interaction]], path: None) -> "Replay":  # noqa: ARG003
        """Make a replay: vcrpy asks for a path and would read it, but the recordings are read already."""
        return cls(base_url, turns)

    def can_play_response_for(self, request: Request) -> bool:
        """Return whether this call is one that the scenario holds: it is.

        Raises:
            ConnectionRefusedError: it is not. vcrpy's own error would advise to record again.
        """
        if self._is_ours(request) and self._is_expected(_body(request)):
            return True
        call = f"{request.method} {request.uri}"
        self.refused.append(call)
        raise ConnectionRefusedError(f"{call} is not in the scenario")

    def _is_ours(self, request: Request) -> bool:
        path = SHAPES[next(iter(self.turns[self.turn].values())).shape].PATH
        expected, called = urlsplit(self.base_url + path), urlsplit(request.uri)
        return request.method == "POST" and (expected.netloc, expected.path) == (called.netloc, called.path)

    def _is_expected(self, body: Json) -> bool:
        played = self.played.get(self.turn)
        return played is None or played.forwarded == body

    def play_response(self, request: Request) -> dict[str, Any]:
        """Return the recorded answer as vcrpy's stubs take it."""
        body = _body(request)
        interaction = self.turns[self.turn]["stream" if at(body, "stream") is True else "json"]
        self.played.setdefault(self.turn, Played(body, interaction))
        self.attempts += 1
        response = copy.deepcopy(dict(interaction.response))
        is_asked = at(body, "stream") is not True or at(body, "stream_options", "include_usage")
        if interaction.shape == "chat" and interaction.streams and not is_asked:
            response["body"]["string"] = without_usage(response["body"]["string"].decode()).encode()
        return response

    def append(self, request: Request, response: Mapping[str, Any]) -> None:
        """Record nothing."""


def _body(request: Request) -> Json:
    body = request.body
    # aiohttp hands over what it was given as `json`: the adapter's own object, which it may change afterwards.
    return parse(dump(body) if isinstance(body, dict | list) else request.body_bytes)


def without_usage(stream: str) -> str:
    """Leave out what a Chat stream says of usage: the API says it only when asked by `stream_options.include_usage`."""
    return write_events(kept for data in read_events(stream) if (kept := _without_usage(data)) is not None)


def _without_usage(data: str) -> str | None:
    chunk = mapping(parse(data))
    if "usage" not in chunk:
        return data
    if said(chunk["usage"]) and not chunk.get("choices"):
        return None
    return dump({key: value for key, value in chunk.items() if key != "usage"})
