"""A recorded answer, changed to what a host would answer to the request that the adapter forwarded.

The recording answers another request. A host calls tools by the names and in the form in which they were offered, and
answers in the name of the model that was asked. So calls and model are written anew where these differ; all else stays
as it was recorded.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from crosswire.facts import Answer, Ask, Json
from crosswire.interactions import Interaction, MadeStream
from crosswire.shapes import SHAPES
from crosswire.shapes.call_forms import forms_of
from crosswire.shapes.offered_tools import offered_tools
from crosswire.wire.event_streams import read_events, replace_events
from crosswire.wire.exact_json import sent
from crosswire.wire.json_text import parse
from crosswire.wire.leaves import map_leaves

Change = Callable[[list[Any]], None]
"""Changes the payloads of an answer: the frames of a stream, or the one of a whole answer."""


def answer_to(recorded: Interaction, forwarded: Json) -> Interaction:
    """Return the interaction that answers a request; the recorded one itself where nothing has to change."""
    if not isinstance(recorded.answer, Answer):
        return recorded
    asked = SHAPES[recorded.shape].read_request(forwarded)
    changes = [*_calls_in_form(recorded, recorded.answer, asked), *_model_named(recorded, recorded.answer, asked)]
    if not changes:
        return recorded
    if isinstance(recorded, MadeStream):
        frames: list[Any] = map_leaves(recorded.answer_body, lambda _, leaf: leaf)  # no two share what is changed
        for change in changes:
            change(frames)
        return replace(recorded, frames=lambda: frames)
    body = _changed(recorded, changes)
    return replace(recorded, response={**recorded.response, "body": {**recorded.response["body"], "string": body}})


def _calls_in_form(recorded: Interaction, answer: Answer, asked: Ask) -> list[Change]:
    """Return the change of the calls; nothing where all tools were offered as the recording calls them."""
    forms = forms_of(answer.tool_calls, offered_tools(asked)) if answer.tool_calls else {}
    shape = SHAPES[recorded.shape]

    def change(payloads: list[Any]) -> None:
        if recorded.streams:
            shape.stream_in_form(payloads, forms)
        else:
            shape.answer_in_form(payloads[0], forms)

    return [change] if forms else []


def _model_named(recorded: Interaction, answer: Answer, asked: Ask) -> list[Change]:
    """Return the change that names the asked model, where the recording names the one that its own request asked for.

    A host may answer an alias with the model's real name. Then the recording's name stays: another alias's is unknown.
    """
    old, new = recorded.asked.model, asked.model
    if not (old and new) or new == old or answer.model != old:
        return []

    def change(payloads: list[Any]) -> None:
        SHAPES[recorded.shape].name_model(payloads, old, new)

    return [change]


def _changed(recorded: Interaction, changes: list[Change]) -> bytes:
    text = recorded.body.decode()
    recorded_data = list(read_events(text)) if recorded.streams else [text]
    payloads = [parse(data) for data in recorded_data]
    for change in changes:
        change(payloads)
    written = [
        data if payload == parse(data) else sent(payload) for data, payload in zip(recorded_data, payloads, strict=True)
    ]
    return (replace_events(text, written) if recorded.streams else written[0]).encode()
