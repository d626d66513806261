"""Known-good adapters that ask their upstream in another documented way."""

import json
from functools import cache
from typing import Any

from crosswire import reference
from crosswire.facts import ShapeName
from crosswire.scenarios import load_scenarios
from tests.suites.alternatives import KnownGood
from tests.suites.mutations import Body

TEXT = {"type": "text"}
DIGEST = "_c1d82fb934cf"


def _always_streamed(body: Body, _: Body) -> Body:
    """Ask the upstream for a stream, whatever the client asks for."""
    usage = {"stream_options": {"include_usage": True}} if "messages" in body else {}
    return body | {"stream": True} | usage


def _in_function_form(tool: Body) -> Body:
    """Offer a custom tool of Chat as a function with one text parameter; the description has its grammar."""
    if tool.get("type") != "custom":
        return tool
    custom = tool["custom"]
    grammar = (custom.get("format") or {}).get("grammar") or {}
    words = [custom.get("description"), grammar.get("syntax"), grammar.get("definition")]
    parameters = {"type": "object", "properties": {"input": {"type": "string"}}, "required": ["input"]}
    function = {"name": custom["name"], "description": "\n".join(filter(None, words)), "parameters": parameters}
    return {"type": "function", "function": function}


def _customs_as_functions(body: Body, _: Body) -> Body:
    """Offer custom tools as functions; their calls are served as custom calls."""
    if not any(tool.get("type") == "custom" for tool in body.get("tools") or []):
        return body
    body["tools"] = [_in_function_form(tool) for tool in body["tools"]]
    choice = body.get("tool_choice")
    if isinstance(choice, dict) and choice.get("type") == "custom":
        body["tool_choice"] = _named(choice)
    if isinstance(choice, dict) and choice.get("type") == "allowed_tools":
        choice["allowed_tools"]["tools"] = [_named(tool) for tool in choice["allowed_tools"]["tools"]]
    return body


def _named(tool: Body) -> Body:
    return {"type": "function", "function": tool["custom"]} if tool.get("type") == "custom" else tool


def _spelt_out(body: Body, _: Body) -> Body:
    """Send the description's defaults for settings that the client does not send."""
    tools = {"tool_choice": "auto", "parallel_tool_calls": True} if body.get("tools") else {}
    chat = {"n": 1, "logprobs": False, "store": False, "service_tier": "auto", **tools}
    responses = {"truncation": "disabled", "background": False, "service_tier": "auto", **tools}
    return {**(chat if "messages" in body else responses), "stream": False, **body}


def _left_out(body: Body, _: Body) -> Body:
    """Leave out settings that have their default."""
    defaults = {"tool_choice": "auto", "parallel_tool_calls": True, "service_tier": "auto", "stream": False}
    own = (
        {"store": False, "n": 1, "logprobs": False}
        if "messages" in body
        else {"truncation": "disabled", "background": False}
    )
    body = {
        name: value
        for name, value in body.items()
        if {**defaults, **own}.get(name) != value or name not in {**defaults, **own}
    }
    if (body.get("text") or {}).get("format") == TEXT:
        body["text"] = {name: value for name, value in body["text"].items() if name != "format"}
    return {name: value for name, value in body.items() if not (name == "text" and not value)}


def _older_limit(body: Body, _: Body) -> Body:
    """Send the limit as `max_tokens`."""
    return {"max_tokens" if name == "max_completion_tokens" else name: value for name, value in body.items()}


def _with_what_nobody_knows(body: Body, request: Body) -> Body:
    """Forward a setting that the adapter does not know as it stands."""
    return body | {name: value for name, value in request.items() if name == "reply_style"}


def _high_for_original(body: Body, _: Body) -> Body:
    """Ask for images of high detail where they are to be looked at as they are."""
    for message in body["messages"]:
        for part in message["content"] if isinstance(message.get("content"), list) else []:
            if (part.get("image_url") or {}).get("detail") == "original":
                part["image_url"]["detail"] = "high"
    return body


def _without_the_default_detail(body: Body, _: Body) -> Body:
    """Leave out the detail of images where it is `auto`."""
    items = body["input"] if isinstance(body.get("input"), list) else []
    for item in items:
        for part in item["content"] if isinstance(item.get("content"), list) else []:
            if part.get("detail") == "auto":
                del part["detail"]
    return body


def _with_a_digest(body: Body, request: Body) -> Body:
    """Offer the functions of namespaces under names with a digest behind; their calls are served without."""
    tools = request.get("tools") or []
    own = {tool.get("name") for tool in tools}
    inner = tuple(one["name"] for tool in tools if tool.get("type") == "namespace" for one in tool["tools"])
    for holder in [*(body.get("tools") or []), *_calls_in(body), body.get("tool_choice")]:
        function = holder.get("function") if isinstance(holder, dict) else None
        if function and function["name"].endswith(inner) and function["name"] not in own:
            function["name"] += DIGEST
    return body


def _calls_in(body: Body) -> list[Body]:
    return [call for message in body["messages"] for call in message.get("tool_calls") or []]


def _digest_taken_off(payload: Any, _: Body) -> Any:
    return json.loads(json.dumps(payload).replace(DIGEST, "")) if isinstance(payload, dict) else payload


def _thoughts_under_another_name(body: Body, _: Body) -> Body:
    """Send the reasoning of the history as `reasoning`, the name at OpenRouter and Groq, not as `reasoning_content`."""
    for message in body["messages"]:
        if "reasoning_content" in message:
            message["reasoning"] = message.pop("reasoning_content")
    return body


def _in_the_field(body: Body, _: Body) -> Body:
    """Send the first system or developer text as `instructions`, not as an item."""
    given = body.get("input")
    if "prompt_cache_breakpoint" in str(given):  # a part has one, a text in the field cannot
        return body
    if (
        isinstance(given, list)
        and given
        and given[0].get("role") in ("system", "developer")
        and not body.get("instructions")
    ):
        content = given[0]["content"]
        text = content if isinstance(content, str) else "\n".join(part["text"] for part in content)
        return body | {"instructions": text, "input": given[1:]}
    return body


def _without_memory(request: Body, _: Body) -> Body:
    """Refuse references to earlier items: nothing is stored."""
    items = request.get("input")
    if isinstance(items, list) and any(item.get("type") == "item_reference" for item in items):
        raise reference.UpstreamError(
            400, {"message": "input: nothing is stored that could be referred to", "type": "invalid_request_error"}
        )
    return request


@cache
def _refusable(serves: ShapeName) -> frozenset[str]:
    """Return the requests that an adapter may refuse in all scenarios that have them."""
    return frozenset(_asked(serves, refusable=True) - _asked(serves, refusable=False))


def _asked(serves: ShapeName, *, refusable: bool) -> set[str]:
    return {
        _plain(turn.asked_body)
        for scenario in load_scenarios().values()
        if bool(scenario.refusable) is refusable
        for mode in ("json", "stream")
        for turn in scenario.turns[serves, mode]
    }


def _plain(request: Any) -> str:
    return json.dumps(request, sort_keys=True)


def _refusing(serves: ShapeName) -> Any:
    def answers(request: Body, _: Any, answer: Any) -> Any:
        """Refuse with a clear 400 every request that may be refused."""
        if _plain(request) in _refusable(serves):
            raise reference.UpstreamError(400, {"message": "This is not taken here.", "type": "invalid_request_error"})
        return answer()

    return answers


KNOWN_GOOD = [
    KnownGood(
        "refuses_references",
        "responses",
        "an adapter need not store what it served, and says so with a clear 4xx",
        asked=_without_memory,
    ),
    KnownGood(
        "refuses_what_may_be_refused",
        "chat",
        "a clear 4xx satisfies every requirement of a refusable scenario",
        answers=_refusing("chat"),
    ),
    KnownGood(
        "refuses_what_may_be_refused_of_responses",
        "responses",
        "likewise",
        answers=_refusing("responses"),
        but={"RESPREQ-14": "a history with records of hosted tools should be taken, and may be refused"},
    ),
    KnownGood(
        "always_streams_upstream",
        "chat",
        "a host that only streams; the adapter joins the frames to an answer",
        forwarded=_always_streamed,
    ),
    KnownGood("always_streams_from_chat", "responses", "likewise", forwarded=_always_streamed),
    KnownGood(
        "offers_custom_tools_as_functions",
        "responses",
        "many hosts take functions only; the call comes back as a custom one",
        forwarded=_customs_as_functions,
    ),
    KnownGood("spells_defaults_out", "responses", "the description's defaults", forwarded=_spelt_out),
    KnownGood("spells_defaults_out_to_responses", "chat", "the description's defaults", forwarded=_spelt_out),
    KnownGood("leaves_defaults_out", "responses", "the description's defaults", forwarded=_left_out),
    KnownGood("leaves_defaults_out_to_responses", "chat", "the description's defaults", forwarded=_left_out),
    KnownGood(
        "limits_as_older_hosts_do",
        "responses",
        "`max_tokens` is deprecated, but still described",
        forwarded=_older_limit,
    ),
    KnownGood(
        "forwards_what_nobody_knows",
        "chat",
        "a host may have the setting, and an SDK passes it on as `extra_body`",
        forwarded=_with_what_nobody_knows,
        declares={name: reason for name, reason in reference.declares.items() if name != "CHATREQ-43"},
    ),
    KnownGood(
        "forwards_what_nobody_knows_to_chat",
        "responses",
        "likewise",
        forwarded=_with_what_nobody_knows,
        declares={name: reason for name, reason in reference.declares.items() if name != "RESPREQ-48"},
    ),
    KnownGood(
        "looks_at_images_as_chat_is_described",
        "responses",
        "the description of Chat has `low`, `high` and `auto` alone",
        forwarded=_high_for_original,
    ),
    KnownGood(
        "leaves_out_the_default_detail_of_images",
        "chat",
        "`detail`: “Defaults to `auto`”; the AI SDK asks without one",
        forwarded=_without_the_default_detail,
    ),
    KnownGood(
        "names_tools_of_namespaces_with_a_digest",
        "responses",
        "a name of its own: RESPREQ-19",
        forwarded=_with_a_digest,
        heard=_digest_taken_off,
    ),
    KnownGood(
        "sends_reasoning_as_openrouter",
        "responses",
        "hosts have both names",
        forwarded=_thoughts_under_another_name,
    ),
    KnownGood(
        "gives_instructions_in_the_field",
        "chat",
        "`instructions`: “A system (or developer) message”",
        forwarded=_in_the_field,
    ),
]
