"""A Chat Completions request as the reference adapter forwards it to Responses."""

import copy

import pytest

from crosswire.facts import Json
from crosswire.reference import UpstreamError
from crosswire.reference.chat_request import translated
from crosswire.wire.schemas import violations

USER = {"role": "user", "content": "hi"}
WEATHER = {"name": "weather", "description": "tells it", "parameters": {"type": "object", "properties": {}}}


def forwarded(**asked: Json) -> Json:
    """Return the forwarded request, which has to be valid; the asked one has to stay unchanged."""
    request = {"model": "m", "messages": [USER], **asked}
    before = copy.deepcopy(request)
    body = translated(request)

    assert [] == violations("responses/request", body)
    assert before == request
    return body


def refused(**asked: Json) -> str:
    """Return the message of the error for a request."""
    with pytest.raises(UpstreamError) as refusal:
        translated({"model": "m", "messages": [USER], **asked})
    assert 400 == refusal.value.status_code
    return str(refusal.value.body["error"]["message"])


def test_nothing_is_invented() -> None:
    """A bare request becomes a bare one, with `store: false`."""
    expected = {"model": "m", "input": [{"type": "message", "role": "user", "content": "hi"}], "store": False}

    assert expected == forwarded()


def test_every_message_keeps_its_role_and_place() -> None:
    """System and developer messages stay where they stand."""
    roles = ["system", "user", "assistant", "developer", "user"]
    body = forwarded(messages=[{"role": role, "content": f"{number}"} for number, role in enumerate(roles)])

    assert [(role, f"{number}") for number, role in enumerate(roles)] == [
        (item["role"], item["content"]) for item in body["input"]
    ]


def test_parts_are_kept() -> None:
    """Text, images and files change their names, not what they say."""
    parts = [
        {"type": "text", "text": "see", "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "low"}},
        {"type": "file", "file": {"file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf"}},
        {"type": "file", "file": {"file_id": "file_1"}},
    ]
    expected = [
        {"type": "input_text", "text": "see", "prompt_cache_breakpoint": {"mode": "explicit"}},
        {"type": "input_image", "image_url": "https://x/y.png", "detail": "low"},
        {"type": "input_file", "file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf"},
        {"type": "input_file", "file_id": "file_1"},
    ]

    assert expected == forwarded(messages=[{"role": "user", "content": parts}])["input"][0]["content"]


def test_calls_and_results_stay_paired() -> None:
    """Calls and results keep their ids, with text beside calls and results in parts."""
    messages = [
        USER,
        {
            "role": "assistant",
            "content": "looking",
            "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": '{"a": 1}'}},
                {"id": "call_2", "type": "custom", "custom": {"name": "shell", "input": "ls -l"}},
            ],
        },
        {
            "role": "tool",
            "tool_call_id": "call_2",
            "content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}],
        },
        {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "call_3", "type": "function", "function": {"name": "now", "arguments": ""}}],
        },
        {"role": "tool", "tool_call_id": "call_3", "content": "12:00"},
    ]
    expected = [
        {"type": "message", "role": "user", "content": "hi"},
        {"type": "message", "role": "assistant", "content": "looking"},
        {"type": "function_call", "call_id": "call_1", "name": "weather", "arguments": '{"a": 1}'},
        {"type": "custom_tool_call", "call_id": "call_2", "name": "shell", "input": "ls -l"},
        {
            "type": "custom_tool_call_output",
            "call_id": "call_2",
            "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}],
        },
        {"type": "function_call_output", "call_id": "call_1", "output": "rain"},
        {"type": "function_call", "call_id": "call_3", "name": "now", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_3", "output": "12:00"},
    ]

    assert expected == forwarded(messages=messages)["input"]


def test_a_long_call_id_is_shortened_alike() -> None:
    """Ids longer than Responses' 64 characters are shortened, the same for call and result."""
    long = "call_" + "x" * 100
    call = {"id": long, "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        USER,
        {"role": "assistant", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": long, "content": "1"},
    ]

    called, result = forwarded(messages=messages)["input"][1:]

    assert called["call_id"] == result["call_id"]
    assert 64 >= len(called["call_id"])


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_of_the_history_stands_before_what_it_led_to(field: str) -> None:
    """Reasoning of the history is sent as plain text, before the message or calls that it led to."""
    call = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}
    messages = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": None, field: "hm", "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
        {"role": "assistant", "content": "It rains.", field: ""},
    ]
    items = forwarded(messages=messages)["input"]

    assert ["message", "reasoning", "function_call", "function_call_output", "message"] == [
        item["type"] for item in items
    ]
    assert [{"type": "reasoning_text", "text": "hm"}] == items[1]["content"]


def test_a_refusal_in_the_history_stays_one() -> None:
    """An assistant's refusal becomes a refusal part of an output message."""
    body = forwarded(messages=[USER, {"role": "assistant", "content": "well", "refusal": "no"}, USER])

    assert ["output_text", "refusal"] == [part["type"] for part in body["input"][1]["content"]]


def test_tools_are_flattened() -> None:
    """Tools are flattened; `strict` is false where it is left out; a grammar moves up one level."""
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: x"}}
    tools = [
        {"type": "function", "function": WEATHER},
        {"type": "function", "function": {"name": "now", "strict": True}},
        {"type": "custom", "custom": {"name": "shell", "format": grammar}},
    ]
    expected = [
        {"type": "function", "strict": False, **WEATHER},
        {"type": "function", "name": "now", "strict": True, "parameters": None},
        {"type": "custom", "name": "shell", "format": {"type": "grammar", "syntax": "lark", "definition": "start: x"}},
    ]

    assert expected == forwarded(tools=tools)["tools"]


@pytest.mark.parametrize(
    ("chat", "responses"),
    [
        ("required", "required"),
        ({"type": "function", "function": {"name": "weather"}}, {"type": "function", "name": "weather"}),
        ({"type": "custom", "custom": {"name": "shell"}}, {"type": "custom", "name": "shell"}),
        (
            {
                "type": "allowed_tools",
                "allowed_tools": {"mode": "auto", "tools": [{"type": "function", "function": {"name": "weather"}}]},
            },
            {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "weather"}]},
        ),
    ],
)
def test_tool_choice_is_flattened(chat: Json, responses: Json) -> None:
    """Every tool choice of Chat is written as Responses has it."""
    assert responses == forwarded(tools=[{"type": "function", "function": WEATHER}], tool_choice=chat)["tool_choice"]


def test_without_tools_nothing_is_said_of_them() -> None:
    """Without tools, neither tool_choice nor parallel_tool_calls is sent."""
    body = forwarded(tools=[], tool_choice="auto", parallel_tool_calls=True)

    assert not {"tools", "tool_choice", "parallel_tool_calls"} & body.keys()


def test_deprecated_functions_are_tools() -> None:
    """`functions` and `function_call` are sent as tools, and so are their calls and results."""
    body = forwarded(
        functions=[WEATHER],
        function_call={"name": "weather"},
        messages=[
            USER,
            {"role": "assistant", "content": None, "function_call": {"name": "weather", "arguments": "{}"}},
            {"role": "function", "name": "weather", "content": "rain"},
        ],
    )

    assert [{"type": "function", "strict": False, **WEATHER}] == body["tools"]
    assert {"type": "function", "name": "weather"} == body["tool_choice"]
    assert body["input"][1]["call_id"] == body["input"][2]["call_id"]


def test_settings_find_their_places() -> None:
    """A setting that both APIs have is sent under Responses' name."""
    schema = {"name": "city", "schema": {"type": "object"}, "strict": True}
    body = forwarded(
        max_completion_tokens=100,
        max_tokens=7,
        response_format={"type": "json_schema", "json_schema": schema},
        verbosity="low",
        reasoning_effort="high",
        logprobs=True,
        top_logprobs=2,
        store=True,
        stream=True,
        stream_options={"include_usage": True},
        metadata={"trace": "1"},
        temperature=0.5,
        service_tier="flex",
        user="u",
    )
    expected = {
        "max_output_tokens": 100,
        "text": {"format": {"type": "json_schema", **schema}, "verbosity": "low"},
        "reasoning": {"effort": "high"},
        "include": ["message.output_text.logprobs"],
        "top_logprobs": 2,
        "store": True,
        "stream": True,
        "metadata": {"trace": "1"},
        "temperature": 0.5,
        "service_tier": "flex",
        "user": "u",
    }

    assert expected == {name: value for name, value in body.items() if name not in ("model", "input")}


def test_a_small_limit_is_raised_to_the_floor() -> None:
    """A token limit below 16, Responses' minimum, becomes 16."""
    assert 16 == forwarded(max_tokens=5)["max_output_tokens"]


def test_web_search_is_a_tool() -> None:
    """Chat's `web_search_options` becomes Responses' search tool."""
    location = {"type": "approximate", "approximate": {"city": "Paris"}}
    body = forwarded(web_search_options={"search_context_size": "low", "user_location": location})
    expected = {
        "type": "web_search",
        "search_context_size": "low",
        "user_location": {"type": "approximate", "city": "Paris"},
    }

    assert [expected] == body["tools"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("n", 2),
        ("stop", ["\n"]),
        ("audio", {"voice": "alloy", "format": "mp3"}),
        ("modalities", ["text", "audio"]),
        ("logit_bias", {"1": 5}),
    ],
)
def test_what_responses_cannot_do_is_refused(field: str, value: Json) -> None:
    """A setting that Responses lacks is refused with an error that names it."""
    assert field in refused(**{field: value})


@pytest.mark.parametrize(
    "asked",
    [
        {"messages": None, "input": "hi"},
        {"messages": []},
        {"messages": "hi"},
        {"messages": [{"role": "robot", "content": "hi"}]},
        {"messages": [{"role": "user", "content": 5}]},
        {
            "messages": [
                {"role": "user", "content": [{"type": "input_audio", "input_audio": {"data": "", "format": "mp3"}}]}
            ]
        },
        {"messages": [{"role": "tool", "content": "hi"}]},
        {"model": ""},
        {"tools": [{"type": "web_search"}]},
        {"tool_choice": {"type": "custom"}},
        {"tool_choice": {"type": "function", "function": {}}},
        {"tool_choice": {"type": "web_search"}},
        {"tool_choice": {}},
        {"tool_choice": 5},
        {"tools": "weather"},
        {"tools": [{"type": "function", "function": {}}]},
    ],
)
def test_what_is_no_request_is_refused(asked: Json) -> None:
    """A malformed request gets a 400 that says where it is wrong."""
    assert refused(**asked)


def test_hints_are_left_out() -> None:
    """Settings that only affect costs or extras are left out, as declared."""
    assert forwarded() == forwarded(seed=1, frequency_penalty=1, presence_penalty=1, n=1, prediction=None, unheard_of=1)
