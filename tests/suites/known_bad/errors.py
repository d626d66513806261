"""Adapters that break what `test_errors` is about."""

from collections.abc import Callable
from typing import Any

from breaking import bad
from listening import DONE, listening
from mutations import Body, Frames, every
from restreaming import renumbered
from varying import varied
from varying_faults import answering_malformed, answering_the_other_api

from crosswire.reference import UpstreamError
from crosswire.variations import MALFORMED


class Raised(Exception):
    """An error as a library raises it, with whatever body."""

    def __init__(self, status: int, body: Any) -> None:
        self.status_code, self.body = status, body


def is_its_own(error: Body) -> bool:
    """Tell whether the adapter itself says that it cannot serve what the upstream answered."""
    return any(words in error["message"] for words in ("is not finished", "from the client"))


def of_the_upstream(error: Any) -> Any:
    """Break the upstream's errors alone, not what the adapter refuses itself."""

    def either(original: UpstreamError, request: Body) -> Any:
        told = original.body["error"]
        if told["code"] == "unsupported_value" or is_its_own(told):
            raise original
        return error(original, request)

    return either


def as_status(status: int, *, instead_of: tuple[int, ...] = ()) -> Any:
    def error(original: UpstreamError, _: Body) -> Any:
        told = status if not instead_of or original.status_code in instead_of else original.status_code
        raise UpstreamError(told, original.body["error"], original.headers)

    return error


def worded(**fields: Any) -> Any:
    def error(original: UpstreamError, _: Body) -> Any:
        raise UpstreamError(original.status_code, original.body["error"] | fields, original.headers)

    return error


def without_header(*names: str) -> Any:
    def error(original: UpstreamError, _: Body) -> Any:
        kept = {name: value for name, value in original.headers.items() if name not in names}
        raise UpstreamError(original.status_code, original.body["error"], kept)

    return error


def as_a_bare_text(original: UpstreamError, _: Body) -> Any:
    raise Raised(original.status_code, {"error": original.body["error"]["message"]})


def silent_about(is_meant: Callable[[str], bool]) -> Any:
    """Find no words for some errors that the upstream has none for."""

    def error(original: UpstreamError, _: Body) -> Any:
        told = original.body["error"]
        words = "" if is_meant(told["message"]) else told["message"]
        raise UpstreamError(original.status_code, told | {"message": words}, original.headers)

    return of_the_upstream(error)


def is_of_no_answer(words: str) -> bool:
    return words.startswith("the upstream answered 200") or words.endswith(("no output", "before its answer did"))


def is_of_a_page(words: str) -> bool:
    return words.startswith("the upstream answered") and not is_of_no_answer(words)


def as_an_empty_completion(_: UpstreamError, request: Body) -> Any:
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1781186412, "model": request["model"]}
    if request.get("stream"):
        said = {"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop"}
        return [body | {"object": "chat.completion.chunk", "choices": [said]}]
    whole = {"index": 0, "message": {"role": "assistant", "content": "", "refusal": None}, "finish_reason": "stop"}
    return body | {"choices": [whole]}


def finishing_before_the_error(frames: Frames) -> Frames:
    """End as if all were well, then tell of the error: readers have stopped by then."""
    if "error" not in frames[-1] or len(frames) < 2:
        return frames
    end = frames[0] | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]}
    return [*frames[:-1], end, frames[-1]]


def without_the_error_chunk(frames: Frames) -> Frames:
    return [frame for frame in frames if "error" not in frame or is_its_own(frame["error"])]


def without_the_failed_event(frames: Frames) -> Frames:
    return [frame for frame in frames if frame["type"] != "response.failed"]


def where_failed(change: Any) -> Any:
    """Change the frames of a Responses stream that ends in `response.failed`."""
    return lambda frames: change(frames) if frames and frames[-1]["type"] == "response.failed" else frames


def in_the_failed_event(change: Any) -> Any:
    """Change the event by which a stream fails."""
    return where_failed(lambda frames: [*frames[:-1], change(frames[-1])])


def failing_with(**fields: Any) -> Any:
    return lambda event: event | {"response": event["response"] | {"error": event["response"]["error"] | fields}}


def without_output(event: Body) -> Body:
    return event | {"response": event["response"] | {"output": []}}


def is_the_upstreams(frame: Body) -> bool:
    return "error" in frame and not is_its_own(frame["error"])


def where_a_chunk_fails(change: Any) -> Any:
    """Change the frames of a Chat stream that fails."""
    return lambda frames: change(frames) if any(frame.get("error") for frame in frames) else frames


def of_another_model(frames: Frames) -> Frames:
    return [frame | ({"model": "another-model"} if "model" in frame else {}) for frame in frames]


def in_its_response(event: Body, **fields: Any) -> Body:
    return {"response": event["response"] | fields} if "response" in event else {}


def in_the_error_chunk(change: Any) -> Any:
    """Change the error by which a Chat stream fails."""
    return lambda frames: [
        frame | {"error": change(frame["error"])} if is_the_upstreams(frame) else frame for frame in frames
    ]


def of_a_server(error: Body) -> bool:
    return error["code"] == "server_error"


def chunk_like(frames: Frames, delta: Body, finish: Any = None) -> Body:
    return frames[0] | {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def with_the_error_as_text(frames: Frames) -> Frames:
    """Tell the client in words, before the error itself."""
    if len(frames) < 2 or not is_the_upstreams(frames[-1]):
        return frames
    return [*frames[:-1], chunk_like(frames, {"content": frames[-1]["error"]["message"]}), frames[-1]]


def with_cut_calls_whole(frames: Frames) -> Frames:
    """Write on where a call was cut, so that a client runs what the model did not ask."""
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
    """Give every chunk of a stream that fails an id of its own."""
    if not is_the_upstreams(frames[-1]):
        return frames
    return [frame if "error" in frame else frame | {"id": f"chatcmpl-{place}"} for place, frame in enumerate(frames)]


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
    """Take every failure inside an answer for the server's."""
    if isinstance(payload.get("error"), dict):
        payload["error"]["code"] = "server_error"
    return payload


def cut(frames: Frames) -> Frames:
    """Call cut what is complete."""
    last = frames[-1]
    if last["type"] != "response.completed":
        return frames
    told = last["response"] | {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}}
    return [*frames[:-1], last | {"type": "response.incomplete", "response": told}]


def without_the_end(answer: Any) -> Any:
    return [event for event in answer if event["type"] != "response.completed"] if isinstance(answer, list) else answer


def is_finished(payloads: list[Body]) -> bool:
    return any(choice.get("finish_reason") for payload in payloads for choice in payload.get("choices") or [])


def is_streamed(turn: Any) -> bool:
    return turn.played is not None and turn.played.interaction.streams


def asking_nothing(request: Body) -> Body:
    """Look for messages, find none, and ask without."""
    kept = {name: request[name] for name in ("model", "stream") if name in request}
    return request if "messages" in request else {**kept, "messages": [{"role": "user", "content": ""}]}


KNOWN_BAD = [
    bad(
        "turns_errors_into_500",
        "chat",
        "ERROR-1 ERROR-2 ERROR-7 ERROR-9 ERROR-16 ERROR-18 ERROR-23",
        bugs="error-status-mapping",
        error=of_the_upstream(as_status(500)),
    ),
    bad(
        "serves_errors_as_empty_completions",
        "chat",
        "ERROR-1 ERROR-3 ERROR-4 ERROR-5 ERROR-6 ERROR-7 ERROR-8 ERROR-9 ERROR-16 ERROR-17 ERROR-18",
        bugs="error-inside-200",
        error=of_the_upstream(as_an_empty_completion),
    ),
    bad(
        "turns_errors_into_400",
        "responses",
        "ERROR-1 ERROR-2 ERROR-7 ERROR-9 ERROR-17 ERROR-18 ERROR-24",
        error=of_the_upstream(as_status(400)),
    ),
    bad(
        "turns_502_and_503_into_500",
        "responses",
        "ERROR-23",
        error=of_the_upstream(as_status(500, instead_of=(502, 503))),
    ),
    bad(
        "takes_a_wrong_key_for_a_rate_limit",
        "chat",
        "ERROR-16",
        bugs="error-status-mapping",
        error=of_the_upstream(as_status(429, instead_of=(401, 403))),
    ),
    bad("words_errors_anew", "chat", "ERROR-3 ERROR-19", error=of_the_upstream(worded(message="The provider failed."))),
    bad(
        "loses_the_code_of_errors",
        "responses",
        "ERROR-4 ERROR-21",
        bugs="error-status-mapping",
        error=of_the_upstream(worded(type="api_error", code=None, param=None)),
    ),
    bad(
        "serves_errors_as_a_bare_text",
        "responses",
        "ERROR-3 ERROR-4 ERROR-5 ERROR-6 ERROR-7 ERROR-8 ERROR-21",
        bugs="error-shape",
        error=of_the_upstream(as_a_bare_text),
    ),
    bad(
        "keeps_retry_headers_to_itself",
        "chat",
        "ERROR-5",
        bugs="headers",
        error=of_the_upstream(without_header("retry-after", "retry-after-ms", "x-should-retry")),
    ),
    bad(
        "keeps_the_request_id_to_itself",
        "responses",
        "ERROR-6",
        bugs="headers",
        error=of_the_upstream(without_header("x-request-id")),
    ),
    bad(
        "has_no_word_for_a_page",
        "responses",
        "ERROR-7",
        bugs="error-shape",
        error=silent_about(is_of_a_page),
    ),
    bad("has_no_word_for_no_answer", "chat", "ERROR-8", error=silent_about(is_of_no_answer)),
    bad(
        "takes_every_failure_for_the_servers",
        "chat",
        "ERROR-9 ERROR-21",
        bugs="error-status-mapping",
        heard=without_code,
    ),
    bad("finishes_before_it_fails", "chat", "ERROR-10", bugs="mid-stream-failure", frames=finishing_before_the_error),
    bad(
        "ends_failed_streams_without_a_word",
        "chat",
        "ERROR-11",
        bugs="mid-stream-failure",
        frames=without_the_error_chunk,
    ),
    bad(
        "ends_failed_streams_without_an_event",
        "responses",
        "ERROR-11 EVENTS-8",
        bugs="no-terminal-event mid-stream-failure",
        frames=without_the_failed_event,
    ),
    bad(
        "ends_failed_streams_with_an_error_event",
        "responses",
        "ERROR-11 EVENTS-8",
        bugs="no-terminal-event mid-stream-failure",
        frames=in_the_failed_event(
            lambda event: {
                "type": "error",
                **event["response"]["error"],
                "param": None,
                "sequence_number": event["sequence_number"],
            }
        ),
    ),
    bad(
        "fails_twice",
        "responses",
        "EVENTS-8",
        frames=where_failed(lambda frames: renumbered([*frames, frames[-1]])),
    ),
    bad(
        "says_two_errors",
        "responses",
        "EVENTS-25",
        frames=where_failed(
            lambda frames: renumbered(
                [
                    *frames[:-1],
                    {"type": "error", "code": "server_error", "message": "The provider failed.", "param": None},
                    frames[-1],
                ]
            )
        ),
    ),
    bad(
        "words_failed_streams_anew",
        "responses",
        "ERROR-19",
        bugs="mid-stream-failure",
        frames=in_the_failed_event(failing_with(message="The provider failed.")),
    ),
    bad(
        "takes_failed_streams_for_rate_limits",
        "responses",
        "ERROR-20 ERROR-21",
        bugs="error-status-mapping",
        frames=in_the_failed_event(failing_with(code="rate_limit_exceeded")),
    ),
    bad(
        "renames_the_code_of_failed_streams",
        "chat",
        "ERROR-21",
        frames=in_the_error_chunk(lambda error: error | {"code": "internal_error"} if of_a_server(error) else error),
    ),
    bad(
        "loses_the_code_of_failed_streams",
        "chat",
        "ERROR-20 ERROR-21",
        bugs="error-status-mapping",
        frames=in_the_error_chunk(lambda error: error | {"type": "upstream_error", "code": None}),
    ),
    bad(
        "serves_no_words_of_failed_streams",
        "responses",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=where_failed(lambda frames: renumbered([*frames[:2], without_output(frames[-1])])),
    ),
    bad(
        "serves_no_chunks_of_failed_streams",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=lambda frames: [frames[0], frames[-1]] if frames[1:] and is_the_upstreams(frames[-1]) else frames,
    ),
    bad(
        "says_why_as_a_text_of_its_own",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=with_the_error_as_text,
    ),
    bad(
        "makes_cut_calls_of_failed_streams_whole",
        "chat",
        "ERROR-22",
        bugs="mid-stream-failure",
        frames=with_cut_calls_whole,
    ),
    bad(
        "serves_errors_of_streams_as_a_text",
        "chat",
        "CHUNKS-13 ERROR-11 ERROR-20 ERROR-21",
        bugs="error-shape",
        frames=in_the_error_chunk(lambda error: error["message"]),
    ),
    bad("goes_on_behind_an_error", "chat", "CHUNKS-16 ERROR-10", frames=finishing_behind_the_error),
    bad("gives_chunks_of_failed_streams_ids", "chat", "CHUNKS-3", frames=identifying_failed_chunks),
    bad(
        "completes_failed_streams",
        "responses",
        "ERROR-10 ERROR-11",
        bugs="error-inside-200 mid-stream-failure",
        frames=completing_failures,
    ),
    listening(
        "takes_a_stream_without_done_as_cut",
        "responses",
        "ERROR-12 EVENTS-18 FINISH-1",
        concerns=lambda turn: is_streamed(turn) and not turn.played.interaction.is_done,
        after=lambda request, answer, heard: cut(answer) if request.get("stream") and DONE not in heard else answer,
    ),
    listening(
        "ends_without_an_event_where_no_finish_came",
        "responses",
        "ERROR-13 EVENTS-8",
        bugs="no-terminal-event",
        concerns=lambda turn: is_streamed(turn) and turn.played.interaction.is_done,
        after=lambda _, answer, heard: answer if is_finished(heard) else without_the_end(answer),
    ),
    listening(
        "tries_everything_again",
        "responses",
        "ERROR-15",
        concerns=lambda turn: turn.received.error is not None and turn.played is not None,
        again=lambda error: error.status_code != 429,
    ),
    varied("breaks_at_what_is_no_request", "chat", "ERROR-14", MALFORMED, app=answering_malformed(500)),
    varied("says_200_to_what_is_no_request", "responses", "ERROR-14", MALFORMED, app=answering_malformed(200)),
    varied("is_dead_after_what_is_no_request", "chat", "ERROR-14", MALFORMED, app=answering_malformed(400, dies=True)),
    varied(
        "asks_nothing_when_asked_in_the_other_api",
        "chat",
        "ERROR-14",
        ["other_api"],
        bugs="responses-body-on-chat-path",
        app=answering_the_other_api(asking_nothing),
    ),
    bad("fails_in_the_name_of_another_model", "chat", "ERROR-25", frames=where_a_chunk_fails(of_another_model)),
    bad(
        "fails_with_metadata_of_another",
        "responses",
        "ERROR-25",
        frames=where_failed(every(lambda event: event | in_its_response(event, metadata={"session": "another"}))),
    ),
]
