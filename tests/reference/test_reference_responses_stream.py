"""Chat chunks, and whole completions, as the reference adapter serves them over Responses."""

import pytest

from crosswire.reference import UpstreamError
from crosswire.reference.http import DONE
from crosswire.reference.responses_stream import events, response
from crosswire.wire.schemas import violations

ASKED = {"model": "asked", "input": "hi", "metadata": {"trace": "1"}}
USAGE = {"prompt_tokens": 1, "completion_tokens": 2, "total_tokens": 3}


def payloads(*chunks):
    """Chunks as they come in."""
    yield from chunks


def gated(chunk):
    """Return a stream of which no more than one chunk has come in."""
    yield chunk
    pytest.fail("more was asked for than was there")


def chunk(finish=None, **delta):
    """Return a chunk with a delta."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 7, "model": "gpt"}
    return {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def call(written, index=0, **fields):
    """Return a chunk with a piece of a call."""
    name = {"name": fields.pop("name")} if "name" in fields else {}
    entry = {"function": {**name, "arguments": written}, **fields}
    return chunk(tool_calls=[entry if index is None else {"index": index, **entry}])


def served(*chunks, asked=ASKED):
    """Return the events that chunks become: valid, numbered, and telling one story of the output."""
    told = list(events(payloads(*chunks), asked))

    assert [] == [violation for event in told for violation in violations("responses/event", event)]
    assert [*range(len(told))] == [event["sequence_number"] for event in told]
    assert ["response.created", "response.in_progress"] == [event["type"] for event in told[:2]]
    assert ["in_progress", "in_progress"] == [event["response"]["status"] for event in told[:2]]
    assert [f"response.{told[-1]['response']['status']}"] == [
        event["type"] for event in told[2:] if "response" in event
    ]
    check_items(told)
    return told


def check_items(told):
    """Each item is added once, at the next place, told of under one id, and done as it stands in the output."""
    added = [event for event in told if event["type"] == "response.output_item.added"]
    done = [event for event in told if event["type"] == "response.output_item.done"]
    output = told[-1]["response"]["output"]

    assert [*range(len(added))] == [event["output_index"] for event in added]
    assert output == [event["item"] for event in sorted(done, key=lambda event: event["output_index"])]
    for event, item in zip(added, output, strict=True):
        mine = [each for each in told if each.get("output_index") == event["output_index"]]
        assert event is mine[0]
        assert {item["id"]} == {each.get("item_id") or each["item"]["id"] for each in mine}
        assert not event["item"].get("content")
        check_parts(mine, item)


def check_parts(mine, item):
    """Deltas add up to what is done, part by part, and call by call."""
    for place, part in enumerate(item.get("content", [])):
        about = [each for each in mine if each.get("content_index") == place]
        said = "".join(each["delta"] for each in about if each["type"].endswith(".delta"))

        assert "response.content_part.added" == about[0]["type"]
        assert "response.content_part.done" == about[-1]["type"]
        assert part == about[-1]["part"]
        assert said == part.get("text", part.get("refusal"))
    written = item.get("arguments", item.get("input"))
    if written is not None:
        assert written == "".join(each["delta"] for each in mine if each["type"].endswith(".delta"))


def final(told):
    """Return the response of the terminal event."""
    return told[-1]["response"]


def text(answer):
    """All the text of a response."""
    parts = [part for item in answer["output"] if item["type"] == "message" for part in item["content"]]
    return "".join(part.get("text", "") for part in parts)


def written(answer):
    """Id, name and arguments of every call."""
    return [(item["call_id"], item["name"], item["arguments"]) for item in answer["output"] if "arguments" in item]


def test_text_is_an_item_with_a_part():
    """The usage of the last chunk is in the response, and metadata is the asked one."""
    told = served(
        chunk(role="assistant", content=""),
        chunk(content="Hel"),
        chunk(content="lo"),
        chunk("stop"),
        {"id": "chatcmpl-1", "choices": [], "usage": USAGE},
        DONE,
    )
    kinds = [event["type"].removeprefix("response.") for event in told]

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
    assert "Hello" == text(final(told))
    assert {"trace": "1"} == final(told)["metadata"]
    assert "resp_chatcmpl-1" == final(told)["id"]
    assert {
        "input_tokens": 1,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 2,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": 3,
    } == final(told)["usage"]


def test_events_come_as_the_chunks_do():
    """The first words are out before the second are in."""
    told = events(gated(chunk(content="Hel")), ASKED)

    assert "Hel" == next(event["delta"] for event in told if "delta" in event)


def test_reasoning_is_one_item_before_the_message():
    """Under either name, whole, also where it goes on behind text."""
    told = served(
        chunk(reasoning_content="h"),
        chunk(reasoning="m"),
        chunk(content="a"),
        chunk("stop", reasoning_content="m"),
        DONE,
    )

    assert ["reasoning", "message"] == [item["type"] for item in final(told)["output"]]
    assert [{"type": "reasoning_text", "text": "hmm"}] == final(told)["output"][0]["content"]


def test_calls_are_items_beside_text():
    """No message without words; calls without arguments have `{}`."""
    told = served(
        chunk(role="assistant", content=None),
        call("", id="call_1", type="function", name="f"),
        call('{"a"'),
        call(":1}"),
        call("", 1, id="call_2", type="function", name="g"),
        chunk("tool_calls"),
        DONE,
    )

    assert [("call_1", "f", '{"a":1}'), ("call_2", "g", "{}")] == written(final(told))
    assert ["function_call", "function_call"] == [item["type"] for item in final(told)["output"]]
    assert ["fc_", "fc_"] == [item["id"][:3] for item in final(told)["output"]]


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
def test_faulty_call_deltas_lose_nothing(deltas, expected):
    """However calls are told apart, each arrives once and whole."""
    assert expected == written(final(served(*deltas, chunk("stop"), DONE)))


def test_several_calls_in_one_chunk_are_several():
    """Without ids, too: each gets one."""
    entry = {"function": {"name": "f", "arguments": "{}"}}
    told = served(chunk("stop", tool_calls=[entry, entry]), DONE)

    assert 2 == len({call_id for call_id, _, _ in written(final(told))})


def test_faulty_chunks_lose_nothing():
    """Null and missing fields, changing ids, several finishes, usage on the finish chunk, text with the finish."""
    told = served(
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

    assert "abc" == text(final(told))
    assert "completed" == final(told)["status"]
    assert 3 == final(told)["usage"]["total_tokens"]
    assert {"resp_x"} == {event["response"]["id"] for event in told if "response" in event}


@pytest.mark.parametrize(("finish", "reason"), [("length", "max_output_tokens"), ("content_filter", "content_filter")])
def test_what_was_cut_is_incomplete(finish, reason):
    """The item that was cut is, too; its arguments are not mended."""
    told = served(chunk(content="a"), call('{"a', id="call_1", name="f"), chunk(finish), DONE)

    assert {"reason": reason} == final(told)["incomplete_details"]
    assert ["completed", "incomplete"] == [item["status"] for item in final(told)["output"]]
    assert [("call_1", "f", '{"a')] == written(final(told))


@pytest.mark.parametrize(
    "failing",
    [[{"error": {"message": "boom", "code": "rate_limit_exceeded"}}], [{"type": "error", "message": "boom"}], []],
)
def test_a_stream_that_fails_ends_in_response_failed(failing):
    """What it said before is kept, and incomplete."""
    told = served(chunk(content="a"), call("{", id="call_1", name="f"), *failing)

    assert "failed" == final(told)["status"]
    assert final(told)["error"]["message"]
    assert ["incomplete", "incomplete"] == [item["status"] for item in final(told)["output"]]


@pytest.mark.parametrize("nothing", [[], [DONE], [{"choices": []}, DONE]])
def test_a_stream_without_an_answer_fails(nothing):
    """An empty answer is none."""
    assert "failed" == final(served(*nothing))["status"]


@pytest.mark.parametrize("end", [[chunk("stop")], [DONE], [chunk("eos"), DONE]])
def test_an_end_is_completed(end):
    """A finish without `[DONE]`, `[DONE]` without a finish (as declared), and an unknown finish."""
    assert "completed" == final(served(chunk(content="a"), *end))["status"]


def test_citations_and_logprobs_are_kept():
    """Each in Responses' form; citations before any text wait for it."""
    cited = {"url": "https://x", "title": "X", "start_index": 0, "end_index": 1}
    logprob = {"token": "a", "logprob": -0.5, "bytes": [97], "top_logprobs": []}
    said = chunk("stop", content="a")
    said["choices"][0]["logprobs"] = {"content": [logprob]}
    told = served(chunk(annotations=[{"type": "url_citation", "url_citation": cited}]), said)
    part = final(told)["output"][0]["content"][0]

    assert [{"type": "url_citation", **cited}] == part["annotations"]
    assert [logprob] == part["logprobs"]
    assert 1 == len([event for event in told if event["type"] == "response.output_text.annotation.added"])


def test_the_request_is_echoed():
    """In Responses' shape, namespaces and all; a call of a namespace's function has both names."""
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


def test_a_whole_answer_is_kept():
    """Reasoning, text, refusal and calls are items, in this order; all are completed."""
    answer = response(payloads(COMPLETION), ASKED)

    assert [] == violations("responses/response", answer)
    assert ["reasoning", "message", "function_call", "custom_tool_call"] == [item["type"] for item in answer["output"]]
    assert ["output_text", "refusal"] == [part["type"] for part in answer["output"][1]["content"]]
    assert {"completed"} == {item.get("status", "completed") for item in answer["output"]}
    assert [("call_1", "f", "{}")] == written(answer)
    assert {"cached_tokens": 1, "cache_write_tokens": 4, "audio_tokens": 0} == answer["usage"]["input_tokens_details"]
    assert "default" == answer["service_tier"]


def test_a_whole_answer_is_served_as_a_stream_and_the_reverse():
    """Both say the same."""
    streamed = final(served(COMPLETION))
    chunks = [chunk(content="hi"), chunk("stop"), DONE]

    assert response(payloads(COMPLETION), ASKED) == streamed
    assert "hi" == text(response(payloads(*chunks), ASKED))


def test_a_list_of_parts_is_text_and_reasoning():
    """Some upstreams have both in the content."""
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
def test_what_is_no_answer_is_an_error(body, status):
    """With the status that its code means, and a message."""
    with pytest.raises(UpstreamError) as error:
        response(payloads(body), ASKED)

    assert status == error.value.status_code
    assert error.value.body["error"]["message"]
