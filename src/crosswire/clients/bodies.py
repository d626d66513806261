"""An answer as it is sent to a client: its body, its status and its headers."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from crosswire.facts import Failure, Json
from crosswire.interactions import Interaction
from crosswire.turn_wire import Wire
from crosswire.wire.event_streams import DONE


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """An answer over HTTP."""

    body: str
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    """Its headers, but for the type of its content."""


def served_answer(wire: Wire, served: object) -> HttpAnswer:
    """Return what was served: of a server the events as they came, of a library its objects as both APIs send them.

    `served` are the facts of it. An exception of a library is sent as the error that it carries.
    """
    if isinstance(served, Failure) and isinstance(wire.served, Mapping) and {*wire.served} == {"status", "body"}:
        body = wire.served["body"]
        text = body if isinstance(body, str) else json.dumps(body)
        return HttpAnswer(text, int(str(wire.served["status"])), served.headers)
    if wire.http is not None and isinstance(wire.served, list):
        return HttpAnswer(_stream(wire.http.events))
    return as_answer(wire.served)


def recorded_answer(interaction: Interaction) -> HttpAnswer:
    """Return a recorded answer."""
    text = interaction.body.decode()
    answer = interaction.answer
    return HttpAnswer(text, interaction.status, answer.headers if isinstance(answer, Failure) else {})


def as_answer(payload: Json) -> HttpAnswer:
    """Return a payload as both APIs send it: frames of a stream as events with names, and `[DONE]` behind them."""
    if not isinstance(payload, list):
        return HttpAnswer(json.dumps(payload))
    named = [
        (str(frame["type"]) if isinstance(frame, Mapping) and "type" in frame else "message", json.dumps(frame))
        for frame in payload
    ]
    return HttpAnswer(_stream([*named, ("message", DONE)]))


def _stream(events: Iterable[tuple[str, str]]) -> str:
    return "".join(
        f"data: {data}\n\n" if name == "message" else f"event: {name}\ndata: {data}\n\n" for name, data in events
    )
