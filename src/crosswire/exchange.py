"""An exchange, one scenario through one adapter: the four points of every turn."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

from crosswire.facts import Answer, Ask, Failure, Json, Mode, Point, ShapeName
from crosswire.interactions import Interaction
from crosswire.observed import NOTHING, Observed
from crosswire.scenarios import Scenario
from crosswire.served import Served
from crosswire.shapes import SHAPES, opposite
from crosswire.shapes.failure import read_error
from crosswire.shapes.offered_tools import was_offered
from crosswire.upstreams.replay import Played


class Answers(Mapping[Mode, Interaction]):
    """What the other API answers, whole and streamed. Each is made when it is first looked up: it may be large."""

    def __init__(self, make: Callable[[Mode], Interaction]) -> None:
        self._make = make
        self._made: dict[Mode, Interaction] = {}

    def __getitem__(self, mode: Mode) -> Interaction:
        if mode not in self._made:
            self._made[mode] = self._make(mode)
        return self._made[mode]

    def __iter__(self) -> Iterator[Mode]:
        return iter(get_args(Mode))

    def __len__(self) -> int:
        return len(get_args(Mode))


@dataclass(frozen=True)
class Case:
    """One turn of a scenario as its recordings tell it, before any adapter is called: where a requirement applies."""

    serves: ShapeName
    mode: Mode
    client: Interaction
    """The client's API: its request is what is asked."""
    upstreams: Mapping[Mode, Interaction]
    """The other API: its answers, whole and streamed, are what the upstream says."""
    refusable: bool = False
    """Whether the adapter may refuse with a clear 4xx instead of asking the upstream."""
    repeats: bool = False
    """Whether the client asks again what it asked in the turn before."""
    tags: frozenset[str] = frozenset()
    """The scenario's."""
    deviates: bool = False
    """Whether the client's own recording breaks the API description, or says less than the others."""

    @cached_property
    def asked(self) -> Ask:
        """What the client asks."""
        return self.client.asked

    @cached_property
    def upstream(self) -> Answer | Failure:
        """What the upstream says, to an adapter that forwards the client's `stream`."""
        return self.upstreams[self.mode].answer


def cases_of(scenario: Scenario, serves: ShapeName, mode: Mode) -> tuple[Case, ...]:
    """Return the turns of a scenario for an adapter that serves `serves`; none, if the other API has no answer.

    Raises:
        ScenarioInvalid: a recording cannot be read, or they differ in their number of turns.
    """
    asked, behind = scenario.turns[serves, mode], opposite(serves)
    answers = scenario.turns[behind, "json"], scenario.turns[behind, "stream"]
    before = [None, *(turn.asked_body for turn in asked)][:-1]
    return tuple(
        Case(
            serves,
            mode,
            client,
            {"json": whole, "stream": streamed},
            scenario.refusable is not None,
            client.asked_body == earlier,
            frozenset(scenario.tags),
            f"{serves}.{mode}" in {**scenario.deviations, **scenario.partial},
        )
        for client, earlier, whole, streamed in zip(asked, before, *answers, strict=True)
        if whole.response
    )


@dataclass(frozen=True)
class Turn:
    """One request and its answer, seen at all four points. `None` where nothing came by."""

    case: Case
    request: Json
    played: Played | None
    received: Served | None
    observed: Observed = NOTHING

    @cached_property
    def played_case(self) -> Case:
        """The case as it was played: its upstream is what answered, in whichever mode the adapter asked for."""
        played, case = self.played, self.case
        if played is None:
            return case
        return replace(
            case, upstreams=Answers(lambda mode: played.interaction if mode == case.mode else case.upstreams[mode])
        )

    @cached_property
    def asked(self) -> Ask:
        """What the client asked."""
        return SHAPES[self.case.serves].read_request(self.request)

    @cached_property
    def forwarded(self) -> Ask | None:
        """What reached the upstream."""
        return SHAPES[opposite(self.case.serves)].read_request(self.played.forwarded) if self.played else None

    @property
    def upstream(self) -> Answer | Failure:
        """What the upstream answered to what was forwarded, or would have answered."""
        return self.played.interaction.answer if self.played else self.case.upstream

    @cached_property
    def served(self) -> Answer | Failure | None:
        """What the client received."""
        if self.received is None:
            return None
        shape = SHAPES[self.case.serves]
        if error := self.received.error:
            failure = read_error(error.status, error.headers, error.body)
            begun = shape.read_stream(self.frames)
            finish = None if begun.stated_finish == "unfinished" else begun.stated_finish
            items = begun.begun if isinstance(begun, Failure) else begun.items
            about = {name: getattr(begun, name) for name in ("model", "metadata", "service_tier")}
            return replace(failure, stated_finish=finish, begun=items, **about)
        return (shape.read_stream if self.case.mode == "stream" else shape.read_answer)(self.received.body)

    @property
    def frames(self) -> Sequence[Mapping[str, Json]]:
        """The frames of the stream that the client received, also of one that a library ended with an exception."""
        body = self.received.body if self.received else None
        return body if isinstance(body, list) else []

    @property
    def streamed_nothing(self) -> bool:
        """Whether an error stands in place of the whole stream: a status, or an exception before any frame."""
        return self.received is not None and self.received.error is not None and not self.frames

    @property
    def refused(self) -> bool:
        """Whether the adapter refused, as it may here: with a 4xx that says why, before it asked the upstream."""
        served = self.served
        clear = isinstance(served, Failure) and 400 <= served.status < 500 and bool(served.message)
        return self.case.refusable and self.played is None and clear

    @property
    def failed(self) -> bool:
        """Whether the adapter answered with an error, as it may where the served API cannot say the answer.

        So it may where a stream says `[DONE]` and no finish: whether that is an end or a failure, nothing tells. So it
        may where the upstream answers in another form than it was asked for, which ROBUST-13 alone is about; and where
        it calls a tool that the adapter left out on the way, which no model does: the requirements about tools tell.
        """
        upstream = self.upstream
        if not (isinstance(self.served, Failure) and isinstance(upstream, Answer)):
            return False
        return upstream.unsayable or self.answered_in_another_form or self._called_what_was_left_out(upstream)

    def _called_what_was_left_out(self, upstream: Answer) -> bool:
        forwarded = self.forwarded
        return forwarded is not None and not all(
            was_offered(call, self.asked, forwarded) for call in upstream.tool_calls
        )

    @property
    def answered_in_another_form(self) -> bool:
        """Whether the upstream answers a plain request with a stream, or the reverse, or labels it as the other."""
        return self.played is not None and self.played.in_another_form

    @property
    def payloads(self) -> Mapping[Point, Json]:
        """The JSON at the four points; a stream is the list of its frames."""
        error = self.received.error if self.received else None
        return {
            "asked": self.request,
            "forwarded": self.played.forwarded if self.played else None,
            "upstream": (self.played.interaction if self.played else self.case.upstreams[self.case.mode]).answer_body,
            "served": {"status": error.status, "body": error.body} if error else self.received and self.received.body,
        }

    @property
    def shown(self) -> Mapping[Point, Json]:
        """The payloads for a person: a stream that a library ended with an exception has its frames, then the error."""
        served = self.payloads["served"]
        broken = self.received is not None and self.received.error is not None and self.frames
        return {**self.payloads, "served": [*self.frames, served] if broken else served}


@dataclass(frozen=True)
class Exchange:
    """A scenario's conversation through an adapter. `trouble` says why there is nothing to judge, where that is so."""

    scenario: Scenario
    serves: ShapeName
    mode: Mode
    turns: tuple[Turn, ...]
    trouble: str | None = None
    notes: tuple[str, ...] = ()
    """What else the adapter did: calls that were refused, turns it never asked the upstream for, repeated calls."""
    variation: str | None = None
    """How it differs from the plain one."""
