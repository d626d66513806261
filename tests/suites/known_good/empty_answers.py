"""Known-good adapters that serve a field without a value in another form: absent, null or empty.

The API description and the vendor's own recordings decide which forms a field has. `tool_calls: []` is not allowed.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tests.suites.alternatives import KnownGood
from tests.suites.known_good.deltas import in_streams
from tests.suites.mutations import Body, Frames, every_delta, with_items

RESPONSE = (
    *("safety_identifier", "prompt_cache_key", "prompt_cache_retention", "previous_response_id", "background"),
    *("max_tool_calls", "prompt", "service_tier", "truncation", "completed_at", "reasoning", "output_text"),
    *("moderation", "conversation", "max_output_tokens", "top_logprobs", "user"),
)
"""The fields of a response that are optional and nullable in the API description; `user` is so in recordings."""

ITEM = {
    "message": ("phase",),
    "function_call": ("caller",),
    "custom_tool_call": ("caller",),
    "reasoning": ("encrypted_content",),
}
"""The same of an output item."""

UNSET = ("temperature", "top_p", "top_logprobs", "truncation", "background", "metadata")
"""Nullable settings of a response. The reference adapter serves their defaults."""

DETAILS = {
    "prompt_tokens_details": ("audio_tokens", "cached_tokens", "cache_write_tokens"),
    "completion_tokens_details": (
        *("accepted_prediction_tokens", "audio_tokens", "reasoning_tokens"),
        "rejected_prediction_tokens",
    ),
}
"""The detailed token counts of a Chat answer; their default is 0."""


def _in_every_body(change: Callable[[Body, Body], Body]) -> Any:
    """Change a whole answer, or every frame of a stream."""

    def served(answer: Any, request: Body) -> Any:
        return [change(frame, request) for frame in answer] if isinstance(answer, list) else change(answer, request)

    served.__doc__ = change.__doc__
    return served


def _nulls_spelt_out(body: Body, _: Body) -> Body:
    """Serve every empty field of a completion as null, where the description allows null."""
    if "choices" not in body:
        return body
    choices = [{"logprobs": None, **choice} for choice in body["choices"]]
    for choice in choices:
        if "delta" in choice:
            choice["delta"] = {"content": None, "refusal": None, **choice["delta"]}
        else:
            choice["message"] = {"audio": None, **choice["message"]}
    top = ["service_tier", "system_fingerprint", "moderation"]
    if body["object"] == "chat.completion":
        top.append("metadata")
    return {**dict.fromkeys(top), **body, "choices": choices}


def _empty_texts(body: Body, _: Body) -> Body:
    """Serve an empty text, and an empty refusal, where there is none."""
    return every_delta(lambda delta: {**delta, **{name: delta.get(name) or "" for name in ("content", "refusal")}})(
        body
    )


def _without_empty(body: Body, _: Body) -> Body:
    """Leave out empty lists of annotations, and the empty text beside the role."""
    return every_delta(
        lambda delta: {
            name: value
            for name, value in delta.items()
            if not ((name == "annotations" and not value) or (name == "content" and value == ""))
        }
    )(body)


def _with_wordless_deltas(frames: Frames) -> Frames:
    """Send a chunk without text behind every chunk: an empty delta, or an empty text, in turn."""
    return [chunk for index, frame in enumerate(frames) for chunk in (frame, *_wordless(frame, index))]


def _wordless(frame: Body, index: int) -> Iterator[Body]:
    for choice in frame.get("choices") or []:
        if not choice.get("finish_reason"):
            delta = {"content": ""} if index % 2 else {}
            yield frame | {"choices": [{"index": choice["index"], "delta": delta, "finish_reason": None}]}


def _zeros_spelt_out(body: Body, _: Body) -> Body:
    """Serve 0 for every detailed token count that the upstream does not have."""
    if not body.get("usage"):
        return body
    usage = body["usage"]
    details = {name: dict.fromkeys(kinds, 0) | (usage.get(name) or {}) for name, kinds in DETAILS.items()}
    return body | {"usage": usage | details}


def _zeros_left_out(body: Body, _: Body) -> Body:
    """Leave out the detailed token counts that are 0, and objects that have no other count."""
    if not body.get("usage"):
        return body
    usage = {name: value for name, value in body["usage"].items() if name not in DETAILS}
    for name in DETAILS:
        if counted := {kind: count for kind, count in (body["usage"].get(name) or {}).items() if count}:
            usage[name] = counted
    return body | {"usage": usage}


def _in_responses(change: Callable[[Body, Body], Body]) -> Any:
    """Change a whole response, or the response in an event."""

    def in_payload(body: Body, request: Body) -> Body:
        if body.get("object") == "response":
            return change(body, request)
        return body | {"response": change(body["response"], request)} if "response" in body else body

    in_payload.__doc__ = change.__doc__
    return _in_every_body(in_payload)


def _response_nulls_spelt_out(body: Body, request: Body) -> Body:
    """Serve every empty field of a response and of its items as null."""
    body = with_items(lambda item: {**dict.fromkeys(ITEM.get(item["type"], ())), **item})(body)
    if body.get("object") != "response":
        return body | {"response": _response_nulls_spelt_out(body["response"], request)} if "response" in body else body
    return {**dict.fromkeys(RESPONSE), **body}


def _unset_as_null(body: Body, request: Body) -> Body:
    """Serve null for a setting that the client did not send, instead of its default."""
    return body | {
        name: None
        for name in UNSET
        if name in body and request.get(name) is None and not (name == "metadata" and body[name])
    }


def _without_empty_lists(body: Body, request: Body) -> Body:
    """Leave out empty `logprobs` of texts, and an empty `content` of reasoning."""
    body = with_items(_item_without_empty_lists)(body)
    if isinstance(body.get("response"), dict):
        body = body | {"response": _without_empty_lists(body["response"], request)}
    if "part" in body:
        body = body | {"part": _unsaid(body["part"], "logprobs")}
    return _unsaid(body, "logprobs")


def _item_without_empty_lists(item: Body) -> Body:
    if item["type"] == "reasoning":
        return _unsaid(item, "content")
    if item["type"] == "message":
        return item | {"content": [_unsaid(part, "logprobs") for part in item["content"]]}
    return item


def _unsaid(body: Body, name: str) -> Body:
    return body if body.get(name) else {key: value for key, value in body.items() if key != name}


def _empty_obfuscation(event: Body, _: Body) -> Body:
    """Send an empty `obfuscation` in every delta, as the vendor does without `include_obfuscation`."""
    return event | {"obfuscation": ""} if event.get("type", "").endswith(".delta") else event


KNOWN_GOOD = [
    KnownGood(
        "serves_nulls", "chat", "what is nullable in an answer may be null", served=_in_every_body(_nulls_spelt_out)
    ),
    KnownGood(
        "serves_empty_texts",
        "chat",
        "“string or null”; many hosts do",
        served=_in_every_body(_empty_texts),
        but={"CLIENT-13": "Instructor raises at a refusal, also at one without words"},
    ),
    KnownGood("leaves_empty_fields_out", "chat", "optional in the description", served=_in_every_body(_without_empty)),
    KnownGood(
        "sends_deltas_without_words", "chat", "clients join the deltas", served=in_streams(_with_wordless_deltas)
    ),
    KnownGood("counts_the_untold_as_zero", "chat", "0 is the default of each", served=_in_every_body(_zeros_spelt_out)),
    KnownGood("leaves_zero_counts_out", "chat", "0 is the default of each", served=_in_every_body(_zeros_left_out)),
    KnownGood(
        "serves_nulls_in_responses",
        "responses",
        "what is nullable in an answer may be null",
        served=_in_every_body(_response_nulls_spelt_out),
    ),
    KnownGood(
        "serves_null_for_what_was_not_set",
        "responses",
        "nullable in the description",
        served=_in_responses(_unset_as_null),
    ),
    KnownGood(
        "leaves_empty_lists_out_of_responses",
        "responses",
        "the vendor's recordings have texts without `logprobs`, and reasoning without `content`",
        served=_in_every_body(_without_empty_lists),
    ),
    KnownGood(
        "sends_empty_obfuscation",
        "responses",
        "the vendor's recordings have it",
        served=_in_every_body(_empty_obfuscation),
    ),
]
