"""What is no exchange of either API, and what it is: another vendor's, another endpoint's, another recorder's layout.

Such an exchange is refused. Read as one of the API, its answer would be a failed one.
"""

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from urllib.parse import urlsplit

from crosswire.facts import Json, ShapeName
from crosswire.interactions import Interaction
from crosswire.making.calls import interaction, shape_of
from crosswire.quoting import named
from crosswire.secrets.patterns import Clearing
from crosswire.shapes import SHAPES
from crosswire.shapes.lenient import mapping, string
from crosswire.wire.cassettes import HttpCall

ENDPOINTS = " or ".join(f"POST …{shape.PATH}" for shape in SHAPES.values())

ASKS: Mapping[ShapeName, frozenset[str]] = {
    "chat": frozenset({"messages", "model"}),
    "responses": frozenset({"input", "instructions", "model", "previous_response_id", "conversation", "prompt"}),
}
"""The fields of which every request has one, also one that is refused because it lacks the others."""

NAMES: Mapping[ShapeName, str] = {"chat": "Chat Completions", "responses": "Responses"}

Payload = Mapping[str, Json]
FRAME = "chat.completion.chunk"
"""The object that each frame of a stream of Chat Completions is."""

OTHERS: Mapping[str, Callable[[Payload], object]] = {
    "a message of Anthropic's API": lambda body: body.get("type") == "message" and "content" in body,
    "an event of Anthropic's API": lambda body: string(body.get("type")).startswith(("message_", "content_block_")),
    "an error of Anthropic's API": lambda body: body.get("type") == "error" and "error" in body,
    "an answer of Gemini's API": lambda body: "candidates" in body or "promptFeedback" in body,
    "an answer of Bedrock's API": lambda body: "stopReason" in body or "contentBlockDelta" in body,
    "an answer of Ollama's API": lambda body: "done" in body and ("message" in body or "response" in body),
    "an answer of Cohere's API": lambda body: "generations" in body or "generation_id" in body,
    "an object of an SDK, as another recorder writes it": lambda body: "__type__" in body or "__data__" in body,
    "a call in another recorder's layout": lambda body: {"request", "response"} <= body.keys(),
    "one frame of a stream of Chat Completions": lambda body: body.get("object") == FRAME,
    "an answer of Chat Completions": lambda body: is_answer("chat", body),
    "an answer of Responses": lambda body: is_answer("responses", body),
}
"""What else a payload may be, and how to tell; the first that fits."""


def foreign(call: HttpCall) -> str | None:
    """Return in words why a call is no exchange of either API; None where it is one."""
    if (shape := shape_of(call)) is None:
        return f"not one of {ENDPOINTS}"
    turn = interaction(shape, call)
    if not isinstance(turn.asked_body, dict):
        return "its request is not JSON"
    if ASKS[shape].isdisjoint(turn.asked_body):
        return f"its request is none of {NAMES[shape]}, which has {' or '.join(sorted(ASKS[shape]))}"
    return foreign_answer(turn)


def foreign_answer(turn: Interaction) -> str | None:
    """Return in words what an answer is that is none of the API; None where it is one. An error can be anything."""
    if turn.status >= HTTPStatus.BAD_REQUEST:
        return None
    body = turn.answer_body
    none = f"the answer is none of {NAMES[turn.shape]}"
    if not turn.body.strip():
        return f"{none}: it is empty"
    if isinstance(body, dict) and is_answer(turn.shape, body):
        return None
    if turn.streams and any(_is_frame(turn.shape, mapping(frame)) for frame in body):
        return None
    return f"{none}: it is {_kind(body, streams=turn.streams)}"


def foreign_address(method: str, address: str) -> str | None:
    """Return in words which call an exchange is of, by its method and its URL or path, where it is of neither API."""
    path = urlsplit(address).path.rstrip("/")
    if method == "POST" and (not address or any(path.endswith(shape.PATH) for shape in SHAPES.values())):
        return None
    return f"{named(method)} {named(Clearing().clear('', address))}: not one of {ENDPOINTS}"


def is_answer(shape: ShapeName, body: Payload) -> bool:
    """Tell whether a payload is a whole answer of an API, or the error that stands for one."""
    if body.get("error") and "type" not in body:
        return True
    if shape == "chat":
        return isinstance(body.get("choices"), list) and body.get("object") not in ("text_completion", FRAME)
    return isinstance(body.get("output"), list) or body.get("object") == "response"


def _is_frame(shape: ShapeName, frame: Payload) -> bool:
    """Tell whether a payload is a frame of an API's stream."""
    if frame.get("error"):
        return True
    if shape == "chat":
        return frame.get("object") == FRAME or is_answer(shape, frame)
    return string(frame.get("type")).startswith(("response.", "error", "keepalive"))


def _kind(body: Json, *, streams: bool) -> str:
    if isinstance(body, str):
        return "JSON that breaks off" if body.lstrip().startswith(("{", "[")) else f"text, {_beginning(body)}"
    first: Json = next(iter(body), None) if isinstance(body, list) else body
    if isinstance(first, str):
        return f"a stream of text, {_beginning(first)}"
    named = _named(mapping(first))
    if streams:
        return f"a stream, whose first event is {named}"
    return f"a list, whose first entry is {named}" if isinstance(body, list) else named


def _beginning(text: str) -> str:
    return f"which begins {' '.join(Clearing().clear('', text[:MOST]).split())!r}"


MOST = 40
"""Characters of a text that a message shows at most."""


def _named(payload: Payload) -> str:
    return next((name for name, fits in OTHERS.items() if fits(payload)), None) or _fields(payload)


def _fields(payload: Payload) -> str:
    fields: Sequence[str] = [*payload]
    if not fields:
        return "an object without fields"
    return f"an object with {', '.join(fields[:4])}{' and more' if len(fields) > 4 else ''}"
