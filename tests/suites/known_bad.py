"""The known-bad adapters: for every requirement at least one that it fails."""

import json
from typing import Any

from breaking import Body, Frames, KnownBad

from crosswire.reference import UpstreamError


def choice(body: Body) -> Body:
    return body["choices"][0]


def message(body: Body) -> Body:
    return choice(body)["message"]


def with_content(change: Any) -> Any:
    """Change the content of a completion that has some."""

    def whole(body: Body) -> Body:
        if message(body)["content"]:
            message(body)["content"] = change(message(body)["content"])
        return body

    return whole


def changed(**fields: Any) -> Any:
    """Give fields of a body other values; a callable is given the old value."""

    def whole(body: Body) -> Body:
        return body | {name: value(body.get(name)) if callable(value) else value for name, value in fields.items()}

    return whole


def without(*names: str) -> Any:
    return lambda body: {name: value for name, value in body.items() if name not in names}


def every(change: Any) -> Any:
    """Change every frame of a stream."""
    return lambda frames: [change(frame) for frame in frames]


def in_snapshots(change: Any) -> Any:
    """Change the response in every event that carries one."""
    return every(lambda event: event | {"response": change(event["response"])} if "response" in event else event)


def where(said: Any, then: Any) -> Any:
    """Change a body only where it says something."""
    return lambda body: then(body) if said(body) else body


def dropping_equal_neighbours(frames: Frames) -> Frames:
    kept: Frames = []
    for frame in frames:
        text = [entry["delta"].get("content") for entry in frame["choices"]]
        before = [entry["delta"].get("content") for entry in kept[-1]["choices"]] if kept else []
        if not any(text) or text != before:
            kept.append(frame)
    return kept


def finish_place(frames: Frames) -> int:
    return next(place for place, frame in enumerate(frames) if frame["choices"] and choice(frame)["finish_reason"])


def serving_the_snapshot_again(frames: Frames) -> Frames:
    text = "".join(entry["delta"].get("content") or "" for frame in frames for entry in frame["choices"])
    again = frames[0] | {"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]}
    place = finish_place(frames)
    return [*frames[:place], again, *frames[place:]] if text else frames


def with_delta_text(change: Any) -> Any:
    def frame(body: Body) -> Body:
        for entry in body["choices"]:
            if entry["delta"].get("content"):
                entry["delta"]["content"] = change(entry["delta"]["content"])
        return body

    return every(frame)


def leaking_reasoning(body: Body) -> Body:
    if thought := message(body).get("reasoning_content"):
        message(body)["content"] = f"<think>{thought}</think>{message(body)['content'] or ''}"
    return body


def leaking_reasoning_deltas(frames: Frames) -> Frames:
    for frame in frames:
        for entry in frame["choices"]:
            if "reasoning_content" in entry["delta"]:
                entry["delta"]["content"] = entry["delta"]["reasoning_content"]
    return frames


def with_message(change: Any) -> Any:
    def whole(body: Body) -> Body:
        choice(body)["message"] = change(message(body))
        return body

    return whole


def with_choice(**fields: Any) -> Any:
    def whole(body: Body) -> Body:
        for entry in body["choices"]:
            entry.update(fields)
        return body

    return whole


def with_finish(said: str, instead: str) -> Any:
    def frame(body: Body) -> Body:
        for entry in body["choices"]:
            if entry["finish_reason"] == said:
                entry["finish_reason"] = instead
        return body

    return frame


def with_usage(change: Any) -> Any:
    """Change the usage of whatever carries one."""
    return lambda body: body | {"usage": change(json.loads(json.dumps(body["usage"])))} if body.get("usage") else body


def without_detail(name: str, *, zero: bool) -> Any:
    """Drop a detail of the usage: where it is zero, or where it is not."""

    def usage(counts: Body) -> Body:
        for details in counts.values():
            if isinstance(details, dict) and name in details and (details[name] == 0) == zero:
                del details[name]
        return counts

    return usage


def without_details(counts: Body) -> Body:
    return {name: value for name, value in counts.items() if not isinstance(value, dict)}


def usage_on_the_finish_chunk(frames: Frames) -> Frames:
    if not frames[-1].get("usage"):
        return frames
    place = finish_place(frames)
    frames[place]["usage"] = frames[-1]["usage"]
    return frames[:-1]


def an_empty_chunk_after_usage(frames: Frames) -> Frames:
    return [*frames, frames[-1] | {"usage": None}] if frames[-1].get("usage") else frames


def usage_before_the_finish(frames: Frames) -> Frames:
    return [frames[-1], *frames[:-1]] if frames[-1].get("usage") else frames


def usage_unasked(request: Body, frames: Frames) -> Frames:
    counts = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    asked = request.get("stream_options", {}).get("include_usage")
    return frames if asked or not request.get("stream") else [*frames, frames[-1] | {"choices": [], "usage": counts}]


def with_output(change: Any) -> Any:
    """Change every item of a response's output."""
    return lambda body: body | {"output": [change(item) for item in body["output"]]}


def without_reasoning(body: Body) -> Body:
    return body | {"output": [item for item in body["output"] if item["type"] != "reasoning"]}


def an_empty_message_first(body: Body) -> Body:
    empty = {"type": "message", "id": "msg_0", "role": "assistant", "status": "completed", "content": []}
    return body | {"output": [empty, *body["output"]]}


def another_prefix(item: Body) -> Body:
    return item | {"id": "item_" + item["id"].partition("_")[2]}


def as_status(status: int) -> Any:
    def error(original: UpstreamError, _: Body) -> Any:
        raise UpstreamError(status, original.body["error"], original.headers)

    return error


def as_an_empty_completion(_: UpstreamError, request: Body) -> Any:
    body = {"id": "chatcmpl-1", "object": "chat.completion", "created": 1781186412, "model": request["model"]}
    whole = {"index": 0, "message": {"role": "assistant", "content": "", "refusal": None}, "finish_reason": "stop"}
    return body | {"choices": [whole]}


def crashing(_: Any) -> Any:
    raise KeyError("output")


def refusing(_: Any) -> Any:
    raise UpstreamError(400, {"message": "this adapter takes no system messages"})


def echoing_the_asked_tier(request: Body, answer: Any) -> Any:
    return answer | {"service_tier": request.get("service_tier", "auto")} if isinstance(answer, dict) else answer


def putting_the_asked_metadata_on(request: Body, answer: Any) -> Any:
    said = {"metadata": request.get("metadata", {})}
    if isinstance(answer, dict):
        return answer | said
    return [event | {"response": event["response"] | said} if "response" in event else event for event in answer]


def bad(name: str, serves: Any, fails: str, **breaking: Any) -> KnownBad:
    return KnownBad(name, serves, frozenset(fails.split()), **breaking)


KNOWN_BAD = [
    # answer
    bad("crashes_on_every_answer", "chat", "ANSWER-1", whole=crashing, frames=crashing),
    bad("refuses_every_request", "responses", "ANSWER-1 ERROR-1 ERROR-18", forwarded=refusing),
    # content
    bad("cuts_the_last_character", "chat", "CONTENT-1 CONTENT-2 CONTENT-9", whole=with_content(lambda text: text[:-1])),
    bad("serves_no_text", "chat", "CONTENT-1 CONTENT-2 CONTENT-9", frames=with_delta_text(lambda _: "")),
    bad("drops_equal_neighbouring_deltas", "chat", "CONTENT-1 CONTENT-2", frames=dropping_equal_neighbours),
    bad("appends_a_newline", "chat", "CONTENT-2 CONTENT-9", whole=with_content(lambda text: f"{text}\n")),
    bad(
        "serves_None_for_no_text",
        "chat",
        "CONTENT-3",
        whole=with_message(lambda said: said | {"content": str(said["content"])}),
    ),
    bad("leaks_reasoning_into_the_text", "chat", "CONTENT-2 CONTENT-3 CONTENT-8", whole=leaking_reasoning),
    bad("streams_reasoning_as_text", "chat", "CONTENT-2 CONTENT-3 CONTENT-8", frames=leaking_reasoning_deltas),
    bad(
        "formats_json_anew",
        "chat",
        "CONTENT-1 CONTENT-2 CONTENT-9",
        whole=with_content(lambda text: json.dumps(json.loads(text)) if text.startswith("{") else text),
    ),
    bad("leaves_out_the_refusal_key", "chat", "CONTENT-11", whole=with_message(without("refusal"))),
    bad(
        "serves_an_empty_list_of_calls",
        "chat",
        "CONTENT-11",
        whole=with_message(lambda said: {"tool_calls": []} | said),
    ),
    bad("serves_the_snapshot_again", "chat", "CONTENT-2 CONTENT-9 CONTENT-12", frames=serving_the_snapshot_again),
    bad("drops_reasoning", "responses", "CONTENT-14", whole=without_reasoning),
    bad("drops_reasoning_content", "chat", "CONTENT-15", whole=with_message(without("reasoning_content"))),
    bad("calls_its_choice_1", "chat", "CONTENT-17", whole=with_choice(index=1), frames=every(with_choice(index=1))),
    bad(
        "puts_an_empty_message_before_calls",
        "responses",
        "CONTENT-18",
        whole=where(
            lambda body: any(item["type"] == "function_call" for item in body["output"]), an_empty_message_first
        ),
    ),
    # finish_reason
    bad(
        "says_length_for_stop",
        "chat",
        "FINISH-1",
        whole=with_finish("stop", "length"),
        frames=every(with_finish("stop", "length")),
    ),
    bad(
        "says_stop_for_tool_calls",
        "chat",
        "FINISH-2",
        whole=with_finish("tool_calls", "stop"),
        frames=every(with_finish("tool_calls", "stop")),
    ),
    bad(
        "says_stop_for_length",
        "chat",
        "FINISH-3",
        whole=with_finish("length", "stop"),
        frames=every(with_finish("length", "stop")),
    ),
    bad(
        "says_completed_for_incomplete",
        "responses",
        "FINISH-3",
        whole=changed(status="completed", incomplete_details=None),
    ),
    bad(
        "leaves_messages_in_progress",
        "responses",
        "FINISH-7",
        whole=with_output(where(lambda item: item["type"] == "message", changed(status="in_progress"))),
    ),
    bad(
        "gives_a_reason_to_be_incomplete",
        "responses",
        "FINISH-9",
        whole=changed(incomplete_details={"reason": "max_output_tokens"}),
    ),
    bad(
        "serves_an_error_beside_the_answer",
        "responses",
        "FINISH-9",
        whole=changed(error={"code": "server_error", "message": ""}),
    ),
    # token_counts
    bad(
        "counts_zero_tokens",
        "chat",
        "TOKENS-1",
        whole=with_usage(
            lambda counts: counts | dict.fromkeys(["prompt_tokens", "completion_tokens", "total_tokens"], 0)
        ),
    ),
    bad(
        "doubles_the_output_tokens",
        "responses",
        "TOKENS-1",
        whole=with_usage(lambda counts: counts | {"output_tokens": 2 * counts["output_tokens"]}),
    ),
    bad("drops_reasoning_tokens", "chat", "TOKENS-2", whole=with_usage(without_detail("reasoning_tokens", zero=False))),
    bad("drops_cached_tokens", "chat", "TOKENS-3", whole=with_usage(without_detail("cached_tokens", zero=False))),
    bad(
        "drops_cache_write_tokens",
        "chat",
        "TOKENS-4",
        whole=with_usage(without_detail("cache_write_tokens", zero=False)),
    ),
    bad("serves_an_empty_chunk_after_usage", "chat", "TOKENS-6", frames=an_empty_chunk_after_usage),
    bad("serves_usage_first", "chat", "TOKENS-6", frames=usage_before_the_finish),
    bad(
        "streams_no_usage",
        "responses",
        "TOKENS-1 TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-7 TOKENS-8",
        frames=in_snapshots(changed(usage=None)),
    ),
    bad("drops_zero_details", "chat", "TOKENS-8", whole=with_usage(without_detail("reasoning_tokens", zero=True))),
    bad(
        "serves_no_token_details",
        "responses",
        "TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-8 TOKENS-9 METADATA-11",
        whole=with_usage(without_details),
    ),
    bad("puts_usage_on_the_finish_chunk", "chat", "TOKENS-10", frames=usage_on_the_finish_chunk),
    bad("serves_usage_unasked", "chat", "TOKENS-11", with_request=usage_unasked),
    # metadata
    bad("drops_metadata", "chat", "METADATA-1", whole=changed(metadata=None)),
    bad(
        "drops_asked_metadata",
        "responses",
        "METADATA-1",
        whole=changed(metadata={}),
        frames=in_snapshots(changed(metadata={})),
    ),
    bad("does_not_forward_metadata", "chat", "METADATA-2", forwarded=without("metadata")),
    bad("names_another_model", "chat", "METADATA-3", whole=changed(model="gpt-3.5-turbo")),
    bad("names_no_model", "responses", "METADATA-3", whole=changed(model="")),
    bad("serves_an_empty_id", "chat", "METADATA-4", whole=changed(id="")),
    bad("serves_every_answer_under_one_id", "responses", "METADATA-4", whole=changed(id="resp_1")),
    bad(
        "counts_time_in_milliseconds",
        "chat",
        "METADATA-5 METADATA-12",
        whole=changed(created=lambda seconds: seconds * 1000),
    ),
    bad("serves_created_as_a_float", "chat", "METADATA-5", whole=changed(created=float)),
    bad("serves_the_asked_tier", "chat", "METADATA-6", with_request=echoing_the_asked_tier),
    bad("echoes_no_instructions", "responses", "METADATA-7", whole=changed(instructions=None)),
    bad("streams_no_metadata", "chat", "METADATA-9", frames=every(without("metadata"))),
    bad(
        "forwards_no_metadata",
        "responses",
        "METADATA-10",
        forwarded=without("metadata"),
        with_request=putting_the_asked_metadata_on,
    ),
    bad("makes_its_answers_now", "responses", "METADATA-12", whole=changed(created_at=lambda seconds: seconds + 1)),
    bad("gives_items_another_prefix", "responses", "METADATA-13", whole=with_output(another_prefix)),
    # shape
    bad("serves_another_role", "chat", "METADATA-11", whole=with_message(changed(role="model"))),
    bad("calls_a_response_an_answer", "responses", "METADATA-11", whole=changed(object="answer")),
    bad("calls_chunks_completions", "chat", "CHUNKS-1", frames=every(changed(object="chat.completion"))),
    bad("numbers_no_events", "responses", "EVENTS-1", frames=every(without("sequence_number"))),
    bad("forwards_messages_to_responses", "chat", "CHATREQ-34", forwarded=changed(messages=[])),
    bad("forwards_a_text_for_a_flag", "chat", "CHATREQ-36", forwarded=changed(store="false")),
    bad("forwards_input_to_chat", "responses", "RESPREQ-34", forwarded=changed(input="hi")),
    bad(
        "forwards_a_role_that_chat_lacks",
        "responses",
        "RESPREQ-34",
        forwarded=changed(messages=[{"role": "model", "content": "hi"}]),
    ),
    # errors
    bad("turns_errors_into_500", "chat", "ERROR-1 ERROR-18", error=as_status(500)),
    bad("serves_errors_as_empty_completions", "chat", "ERROR-1", error=as_an_empty_completion, mode="json"),
    bad("turns_errors_into_400", "responses", "ERROR-1 ERROR-18", error=as_status(400)),
]
