"""Whether the requests of a scenario say the same over both APIs, but for what `[only]` names.

`[only]` names, by API, what only its requests say, or say in their own way: facts, settings, kinds of media and of
items, and a few words about a history (`WORDS`).
"""

import dataclasses
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import pairwise
from typing import Any

from crosswire.facts import (
    Ask,
    Item,
    Json,
    Media,
    Message,
    Other,
    Reasoning,
    ShapeName,
    ToolCall,
    ToolResult,
)
from crosswire.interactions import Interaction
from crosswire.making.checks.same_answers import ANSWERED, answered
from crosswire.scenarios import Scenario
from crosswire.shapes import SHAPES

WORDS: Mapping[str, Callable[[Sequence[Item]], bool]] = {
    "earlier": lambda history: any(_of_the_model(item) and kind_of(item) != "item_reference" for item in history),
    "order": lambda history: _out_of_order(history),
    "phase": lambda history: any(getattr(item, "phase", None) for item in history),
    "namespace": lambda history: any(getattr(item, "namespace", None) for item in history),
}
"""Names in `[only]` that are about a history, and how to tell that it has them."""


def faults_of_asks(scenario: Scenario) -> Iterator[str]:
    """Yield where the requests differ, and what `[only]` names without need."""
    names = {name for named in scenario.only.values() for name in named}
    recordings = {".".join(route): turns for route, turns in scenario.turns.items()}
    (first, whole), *others = recordings.items()
    for name, turns in others:
        for number, (one, other) in enumerate(zip(whole, turns, strict=True), start=1):
            if found := differing(one.asked, other.asked, names):
                yield (
                    f"{first} and {name}, turn {number}: the requests differ in {', '.join(found)}; "
                    "[only] may name what one API alone can say"
                )
    yield from _needless(scenario)


def differing(one: Ask, other: Ask, apart: Set[str]) -> Sequence[str]:
    """Return the facts, settings and kinds of items in which two requests differ, but for what `apart` names."""
    first, second = _facts(one, apart), _facts(other, apart)
    found = [name for name in {**first, **second} if first.get(name) != second.get(name)]
    is_same = _history(one.history, apart) == _history(other.history, apart)
    return found if is_same else [*found, "history"]


def kinds_only_in(one: Ask, other: Ask) -> Sequence[str]:
    """Return what only the first request's history has of what `[only]` may name: kinds of items, media, and words.

    `earlier` turns are not among them: a history that lacks a call or reasoning may still have these turns.
    """
    return [name for name in _kinds(one) if name not in _kinds(other) and name != "earlier"]


def _kinds(ask: Ask) -> dict[str, None]:
    media = [
        part.kind
        for item in ask.history
        if isinstance(item, Message | ToolResult)
        for part in item.parts
        if isinstance(part, Media)
    ]
    items = [kind for item in ask.history if (kind := kind_of(item))]
    words = [word for word, has in WORDS.items() if has(ask.history)]
    return dict.fromkeys([*media, *items, *words])


def _facts(ask: Ask, apart: Set[str]) -> dict[str, Json]:
    named = {fact.name: getattr(ask, fact.name) for fact in dataclasses.fields(ask) if fact.compare}
    settings = named.pop("settings")
    left = {"history", "stream", *apart}
    return {name: value for name, value in {**settings, **named}.items() if name not in left}


def _history(history: Iterable[Item], apart: Set[str]) -> Sequence[Item]:
    return [_in_either(item, apart) for item in numbered(_in_both(history, apart))]


def numbered(items: Iterable[Item]) -> Iterator[Item]:
    """Yield items with numbers for call ids: recordings have different ids, and the old functions have none."""
    ids: dict[str | None, str] = {}
    for item in items:
        key = {ToolCall: "id", ToolResult: "call_id"}.get(type(item))
        if isinstance(item, ToolCall) and item.id is None:
            ids.pop(None, None)  # an old call, which a result without an id belongs to
        number: Any = ids.setdefault(getattr(item, key), str(len(ids))) if key else None
        yield dataclasses.replace(item, **{key: number}) if key else item


def _in_either(item: Any, apart: Set[str]) -> Any:
    """Return an item without the media that `apart` names, such as `audio`; an image without a detail gets `auto`."""
    item = dataclasses.replace(item, **{name: None for name in apart & {"phase", "namespace"} if hasattr(item, name)})
    if not isinstance(item, Message | ToolResult):
        return item
    parts = [part for part in item.parts if not (isinstance(part, Media) and part.kind in apart)]
    detailed = [
        dataclasses.replace(part, detail=part.detail or "auto")
        if isinstance(part, Media) and part.kind == "image"
        else part
        for part in parts
    ]
    return dataclasses.replace(item, parts=tuple(detailed))


def _in_both(history: Iterable[Item], apart: Set[str]) -> list[Item]:
    """Return a history without what `apart` names: kinds of items, `earlier` turns, or the `order` of the results."""
    shared = list(history)
    if "earlier" in apart:
        last = max((index for index, item in enumerate(shared) if _of_the_model(item)), default=-1)
        shared = [item for item in shared[last + 1 :] if getattr(item, "role", None) != "instructions"]
    shared = [item for item in shared if kind_of(item) not in apart]
    if "tool_search_output" in apart:  # tools in one API, words of any kind in the other
        shared = [item for item in shared if not isinstance(item, ToolResult)]
    if "order" in apart:
        shared.sort(key=lambda item: (isinstance(item, ToolResult), getattr(item, "call_id", None) or ""))
    return shared


def kind_of(item: Item) -> str | None:
    """Return the kind of an item of one API alone, or `reasoning`."""
    match item:
        case Other(kind=kind) | ToolResult(parts=(Other(kind=kind),)):
            return kind
        case Reasoning():
            return "reasoning"
    return None


def _of_the_model(item: Item) -> bool:
    """Return whether the model made an item, or what it refers to."""
    is_reference = kind_of(item) == "item_reference"
    return isinstance(item, ToolCall | Reasoning) or getattr(item, "role", None) == "assistant" or is_reference


def _out_of_order(history: Iterable[Item]) -> bool:
    """Return whether a result stands elsewhere than directly behind a call or another result."""
    behind = [before for before, item in pairwise(history) if isinstance(item, ToolResult)]
    return not all(isinstance(before, ToolCall | ToolResult) for before in behind)


# What `[only]` names.


def _needless(scenario: Scenario) -> Iterator[str]:
    """Yield the names in `[only]` that both APIs say alike, or that the other one says alone."""
    for shape, names in scenario.only.items():
        for name in names:
            if name in ANSWERED:
                chat, responses = [answered(scenario.turns[api, "json"], name) for api in SHAPES]
                if chat == responses:
                    yield f"scenario.toml: [only] names {name}, which the answers of both APIs say alike; take it out"
                continue
            saying = [api for api in SHAPES if any(says(turn.asked, name) for turn in _all_turns(scenario, api))]
            if len(saying) == len(SHAPES):  # both say it, each in its own way
                one, other = [[says(turn.asked, name) for turn in scenario.turns[api, "json"]] for api in SHAPES]
                if one == other:
                    yield f"scenario.toml: [only] names {name}, which the requests of both APIs say alike; take it out"
            elif saying != [shape]:
                yield f"scenario.toml: [only] names {name} of {shape}, whose requests do not say it; take it out"


def _all_turns(scenario: Scenario, shape: ShapeName) -> Sequence[Interaction]:
    return [*scenario.turns[shape, "json"], *scenario.turns[shape, "stream"]]


def says(ask: Ask, name: str) -> Any:
    """Return a request's value of a fact or a setting, or else its media or items of a kind."""
    if hasattr(ask, name):
        return getattr(ask, name)
    if name in WORDS:
        return WORDS[name](ask.history)
    parts = [part for item in ask.history if isinstance(item, Message | ToolResult) for part in item.parts]
    media = [part for part in parts if isinstance(part, Media) and part.kind == name]
    return ask.settings.get(name) or media or [item for item in ask.history if kind_of(item) == name]
