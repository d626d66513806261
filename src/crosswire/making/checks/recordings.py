"""A recording by itself: valid, of the API and in the form that its name says, and readable in a diff."""

import json
from collections.abc import Iterator
from typing import Any

import yaml

from crosswire.facts import Mode, ShapeName
from crosswire.interactions import Interaction
from crosswire.scenarios import Scenario
from crosswire.shapes import SHAPES
from crosswire.wire.schemas import violations

TRANSPORT = frozenset({"content-length", "content-encoding", "transfer-encoding"})
"""Headers that describe a body as it was sent, and not as it is recorded."""


def faults_of_recording(scenario: Scenario, shape: ShapeName, mode: Mode) -> Iterator[str]:
    """Yield what is wrong with one recording of a scenario."""
    name, turns = f"{shape}.{mode}", scenario.turns[shape, mode]
    asked = [fault for turn in turns for fault in request_faults(turn)]
    answered = [fault for turn in turns for fault in answer_faults(turn, mode)]
    yield from _unexplained(f"{shape}.request", scenario, asked, name)
    yield from _unexplained(name, scenario, answered, name)
    for number, turn in enumerate(turns, start=1):
        at = f"{name}, turn {number}"
        if turn.request.method != "POST" or not turn.request.uri.partition("?")[0].endswith(SHAPES[shape].PATH):
            yield f"{at}: {turn.request.method} {turn.request.uri} is not POST …{SHAPES[shape].PATH}"
        if turn.asked.stream is not (mode == "stream"):
            yield f"{at}: the request asks for {'a stream' if turn.asked.stream else 'a whole answer'}"
        if turn.response and (found := TRANSPORT & turn.headers.keys()):
            yield f"{at}: the header {min(found)} is about the body as it was sent; leave it out"
    yield from _unreadable(scenario, shape, mode)


def request_faults(turn: Interaction) -> Iterator[str]:
    """Yield how a request breaks the API description."""
    yield from (f"the request {fault}" for fault in violations(SHAPES[turn.shape].REQUEST, turn.asked_body))


def answer_faults(turn: Interaction, mode: Mode) -> Iterator[str]:
    """Yield how an answer breaks the API description, or that it has another form than was asked for."""
    if not turn.response:
        return
    shape = SHAPES[turn.shape]
    if turn.status >= 400:
        yield from (f"the error {fault}" for fault in violations(shape.ERROR, turn.answer_body))
    elif turn.streams:
        yield from (f"a frame {fault}" for frame in turn.answer_body for fault in violations(shape.FRAME, frame))
    else:
        yield from (f"the answer {fault}" for fault in violations(shape.ANSWER, turn.answer_body))
    is_streamed = mode == "stream" and turn.status < 400  # an error is never streamed
    if not is_streamed is turn.streams is turn.labelled_as_stream:
        yield "the answer has another form than was asked for, or its content-type says so"


def _unexplained(key: str, scenario: Scenario, found: list[str], recording: str) -> Iterator[str]:
    """Yield a fault that `[odd]` does not explain, or that it explains a fault that there is not."""
    if found and key not in scenario.deviations:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        yield f'{recording}: {found[0]}{more}; correct it, or say why under [odd]: "{key}" = "as …: …"'
    if not found and key in scenario.deviations:
        yield f'scenario.toml: [odd] explains "{key}", which is as the API description has it; take it out'


def _unreadable(scenario: Scenario, shape: ShapeName, mode: Mode) -> Iterator[str]:
    """Yield whether a body cannot be read in a diff: it is a literal block of indented JSON, or of event lines."""
    path = scenario.recordings[shape, mode].path
    text, deviates = path.read_text(encoding="utf-8"), f"{shape}.{mode}" in scenario.deviations
    if path.suffix == ".json":
        bodies = [("|", text)]
    else:
        bodies = [
            (node.style, node.value if isinstance(node.value, str) else "")
            for node in _bodies(yaml.compose(text, Loader=yaml.CSafeLoader))
        ]
    if not all(_is_readable(body, deviates) and (style == "|" or deviates) for style, body in bodies):
        yield f"{path.name}: a body is no literal block of indented JSON or event lines; crosswire import writes it so"


def _bodies(document: Any) -> Iterator[Any]:
    """Yield the nodes of every request's and response's body."""
    for interaction in _named(document)["interactions"].value:
        parts = _named(interaction)
        yield _named(parts["request"])["body"]  # vcrpy has read these, so they are there
        yield _named(_named(parts["response"])["body"])["string"]


def _named(mapping: Any) -> dict[str, Any]:
    return {key.value: value for key, value in mapping.value}


def _is_readable(body: str, deviates: bool) -> bool:
    if not body.startswith(("{", "[")):
        return deviates or body.startswith(("data: ", "event: ", ": "))
    try:
        return len(body.splitlines()) >= len(json.loads(body)) + 2
    except ValueError:
        return deviates
