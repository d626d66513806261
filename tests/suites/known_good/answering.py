"""Known-good adapters that serve an answer in another documented way."""

import itertools
import json
from collections.abc import Callable, Iterator
from typing import Any

from crosswire import reference
from crosswire.reference import UpstreamError
from crosswire.reference.chat_answer import unsayable
from crosswire.reference.failures import from_error
from tests.suites.alternatives import KnownGood
from tests.suites.known_good.deltas import in_streams, numbered
from tests.suites.mutations import Body, Frames, with_items

NUMBERS = itertools.count(1)


def _own_ids(answer: Any, _: Body) -> Any:
    """Give the answer an id of its own, and the time of a clock that moves on within a stream."""
    number = next(NUMBERS)

    def own(body: Body, later: int = 0) -> Body:
        if body.get("object") in ("chat.completion", "chat.completion.chunk"):
            return body | {"id": f"chatcmpl-own{number}", "created": 1790000000 + later}
        if body.get("object") == "response":
            return body | {"id": f"resp_own{number}", "created_at": 1790000000 + later}
        inner = body.get("response")
        return body | {"response": own(inner, later)} if isinstance(inner, dict) else body

    return (
        [own(frame, min(index, 1)) for index, frame in enumerate(answer)] if isinstance(answer, list) else own(answer)
    )


def _counts_as_floats(answer: Any, _: Body) -> Any:
    """Write every token count as `24.0`."""
    if isinstance(answer, list):
        return [_counts_as_floats(frame, _) for frame in answer]
    if isinstance(answer, dict):
        return {key: _floats(value) if key == "usage" else _counts_as_floats(value, _) for key, value in answer.items()}
    return answer


def _floats(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _floats(entry) for key, entry in value.items()}
    return float(value) if type(value) is int else value


def _times_as_floats(answer: Any, _: Body) -> Any:
    """Write the times of a response as `1784324967.0`."""

    def timed(body: Body) -> Body:
        if isinstance(body.get("response"), dict):
            return body | {"response": timed(body["response"])}
        return body | {name: _floats(body[name]) for name in ("created_at", "completed_at") if name in body}

    return [timed(frame) for frame in answer] if isinstance(answer, list) else timed(answer)


def _events_of_its_own(frames: Frames) -> Frames:
    """Send an event of its own between all events: how long it took."""
    return numbered(
        [event for frame in frames for event in (frame, {"type": "response.took", "sequence_number": 0})][:-1]
    )


def _vendor_fields(answer: Any, _: Body) -> Any:
    """Add a field that the description does not have."""
    extra = {"x_gateway": {"route": "a", "cost": 0.01}}
    return [frame | extra for frame in answer] if isinstance(answer, list) else answer | extra


def _other_order(answer: Any, _: Body) -> Any:
    """Write keys in another order."""
    match answer:
        case dict():
            return {key: _other_order(value, {}) for key, value in reversed(answer.items())}
        case list():
            return [_other_order(entry, {}) for entry in answer]
        case _:
            return answer


def _nulls_left_out(answer: Any, _: Body) -> Any:
    """Leave null fields out, as a library's objects do when they are written without what was not set."""
    match answer:
        case dict():
            return {key: _nulls_left_out(value, {}) for key, value in answer.items() if value is not None}
        case list():
            return [_nulls_left_out(entry, {}) for entry in answer]
        case _:
            return answer


def _under_another_name(answer: Any, _: Body) -> Any:
    """Give reasoning as `reasoning`, as OpenRouter and Groq do, instead of `reasoning_content`."""
    for body in answer if isinstance(answer, list) else [answer]:
        for choice in body.get("choices") or []:
            for name in ("message", "delta"):
                message = choice.get(name) or {}
                if "reasoning_content" in message:
                    message["reasoning"] = message.pop("reasoning_content")
    return answer


class _AtNoEnd:
    """Reads something else instead of a `[DONE]` that comes without a finish reason."""

    def __init__(self, instead: Callable[[], Body]) -> None:
        self.__doc__ = instead.__doc__
        self.instead = instead
        self.request: Body = {}
        self.finishes: list[str | None] = []

    def __call__(self, payload: Body, request: Body) -> Body:
        if request is not self.request:
            self.request, self.finishes = request, []
        self.finishes += [choice.get("finish_reason") for choice in payload.get("choices") or []]
        is_no_end = payload is reference.http.DONE and self.finishes and not any(self.finishes)
        return self.instead() if is_no_end else payload


def _broken() -> Body:
    """Answer an error where a stream ends with `[DONE]` and no finish reason."""
    words = {"message": "the stream ended without a finish", "type": "server_error", "code": None, "param": None}
    raise UpstreamError(502, words, {})


def _cut() -> Body:
    """Answer `length` where a stream ends with `[DONE]` and no finish reason."""
    return {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}


def _client_items_as_calls(payload: Body, _: Body) -> Body:
    """Serve an item that the client has to run as a function call, instead of an error."""
    return with_items(_as_call)(payload)


def _as_call(item: Body) -> Body:
    if unsayable(item) is None:
        return item
    written = {name: value for name, value in item.items() if name not in ("id", "type", "call_id", "status")}
    call_id = item.get("call_id") or item["id"]
    arguments = json.dumps(written)
    return {"type": "function_call", "id": item["id"], "call_id": call_id, "name": item["type"], "arguments": arguments}


def _redacted(_request: Body, _: Any, answer: Any) -> Any:
    """Replace the message of an upstream's error, to hide the provider's."""
    try:
        return answer()
    except UpstreamError as error:
        if error.status_code >= 500:
            words = {**error.body["error"], "message": "The provider failed."}
            raise UpstreamError(error.status_code, words, error.headers) from None
        raise


def _redacted_within(answer: Any, _: Body) -> Any:
    """Replace the message of a failure within a stream, too."""
    for event in answer if isinstance(answer, list) else []:
        error = (event.get("response") or {}).get("error")
        if error and error["code"] == "server_error":
            error["message"] = "The provider failed."
    return answer


def _raised_within(_request: Body, _: Any, answer: Any) -> Any:
    """Raise an error with its status within a stream, as a library does, instead of sending it as a frame."""
    frames = answer()
    return _raising(frames) if isinstance(frames, list) else frames


def _raising(frames: Frames) -> Iterator[Body]:
    for frame in frames:
        error = frame.get("error") or ((frame.get("response") or {}).get("error"))
        if error:
            raise from_error(error)
        yield frame


UNKNOWN = {"eco_report": {"grams_of_carbon": 0.4, "region": "north"}, "x_region": "north-1"}
"""The fields of the scenarios' answers that nobody knows."""


def _with_what_nobody_knows(answer: Any, _: Body) -> Any:
    """Serve a field of the upstream's answer that the adapter does not know as it stands."""
    return {**UNKNOWN, **answer} if isinstance(answer, dict) and "choices" in answer else answer


KNOWN_GOOD = [
    KnownGood(
        "has_ids_of_its_own",
        "chat",
        "an adapter may give its answers ids and times of its own",
        served=_own_ids,
    ),
    KnownGood("has_response_ids_of_its_own", "responses", "likewise", served=_own_ids),
    KnownGood("adds_vendor_fields", "chat", "SDKs ignore fields that they do not know", served=_vendor_fields),
    KnownGood("adds_vendor_fields_to_events", "responses", "likewise", served=_vendor_fields),
    KnownGood("writes_keys_in_another_order", "chat", "JSON objects have no order", served=_other_order),
    KnownGood("writes_event_keys_in_another_order", "responses", "likewise", served=_other_order),
    KnownGood("counts_in_floats", "chat", "RFC 8259, 6: JSON has one kind of number", served=_counts_as_floats),
    KnownGood(
        "counts_events_usage_in_floats",
        "responses",
        "likewise",
        served=_counts_as_floats,
        but={"CLIENT-14": "Codex takes an answer whose usage says 24.0 as cut: it reads integers alone"},
    ),
    KnownGood(
        "tells_times_in_floats",
        "responses",
        "“number” in the description, and so in a recording of Bedrock",
        served=_times_as_floats,
    ),
    KnownGood(
        "sends_events_of_its_own",
        "responses",
        "clients ignore types of events that they do not know",
        served=in_streams(_events_of_its_own),
        but={"CLIENT-5": "the JavaScript SDK's `finalResponse` raises at an event that it does not know"},
    ),
    KnownGood("leaves_nulls_out", "chat", "clients read null and absent fields alike", served=_nulls_left_out),
    KnownGood("leaves_nulls_out_of_responses", "responses", "likewise", served=_nulls_left_out),
    KnownGood(
        "answers_an_error_for_no_end",
        "responses",
        "ERROR-13: completed, incomplete or failed",
        heard=_AtNoEnd(_broken),
    ),
    KnownGood("answers_cut_for_no_end", "responses", "ERROR-13: completed, incomplete or failed", heard=_AtNoEnd(_cut)),
    KnownGood(
        "serves_items_that_wait_as_calls",
        "chat",
        "FINISH-12: in a function form or as an error",
        heard=_client_items_as_calls,
    ),
    KnownGood("raises_within_a_stream", "chat", "a library raises", answers=_raised_within),
    KnownGood("raises_within_a_stream_of_events", "responses", "a library raises", answers=_raised_within),
    KnownGood(
        "redacts_the_words_of_errors",
        "chat",
        "ERROR-3, as declared",
        answers=_redacted,
        declares={
            **reference.declares,
            "ERROR-3": "a provider's words are not passed on",
            "ERROR-19": "nor where they come in a 200",
        },
    ),
    KnownGood(
        "redacts_the_words_of_failures",
        "responses",
        "ERROR-3, as declared",
        answers=_redacted,
        served=_redacted_within,
        declares={
            **reference.declares,
            "ERROR-3": "a provider's words are not passed on",
            "ERROR-19": "nor where they come in a stream",
        },
    ),
    KnownGood(
        "serves_what_nobody_knows",
        "chat",
        "clients ignore fields that they do not know, and some hosts' users look for them",
        served=_with_what_nobody_knows,
        declares={name: reason for name, reason in reference.declares.items() if name != "METADATA-18"},
    ),
    KnownGood("names_reasoning_as_openrouter", "chat", "hosts have both names", served=_under_another_name),
]
