"""Values that are new in every answer (ids, times, padding) take those of the recording before."""

import json
from typing import Any

import pytest

from crosswire.recording.volatile import say_the_same, steady, strings_in
from crosswire.wire.cassettes import HttpCall

CALL = HttpCall("POST", "https://h/v1/responses", {}, b"{}", 200, "OK", {}, b"{}")


def call(answer: object, asked: object = None, **headers: str) -> HttpCall:
    return HttpCall(
        "POST",
        "https://h/v1/responses",
        {},
        json.dumps(asked or {}).encode(),
        200,
        "OK",
        {name.replace("_", "-"): [value] for name, value in headers.items()},
        json.dumps(answer).encode(),
    )


def steady_bodies(*calls: HttpCall, before: tuple[HttpCall, ...] = (), seed: str = "s") -> list[Any]:
    return [json.loads(call_made.body) for call_made in steady(calls, before, seed)]


def test_ids_are_those_of_what_is_replaced() -> None:
    """New ids become the old ones with the same prefix, in order of their first use, wherever they occur."""
    before = call(
        {"id": "resp_old", "output": [{"id": "fc_1", "call_id": "call_a"}, {"id": "fc_2", "call_id": "call_b"}]}
    )
    new = {
        "id": "resp_9f8e7d6c5b4a",
        "output": [
            {"id": "fc_8a7b6c5d4e3f", "call_id": "call_00112233"},
            {"id": "fc_99aabbccddee", "call_id": "call_44556677"},
        ],
        "note": "call_44556677 follows call_00112233",
    }

    assert [
        {
            "id": "resp_old",
            "output": [{"id": "fc_1", "call_id": "call_a"}, {"id": "fc_2", "call_id": "call_b"}],
            "note": "call_b follows call_a",
        }
    ] == steady_bodies(call(new), before=(before,))


def test_an_id_without_a_place_to_take_is_made_up() -> None:
    """An id without an old one gets the same made-up id each time, of the same form, in the same scenario."""
    one, same, elsewhere = (
        steady_bodies(call({"id": served}), seed=seed)[0]["id"]
        for served, seed in (
            ("chatcmpl-0a1B2c3D-4e5F", "s"),
            ("chatcmpl-f9E8d7C6-b5A4", "s"),
            ("chatcmpl-0a1B2c3D-4e5F", "t"),
        )
    )

    assert one == same != elsewhere
    assert (True, "-", 22) == (one.startswith("chatcmpl-"), one[17], len(one))


@pytest.mark.parametrize("served", ["", "call_0", "gpt-4.1-mini", "web_search_preview"])
def test_what_is_not_random_stays(served: str) -> None:
    """Short ids, names and empty ids stay."""
    assert [{"id": served}] == steady_bodies(call({"id": served}), before=(call({"id": "call_other"}),))


def test_an_id_that_the_client_gave_stays() -> None:
    """An id that the client sent first stays; an id of the source changes in later requests, too."""
    first = call(
        {"id": "resp_0123456789", "previous_response_id": "resp_given0123"}, {"previous_response_id": "resp_given0123"}
    )
    second = call({"id": "resp_abcdef0123"}, {"previous_response_id": "resp_0123456789"})
    calls = steady([first, second], [call({"id": "resp_1"}), call({"id": "resp_2"})], "s")

    assert [{"id": "resp_1", "previous_response_id": "resp_given0123"}, {"id": "resp_2"}] == [
        json.loads(call_made.body) for call_made in calls
    ]
    assert {"previous_response_id": "resp_1"} == json.loads(calls[1].request_body)


def test_a_request_id_is_one_as_well() -> None:
    """The id of x-request-id changes in the header, and wherever the body repeats it."""
    new = call({"message": "see req_00112233aabb"}, x_request_id="req_00112233aabb")
    (after,) = steady([new], [call({}, x_request_id="req_old")], "s")

    assert (["req_old"], {"message": "see req_old"}) == (after.headers["x-request-id"], json.loads(after.body))


def test_an_answer_begins_when_the_one_it_replaces_began() -> None:
    """The time becomes the old one, and later times of the answer keep their distance to it; null stays null."""
    before = call({"created_at": 1000, "completed_at": 1009})
    new = {"created_at": 5000, "completed_at": 5002, "expires_at": None, "delta": 7}

    assert [{**new, "created_at": 1000, "completed_at": 1002}] == steady_bodies(call(new), before=(before,))
    assert [new] == steady_bodies(call(new))


def test_events_of_a_stream_change_one_by_one() -> None:
    """Only the JSON of events changes; other lines and the spacing stay."""
    stream = ': hi\n\nevent: x\ndata: {"id": "msg_0a1b2c3d4e", "created": 50, "obfuscation": "aZ9"}\n\ndata: [DONE]\n\n'
    before = HttpCall("POST", "u", {}, b"{}", 200, "OK", {}, b'data: {"id":"msg_1","created":3}\n\n')
    (after,) = steady([HttpCall("POST", "u", {}, b"{}", 200, "OK", {}, stream.encode())], [before], "s")

    assert (
        ': hi\n\nevent: x\ndata: {"id":"msg_1","created":3,"obfuscation":"xxx"}\n\ndata: [DONE]\n\n'
        == after.body.decode()
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"text": "a", "completed_at": 1}, {"text": "a", "completed_at": 2}, True),
        ({"encrypted_content": "gAAAA1"}, {"encrypted_content": "gAAAA2"}, True),
        ({"encrypted_content": "gAAAA1"}, {"encrypted_content": None}, False),
        ({"text": "a"}, {"text": "b"}, False),
        ({"count": 1}, {"count": 1.0}, False),
    ],
)
def test_answers_say_the_same_or_not(one: object, other: object, same: bool) -> None:
    """Answers are equal where only times, encrypted content or indentation differ."""
    indented = HttpCall("POST", CALL.uri, {}, b"{}", 200, "OK", {}, json.dumps(other, indent=2).encode())

    assert same is say_the_same([call(one)], [indented])


def test_strings_are_found_in_json_within_json() -> None:
    """Strings are found in JSON that is itself a string, such as a tool call's arguments."""
    body = json.dumps({"arguments": json.dumps({"city": "Rome"}), "n": 1}).encode()

    assert {"Rome", '{"city": "Rome"}'} == set(strings_in(body))
