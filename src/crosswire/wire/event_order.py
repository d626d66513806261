"""In which order the events of a Responses stream may come: a small state machine, as data.

The answer, each of its items, each part of an item and what a call writes is in one state at a time. An event is about
one of them, may come in some states and leads to another. What is not begun when its event comes, or is still open when
what it stands in ends, is a fault. Sources: the API description's streaming events; the API's own recorded streams.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from crosswire.facts import Json
from crosswire.wire.lenient_json import mapping, position, string

State = Literal["not begun", "open", "said", "ended"]
Scope = Literal["answer", "item", "content", "summary", "written"]
About = Literal["answer", "item", "text", "refusal", "reasoning", "arguments", "input"]
"""Whose order it is: text, refusal and reasoning are of parts, arguments and input are what calls write."""
Place = tuple[Scope, int, int]
"""What is in a state: its scope, the output index of its item, its own index there."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an event is about, the states in which it may come, and the one that it leads to (else it stays)."""

    scope: Scope
    about: About | None
    """`None`, where the type of the part tells."""
    states: tuple[State, ...]
    then: State | None


@dataclass(frozen=True, slots=True)
class Fault:
    """An event that came when what it is about was in another state than it may be."""

    about: About
    frame: int
    event: str
    scope: Scope
    state: State
    allowed: tuple[State, ...]

    @property
    def expected(self) -> str:
        """When the event may come."""
        return f"{self.event} when its {self.scope} is {' or '.join(self.allowed)}"

    @property
    def received(self) -> str:
        """When it came."""
        return f"{self.event} at /{self.frame} when its {self.scope} is {self.state}"


NEW: tuple[State, ...] = ("not begun",)
GROWING: tuple[State, ...] = ("open",)
WRITING: tuple[State, ...] = ("not begun", "open")
SAID: tuple[State, ...] = ("said",)

STEPS: Mapping[str, Step] = {
    "response.created": Step("answer", "answer", NEW, "open"),
    "response.queued": Step("answer", "answer", GROWING, None),
    "response.in_progress": Step("answer", "answer", GROWING, None),
    "response.completed": Step("answer", "answer", GROWING, "ended"),
    "response.incomplete": Step("answer", "answer", GROWING, "ended"),
    "response.failed": Step("answer", "answer", GROWING, "ended"),
    "response.output_item.added": Step("item", "item", NEW, "open"),
    "response.output_item.done": Step("item", "item", GROWING, "ended"),
    "response.content_part.added": Step("content", None, NEW, "open"),
    "response.content_part.done": Step("content", None, SAID, "ended"),
    "response.output_text.delta": Step("content", "text", GROWING, None),
    "response.output_text.annotation.added": Step("content", "text", ("open", "said"), None),
    "response.output_text.done": Step("content", "text", GROWING, "said"),
    "response.refusal.delta": Step("content", "refusal", GROWING, None),
    "response.refusal.done": Step("content", "refusal", GROWING, "said"),
    "response.reasoning_text.delta": Step("content", "reasoning", GROWING, None),
    "response.reasoning_text.done": Step("content", "reasoning", GROWING, "said"),
    "response.reasoning_summary_part.added": Step("summary", "reasoning", NEW, "open"),
    "response.reasoning_summary_part.done": Step("summary", "reasoning", SAID, "ended"),
    "response.reasoning_summary_text.delta": Step("summary", "reasoning", GROWING, None),
    "response.reasoning_summary_text.done": Step("summary", "reasoning", GROWING, "said"),
    "response.function_call_arguments.delta": Step("written", "arguments", WRITING, "open"),
    "response.function_call_arguments.done": Step("written", "arguments", WRITING, "ended"),
    "response.custom_tool_call_input.delta": Step("written", "input", WRITING, "open"),
    "response.custom_tool_call_input.done": Step("written", "input", WRITING, "ended"),
}

OF_AN_ITEM = Step("item", "item", GROWING, None)
"""Every other event that names an output index, such as those of hosted tools; and, for its item, each of a part."""

KINDS: Mapping[str, About] = {"output_text": "text", "refusal": "refusal", "reasoning_text": "reasoning"}
"""Whose order the events of a content part are, by the part's type."""

INDEXES: Mapping[Scope, str] = {"content": "content_index", "summary": "summary_index"}
"""Where an event says which part it is about."""


def order_faults(events: Sequence[Mapping[str, Json]]) -> Iterator[Fault]:
    """Yield what came out of order, event by event; each leads on as if it had been due, so that one is told once."""
    states: dict[Place, State] = {}
    kinds: dict[Place, About] = {}
    open_places = _Open()
    for frame, event in enumerate(events):
        kind = string(event.get("type"))
        for step in _steps(event, kind):
            place = _place(step.scope, event)
            about = kinds[place] = step.about or _kind_of_part(event) or kinds.get(place, "text")
            state = states.get(place, "not begun")
            if state not in step.states:
                yield Fault(about, frame, kind, step.scope, state, step.states)
            for inner in open_places.within(place) if step.then == "ended" else ():
                yield Fault(kinds[inner], frame, kind, inner[0], states[inner], ("ended",))
                states[inner] = "ended"
                open_places.end(inner)
            states[place] = step.then or ("open" if state == "not begun" else state)
            if states[place] == "ended":
                open_places.end(place)
            else:
                open_places.begin(place)


def _steps(event: Mapping[str, Json], kind: str) -> Iterator[Step]:
    step = STEPS.get(kind)
    if "output_index" in event and (step is None or step.scope != "item"):
        yield OF_AN_ITEM
    if step:
        yield step


def _place(scope: Scope, event: Mapping[str, Json]) -> Place:
    if scope == "answer":
        return scope, 0, 0
    return scope, position(event.get("output_index"), otherwise=0), position(event.get(INDEXES.get(scope, "")), 0)


def _kind_of_part(event: Mapping[str, Json]) -> About | None:
    return KINDS.get(string(mapping(event.get("part")).get("type")))


class _Open:
    """What has begun and has not ended, in the order in which it began: of the whole answer, and of each item."""

    def __init__(self) -> None:
        self._all: dict[Place, None] = {}
        self._of_item: dict[int, dict[Place, None]] = {}

    def begin(self, place: Place) -> None:
        self._all.setdefault(place)
        if place[0] != "answer":
            self._of_item.setdefault(place[1], {}).setdefault(place)

    def end(self, place: Place) -> None:
        self._all.pop(place, None)
        self._of_item.get(place[1], {}).pop(place, None)

    def within(self, place: Place) -> list[Place]:
        """Return what stands in the answer or an item."""
        scope, item, _ = place
        inner = self._all if scope == "answer" else self._of_item.get(item, {}) if scope == "item" else {}
        return [each for each in inner if each != place]
