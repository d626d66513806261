"""A Chat upstream calls the tools that it was offered: by the names, and in the form, in which it was offered them.

An adapter may offer a custom tool as a function with one text to write, and a function of a namespace under a longer
name. An upstream that knew nothing of that would call what it was never offered.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from crosswire.facts import Answer, Failure, Json, ToolCall
from crosswire.shapes.lenient import at, mapping, objects, string
from crosswire.wire.event_streams import read_events, write_events
from crosswire.wire.exact_json import sent
from crosswire.wire.json_text import parse


@dataclass(frozen=True, slots=True)
class Offer:
    """How a tool that the recording calls was offered."""

    name: str
    writes_to: str | None = None
    """The one text of the function that stands for a custom tool."""


def as_offered(body: bytes, answer: Answer | Failure, forwarded: Json) -> bytes:
    """Return a recorded answer of Chat, whole or streamed, with its calls as the request offered the tools."""
    offers = _offers(answer.tool_calls, objects(at(forwarded, "tools"))) if isinstance(answer, Answer) else {}
    if not offers:
        return body
    text = body.decode()
    told = parse(text)
    if isinstance(told, dict):
        return sent(_whole(told, offers)).encode()
    return write_events(_Stream(offers).chunks(list(read_events(text)))).encode()


def _offers(calls: Sequence[ToolCall], tools: Sequence[Mapping[str, Json]]) -> dict[str, Offer]:
    """Return by the recorded name how each tool was offered that was not offered as it is called."""
    functions = {string(at(tool, "function", "name")): tool for tool in tools if tool.get("type") == "function"}
    customs = {string(at(tool, "custom", "name")) for tool in tools if tool.get("type") == "custom"}
    offers = {}
    for call in calls:
        name = call.name or ""
        if call.kind == "custom" and name not in customs and (text := _only_text(functions.get(name))):
            offers[name] = Offer(name, text)
        elif call.kind == "function" and name not in functions and len(known := _known_as(name, list(functions))) == 1:
            offers[name] = Offer(known[0])
    return offers


def _only_text(function: Json) -> str | None:
    match mapping(at(function, "function", "parameters", "properties")):
        case properties if len(properties) == 1:
            return next(iter(properties))
    return None


def _known_as(name: str, offered: Sequence[str]) -> list[str]:
    """Return the offered names that end in a recorded one, less its namespace, as a word of its own."""
    bare = re.escape(name.rpartition("__")[2])
    return [each for each in offered if re.fullmatch(rf"(.*[^A-Za-z0-9])?{bare}", each)]


def _whole(completion: Json, offers: Mapping[str, Offer]) -> Json:
    for choice in objects(at(completion, "choices")):
        for call in _calls(choice, "message"):
            _offered(call, offers)
    return completion


def _calls(choice: Json, place: str) -> list[dict[str, Any]]:
    """Return the calls of a message or a delta, as they stand there: they are to be changed."""
    calls = at(choice, place, "tool_calls")
    return [call for call in calls if isinstance(call, dict)] if isinstance(calls, list) else []


def _offered(call: dict[str, Any], offers: Mapping[str, Offer]) -> None:
    """Change a whole call."""
    said = call.get("custom") or call.get("function") or {}
    if offer := offers.get(string(said.get("name"))):
        arguments = sent({offer.writes_to: said.get("input")}) if offer.writes_to else said.get("arguments")
        call.pop("custom", None)
        call |= {"type": "function", "function": {"name": offer.name, "arguments": arguments}}


@dataclass(slots=True)
class _Stream:
    """The calls of a stream: what writes to a custom tool is written into the one text of a function."""

    offers: Mapping[str, Offer]
    open: dict[Json, Offer] = field(default_factory=dict)

    def chunks(self, events: Sequence[str]) -> list[str]:
        told = [parse(data) for data in events]
        last: dict[Json, dict[str, Any]] = {}
        for chunk in told:
            for choice in objects(at(chunk, "choices")):
                for call in _calls(choice, "delta"):
                    self._piece(call)
                    last[call.get("index")] = call
        for place, offer in self.open.items():
            if offer.writes_to:
                last[place]["function"]["arguments"] += '"}'
        return [sent(chunk) if isinstance(chunk, dict) else data for data, chunk in zip(events, told, strict=True)]

    def _piece(self, call: dict[str, Any]) -> None:
        said, place = call.get("custom") or call.get("function") or {}, call.get("index")
        name = string(said.get("name"))
        begins = name in self.offers and place not in self.open
        if begins:
            self.open[place] = self.offers[name]
        if not (offer := self.open.get(place)):
            return
        named = {"name": offer.name} if name else {}
        if offer.writes_to:
            call.pop("custom", None)
            opening = f'{{{sent(offer.writes_to)}: "' if begins else ""
            call["function"] = {**named, "arguments": opening + sent(string(said.get("input")))[1:-1]}
        else:
            call["function"] = {**said, **named}
        if begins:
            call["type"] = "function"
