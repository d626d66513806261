"""Lies: adapters that are right but for one lie, each with the requirement whose sentence it breaks.

A lie to a Responses client is put into the upstream's answer before the adapter reads it. So the stream agrees with
itself, and only a comparison with the upstream's answer shows the lie.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.suites.breaking import KnownBad, bad
from tests.suites.mutations import Body, Change, Frames, FramesChange, every


def in_answer(change: Change) -> Change:
    """Change the message of a completion, or the delta that begins a stream."""

    def payload(body: Body) -> Body:
        for choice in body.get("choices") or []:
            if "message" in choice:
                choice["message"] = change(choice["message"])
            elif (choice.get("delta") or {}).get("role"):
                choice["delta"] = change(choice["delta"])
        return body

    return payload


def adding(**fields: Any) -> Change:
    """Add fields to a body."""
    return lambda body: body | fields


def beside(**fields: Any) -> Change:
    """Add fields to a completion, or to the chunk that begins a stream."""

    def payload(body: Body) -> Body:
        begins = any(
            "message" in choice or (choice.get("delta") or {}).get("role") for choice in body.get("choices") or []
        )
        return body | fields if begins else body

    return payload


def in_usage(*path: str, value: int) -> Change:
    """Set a token count."""

    def payload(body: Body) -> Body:
        counts = body.get("usage")
        for name in path[:-1]:
            counts = counts and counts.setdefault(name, {})
        if counts:
            counts[path[-1]] = value
        return body

    return payload


CITATION = {
    "type": "url_citation",
    "url_citation": {"url": "https://lie.example/", "title": "A lie", "start_index": 0, "end_index": 1},
}
CALL = {"index": 0, "id": "call_lie", "type": "function", "function": {"name": "lie", "arguments": '{"a": 1}'}}
TOKEN = {"token": "lie", "logprob": -0.1, "bytes": [108, 105, 101], "top_logprobs": []}
RESULT = {"type": "moderation_results", "model": "omni-moderation-latest", "results": [{"flagged": True}]}

# Lies in an answer, whole or streamed, with the requirement that fails for a client of Chat and of Responses.
SERVED: Mapping[str, tuple[Change, str, str]] = {
    "refusal": (in_answer(adding(refusal="I will not.")), "CONTENT-20", "CONTENT-20"),
    "citation": (
        in_answer(
            lambda message: (
                message
                | ({"annotations": [CITATION]} if "content" in message and not message.get("tool_calls") else {})
            )
        ),
        "CONTENT-20",
        "CONTENT-20",
    ),
    "reasoning": (in_answer(adding(reasoning_content="A lie.")), "CONTENT-20", "CONTENT-20"),
    "call": (in_answer(adding(tool_calls=[CALL])), "TOOLS-12", "TOOLS-12"),
    "metadata_of_another": (beside(metadata={"session": "of another client"}), "METADATA-15", "METADATA-15"),
    "tier": (
        lambda body: body | ({"service_tier": "flex"} if "service_tier" in body else {}),
        "METADATA-6",
        "METADATA-6",
    ),
    "moderation": (beside(moderation={"output": RESULT}), "METADATA-15", "METADATA-15"),
    "cached_tokens": (in_usage("prompt_tokens_details", "cached_tokens", value=3), "TOKENS-13", "TOKENS-13"),
    "reasoning_tokens": (in_usage("completion_tokens_details", "reasoning_tokens", value=3), "TOKENS-13", "TOKENS-13"),
    "total": (in_usage("total_tokens", value=1), "TOKENS-1", "TOKENS-1"),
    "model": (lambda body: body | {"model": "a-lie"} if "model" in body else body, "METADATA-3", "METADATA-3"),
    "sentence_before": (
        in_answer(lambda message: message | {"content": "A lie. " + (message.get("content") or "")}),
        "CONTENT-1",
        "CONTENT-1",
    ),
}

# Lies in a request, for Chat and for Responses.
FORWARDED: Mapping[str, tuple[Change, str]] = {
    "model": (lambda body: body | {"model": "a-lie"}, "model"),
    "no_model": (lambda body: {name: value for name, value in body.items() if name != "model"}, "model"),
    "temperature": (lambda body: {"temperature": 0.1} | body, "invented"),
    "top_p": (lambda body: {"top_p": 0.1} | body, "invented"),
    "user": (lambda body: {"user": "a-lie"} | body, "invented"),
    "tier": (lambda body: {"service_tier": "flex"} | body, "invented"),
    "cache_key": (lambda body: {"prompt_cache_key": "a-lie"} | body, "invented"),
    "metadata": (lambda body: {"metadata": {"a": "lie"}} | body, "invented"),
}
INVENTED = {"chat": "CHATREQ-21", "responses": "RESPREQ-40"}
MODEL = {"chat": "CHATREQ-39", "responses": "RESPREQ-37"}


def _served() -> list[KnownBad]:
    found = []
    for name, (change, chat, responses) in SERVED.items():
        frames = every(change)
        found.append(bad(f"invents_{name}_in_chat", "chat", chat, whole=change, frames=frames))
        found.append(bad(f"invents_{name}_in_responses", "responses", responses, heard=change))
    return found


def _forwarded() -> list[KnownBad]:
    return [
        bad(f"asks_{name}_of_{serves}", serves, (MODEL if owner == "model" else INVENTED)[serves], forwarded=change)
        for name, (change, owner) in FORWARDED.items()
        for serves in ("chat", "responses")
    ]


def _texts(body: Body) -> list[Any]:
    return body["input"] if isinstance(body.get("input"), list) else body.get("messages") or []


def _moved(body: Body) -> Body:
    """Move the system's text to the end."""
    _texts(body).sort(key=lambda item: item.get("role") in ("system", "developer"))
    return body


def _doubled(body: Body) -> Body:
    entries = _texts(body)
    entries[:] = [entry for entry in entries for _ in range(1 + (entry.get("role") == "user"))]
    return body


def _tools_twice(body: Body) -> Body:
    return body | ({"tools": [*body["tools"], *body["tools"]]} if body.get("tools") else {})


def _one_by_one(body: Body) -> Body:
    return body | ({"parallel_tool_calls": False} if body.get("tools") else {})


MOVED: Sequence[KnownBad] = [
    bad("moves_the_system_text_to_responses", "chat", "CHATREQ-1", forwarded=_moved),
    bad("moves_the_system_text_to_chat", "responses", "RESPREQ-1", forwarded=_moved),
    bad("doubles_what_the_user_says_to_responses", "chat", "CHATREQ-3", forwarded=_doubled),
    bad("doubles_what_the_user_says_to_chat", "responses", "RESPREQ-3", forwarded=_doubled),
    bad("offers_tools_twice_to_responses", "chat", "CHATREQ-21", forwarded=_tools_twice),
    bad("offers_tools_twice_to_chat", "responses", "RESPREQ-42", forwarded=_tools_twice),
    bad("forbids_parallel_calls_to_responses", "chat", "CHATREQ-21", forwarded=_one_by_one),
    bad("forbids_parallel_calls_to_chat", "responses", "RESPREQ-40", forwarded=_one_by_one),
]


def _in_error(**fields: Any) -> FramesChange:
    """Give fields of the error of a failed stream other values, in a chunk or in a failed response."""

    def frame(body: Body) -> Body:
        if body.get("error"):
            body["error"] |= fields
        if (body.get("response") or {}).get("error"):
            body["response"]["error"] |= fields
        return body

    return every(frame)


def _without_words(frames: Frames) -> Frames:
    """Leave out the text of a failed stream."""
    fails = any(frame.get("error") or frame.get("type") == "response.failed" for frame in frames)
    return [frame for frame in frames if not (fails and _says_words(frame))]


def _says_words(frame: Body) -> bool:
    deltas = [choice.get("delta") or {} for choice in frame.get("choices") or []]
    return frame.get("type") == "response.output_text.delta" or any(delta.get("content") for delta in deltas)


def _of_another(frames: Frames) -> Frames:
    """Name another model in every frame of a failed stream."""
    fails = any(frame.get("error") or frame.get("type") == "response.failed" for frame in frames)
    for frame in frames if fails else []:
        for body in (frame, frame.get("response") or {}):
            if body.get("model"):
                body["model"] = "a-lie"
    return frames


WORDS = {"chat": "ERROR-22", "responses": "EVENTS-14"}
"""The requirement that fails where the deltas are gone; a failed response still has the text."""
FAILING: Sequence[KnownBad] = [
    bad(f"{name}_in_{serves}", serves, fails, frames=frames)
    for serves in ("chat", "responses")
    for name, fails, frames in (
        ("names_another_model_when_it_fails", "ERROR-25", _of_another),
        ("rewrites_the_message_of_failures", "ERROR-19", _in_error(message="Internal error")),
        ("rewrites_the_code_of_failures", "ERROR-20", _in_error(code="invalid_prompt", type="invalid_request_error")),
        ("leaves_out_what_was_said_before_a_failure", WORDS[serves], _without_words),
    )
]

LIES: Sequence[KnownBad] = [*_served(), *_forwarded(), *MOVED, *FAILING]
