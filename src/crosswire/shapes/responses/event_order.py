"""The order in which the events of a Responses stream may come: a state machine, as a table.

An answer, each of its items, each part of an item and the text that a call writes has one state at a time. An event is
about one of them, may come in some of its states, and leads to another. It is a fault when an event comes in another
state, or when something ends while a part of it is still open.

Sources: the API description's streaming events; the API's own recorded streams.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from crosswire.data import data_folder
from crosswire.facts import Json
from crosswire.wire.lenient_json import mapping, position, string

State = Literal["not begun", "open", "said", "ended"]
Scope = Literal["answer", "item", "content", "summary", "written"]
About = Literal["answer", "item", "text", "refusal", "reasoning", "arguments", "input"]
"""What an event is about. Text, refusal and reasoning are parts; arguments and input are written by calls."""
Key = tuple[Scope, int, int]
"""What has a state: its scope, the output index of its item, and its own index in that item."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an event is about, the states in which it may come, and the state that it leads to."""

    scope: Scope
    about: About | None
    """`None` where the type of the part says it."""
    states: tuple[State, ...]
    then: State | None
    """`None` where the state stays the same."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An event that came in a state in which it may not come."""

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
COMPLETE: tuple[State, ...] = ("said",)

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
    "response.content_part.done": Step("content", None, COMPLETE, "ended"),
    "response.output_text.delta": Step("content", "text", GROWING, None),
    "response.output_text.annotation.added": Step("content", "text", ("open", "said"), None),
    "response.output_text.done": Step("content", "text", GROWING, "said"),
    "response.refusal.delta": Step("content", "refusal", GROWING, None),
    "response.refusal.done": Step("content", "refusal", GROWING, "said"),
    "response.reasoning_text.delta": Step("content", "reasoning", GROWING, None),
    "response.reasoning_text.done": Step("content", "reasoning", GROWING, "said"),
    "response.reasoning_summary_part.added": Step("summary", "reasoning", NEW, "open"),
    "response.reasoning_summary_part.done": Step("summary", "reasoning", COMPLETE, "ended"),
    "response.reasoning_summary_text.delta": Step("summary", "reasoning", GROWING, None),
    "response.reasoning_summary_text.done": Step("summary", "reasoning", GROWING, "said"),
    "response.function_call_arguments.delta": Step("written", "arguments", WRITING, "open"),
    "response.function_call_arguments.done": Step("written", "arguments", WRITING, "ended"),
    "response.custom_tool_call_input.delta": Step("written", "input", WRITING, "open"),
    "response.custom_tool_call_input.done": Step("written", "input", WRITING, "ended"),
}

OF_AN_ITEM = Step("item", "item", GROWING, None)
"""The step of every other event that names an output index, such as those of hosted tools.

The events of a part have this step for their item, beside their own.
"""

KINDS: Mapping[str, About] = {"output_text": "text", "refusal": "refusal", "reasoning_text": "reasoning"}
"""What the events of a content part are about, by the part's type."""

TERMINAL = ("response.completed", "response.incomplete", "response.failed")
"""The events that end a stream; each carries the whole response."""

INDEXES: Mapping[Scope, str] = {"content": "content_index", "summary": "summary_index"}
"""The field of an event that says which part it is about."""


@cache
def described_events() -> frozenset[str]:
    """Return the types of a stream's events that the API description has."""
    schema = json.loads((data_folder("schemas") / "responses" / "event.json").read_text(encoding="utf-8"))
    event = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    return frozenset(event["properties"]["type"]["enum"])


def order_faults(events: Sequence[Mapping[str, Json]]) -> Iterator[Fault]:
    """Yield the events that came out of order, in the order in which they came.

    After a fault the state is as if the event had come in time, so that one mistake is one fault.
    """
    states: dict[Key, State] = {}
    kinds: dict[Key, About] = {}
    unended = _Open()
    for frame, event in enumerate(events):
        kind = string(event.get("type"))
        for step in _steps(event, kind):
            key = _key(step.scope, event)
            about = kinds[key] = step.about or _kind_of_part(event) or kinds.get(key, "text")
            state = states.get(key, "not begun")
            if state not in step.states:
                yield Fault(about, frame, kind, step.scope, state, step.states)
            for inner in unended.within(key) if step.then == "ended" else ():
                yield Fault(kinds[inner], frame, kind, inner[0], states[inner], ("ended",))
                states[inner] = "ended"
                unended.end(inner)
            states[key] = step.then or ("open" if state == "not begun" else state)
            if states[key] == "ended":
                unended.end(key)
            else:
                unended.begin(key)


def _steps(event: Mapping[str, Json], kind: str) -> Iterator[Step]:
    step = STEPS.get(kind)
    if "output_index" in event and (step is None or step.scope != "item"):
        yield OF_AN_ITEM
    if step:
        yield step


def _key(scope: Scope, event: Mapping[str, Json]) -> Key:
    if scope == "answer":
        return scope, 0, 0
    return scope, position(event.get("output_index"), otherwise=0), position(event.get(INDEXES.get(scope, "")), 0)


def _kind_of_part(event: Mapping[str, Json]) -> About | None:
    return KINDS.get(string(mapping(event.get("part")).get("type")))


class _Open:
    """The keys that have begun and not ended, in order, of the whole answer and of each item."""

    def __init__(self) -> None:
        self._all: dict[Key, None] = {}
        self._of_item: dict[int, dict[Key, None]] = {}

    def begin(self, key: Key) -> None:
        self._all.setdefault(key)
        if key[0] != "answer":
            self._of_item.setdefault(key[1], {}).setdefault(key)

    def end(self, key: Key) -> None:
        self._all.pop(key, None)
        self._of_item.get(key[1], {}).pop(key, None)

    def within(self, key: Key) -> list[Key]:
        """Return what is open inside of the answer or an item."""
        scope, item, _ = key
        inner = self._all if scope == "answer" else self._of_item.get(item, {}) if scope == "item" else {}
        return [found for found in inner if found != key]
