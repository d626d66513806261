"""A Responses request as the reference adapter forwards it to Chat Completions."""

import copy

import pytest

from crosswire.facts import Json
from crosswire.reference import UpstreamError
from crosswire.reference.responses_request import translated
from crosswire.reference.responses_stream import response
from crosswire.wire.schemas import violations

WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}, "strict": True}
NESTED = {"type": "function", "function": {name: value for name, value in WEATHER.items() if name != "type"}}


def forwarded(**asked: Json) -> Json:
    """Return the forwarded request, which has to be valid; the asked one has to stay unchanged."""
    request = {"model": "m", "input": "hi", **asked}
    before = copy.deepcopy(request)
    body = translated(request)

    assert [] == violations("chat/request", body)
    assert before == request
    return body


def refused(**asked: Json) -> str:
    """Return the message of the error for a request."""
    with pytest.raises(UpstreamError) as refusal:
        translated({"model": "m", "input": "hi", **asked})
    assert 400 == refusal.value.status_code
    return str(refusal.value.body["error"]["message"])


def call(call_id: str, name: str = "weather", **more: Json) -> Json:
    """Return a function call of the history."""
    return {"type": "function_call", "call_id": call_id, "name": name, "arguments": "{}", **more}


def result(call_id: str, output: Json = "rain") -> Json:
    """Return the output of a call."""
    return {"type": "function_call_output", "call_id": call_id, "output": output}


def update(**settings: Json) -> Json:
    """Return an item that changes settings."""
    return {"type": "configuration_update", **settings}


def nested(call_id: str, name: str = "weather") -> Json:
    """Return a call as Chat has it."""
    return {"id": call_id, "type": "function", "function": {"name": name, "arguments": "{}"}}


def test_nothing_is_invented() -> None:
    """A bare request becomes a bare one."""
    assert {"model": "m", "messages": [{"role": "user", "content": "hi"}]} == forwarded()


def test_instructions_come_first() -> None:
    """`instructions` becomes the first system message; other messages keep their roles and order."""
    items = [{"role": "developer", "content": "b"}, {"type": "message", "role": "user", "content": "c"}]
    expected = [("system", "a"), ("developer", "b"), ("user", "c")]

    assert expected == [
        (message["role"], message["content"]) for message in forwarded(instructions="a", input=items)["messages"]
    ]


def test_parts_are_kept() -> None:
    """Text, images and files change their names, not what they say."""
    parts = [
        {"type": "input_text", "text": "see"},
        {"type": "input_image", "image_url": "https://x/y.png", "detail": "low"},
        {"type": "input_file", "file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf"},
    ]
    expected = [
        {"type": "text", "text": "see"},
        {"type": "image_url", "image_url": {"url": "https://x/y.png", "detail": "low"}},
        {"type": "file", "file": {"file_data": "data:application/pdf;base64,AA==", "filename": "a.pdf"}},
    ]

    assert expected == forwarded(input=[{"role": "user", "content": parts}])["messages"][0]["content"]


def test_an_answer_of_the_history_is_one_message() -> None:
    """Text and refusal of an output message become the fields of one message."""
    parts = [
        {"type": "output_text", "text": "a", "annotations": []},
        {"type": "output_text", "text": "b", "annotations": []},
        {"type": "refusal", "refusal": "no"},
    ]
    answer = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": parts}

    assert {"role": "assistant", "content": "ab", "refusal": "no"} == forwarded(input=[answer])["messages"][0]


def test_neighbouring_calls_are_one_message() -> None:
    """Neighbouring calls and the text before them are one message; results follow in the order of the calls."""
    items = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "looking"},
        call("call_1"),
        call("call_2", "now"),
        {"role": "user", "content": "quick"},
        result("call_2", "12:00"),
        result("call_1"),
    ]
    expected = [
        {"role": "user", "content": "hi"},
        {"role": "assistant", "content": "looking", "tool_calls": [nested("call_1"), nested("call_2", "now")]},
        {"role": "tool", "tool_call_id": "call_1", "content": "rain"},
        {"role": "tool", "tool_call_id": "call_2", "content": "12:00"},
        {"role": "user", "content": "quick"},
    ]

    assert expected == forwarded(input=items)["messages"]


def test_calls_with_results_between_them_are_messages_of_their_own() -> None:
    """A call behind a result begins a message of its own: it was made in a later turn."""
    messages = forwarded(input=[call("call_1"), result("call_1"), call("call_2"), result("call_2")])["messages"]

    assert ["assistant", "tool", "assistant", "tool"] == [message["role"] for message in messages]


def test_images_of_a_result_are_shown_behind_it() -> None:
    """Images of results go into a user message behind all results, because a tool message holds only text."""
    output = [
        {"type": "input_text", "text": "see"},
        {"type": "input_image", "image_url": "https://x/y.png", "detail": "auto"},
    ]
    items = [call("call_1"), call("call_2"), result("call_1", output), result("call_2")]
    tools, shown = forwarded(input=items)["messages"][1:3], forwarded(input=items)["messages"][3]

    assert [[{"type": "text", "text": "see"}], "rain"] == [message["content"] for message in tools]
    assert "user" == shown["role"]
    assert ["image_url"] == [part["type"] for part in shown["content"]]


def test_reasoning_goes_back_where_it_came_from() -> None:
    """Reasoning text goes into the message that followed it; reasoning with encrypted content adds no text."""
    thought = {"type": "reasoning", "id": "rs_1", "summary": [], "content": [{"type": "reasoning_text", "text": "hm"}]}
    secret = {
        "type": "reasoning",
        "id": "rs_2",
        "summary": [{"type": "summary_text", "text": "s"}],
        "encrypted_content": "x",
    }
    items = [{"role": "user", "content": "hi"}, thought, call("call_1"), result("call_1"), secret]
    messages = forwarded(input=[*items, {"role": "assistant", "content": "rain"}])["messages"]

    assert [None, "hm", None, None] == [message.get("reasoning_content") for message in messages]


def test_several_thoughts_are_paragraphs() -> None:
    """Reasoning texts are joined as paragraphs; a summary counts where there is nothing else."""
    text = {"type": "reasoning", "content": [{"type": "reasoning_text", "text": "a"}]}
    summary = {"type": "reasoning", "summary": [{"type": "summary_text", "text": part} for part in "bc"]}
    messages = forwarded(input=[{"role": "user", "content": "hi"}, text, summary, call("call_1"), result("call_1")])

    assert "a\n\nb\n\nc" == messages["messages"][1]["reasoning_content"]


def test_what_a_host_wants_back_with_a_call_goes_back() -> None:
    """A host's extra fields of a call, carried in encrypted reasoning, are sent back with the call."""
    extra = {"google": {"thought_signature": "c2ln"}}
    entry = {**nested("call_1"), "extra_content": extra}
    answer = {"id": "1", "choices": [{"message": {"tool_calls": [entry]}, "finish_reason": "tool_calls"}]}
    served = response((body for body in [answer]), {"model": "m", "input": "hi"})["output"]
    messages = translated({"model": "m", "input": [*served, result("call_1")]})["messages"]

    assert ["reasoning", "function_call"] == [item["type"] for item in served]
    assert [entry] == messages[0]["tool_calls"]


def test_encrypted_content_of_others_stays_out() -> None:
    """Encrypted reasoning of another origin is left out, whatever it holds."""
    for secret in ("x", "bnVsbA==", "W10=", "eyJhIjoxfQ==", "é"):
        item = {"type": "reasoning", "id": "rs_1", "summary": [], "encrypted_content": secret}

        assert [{"role": "user", "content": "hi"}] == forwarded(input=[item, {"role": "user", "content": "hi"}])[
            "messages"
        ]


def test_what_another_agent_said_is_a_message_of_its_name() -> None:
    """Text of another agent becomes a message with its name."""
    content = [{"type": "input_text", "text": "Seven."}]
    item = {"type": "agent_message", "author": "/root/counter", "content": content}
    messages = forwarded(input=[{"role": "user", "content": "hi"}, item, {**item, "author": None}])["messages"]

    assert [("root_counter", "Seven."), ("agent", "Seven.")] == [
        (message["name"], message["content"][0]["text"]) for message in messages[1:]
    ]


def test_an_encrypted_part_is_refused() -> None:
    """What another agent says is refused where a part is encrypted: Chat has no form for it, the task may be there."""
    content = [{"type": "input_text", "text": "Task:"}, {"type": "encrypted_content", "encrypted_content": "gAAA"}]
    error = refused(input=[{"type": "agent_message", "author": "/root", "content": content}])

    assert error.startswith("input[0].content[1]:")


def test_a_search_that_must_not_reach_the_web_is_left_out() -> None:
    """A search without web access is left out, because Chat's option would search the web."""
    offline = {"type": "web_search", "external_web_access": False, "search_content_types": ["text"]}
    body = forwarded(tools=[offline, WEATHER])

    assert "web_search_options" not in body
    assert [NESTED] == body["tools"]
    assert refused(tools=[offline], tool_choice={"type": "web_search"})
    assert refused(tools=[offline], tool_choice="required")


def test_records_of_hosted_tools_are_left_out() -> None:
    """Items of hosted tools are left out: the history has the answer made from them."""
    search = {
        "type": "web_search_call",
        "id": "ws_1",
        "status": "completed",
        "action": {"type": "search", "query": "x"},
    }

    assert 1 == len(forwarded(input=[search, {"role": "user", "content": "hi"}])["messages"])


def test_custom_calls_and_tools_are_kept() -> None:
    """Custom calls have their raw input, and a custom tool's grammar is nested one level deeper."""
    tool = {
        "type": "custom",
        "name": "shell",
        "format": {"type": "grammar", "syntax": "lark", "definition": "start: x"},
    }
    body = forwarded(
        tools=[tool],
        input=[
            {"type": "custom_tool_call", "call_id": "call_1", "name": "shell", "input": "ls"},
            {"type": "custom_tool_call_output", "call_id": "call_1", "output": "a"},
        ],
    )
    grammar = {"type": "grammar", "grammar": {"syntax": "lark", "definition": "start: x"}}

    assert [{"type": "custom", "custom": {"name": "shell", "format": grammar}}] == body["tools"]
    assert [{"id": "call_1", "type": "custom", "custom": {"name": "shell", "input": "ls"}}] == body["messages"][0][
        "tool_calls"
    ]


def test_namespaces_are_offered_flat() -> None:
    """Functions of a namespace are offered flat, with its name in front only where another has their name."""
    crm = {"type": "namespace", "name": "crm", "description": "", "tools": [WEATHER, {**WEATHER, "name": "find"}]}
    body = forwarded(
        tools=[crm],
        input=[
            {"type": "additional_tools", "role": "developer", "tools": [WEATHER]},
            call("call_1", namespace="crm"),
            result("call_1"),
        ],
        tool_choice={"type": "function", "name": "find", "namespace": "crm"},
    )

    assert ["crm__weather", "find", "weather"] == [tool["function"]["name"] for tool in body["tools"]]
    assert "crm__weather" == body["messages"][0]["tool_calls"][0]["function"]["name"]
    assert {"type": "function", "function": {"name": "find"}} == body["tool_choice"]


def test_settings_find_their_places() -> None:
    """A setting that both APIs have is sent under Chat's name; usage of a stream is asked for."""
    schema = {"name": "city", "schema": {"type": "object"}, "strict": True}
    body = forwarded(
        max_output_tokens=100,
        text={"format": {"type": "json_schema", **schema}, "verbosity": "low"},
        reasoning={"effort": "high", "summary": "auto"},
        include=["message.output_text.logprobs", "reasoning.encrypted_content"],
        top_logprobs=2,
        store=False,
        stream=True,
        metadata={"trace": "1"},
        tools=[WEATHER],
        tool_choice={"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "weather"}]},
        parallel_tool_calls=False,
        truncation="auto",
    )
    allowed = {"mode": "auto", "tools": [{"type": "function", "function": {"name": "weather"}}]}
    expected = {
        "max_completion_tokens": 100,
        "response_format": {"type": "json_schema", "json_schema": schema},
        "verbosity": "low",
        "reasoning_effort": "high",
        "logprobs": True,
        "top_logprobs": 2,
        "store": False,
        "stream": True,
        "stream_options": {"include_usage": True},
        "metadata": {"trace": "1"},
        "tools": [NESTED],
        "tool_choice": {"type": "allowed_tools", "allowed_tools": allowed},
        "parallel_tool_calls": False,
    }

    assert expected == {name: value for name, value in body.items() if name not in ("model", "messages")}


def test_the_last_update_of_a_setting_is_in_force() -> None:
    """Updates among the input replace the request's effort and format, each its own, and are no messages."""
    asked = [
        update(reasoning={"effort": "low"}, text={"format": {"type": "json_object"}}),
        {"role": "user", "content": "hi"},
        call("call_1"),
        update(reasoning={"effort": "minimal"}),
        call("call_2"),
        result("call_1"),
        result("call_2"),
    ]
    body = forwarded(input=asked, reasoning={"effort": "high"}, text={"verbosity": "low"})
    settings = {"reasoning_effort": "minimal", "response_format": {"type": "json_object"}, "verbosity": "low"}

    assert settings == {name: value for name, value in body.items() if name not in ("model", "messages")}
    assert ["user", "assistant", "tool", "tool"] == [message["role"] for message in body["messages"]]


def test_an_error_behind_an_update_names_the_clients_item() -> None:
    """Updates are counted where an error names an item by its position."""
    assert refused(input=[update(), {"role": "robot", "content": "hi"}]).startswith("input[1].role:")


def test_web_search_is_an_option() -> None:
    """Responses' search tool becomes Chat's option, and no tools are left to choose from."""
    tool = {
        "type": "web_search",
        "search_context_size": "low",
        "user_location": {"type": "approximate", "city": "Paris"},
    }
    body = forwarded(tools=[tool], tool_choice="auto", parallel_tool_calls=True)
    location = {"type": "approximate", "approximate": {"city": "Paris"}}

    assert {"search_context_size": "low", "user_location": location} == body["web_search_options"]
    assert not {"tools", "tool_choice", "parallel_tool_calls"} & body.keys()


@pytest.mark.parametrize(
    "asked",
    [
        {"previous_response_id": "resp_1"},
        {"conversation": "conv_1"},
        {"background": True},
        {"prompt": {"id": "pmpt_1"}},
        {"service_tier": "ultrafast"},
        {"input": None, "messages": [{"role": "user", "content": "hi"}]},
        {"input": []},
        {"input": 5},
        {"input": [{"type": "item_reference", "id": "msg_1"}]},
        {"input": [{"type": "compaction", "encrypted_content": "x"}]},
        {"input": [{"type": "message", "role": "robot", "content": "hi"}]},
        {"input": [call("call_1")]},
        {"input": [result("call_1")]},
        {"input": [{"role": "user", "content": [{"type": "input_image", "file_id": "file_1", "detail": "auto"}]}]},
        {"input": [{"role": "user", "content": [{"type": "input_file", "file_url": "https://x/y.pdf"}]}]},
        {"input": [{"type": "agent_message", "content": [{"type": "encrypted_content", "encrypted_content": "x"}]}]},
        {"input": [{"type": "agent_message", "content": []}]},
        {"input": [update(reasoning={"effort": "low"})]},
        {"input": [update(text={"format": 5}), {"role": "user", "content": "hi"}]},
        {"input": [update(reasoning=5), {"role": "user", "content": "hi"}]},
        {"input": [update(text="low"), {"role": "user", "content": "hi"}]},
        {"tools": [{"type": "code_interpreter", "container": "c"}]},
        {"tools": [{"type": "shell", "environment": {"type": "local"}}]},
        {"tools": [{"type": "local_shell"}]},
        {"tools": [{"type": "apply_patch"}]},
        {"tools": [{"type": "computer"}]},
        {"input": [{"type": "additional_tools", "tools": [{"type": "shell"}]}, {"role": "user", "content": "hi"}]},
        {"tools": [WEATHER], "tool_choice": {"type": "custom"}},
        {"tools": [WEATHER], "tool_choice": {}},
        {"tools": [WEATHER], "tool_choice": 5},
        {"tools": [WEATHER], "tool_choice": {"type": "function", "name": "now"}},
        {"tools": [WEATHER], "tool_choice": {"type": "file_search"}},
    ],
)
def test_what_chat_cannot_do_is_refused(asked: Json) -> None:
    """A request that Chat cannot express is refused as a whole."""
    assert refused(**asked)
