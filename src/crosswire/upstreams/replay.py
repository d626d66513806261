"""Which recorded answer a forwarded request gets: one set of rules, in process and over a network."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import repeat
from types import MappingProxyType
from urllib.parse import urlsplit

from crosswire.facts import Json, Mode
from crosswire.interactions import Interaction, MadeStream
from crosswire.shapes import SHAPES, wants_stream
from crosswire.upstreams.answering import answer_to


@dataclass(frozen=True, slots=True)
class Played:
    """The request that reached the upstream in one turn, and what it was answered."""

    forwarded: Json
    interaction: Interaction
    """The recording, changed where a host would answer the forwarded request otherwise."""
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    """The headers of the request, their names in lower case."""

    @property
    def in_another_form(self) -> bool:
        """Whether a successful answer is, or is labelled as, a stream where none was asked for, or the reverse."""
        is_stream = wants_stream(self.forwarded)
        forms = self.interaction.streams, self.interaction.labelled_as_stream
        return self.interaction.status < HTTPStatus.BAD_REQUEST and forms != (is_stream, is_stream)


class Replay:
    """The upstream of one exchange.

    The first request of a turn gets that turn's answer, whole or streamed, as it asks. The same request again gets the
    same answer: adapters retry. Any other request is refused, and `refused` names it. A first request that is a late
    one of another exchange gives way to one that is not.
    """

    def __init__(
        self,
        base_url: str,
        turns: Sequence[Mapping[Mode, Interaction]],
        turn_of: Callable[[Json], int | None] | None = None,
        is_late: Callable[[Json], bool] | None = None,
    ) -> None:
        """Serve `turns`, each with its whole and its streamed interaction, below `base_url`.

        `turn_of` returns the turn of a call, for calls that overlap. Without it, `turn` is the turn of every call.
        `is_late` tells of a body whether it is one of another exchange; without it, none is.
        """
        self.base_url = base_url
        self.turns = turns
        self.turn = 0
        self.played: dict[int, Played] = {}
        self.attempts = 0
        self.refused: list[str] = []
        self._turn_of = turn_of
        self._is_late = is_late

    def expects(self, method: str, uri: str, body: Json) -> bool:
        """Return whether the scenario has this call; one that it does not have is added to `refused`."""
        turn = self._turn_number(body)
        if turn is not None and self._is_ours(method, uri, turn, body) and self._is_expected(turn, body):
            return True
        self.refused.append(f"{method} {uri}")
        return False

    def play(self, body: Json, headers: Mapping[str, str] = MappingProxyType({})) -> Interaction:
        """Return the answer to a call that is expected."""
        turn = self._turn_number(body)
        assert turn is not None
        if turn in self.played and self._gives_way(self.played[turn].forwarded, body):
            del self.played[turn]
            self.attempts -= 1
        if turn not in self.played:
            self.played[turn] = Played(body, answer_to(self._recorded(turn, body), body), headers)
        self.attempts += 1
        return self.played[turn].interaction

    def _turn_number(self, body: Json) -> int | None:
        return self._turn_of(body) if self._turn_of else self.turn

    def _recorded(self, turn: int, body: Json) -> Interaction:
        return self.turns[turn]["stream" if wants_stream(body) else "json"]

    def _is_ours(self, method: str, uri: str, turn: int, body: Json) -> bool:
        path = SHAPES[self._recorded(turn, body).shape].PATH
        expected, called = urlsplit(self.base_url + path), urlsplit(uri)
        return method == "POST" and (expected.netloc, expected.path) == (called.netloc, called.path)

    def _is_expected(self, turn: int, body: Json) -> bool:
        played = self.played.get(turn)
        return played is None or played.forwarded == body or self._gives_way(played.forwarded, body)

    def _gives_way(self, earlier: Json, body: Json) -> bool:
        is_late = self._is_late
        return is_late is not None and earlier != body and is_late(earlier) and not is_late(body)


def answer_bytes(interaction: Interaction, forwarded: Json) -> bytes:
    """Return the body of an answer as a forwarded request gets it.

    The facts of the interaction stay those of the whole recording. So an adapter that does not ask for the usage of a
    stream loses it.
    """
    body = interaction.body
    return SHAPES[interaction.shape].stream_as_asked(body, forwarded) if interaction.streams else body


def answer_events(interaction: MadeStream, forwarded: Json) -> Iterator[bytes]:
    """Yield the events of a stream as a forwarded request gets them, each written when it is asked for."""
    as_asked = SHAPES[interaction.shape].stream_as_asked
    return filter(None, map(as_asked, interaction.events(), repeat(forwarded)))  # holds no event while the next is made
