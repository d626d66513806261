"""The upstream in process: vcrpy replays the recordings, whichever HTTP library the adapter calls with.

vcrpy intercepts the call; the replay decides which answer it gets, since vcrpy's own matching knows neither turns nor
`stream` nor repeated requests.
"""

import copy
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from typing import Any

from vcr.cassette import Cassette, CassetteContextDecorator  # type: ignore[import-untyped]
from vcr.record_mode import RecordMode  # type: ignore[import-untyped]
from vcr.request import Request  # type: ignore[import-untyped]

from crosswire.facts import Json
from crosswire.upstreams.replay import Replay, answer_bytes
from crosswire.wire.json_text import dump
from crosswire.wire.strict_json import parse_or_text

LIBRARIES: Mapping[str, str] = {
    "requests": "requests",
    "boto3": "botocore",
    "urllib3": "urllib3",
    "httplib2": "httplib2",
    "tornado": "tornado",
    "aiohttp": "aiohttp",
    "httpx": "httpx",
    "httpx2": "httpx2",
}
"""The HTTP libraries that vcrpy intercepts, by its names for them, and the module of each."""


@cache
def not_installed() -> Sequence[str]:
    """Return the libraries that are not there: vcrpy would look for them again in each exchange."""
    return tuple(name for name, module in LIBRARIES.items() if find_spec(module) is None)


class InProcess(Cassette):  # type: ignore[misc]  # vcrpy has no types
    """Sends every HTTP call of this process to a replay. One that the scenario lacks fails: no host is reachable."""

    def __init__(self, replay: Replay) -> None:
        super().__init__(path=replay.base_url, record_mode=RecordMode.NONE, match_on=(), skip_patchers=not_installed())
        self._replay = replay

    @classmethod
    def serve(cls, replay: Replay) -> CassetteContextDecorator:
        """Return the context in which every HTTP call of this process ends here."""
        return cls.use(replay=replay, path=None)

    @classmethod
    def load(cls, *, replay: Replay, path: None) -> "InProcess":  # noqa: ARG003
        """Return a cassette of the replay. vcrpy would read one from `path`; the recordings are read already."""
        return cls(replay)

    def can_play_response_for(self, request: Request) -> bool:
        """Return True for a call that the scenario has.

        Raises:
            ConnectionRefusedError: the scenario lacks it. vcrpy's own error would advise to record it.
        """
        if self._replay.expects(request.method, request.uri, _body(request)):
            return True
        raise ConnectionRefusedError(f"{request.method} {request.uri} is not in the scenario")

    def play_response(self, request: Request) -> dict[str, Any]:
        """Return the recorded answer as vcrpy's stubs take it."""
        body = _body(request)
        interaction = self._replay.play(body, _headers(request))
        response = copy.deepcopy(dict(interaction.response))
        response["body"]["string"] = answer_bytes(interaction, body)
        return response

    def append(self, request: Request, response: Mapping[str, Any]) -> None:
        """Record nothing."""


def _headers(request: Request) -> dict[str, str]:
    """Return the headers; libraries give them as texts or as bytes."""
    return {
        _text(name).lower(): _text(value[0] if isinstance(value, list) else value)
        for name, value in request.headers.items()
    }


def _text(word: str | bytes) -> str:
    return word.decode("latin-1") if isinstance(word, bytes) else str(word)


def _body(request: Request) -> Json:
    body = request.body
    # aiohttp passes on the object that it was given as `json`, which the adapter may change afterwards.
    return parse_or_text(dump(body) if isinstance(body, dict | list) else request.body_bytes)
