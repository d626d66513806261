"""Right adapters that serve an answer in another of the documented ways."""

import copy
import itertools
from collections.abc import Iterator
from typing import Any

from alternatives import KnownGood
from mutations import Body, Frames

from crosswire import reference
from crosswire.reference import UpstreamError
from crosswire.reference.failures import from_error

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
        [own(frame, min(place, 1)) for place, frame in enumerate(answer)] if isinstance(answer, list) else own(answer)
    )


def _cut_deltas(frames: Frames) -> Frames:
    """Cut every delta of text in two."""
    cut: Frames = []
    for frame in frames:
        halves = _halves(frame)
        cut += halves or [frame]
    return _numbered(cut)


def _halves(frame: Body) -> Frames | None:
    if frame.get("type") == "response.output_text.delta" and len(frame["delta"]) > 1 and not frame.get("logprobs"):
        place = len(frame["delta"]) // 2
        return [frame | {"delta": frame["delta"][:place]}, frame | {"delta": frame["delta"][place:]}]
    for choice in frame.get("choices") or []:
        text = choice["delta"].get("content")
        if text and len(text) > 1 and not choice.get("logprobs") and not choice.get("finish_reason"):
            first, second = copy.deepcopy(frame), copy.deepcopy(frame)
            first["choices"][0]["delta"]["content"] = text[: len(text) // 2]
            second["choices"][0]["delta"] = {"content": text[len(text) // 2 :]}
            return [first, second]
    return None


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


def _events_of_its_own(frames: Frames) -> Frames:
    """Tell between all events how long it took."""
    return _numbered(
        [event for frame in frames for event in (frame, {"type": "response.took", "sequence_number": 0})][:-1]
    )


def _numbered(frames: Frames) -> Frames:
    """Count the events anew."""
    return [
        frame | {"sequence_number": number} if "sequence_number" in frame else frame
        for number, frame in enumerate(frames)
    ]


def _in_streams(change: Any) -> Any:
    return lambda answer, _: change(answer) if isinstance(answer, list) else answer


def _vendor_fields(answer: Any, _: Body) -> Any:
    """Say more than the description knows."""
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
                said = choice.get(name) or {}
                if "reasoning_content" in said:
                    said["reasoning"] = said.pop("reasoning_content")
    return answer


class _Strict:
    """Takes a stream that says `[DONE]` and no finish for broken."""

    def __init__(self) -> None:
        self.finished: set[int] = set()

    def heard(self, payload: Body, request: Body) -> Body:
        if any(choice.get("finish_reason") for choice in payload.get("choices") or []):
            self.finished.add(id(request))
        if payload is reference.http.DONE and id(request) not in self.finished:
            words = {
                "message": "the stream ended without a finish",
                "type": "server_error",
                "code": None,
                "param": None,
            }
            raise UpstreamError(502, words, {})
        return payload


def _redacted(_request: Body, _: Any, answer: Any) -> Any:
    """Answer an upstream's error in words of its own: the provider's are not for its clients."""
    try:
        return answer()
    except UpstreamError as error:
        if error.status_code >= 500:
            words = {**error.body["error"], "message": "The provider failed."}
            raise UpstreamError(error.status_code, words, error.headers) from None
        raise


def _raised_within(_request: Body, _: Any, answer: Any) -> Any:
    """Raise an error with its status from within the stream, as a library does, instead of serving it in band."""
    frames = answer()
    return _raising(frames) if isinstance(frames, list) else frames


def _raising(frames: Frames) -> Iterator[Body]:
    for frame in frames:
        error = frame.get("error") or ((frame.get("response") or {}).get("error"))
        if error:
            raise from_error(error)
        yield frame


KNOWN_GOOD = [
    KnownGood(
        "has_ids_of_its_own",
        "chat",
        "an id names the answer of whoever serves it, and so does its time",
        served=_own_ids,
    ),
    KnownGood("has_response_ids_of_its_own", "responses", "likewise", served=_own_ids),
    KnownGood("cuts_deltas_anew", "chat", "how text is cut says nothing", served=_in_streams(_cut_deltas)),
    KnownGood("cuts_text_events_anew", "responses", "likewise", served=_in_streams(_cut_deltas)),
    KnownGood("adds_vendor_fields", "chat", "SDKs pass over fields that they do not know", served=_vendor_fields),
    KnownGood("adds_vendor_fields_to_events", "responses", "likewise", served=_vendor_fields),
    KnownGood("writes_keys_in_another_order", "chat", "JSON objects have no order", served=_other_order),
    KnownGood("writes_event_keys_in_another_order", "responses", "likewise", served=_other_order),
    KnownGood("counts_in_floats", "chat", "RFC 8259, 6: JSON has one kind of number", served=_counts_as_floats),
    KnownGood("counts_events_usage_in_floats", "responses", "likewise", served=_counts_as_floats),
    KnownGood(
        "sends_events_of_its_own",
        "responses",
        "clients pass over types of events that they do not know",
        served=_in_streams(_events_of_its_own),
    ),
    KnownGood("leaves_nulls_out", "chat", "objects do not tell null and absent apart", served=_nulls_left_out),
    KnownGood("leaves_nulls_out_of_responses", "responses", "likewise", served=_nulls_left_out),
    KnownGood(
        "answers_an_error_for_no_end",
        "responses",
        "a stream that says `[DONE]` and no finish is broken, for a strict adapter",
        heard=_Strict().heard,
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
    KnownGood("names_reasoning_as_openrouter", "chat", "hosts have both names", served=_under_another_name),
]
