"""Which recorded answer a forwarded request gets: the rules of the replay, the same in process and over a network."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlsplit

from crosswire.facts import Json, Mode
from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import at, mapping, said
from crosswire.upstreams.answering import answer_to
from crosswire.wire.event_streams import read_events, write_events
from crosswire.wire.json_text import dump, parse


@dataclass(frozen=True, slots=True)
class Played:
    """What reached the upstream in one turn, and what it answered."""

    forwarded: Json
    interaction: Interaction
    """The recording, where a host would say the same to what was forwarded; else the recording as it would say it."""

    @property
    def in_another_form(self) -> bool:
        """Whether the answer is a stream where none was asked for, or the reverse, or is labelled so; errors apart."""
        is_stream = at(self.forwarded, "stream") is True
        forms = self.interaction.streams, self.interaction.labelled_as_stream
        return self.interaction.status < HTTPStatus.BAD_REQUEST and forms != (is_stream, is_stream)


class Replay:
    """One exchange's upstream.

    The first request of a turn gets that turn's answer, whole or streamed as its `stream` says. The same request again
    gets the same answer (adapters retry). Everything else is refused, and `refused` names it.
    """

    def __init__(
        self,
        base_url: str,
        turns: Sequence[Mapping[Mode, Interaction]],
        turn_of: Callable[[Json], int | None] | None = None,
    ) -> None:
        """Serve `turns`, of each the whole and the streamed interaction, below `base_url`.

        `turn_of` tells calls apart that overlap; without it they come turn by turn, as `turn` says.
        """
        self.base_url = base_url
        self.turns = turns
        self.turn = 0
        self.played: dict[int, Played] = {}
        self.attempts = 0
        self.refused: list[str] = []
        self._turn_of = turn_of or (lambda _: self.turn)

    def expects(self, method: str, uri: str, body: Json) -> bool:
        """Tell whether the scenario holds this call; what it does not is refused, and noted."""
        turn = self._turn_of(body)
        if turn is not None and self._is_ours(method, uri, turn) and self._is_expected(turn, body):
            return True
        self.refused.append(f"{method} {uri}")
        return False

    def play(self, body: Json) -> Interaction:
        """Return the answer to a call that is expected."""
        turn = self._turn_of(body)
        assert turn is not None
        if turn not in self.played:
            recorded = self.turns[turn]["stream" if at(body, "stream") is True else "json"]
            self.played[turn] = Played(body, answer_to(recorded, body))
        self.attempts += 1
        return self.played[turn].interaction

    def _is_ours(self, method: str, uri: str, turn: int) -> bool:
        path = SHAPES[next(iter(self.turns[turn].values())).shape].PATH
        expected, called = urlsplit(self.base_url + path), urlsplit(uri)
        return method == "POST" and (expected.netloc, expected.path) == (called.netloc, called.path)

    def _is_expected(self, turn: int, body: Json) -> bool:
        played = self.played.get(turn)
        return played is None or played.forwarded == body


def answer_bytes(interaction: Interaction, forwarded: Json) -> bytes:
    """Return the body of an answer as this request gets it.

    A Chat upstream says usage in a stream only where it was asked for. What the upstream would have said of it remains
    a fact of the interaction: an adapter that does not ask loses it.
    """
    body: bytes = interaction.response["body"]["string"]
    is_asked = at(forwarded, "stream") is not True or at(forwarded, "stream_options", "include_usage")
    if interaction.shape == "chat" and interaction.streams and not is_asked:
        return without_usage(body.decode()).encode()
    return body


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
