"""What is served and what is forwarded is valid by the API description, as `schemas/` has it; answers may say more.

What a client needs in order to read an answer is a MUST. The rest of the description is a SHOULD: fields that clients
read without, or that repeat the request. Sources: the models of the official SDKs, and what the clients that
docs/examples run do with an answer that lacks the field.
"""

import re
from collections.abc import Mapping, Sequence

from crosswire.assertions import Judged
from crosswire.facts import Ask, Json
from crosswire.requirements import Wire, all_of, asks_validly, conforms, has_only_described_fields, must, should
from crosswire.shapes.responses.event_order import described_events
from crosswire.wire.violation import Violation

from .conditions import answered, chat_stream, responses_stream, serves_chat, serves_responses, whole

READ_WITHOUT = frozenset(
    {
        "annotation_index",
        "annotations",
        "arguments",
        "bytes",
        "code",
        "created",
        "error",
        "incomplete_details",
        "input",
        "instructions",
        "logprobs",
        "metadata",
        "parallel_tool_calls",
        "param",
        "status",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "total_tokens",
    }
)
"""Fields that clients can read an answer without: they are empty when absent, or repeat the request."""

NEEDED_IN_AN_EVENT = frozenset({"arguments", "input"})
"""Those of them that an event needs: the `done` of a call is useless without the arguments."""

ECHO = re.compile(
    r"(/response)?/(instructions|metadata|moderation|prompt|reasoning|temperature|text|tool_choice|tools|top_p)(/|$)"
)
"""The pointers at which an answer repeats the request, or has results of the moderation."""

OWN_REQUIREMENT = ("sequence_number",)
"""Fields that a requirement of their own judges: a loss counts once."""


def _missing(violation: Violation) -> tuple[str, str] | None:
    """Return the field that is missing or null, and the pointer of its object."""
    if found := re.fullmatch(r"'(.+)' is missing", violation.message):
        return found[1], violation.pointer
    if violation.message.startswith("null is not "):
        return _field(violation), violation.pointer.rpartition("/")[0]
    return None


def _field(violation: Violation) -> str:
    """Return the field at fault: the one that is missing, else the one whose value is wrong."""
    if found := re.fullmatch(r"'(.+)' is missing", violation.message):
        return found[1]
    return next(filter(None, reversed(re.split(r"/(?:\d+(?=/|$))?", violation.pointer))), "")


def _let_pass(violation: Violation) -> bool:
    """Return whether another requirement judges the violation, or none can.

    The service tier is the upstream's word, which METADATA-6 wants as it stands.
    """
    field = _field(violation)
    return field in OWN_REQUIREMENT or (field == "service_tier" and " is not one of " in violation.message)


def is_needed(violation: Violation) -> bool:
    """Return whether a client cannot read an answer that breaks the description so, or reads something else."""
    return not _let_pass(violation) and not _is_rest(violation)


def is_rest(violation: Violation) -> bool:
    """Return whether a client reads an answer that breaks the description so."""
    return not _let_pass(violation) and _is_rest(violation)


def _is_rest(violation: Violation) -> bool:
    missing = _missing(violation)
    if violation.is_null or ECHO.match(violation.pointer):
        return True
    if missing is None:
        # A code that the description does not list is one that a client does not know, no error that it cannot read.
        return _field(violation) == "code" and " is not one of " in violation.message
    field, owner = missing
    if owner.endswith("/logprobs"):
        return True
    of_the_event = owner == "" and field in NEEDED_IN_AN_EVENT
    of_another_item = field == "status" and violation.branch != "message"
    return field in READ_WITHOUT and not of_the_event and not of_another_item


def frames_conform(schema: str, frames: Sequence[Mapping[str, Json]], *, exact: bool, judged: Judged) -> None:
    """Note how the frames of a stream break a schema.

    The error that ends a Chat stream is no chunk. Events of types that the description lacks are not judged: clients
    ignore them.
    """
    # Frames keep their places, which pointers name.
    judged_frames = [VALID[schema] if _is_beside(schema, frame) else frame for frame in frames]
    conforms("served", schema, judged_frames, exact=exact, judged=judged)


def _is_error(frame: Mapping[str, Json]) -> bool:
    return bool(frame.get("error")) and not frame.get("choices")


def _is_beside(schema: str, frame: Mapping[str, Json]) -> bool:
    if schema == "chat/chunk":
        return _is_error(frame)
    return isinstance(frame.get("type"), str) and frame["type"] not in described_events()


VALID: Mapping[str, Mapping[str, Json]] = {
    "chat/chunk": {"id": "", "object": "chat.completion.chunk", "created": 0, "model": "", "choices": []},
    "responses/event": {"type": "error", "message": "", "code": None, "param": None, "sequence_number": 0},
    "chat/error": {"error": {"message": "", "type": "", "param": None, "code": None}},
}
"""By schema: a valid frame, which replaces one that another schema judges."""


@must("METADATA-11", given=all_of(whole, answered))
def test_the_answer_is_valid(wire: Wire) -> None:
    """A whole answer is valid in all that a client needs to read it."""
    conforms("served", f"{wire.serves}/response", wire.served, exact=False, judged=is_needed)


@should("METADATA-14", given=all_of(whole, answered))
def test_the_rest_of_the_answer_is_valid(wire: Wire) -> None:
    """A whole answer is valid in all else: no required field is left out because it is empty, or repeats the request.

    Over HTTP null is not absent: an optional field that says nothing is left out.
    """
    conforms("served", f"{wire.serves}/response", wire.served, exact=wire.exact, judged=is_rest)


@must("CHUNKS-1", given=chat_stream)
def test_every_chunk_is_valid(frames: Sequence[Mapping[str, Json]]) -> None:
    """Every chunk of a Chat stream is valid in all that a client needs to read it, up to the error that it fails by.

    The description has no form for a custom call in a chunk; the npm SDK has the one that whole answers have.
    """
    frames_conform("chat/chunk", frames, exact=False, judged=is_needed)


@should("CHUNKS-13", given=chat_stream)
def test_the_rest_of_every_chunk_is_valid(frames: Sequence[Mapping[str, Json]], wire: Wire) -> None:
    """Every chunk of a Chat stream is valid in all else, and so is the error that it fails by.

    Over HTTP null is not absent.
    """
    frames_conform("chat/chunk", frames, exact=wire.exact, judged=is_rest)
    errors = [frame if _is_error(frame) else VALID["chat/error"] for frame in frames]
    conforms("served", "chat/error", errors, exact=wire.exact)


@must("EVENTS-1", given=responses_stream)
def test_every_event_is_valid(frames: Sequence[Mapping[str, Json]]) -> None:
    """Every event of a Responses stream is valid in all that a client needs to read it, its number apart."""
    frames_conform("responses/event", frames, exact=False, judged=is_needed)


@should("EVENTS-20", given=responses_stream)
def test_the_rest_of_every_event_is_valid(frames: Sequence[Mapping[str, Json]], wire: Wire) -> None:
    """Every event of a Responses stream is valid in all else: no required field is left out because it is empty.

    Over HTTP null is not absent: an optional field that says nothing is left out.
    """
    frames_conform("responses/event", frames, exact=wire.exact, judged=is_rest)


@must("CHATREQ-34", given=serves_chat)
def test_only_fields_of_responses_are_forwarded(asked: Ask, wire: Wire) -> None:
    """No field unknown to Responses is forwarded, such as `messages`, `n`, `stop` or `stream_options.include_usage`.

    What the client itself asks for that neither API knows may be passed on: CHATREQ-43.
    """
    has_only_described_fields("forwarded", "responses/request", wire.forwarded, beside=asked.unknown_settings)


@must("CHATREQ-36", given=all_of(serves_chat, asks_validly))
def test_the_forwarded_request_is_valid(wire: Wire) -> None:
    """A valid request reaches a Responses upstream as a valid one, so that it works.

    The description wants `annotations` on an earlier text that is sent back, and on an image the `detail`, for which
    it has a default; clients leave both out, and are answered.
    A limit below the floor is CHATREQ-18's, a long call id TOOLS-11's.
    """
    conforms("forwarded", "responses/request", wire.forwarded, exact=True, judged=_is_the_requests_own)


def _is_the_requests_own(violation: Violation) -> bool:
    """Return whether no other requirement judges it, and no host lets it pass."""
    others = violation.pointer == "/max_output_tokens" or violation.pointer.endswith("/call_id")
    return not others and violation.message not in ("'annotations' is missing", "'detail' is missing")


def _host_ignores(violation: Violation) -> bool:
    """Return whether hosts accept a violation in a request: null for a field that is not set.

    They do not accept it within a tool: its parameters are a schema, and null is none.
    """
    return violation.is_null and not violation.pointer.startswith("/tools")


@must("RESPREQ-34", given=all_of(serves_responses, asks_validly))
def test_only_valid_fields_of_chat_are_forwarded(asked: Ask, wire: Wire) -> None:
    """No field unknown to Chat is forwarded, such as `input`, `instructions` or `text`, and hosts take the others.

    What the client itself asks for that neither API knows may be passed on: RESPREQ-48.
    """
    has_only_described_fields("forwarded", "chat/request", wire.forwarded, beside=asked.unknown_settings)
    conforms(
        "forwarded",
        "chat/request",
        wire.forwarded,
        exact=True,
        judged=lambda violation: not _host_ignores(violation),
    )


@should("RESPREQ-39", given=all_of(serves_responses, asks_validly))
def test_nothing_is_forwarded_as_null(wire: Wire) -> None:
    """A field that is not set is left out, not forwarded as null, where the description has no null for it."""
    conforms("forwarded", "chat/request", wire.forwarded, exact=True, judged=_host_ignores)
