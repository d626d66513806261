"""Chat chunks, and whole completions, as the reference adapter serves them over Responses."""

from collections.abc import Generator

import pytest

from crosswire.facts import Json
from crosswire.reference import UpstreamError
from crosswire.reference.http import DONE
from crosswire.reference.responses_stream import events, response
from crosswire.wire.schemas import violations

ASKED = {"model": "asked", "input": "hi", "metadata": {"trace": "1"}}
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def payloads(*chunks: Json) -> Generator[Json]:
    """Chunks as they come in."""
    yield from chunks


def gated(*chunks: Json) -> Generator[Json]:
    """Return a stream of which no more than these chunks have come in."""
    yield from chunks
    pytest.fail("more was asked for than was there")


def chunk(finish: str | None = None, **delta: Json) -> Json:
    """Return a chunk with a delta."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 7, "model": "gpt"}
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def call(written: Json, index: int | None = 0, **fields: Json) -> Json:
    """Return a chunk with a piece of a call."""
    name = {"name": fields.pop("name")} if "name" in fields else {}
    entry = {"function": {**name, "arguments": written}, **fields}
    return chunk(tool_calls=[entry if index is None else {"index": index, **entry}])


def served(*chunks: Json, asked: Json = ASKED) -> list[Json]:
    """Return the events that chunks become: valid, numbered, and consistent about the output."""
    frames = list(events(payloads(*chunks), asked))

    assert [] == [violation for event in frames for violation in violations("responses/event", event)]
    assert [*range(len(frames))] == [event["sequence_number"] for event in frames]
    assert ["response.created", "response.in_progress"] == [event["type"] for event in frames[:2]]
    assert ["in_progress", "in_progress"] == [event["response"]["status"] for event in frames[:2]]
    assert [f"response.{frames[-1]['response']['status']}"] == [
        event["type"] for event in frames[2:] if "response" in event
    ]
    check_items(frames)
    return frames


def check_items(frames: list[Json]) -> None:
    """Each item is added once at the next index, has one id, and is done as in the output."""
    added = [event for event in frames if event["type"] == "response.output_item.added"]
    done = [event for event in frames if event["type"] == "response.output_item.done"]
    output = frames[-1]["response"]["output"]

    assert [*range(len(added))] == [event["output_index"] for event in added]
    assert output == [event["item"] for event in sorted(done, key=lambda event: event["output_index"])]
    for event, item in zip(added, output, strict=True):
        mine = [frame for frame in frames if frame.get("output_index") == event["output_index"]]
        assert event is mine[0]
        assert {item["id"]} == {frame.get("item_id") or frame["item"]["id"] for frame in mine}
        assert not event["item"].get("content")
        check_parts(mine, item)


def check_parts(mine: list[Json], item: Json) -> None:
    """The deltas of each part and each call add up to its final text."""
    for index, part in enumerate(item.get("content", [])):
        about = [frame for frame in mine if frame.get("content_index") == index]
        words = "".join(frame["delta"] for frame in about if frame["type"].endswith(".delta"))

        assert "response.content_part.added" == about[0]["type"]
        assert "response.content_part.done" == about[-1]["type"]
        assert part == about[-1]["part"]
        assert words == part.get("text", part.get("refusal"))
    written = item.get("arguments", item.get("input"))
    if written is not None:
        assert written == "".join(frame["delta"] for frame in mine if frame["type"].endswith(".delta"))


def final(frames: list[Json]) -> Json:
    """Return the response of the terminal event."""
    return frames[-1]["response"]


def text(answer: Json) -> str:
    """All the text of a response."""
    parts = [part for item in answer["output"] if item["type"] == "message" for part in item["content"]]
    return "".join(part.get("text", "") for part in parts)


def written(answer: Json) -> list[tuple[str, str, str]]:
    """Id, name and arguments of every call."""
    return [(item["call_id"], item["name"], item["arguments"]) for item in answer["output"] if "arguments" in item]


def test_text_is_an_item_with_a_part() -> None:
    """Text is streamed as a message with one part; the response has the usage and the request's metadata."""
    frames = served(
        chunk(role="assistant", content=""),
        chunk(content="Hel"),
        chunk(content="lo"),
        chunk("stop"),
        {"id": "chatcmpl-1", "choices": [], "usage": USAGE},
        DONE,
    )
    kinds = [event["type"].removeprefix("response.") for event in frames]

    assert [
        "created",
        "in_progress",
        "output_item.added",
        "content_part.added",
        "output_text.delta",
        "output_text.delta",
        "output_text.done",
        "content_part.done",
        "output_item.done",
        "completed",
    ] == kinds
    assert "Hello" == text(final(frames))
    assert {"trace": "1"} == final(frames)["metadata"]
    assert "resp_chatcmpl-1" == final(frames)["id"]
    assert {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 3,
    } == final(frames)["usage"]


def test_events_come_as_the_chunks_do() -> None:
    """The first events are sent before the next chunk has come."""
    frames = events(gated(chunk(content="Hel")), ASKED)

    assert "Hel" == next(event["delta"] for event in frames if "delta" in event)


def test_reasoning_is_one_item_before_the_message() -> None:
    """Reasoning, under either of its names, is one item before the message."""
    frames = served(chunk(reasoning_content="h"), chunk(reasoning="m"), chunk("stop", content="a"), DONE)

    assert ["reasoning", "message"] == [item["type"] for item in final(frames)["output"]]
    assert [{"type": "reasoning_text", "text": "hm"}] == final(frames)["output"][0]["content"]


def test_reasoning_behind_text_does_not_split_the_message() -> None:
    """Reasoning behind text is a second item, and the text goes on in its one message."""
    frames = served(
        chunk(reasoning_content="h"), chunk(content="a"), chunk(reasoning_content="m"), chunk("stop", content="b"), DONE
    )

    assert ["reasoning", "message", "reasoning"] == [item["type"] for item in final(frames)["output"]]
    assert "ab" == text(final(frames))


@pytest.mark.parametrize("style", ["auto", "concise", "detailed"])
def test_reasoning_is_a_summary_where_one_is_asked_for(style: str) -> None:
    """Reasoning is served as a summary if the client asked for one, because it shows nothing else."""
    frames = served(
        chunk(reasoning_content="h"),
        chunk(reasoning_content="m"),
        chunk("stop", content="a"),
        asked={**ASKED, "reasoning": {"summary": style}},
    )
    kinds = [event["type"].removeprefix("response.") for event in frames[3:8]]

    assert [{"type": "summary_text", "text": "hm"}] == final(frames)["output"][0]["summary"]
    assert [
        "reasoning_summary_part.added",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.delta",
        "reasoning_summary_text.done",
        "reasoning_summary_part.done",
    ] == kinds


def test_an_item_ends_before_the_next_begins() -> None:
    """Each item ends before the next begins; none waits for the end of the stream."""
    frames = served(
        chunk(reasoning_content="hm"),
        chunk(content="a"),
        call('{"a":1}', id="call_1", name="f"),
        call("{}", 1, id="call_2", name="g"),
        chunk("tool_calls"),
        DONE,
    )
    kinds = [event["type"].removeprefix("response.output_item.") for event in frames if "item" in event]

    assert ["added", "done"] * 4 == kinds


def test_a_call_ends_before_the_stream_goes_on() -> None:
    """A call with whole arguments is done as soon as text follows."""
    frames = events(gated(call('{"a":1}', id="call_1", name="f"), chunk(content="b")), ASKED)

    assert "function_call" == next(
        event["item"]["type"] for event in frames if event["type"] == "response.output_item.done"
    )


def test_text_behind_a_call_is_a_message_of_its_own_in_a_stream_only() -> None:
    """Text behind a call is a second message in a stream, and part of the one message in a whole answer."""
    chunks = [
        chunk(content="a"),
        call("{}", id="call_1", name="f"),
        chunk("tool_calls", content="b"),
        DONE,
    ]
    streamed, whole = final(served(*chunks)), response(payloads(*chunks), ASKED)

    assert ["message", "function_call", "message"] == [item["type"] for item in streamed["output"]]
    assert ["message", "function_call"] == [item["type"] for item in whole["output"]]
    assert "ab" == text(streamed) == text(whole)


def test_chunks_with_an_empty_list_of_calls_do_not_split_the_message() -> None:
    """Chunks with an empty list of calls leave the message in one."""
    frames = served(chunk(content="a", tool_calls=[]), chunk(content="b", tool_calls=None), chunk("stop"), DONE)

    assert ["message"] == [item["type"] for item in final(frames)["output"]]


def test_citations_of_text_behind_a_call_count_from_its_message() -> None:
    """Citations behind a call have offsets in their own message; Chat's count from the answer's beginning."""
    cited = {"url": "https://x", "title": "X", "start_index": 2, "end_index": 3}
    frames = served(
        chunk(content="ab"),
        call("{}", id="call_1", name="f"),
        chunk("tool_calls", content="c", annotations=[{"type": "url_citation", "url_citation": cited}]),
    )
    annotation = final(frames)["output"][2]["content"][0]["annotations"][0]

    assert (0, 1) == (annotation["start_index"], annotation["end_index"])


def test_an_empty_call_has_its_arguments_before_the_next_begins() -> None:
    """`{}` of an empty call comes before the next call, because clients add it to the latest one."""
    frames = served(
        call("", 0, id="call_1", name="f"), call("", 1, id="call_2", name="g"), call('{"a":1}', 1), chunk("tool_calls")
    )
    order = [(event["output_index"], event.get("delta")) for event in frames if "output_index" in event]

    assert [(0, "{}"), (1, '{"a":1}')] == [entry for entry in order if entry[1]]
    assert sorted(index for index, _ in order) == [index for index, _ in order]


def test_a_call_that_goes_on_behind_its_end_is_a_failure() -> None:
    """Arguments that go on behind a call's end are a failure, unless they are blanks."""
    begun = [call("{}", 0, id="call_1", name="f"), call("{}", 1, id="call_2", name="g")]

    assert "completed" == final(served(*begun, call(" ", 0), chunk("tool_calls")))["status"]
    assert "failed" == final(served(*begun, call("x", 0), chunk("tool_calls")))["status"]


def test_calls_that_are_said_once_more_at_the_end_are_served_once() -> None:
    """Calls that the last chunk repeats are served once."""
    begun = [call('{"a"', 0, id="call_1", name="f"), call(":1}", 0), call("{}", 1, id="call_2", name="g")]
    again = [call('{"a":1}', 0, id="call_1", name="f"), call("{}", 1, id="call_2", name="g")]
    frames = served(*begun, *again, chunk("tool_calls"))

    assert [("call_1", "f", '{"a":1}'), ("call_2", "g", "{}")] == written(final(frames))


def test_every_call_has_a_status() -> None:
    """Every call has a status, as the vendor sends it and clients require it."""
    custom = {"index": 0, "id": "call_1", "type": "custom", "custom": {"name": "f", "input": "ls"}}
    frames = served(chunk("tool_calls", tool_calls=[custom]), DONE)

    assert ["in_progress", "completed"] == [event["item"]["status"] for event in frames if "item" in event]


def test_calls_are_items_beside_text() -> None:
    """Calls are items; without text there is no message, and without arguments there is `{}`."""
    frames = served(
        chunk(role="assistant", content=None),
        call("", id="call_1", type="function", name="f"),
        call('{"a"'),
        call(":1}"),
        call("", 1, id="call_2", type="function", name="g"),
        chunk("tool_calls"),
        DONE,
    )

    assert [("call_1", "f", '{"a":1}'), ("call_2", "g", "{}")] == written(final(frames))
    assert ["function_call", "function_call"] == [item["type"] for item in final(frames)["output"]]
    assert ["fc_", "fc_"] == [item["id"][:3] for item in final(frames)["output"]]


@pytest.mark.parametrize(
    ("deltas", "expected"),
    [
        # the index is repeated with a new id
        ([call("{}", id="a", name="f"), call("[]", id="b", name="g")], [("a", "f", "{}"), ("b", "g", "[]")]),
        # the index is absent
        (
            [call("{}", None, id="a", name="f"), call("[", None, id="b", name="g"), call("]", None, id="b")],
            [("a", "f", "{}"), ("b", "g", "[]")],
        ),
        # id and name are repeated
        ([call("{", id="a", name="f"), call("}", id="a", name="f")], [("a", "f", "{}")]),
        # id and name come late
        ([call("{", name="f"), call("}", id="a")], [("a", "f", "{}")]),
        ([call("{", id="a"), call("}", name="f")], [("a", "f", "{}")]),
        # the id changes
        ([call("{", id="a", name="f"), call("}", id="b")], [("a", "f", "{}")]),
        # the calls take turns
        (
            [call("{", 0, id="a", name="f"), call("[", 1, id="b", name="g"), call("}", 0), call("]", 1)],
            [("a", "f", "{}"), ("b", "g", "[]")],
        ),
        # two calls have one id
        ([call("{}", 0, id="a", name="f"), call("[]", 1, id="a", name="g")], [("a", "f", "{}"), ("a_1", "g", "[]")]),
        # arguments are no string
        ([call({"a": 1}, id="a", name="f")], [("a", "f", '{"a": 1}')]),
    ],
)
def test_faulty_call_deltas_lose_nothing(deltas: list[Json], expected: list[tuple[str, str, str]]) -> None:
    """Each call arrives once and whole, however its deltas identify it."""
    assert expected == written(final(served(*deltas, chunk("stop"), DONE)))


def test_several_calls_in_one_chunk_are_several() -> None:
    """Several calls in one chunk are several items, and those without an id get one."""
    entry = {"function": {"name": "f", "arguments": "{}"}}
    frames = served(chunk("stop", tool_calls=[entry, entry]), DONE)

    assert 2 == len({call_id for call_id, _, _ in written(final(frames))})


def test_faulty_chunks_lose_nothing() -> None:
    """Null fields, changing ids, several finishes and usage or text beside the finish lose nothing."""
    frames = served(
        {"id": "", "created": 0, "choices": [], "prompt_filter_results": []},
        {"id": "x", "model": "gpt"},
        {"choices": [{"index": 0, "delta": None}]},
        chunk(role="assistant", content=None, tool_calls=[]),
        {**chunk(role="assistant", content="a"), "id": "y"},
        chunk("", content="b", refusal=None),
        {"choices": [{"index": 1, "delta": {"content": "of another choice"}}]},
        {**chunk("stop", content="c"), "usage": USAGE},
        chunk("stop"),
    )

    assert "abc" == text(final(frames))
    assert "completed" == final(frames)["status"]
    assert 3 == final(frames)["usage"]["total_tokens"]
    assert {"resp_x"} == {event["response"]["id"] for event in frames if "response" in event}


@pytest.mark.parametrize(("finish", "reason"), [("length", "max_output_tokens"), ("content_filter", "content_filter")])
def test_what_was_cut_is_incomplete(finish: str, reason: str) -> None:
    """A cut answer and its last item are incomplete, and arguments are not mended."""
    frames = served(chunk(content="a"), call('{"a', id="call_1", name="f"), chunk(finish), DONE)

    assert {"reason": reason} == final(frames)["incomplete_details"]
    assert ["completed", "incomplete"] == [item["status"] for item in final(frames)["output"]]
    assert [("call_1", "f", '{"a')] == written(final(frames))


@pytest.mark.parametrize(
    "failing",
    [[{"error": {"message": "boom", "code": "rate_limit_exceeded"}}], [{"type": "error", "message": "boom"}], []],
)
def test_a_stream_that_fails_ends_in_response_failed(failing: Json) -> None:
    """A failure ends in `response.failed`, with the output before it; the last item is incomplete."""
    frames = served(chunk(content="a"), call("{", id="call_1", name="f"), *failing)

    assert "failed" == final(frames)["status"]
    assert final(frames)["error"]["message"]
    assert "a" == text(final(frames))
    assert [("call_1", "f", "{")] == written(final(frames))
    assert ["completed", "incomplete"] == [item["status"] for item in final(frames)["output"]]


def test_the_error_is_as_the_upstream_says_it() -> None:
    """An error has the upstream's message, code and type; without a code, the API's for its status."""
    error = {"message": "Too long.", "code": "context_length_exceeded", "type": "invalid_request_error", "param": "m"}
    bare = final(list(events(payloads({"error": {"message": "boom", "type": "rate_limit_error"}}), ASKED)))["error"]

    assert error == final(list(events(payloads({"error": error}), ASKED)))["error"]
    assert {"code": "rate_limit_exceeded", "message": "boom", "type": "rate_limit_error"} == bare
    assert "server_error" == final(list(events(payloads(), ASKED)))["error"]["code"]


def test_words_in_the_chunk_that_fails_are_served() -> None:
    """Text in the chunk with the error is served, because some hosts send their last words there."""
    frames = served({**chunk("error", content="a"), "error": {"message": "boom"}})

    assert "a" == text(final(frames))
    assert "boom" == final(frames)["error"]["message"]


def test_an_error_as_the_finish_is_a_failure() -> None:
    """The finish reason `error` is a failure, also without a message."""
    assert "failed" == final(served(chunk(content="a"), chunk("error"), DONE))["status"]


def test_a_call_that_waits_is_served_with_a_failure() -> None:
    """A call that is still open at a failure is served as it stands; its arguments are not mended."""
    frames = served(
        call("", id="call_1", name="f"), call("{", 1, id="call_2", name="g"), {"error": {"message": "boom"}}
    )

    assert [("call_1", "f", ""), ("call_2", "g", "{")] == written(final(frames))
    assert ["incomplete", "incomplete"] == [item["status"] for item in final(frames)["output"]]


@pytest.mark.parametrize("nothing", [[], [DONE], [{"choices": []}, DONE]])
def test_a_stream_without_an_answer_fails(nothing: Json) -> None:
    """A stream without an answer is a failure."""
    assert "failed" == final(served(*nothing))["status"]


@pytest.mark.parametrize("end", [[chunk("stop")], [DONE], [chunk("eos"), DONE]])
def test_an_end_is_completed(end: Json) -> None:
    """A finish without `[DONE]`, `[DONE]` without a finish and an unknown finish all complete the answer."""
    assert "completed" == final(served(chunk(content="a"), *end))["status"]


def test_citations_and_logprobs_are_kept() -> None:
    """Citations and logprobs are served in Responses' form; citations before any text wait for it."""
    cited = {"url": "https://x", "title": "X", "start_index": 0, "end_index": 1}
    logprob = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
    last = chunk("stop", content="a")
    last["choices"][0]["logprobs"] = {"content": [logprob]}
    frames = served(chunk(annotations=[{"type": "url_citation", "url_citation": cited}]), last)
    part = final(frames)["output"][0]["content"][0]

    assert [{"type": "url_citation", **cited}] == part["annotations"]
    assert [logprob] == part["logprobs"]
    assert 1 == len([event for event in frames if event["type"] == "response.output_text.annotation.added"])


def test_the_request_is_echoed() -> None:
    """The response echoes the request in Responses' shape; a call in a namespace has both names."""
    function = {"type": "function", "name": "find", "parameters": {"type": "object"}, "strict": False}
    crm = {"type": "namespace", "name": "crm", "description": "", "tools": [function]}
    asked = {
        **ASKED,
        "instructions": "be",
        "temperature": 0.5,
        "tools": [crm, {"type": "function", "name": "now"}],
        "tool_choice": {"type": "function", "name": "now"},
        "text": {"verbosity": "low"},
        "max_output_tokens": 100,
    }
    answer = final(served(call("{}", id="call_1", name="find"), chunk("stop"), asked=asked))

    assert [crm, {"type": "function", "name": "now", "strict": None, "parameters": None}] == answer["tools"]
    assert {"format": {"type": "text"}, "verbosity": "low"} == answer["text"]
    assert ["be", 0.5, 100] == [answer[name] for name in ("instructions", "temperature", "max_output_tokens")]
    assert ("find", "crm") == (answer["output"][0]["name"], answer["output"][0]["namespace"])


def test_settings_that_were_not_asked_for_are_the_defaults() -> None:
    """Echoed settings that were not asked for are the vendor's defaults, but `store` is false."""
    frames = served(chunk("stop", content="a"))
    names = ("temperature", "top_p", "top_logprobs", "store", "truncation", "parallel_tool_calls", "background")

    assert [1.0, 1.0, 0, False, "disabled", True, False] == [final(frames)[name] for name in names]


def test_settings_are_echoed_as_asked() -> None:
    """Settings are echoed as asked, also those that Chat does not have."""
    settings = {
        "store": True,
        "prompt_cache_key": "k",
        "safety_identifier": "s",
        "truncation": "auto",
        "max_tool_calls": 3,
        "top_logprobs": 2,
        "top_p": 0.5,
        "user": "u",
    }
    answer = response(payloads(COMPLETION), {**ASKED, **settings})

    assert settings == {name: answer[name] for name in settings}


def test_usage_and_the_end_are_null_until_they_are_known() -> None:
    """Usage and `completed_at` are null until the answer is completed."""
    frames = served(chunk("stop", content="a"), {"choices": [], "usage": USAGE})
    failed = served({"error": {"message": "boom"}})

    assert [None, None] == [event["response"]["usage"] for event in frames[:2]]
    assert final(frames)["completed_at"] >= final(frames)["created_at"]
    assert final(failed)["completed_at"] is None


COMPLETION = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 7,
    "model": "gpt",
    "service_tier": "default",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {
                "role": "assistant",
                "content": "hi",
                "refusal": "no",
                "reasoning_content": "hm",
                "tool_calls": [
                    {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": ""}},
                    {"id": "call_2", "type": "custom", "custom": {"name": "shell", "input": "ls"}},
                ],
            },
        }
    ],
    "usage": {**USAGE, "prompt_tokens_details": {"cached_tokens": 1, "cache_write_tokens": 4, "audio_tokens": 0}},
}


def test_a_whole_answer_is_kept() -> None:
    """Reasoning, text, refusal and calls of a whole answer become items in this order, all completed."""
    answer = response(payloads(COMPLETION), ASKED)

    assert [] == violations("responses/response", answer)
    assert ["reasoning", "message", "function_call", "custom_tool_call"] == [item["type"] for item in answer["output"]]
    assert ["output_text", "refusal"] == [part["type"] for part in answer["output"][1]["content"]]
    assert {"completed"} == {item.get("status", "completed") for item in answer["output"]}
    assert [("call_1", "f", "{}")] == written(answer)
    assert {"cached_tokens": 1, "cache_write_tokens": 4, "audio_tokens": 0} == answer["usage"]["input_tokens_details"]
    assert "default" == answer["service_tier"]


def test_a_whole_answer_is_served_as_a_stream_and_the_reverse() -> None:
    """A whole answer can be served as a stream, and a stream as a whole answer."""
    streamed = final(served(COMPLETION))
    chunks = [chunk(content="hi"), chunk("stop"), DONE]

    whole = response(payloads(COMPLETION), ASKED)

    assert {**whole, "completed_at": streamed["completed_at"]} == streamed
    assert "hi" == text(response(payloads(*chunks), ASKED))


def test_a_list_of_parts_is_text_and_reasoning() -> None:
    """Content that is a list of parts is read as text and reasoning."""
    content = [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": "hi"}]
    answer = response(payloads({"id": "1", "choices": [{"message": {"content": content}}]}), ASKED)

    assert "hi" == text(answer)
    assert "hm" == answer["output"][0]["content"][0]["text"]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"error": {"message": "slow", "code": "rate_limit_exceeded"}}, 429),
        ({"error": {"message": "no", "code": 400}}, 400),
        ({"object": "error", "message": "no", "code": 404}, 404),
        ({"choices": [{"error": {"message": "boom"}, "message": {"content": ""}}]}, 502),
        ({"choices": []}, 502),
        ({"choices": [{"message": None}]}, 502),
        ({}, 502),
    ],
)
def test_what_is_no_answer_is_an_error(body: Json, status: int) -> None:
    """A payload that is no answer is an error with a message and the status of its code."""
    with pytest.raises(UpstreamError) as error:
        response(payloads(body), ASKED)

    assert status == error.value.status_code
    assert error.value.body["error"]["message"]
