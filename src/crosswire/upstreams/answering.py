"""A recorded answer as a host would give it to the request that reached it.

A host calls the tools that it was offered, by the names and in the form in which they were offered, and answers in the
name of the model that was asked. The recording answers another request: what differs there is written anew, and all
else stays as it was recorded.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crosswire.facts import Answer, Ask, Json
from crosswire.scenarios import Interaction
from crosswire.shapes import SHAPES
from crosswire.shapes.call_forms import forms_of
from crosswire.shapes.lenient import objects
from crosswire.shapes.offered_tools import offered_tools
from crosswire.wire.event_streams import read_events, replace_events
from crosswire.wire.exact_json import sent
from crosswire.wire.json_text import parse

Change = Callable[[list[Any]], None]
"""Changes the payloads of an answer: the frames of a stream, or the one of a whole answer."""


def answer_to(recorded: Interaction, forwarded: Json) -> Interaction:
    """Return the interaction that answers a request: the recorded one itself, where the host would say the same."""
    if not isinstance(recorded.answer, Answer):
        return recorded
    asked = SHAPES[recorded.shape].read_request(forwarded)
    changes = [*_calls_in_form(recorded, recorded.answer, asked), *_model_named(recorded, recorded.answer, asked)]
    if not changes:
        return recorded
    body = _changed(recorded, changes)
    return replace(recorded, response={**recorded.response, "body": {**recorded.response["body"], "string": body}})


def _calls_in_form(recorded: Interaction, answer: Answer, asked: Ask) -> list[Change]:
    """Return what changes the calls; nothing where all tools were offered as the recording calls them."""
    forms = forms_of(answer.tool_calls, offered_tools(asked)) if answer.tool_calls else {}
    shape = SHAPES[recorded.shape]

    def change(payloads: list[Any]) -> None:
        if recorded.streams:
            shape.stream_in_form(payloads, forms)
        else:
            shape.answer_in_form(payloads[0], forms)

    return [change] if forms else []


def _model_named(recorded: Interaction, answer: Answer, asked: Ask) -> list[Change]:
    """Return what names the model that was asked, where the recording names the one that its own request asked.

    Where a host answers an alias with the name that stands behind it, that name stays: nobody knows another's.
    """
    model = recorded.asked.model
    if not (model and asked.model) or asked.model == model or answer.model != model:
        return []

    def change(payloads: list[Any]) -> None:
        for payload in objects(payloads):
            for part in objects([payload, payload.get("response")]):
                if part.get("model") == model:
                    part["model"] = asked.model  # type: ignore[index]  # what `objects` returns are the payloads

    return [change]


def _changed(recorded: Interaction, changes: list[Change]) -> bytes:
    text = recorded.response["body"]["string"].decode()
    recorded_data = list(read_events(text)) if recorded.streams else [text]
    payloads = [parse(data) for data in recorded_data]
    for change in changes:
        change(payloads)
    written = [
        data if payload == parse(data) else sent(payload) for data, payload in zip(recorded_data, payloads, strict=True)
    ]
    return (replace_events(text, written) if recorded.streams else written[0]).encode()
