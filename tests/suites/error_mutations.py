"""Changing errors, and streams that fail or break off: the pieces of known-bad adapters."""

from collections.abc import Callable
from typing import Any

from crosswire.exchange import Turn
from crosswire.reference import UpstreamError
from tests.suites.mutations import Body, Change, Frames, FramesChange

ErrorChange = Callable[[UpstreamError, Body], Any]
"""Is called with an upstream's error and the client's request; raises another error, or returns an answer."""


class Raised(Exception):
    """An error as a library raises it, with any body."""

    def __init__(self, status: int, body: Any) -> None:
        self.status_code, self.body = status, body


def is_its_own(error: Body) -> bool:
    """Tell whether an error is the adapter's own: it cannot serve what the upstream answered."""
    return any(words in error["message"] for words in ("is not finished", "from the client"))


def of_the_upstream(error: ErrorChange) -> ErrorChange:
    """Break only the upstream's errors, not the adapter's own."""

    def either(original: UpstreamError, request: Body) -> Any:
        payload = original.body["error"]
        if payload["code"] == "unsupported_value" or is_its_own(payload):
            raise original
        return error(original, request)

    return either


def as_status(status: int, *, instead_of: tuple[int, ...] = ()) -> ErrorChange:
    """Raise with another status, instead of all statuses or of some."""

    def error(original: UpstreamError, _: Body) -> Any:
        answered = status if not instead_of or original.status_code in instead_of else original.status_code
        raise UpstreamError(answered, original.body["error"], original.headers)

    return error


def worded(**fields: Any) -> ErrorChange:
    """Give fields of the error other values."""

    def error(original: UpstreamError, _: Body) -> Any:
        raise UpstreamError(original.status_code, original.body["error"] | fields, original.headers)

    return error


def without_header(*names: str) -> ErrorChange:
    """Leave out headers of the error."""

    def error(original: UpstreamError, _: Body) -> Any:
        headers = {name: value for name, value in original.headers.items() if name not in names}
        raise UpstreamError(original.status_code, original.body["error"], headers)

    return error


def as_a_bare_text(original: UpstreamError, _: Body) -> Any:
    raise Raised(original.status_code, {"error": original.body["error"]["message"]})


def silent_about(is_meant: Callable[[str], bool]) -> ErrorChange:
    """Raise some errors without a message. The upstream has none, either, so the adapter has to write one."""

    def error(original: UpstreamError, _: Body) -> Any:
        payload = original.body["error"]
        words = "" if is_meant(payload["message"]) else payload["message"]
        raise UpstreamError(original.status_code, payload | {"message": words}, original.headers)

    return of_the_upstream(error)


def is_of_no_answer(words: str) -> bool:
    """Tell whether a message of the reference adapter is about an answer that is none."""
    return words.startswith("the upstream answered 200") or words.endswith(("no output", "before its answer did"))


def is_of_a_page(words: str) -> bool:
    """Tell whether a message of the reference adapter is about an error that is not JSON."""
    return words.startswith("the upstream answered") and not is_of_no_answer(words)


def as_an_empty_completion(_: UpstreamError, request: Body) -> Any:
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1781186412, "model": request["model"]}
    if request.get("stream"):
        choice = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
        return [body | {"object": "chat.completion.chunk", "choices": [choice]}]
    whole = {"index": 0, "message": {"role": "assistant", "content": "", "refusal": None}, "finish_reason": "stop"}
    return body | {"choices": [whole]}


def finishing_before_the_error(frames: Frames) -> Frames:
    """Put a finish reason before the error: readers stop there."""
    if "error" not in frames[-1] or len(frames) < 2:
        return frames
    end = frames[0] | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return [*frames[:-1], end, frames[-1]]


def without_the_error_chunk(frames: Frames) -> Frames:
    return [frame for frame in frames if "error" not in frame or is_its_own(frame["error"])]


def without_the_failed_event(frames: Frames) -> Frames:
    return [frame for frame in frames if frame["type"] != "response.failed"]


def where_failed(change: FramesChange) -> FramesChange:
    """Change the frames of a Responses stream that ends in `response.failed`."""
    return lambda frames: change(frames) if frames and frames[-1]["type"] == "response.failed" else frames


def in_the_failed_event(change: Change) -> FramesChange:
    """Change the event `response.failed`."""
    return where_failed(lambda frames: [*frames[:-1], change(frames[-1])])


def failing_with(**fields: Any) -> Change:
    """Give fields of the error in `response.failed` other values."""
    return lambda event: event | {"response": event["response"] | {"error": event["response"]["error"] | fields}}


def without_output(event: Body) -> Body:
    return event | {"response": event["response"] | {"output": []}}


def is_the_upstreams(frame: Body) -> bool:
    return "error" in frame and not is_its_own(frame["error"])


def where_a_chunk_fails(change: FramesChange) -> FramesChange:
    """Change the frames of a failed Chat stream."""
    return lambda frames: change(frames) if any(frame.get("error") for frame in frames) else frames


def of_another_model(frames: Frames) -> Frames:
    return [frame | ({"model": "another-model"} if "model" in frame else {}) for frame in frames]


def in_its_response(event: Body, **fields: Any) -> Body:
    """Return the changed `response` of an event that has one."""
    return {"response": event["response"] | fields} if "response" in event else {}


def in_the_error_chunk(change: Callable[[Body], Any]) -> FramesChange:
    """Change the upstream's error in a failed Chat stream."""
    return lambda frames: [
        frame | {"error": change(frame["error"])} if is_the_upstreams(frame) else frame for frame in frames
    ]


def of_a_server(error: Body) -> bool:
    return bool(error["code"] == "server_error")


def chunk_like(frames: Frames, delta: Body, finish: Any = None) -> Body:
    return frames[0] | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def with_the_error_as_text(frames: Frames) -> Frames:
    """Put the message of the error into a text delta before the error."""
    if len(frames) < 2 or not is_the_upstreams(frames[-1]):
        return frames
    return [*frames[:-1], chunk_like(frames, {"content": frames[-1]["error"]["message"]}), frames[-1]]


def with_cut_calls_whole(frames: Frames) -> Frames:
    """Complete the arguments of a cut call, so that a client would run it."""
    calls = [
        call for frame in frames for entry in frame.get("choices", []) for call in entry["delta"].get("tool_calls", [])
    ]
    if not calls or not is_the_upstreams(frames[-1]):
        return frames
    closed = chunk_like(frames, {"tool_calls": [{"index": calls[-1]["index"], "function": {"arguments": '"}'}}]})
    return [*frames[:-1], closed, frames[-1]]


def finishing_behind_the_error(frames: Frames) -> Frames:
    if len(frames) < 2 or "error" not in frames[-1]:
        return frames
    return [*frames, chunk_like(frames, {}, "stop")]


def identifying_failed_chunks(frames: Frames) -> Frames:
    """Give every chunk of a failed stream an id of its own."""
    if not is_the_upstreams(frames[-1]):
        return frames
    return [frame if "error" in frame else frame | {"id": f"chatcmpl-{index}"} for index, frame in enumerate(frames)]


def completed(response: Body) -> Body:
    return response | {"status": "completed", "error": None}


def completing_failures(frames: Frames) -> Frames:
    return [
        frame | {"type": "response.completed", "response": completed(frame["response"])}
        if frame["type"] == "response.failed"
        else frame
        for frame in frames
    ]


def without_code(payload: Body) -> Body:
    """Give every error inside an answer the code `server_error`."""
    if isinstance(payload.get("error"), dict):
        payload["error"]["code"] = "server_error"
    return payload


def cut(frames: Frames) -> Frames:
    """Serve a completed stream as incomplete."""
    last = frames[-1]
    if last["type"] != "response.completed":
        return frames
    response = last["response"] | {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    return [*frames[:-1], last | {"type": "response.incomplete", "response": response}]


def without_the_end(answer: Any) -> Any:
    return [event for event in answer if event["type"] != "response.completed"] if isinstance(answer, list) else answer


def is_finished(payloads: list[Body]) -> bool:
    return any(choice.get("finish_reason") for payload in payloads for choice in payload.get("choices") or [])


def is_streamed(turn: Turn) -> bool:
    """Tell whether the upstream answered with a stream."""
    return turn.played is not None and turn.played.interaction.streams


def asking_nothing(request: Body) -> Body:
    """Send one empty message instead of an `input`."""
    fields: Body = {name: request[name] for name in ("model", "stream") if name in request}
    return request if "messages" in request else {**fields, "messages": [{"role": "user", "content": ""}]}
