"""Known-bad adapters: each breaks a requirement of `suites/test_responses_settings.py`."""

from collections.abc import Callable

from crosswire.reference import declares
from tests.suites import history_mutations
from tests.suites.breaking import bad
from tests.suites.mutations import Body, changed, where, without


def without_parts_breakpoints(body: Body) -> Body:
    """Drop the cache breakpoints of all parts."""
    messages = [
        message | {"content": [without("prompt_cache_breakpoint")(part) for part in message["content"]]}
        if isinstance(message.get("content"), list)
        else message
        for message in body["messages"]
    ]
    return body | {"messages": messages}


def nested_again(body: Body) -> Body:
    """Send the format in Responses' form: its fields beside its type."""
    form = body["response_format"]
    return body | {"response_format": {"type": form["type"], **form.get(form["type"], {})}}


def without_settings_of_tools(body: Body) -> Body:
    """Drop the settings of tools where `tools` is left out, as it is beside an `additional_tools` item."""
    return body if body.get("tools") else without("parallel_tool_calls", "tool_choice")(body)


def saying(name: str) -> Callable[[Body], bool]:
    """Tell whether a body has a field."""
    return lambda body: name in body


def thinking(message: Body) -> Body:
    """Say that a call was thought of: a host of some models wants reasoning beside each."""
    return {"reasoning_content": "tool call", **message}


def hinting(body: Body) -> Body:
    return body | {"store": True} if body.get("store") is False else body


def without_updates(body: Body) -> Body:
    """Leave out the items of an input that update the configuration."""
    if not isinstance(body.get("input"), list):
        return body
    return body | {"input": [item for item in body["input"] if item.get("type") != "configuration_update"]}


def is_low(body: Body) -> bool:
    """Tell whether the update of the scenario is in force."""
    return body.get("reasoning_effort") == "low" and "celsius" in str(body.get("response_format"))


def not_streaming(body: Body) -> Body:
    return without("stream", "stream_options")(body)


INVENTED = {
    "temperature": 0.7,
    "max_completion_tokens": 4096,
    "reasoning_effort": "high",
    "user": "gateway",
    "metadata": {"gateway": "invented"},
    "stop": ["END"],
    "web_search_options": {},
}

KNOWN_BAD = [
    bad("drops_the_limit", "responses", "RESPREQ-24", forwarded=without("max_completion_tokens")),
    bad(
        "drops_text_format",
        "responses",
        "RESPREQ-25 RESPREQ-49",
        bugs="text-format-to-response-format",
        forwarded=without("response_format"),
    ),
    bad(
        "forwards_flat_formats",
        "responses",
        "RESPREQ-25 RESPREQ-34 RESPREQ-49",
        forwarded=where(saying("response_format"), nested_again),
    ),
    bad(
        "never_asks_for_strict_formats",
        "responses",
        "RESPREQ-25 RESPREQ-49",
        forwarded=where(
            lambda body: "json_schema" in body.get("response_format", {}),
            changed(response_format=lambda form: form | {"json_schema": without("strict")(form["json_schema"])}),
        ),
    ),
    bad(
        "drops_the_effort",
        "responses",
        "RESPREQ-26 RESPREQ-49",
        bugs="effort-and-verbosity",
        forwarded=without("reasoning_effort"),
    ),
    bad("drops_verbosity", "responses", "RESPREQ-27", bugs="effort-and-verbosity", forwarded=without("verbosity")),
    bad(
        "drops_a_temperature_of_zero",
        "responses",
        "RESPREQ-28",
        forwarded=lambda body: body if body.get("temperature") else without("temperature")(body),
    ),
    bad("looks_for_tools_in_the_list_alone", "responses", "RESPREQ-28 METADATA-7", asked=without_settings_of_tools),
    bad("always_calls_in_parallel", "responses", "RESPREQ-28", forwarded=without("parallel_tool_calls")),
    bad(
        "drops_the_cache_key", "responses", "RESPREQ-29", bugs="prompt-cache-key", forwarded=without("prompt_cache_key")
    ),
    bad(
        "drops_cache_breakpoints",
        "responses",
        "RESPREQ-29",
        bugs="prompt-cache-key",
        forwarded=without_parts_breakpoints,
    ),
    bad(
        "asks_for_no_logprobs",
        "responses",
        "RESPREQ-30",
        bugs="logprobs",
        forwarded=without("logprobs", "top_logprobs"),
    ),
    bad("stores_unasked", "responses", "RESPREQ-31 RESPREQ-32", bugs="store-flag", forwarded=hinting),
    bad("asks_chat_for_another_model", "responses", "RESPREQ-37", forwarded=changed(model=lambda name: f"{name}-mini")),
    *(
        bad(
            f"invents_{name}_for_chat",
            "responses",
            "RESPREQ-17 RESPREQ-40" if name == "web_search_options" else "RESPREQ-40",
            forwarded=lambda body, name=name, value=value: {name: value, **body},
        )
        for name, value in INVENTED.items()
    ),
    bad("forgets_store", "responses", "RESPREQ-32", bugs="store-flag", forwarded=without("store")),
    bad("asks_for_a_whole_answer", "responses", "RESPREQ-33", forwarded=not_streaming),
    bad(
        "drops_hints_without_a_word",
        "responses",
        "RESPREQ-35",
        bugs="message-phase",
        declares={name: reason for name, reason in declares.items() if name != "RESPREQ-35"},
    ),
    bad(
        "drops_what_nobody_knows_without_a_word",
        "responses",
        "RESPREQ-48",
        declares={name: reason for name, reason in declares.items() if name != "RESPREQ-48"},
    ),
    bad(
        "thinks_of_each_call",
        "responses",
        "RESPREQ-40",
        forwarded=history_mutations.every_message(
            lambda message: thinking(message) if message.get("tool_calls") else message
        ),
    ),
    bad("forgets_updates_of_the_configuration", "responses", "RESPREQ-49", asked=without_updates),
    bad("keeps_the_first_effort", "responses", "RESPREQ-49", forwarded=where(is_low, changed(reasoning_effort="high"))),
]
