"""A Responses request as a Chat Completions request."""

from typing import Any

from crosswire.reference.failures import refusal
from crosswire.reference.lenient import Json, asked_object, mapping, objects, text, without_none
from crosswire.reference.offered import WEB_SEARCH, Offered, chat_name, offered, web_search
from crosswire.reference.responses_input import UPDATE, messages
from crosswire.reference.settings import LOGPROBS, NAMED, allowed, checked, nested, same

UNSAYABLE = {
    "background": "this adapter keeps nothing that could be asked for later",
    "conversation": "this adapter keeps no conversations; send the earlier turns as input",
    "previous_response_id": "this adapter keeps no responses; send the earlier turns as input",
    "prompt": "Chat Completions has no stored prompts",
}
"""By field that Chat lacks: why a request with it is refused."""
UPDATED = ("reasoning", "text")
"""The fields that a `configuration_update` changes."""


def translated(request: Any) -> Json:
    """Translate a request. Fields of Responses alone that affect only costs or extras are left out (see `declares`).

    Raises:
        UpstreamError: status 400, for what Chat Completions cannot do, and for a malformed request.
    """
    body = _updated(checked(request, needed="input", foreign="messages"))
    for field, why in UNSAYABLE.items():
        if body.get(field):
            raise refusal(field, why)
    if body.get("service_tier") == "ultrafast":
        raise refusal("service_tier", "Chat Completions has no `ultrafast`")
    tools = offered(body)
    choice = _tool_choice(body, tools)
    only_with_tools = {"tool_choice": choice, "parallel_tool_calls": body.get("parallel_tool_calls")}
    return {
        **same({**body, "parallel_tool_calls": None}),
        "messages": messages(body, tools),
        **without_none(
            tools=[_tool(tool) for tool in tools] or None,
            **(only_with_tools if tools else {}),
            max_completion_tokens=body.get("max_output_tokens"),
            response_format=_format(body),
            verbosity=mapping(body.get("text")).get("verbosity"),
            reasoning_effort=mapping(body.get("reasoning")).get("effort"),
            web_search_options=None if choice == "none" else _web_search_options(body),
        ),
        **_logprobs(body),
        **_streamed(body),
    }


def _updated(body: Json) -> Json:
    """Return a request with the last settings of its `configuration_update` items as its own.

    Raises:
        UpstreamError: status 400, where an item's settings are no object.
    """
    changed: Json = {}
    for number, item in enumerate(objects(body["input"])):
        for name in UPDATED if item.get("type") == UPDATE else ():
            settings = {} if item.get(name) is None else asked_object(item[name], f"input[{number}].{name}")
            changed[name] = {**(changed.get(name) or mapping(body.get(name))), **settings}
    return {**body, **changed}


def _streamed(body: Json) -> Json:
    """Return the fields for a stream, with usage: Chat sends it only if asked, Responses always."""
    if not body.get("stream"):
        return {}
    obfuscation = mapping(body.get("stream_options")).get("include_obfuscation")
    return {"stream": True, "stream_options": {"include_usage": True, **without_none(include_obfuscation=obfuscation)}}


def _logprobs(body: Json) -> Json:
    if not isinstance(body.get("include"), list) or LOGPROBS not in body["include"]:
        return {}
    return {"logprobs": True, **without_none(top_logprobs=body.get("top_logprobs"))}


def _format(body: Json) -> Json | None:
    asked = mapping(body.get("text")).get("format")
    return None if asked is None else nested(asked_object(asked, "text.format"))


def _tool(offer: Offered) -> Json:
    tool = {**offer.tool, "name": offer.name}
    if isinstance(tool.get("format"), dict):
        tool["format"] = nested(tool["format"])
    return nested(tool)


def _web_search_options(body: Json) -> Json | None:
    """Return the option for Chat's search models; it nests the fields of an approximate location."""
    tool = web_search(body)
    if tool is None:
        return None
    for field in ("filters", "search_content_types"):
        if tool.get(field):
            raise refusal("tools", f"Chat Completions' web search has no {field}")
    location = mapping(tool.get("user_location"))
    approximate = {name: value for name, value in location.items() if name != "type" and value is not None}
    return without_none(
        search_context_size=tool.get("search_context_size"),
        user_location={"type": "approximate", "approximate": approximate} if location else None,
    )


def _tool_choice(body: Json, tools: list[Offered]) -> Any:
    choice = body.get("tool_choice")
    if choice == "required" and not tools and web_search(body) is None:
        raise refusal("tool_choice", "requires a tool, and none of those in the request can be offered")
    if choice is None or isinstance(choice, str):
        return choice
    asked = asked_object(choice, "tool_choice")
    kind = asked.get("type")
    if kind in WEB_SEARCH and web_search(body) is not None:
        return None  # a search model searches anyway
    if kind == "allowed_tools":
        entries = [_named(entry, tools) for entry in allowed(asked.get("tools"), "tool_choice.tools")]
        return {"type": kind, kind: {**without_none(mode=asked.get("mode")), "tools": entries}}
    return _named(asked, tools)


def _named(asked: Json, tools: list[Offered]) -> Json:
    name = chat_name(tools, asked.get("namespace"), text(asked.get("name")))
    if asked.get("type") not in NAMED or name not in [tool.name for tool in tools]:
        raise refusal(
            "tool_choice", f"names {name or asked.get('type')!r}, which is not among the tools that can be offered"
        )
    return nested({"type": asked["type"], "name": name})
