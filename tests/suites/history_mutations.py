"""Changing a history, as it is forwarded to Chat or as a Responses client asks: the pieces of known-bad adapters."""

import json

from crosswire.reference import UpstreamError
from tests.suites.mutations import Body, Change, ListChange, MaybeChange

RECORDS = ("web_search_call", "file_search_call", "code_interpreter_call", "mcp_call", "image_generation_call")


def with_messages(change: ListChange) -> Change:
    """Change the list of forwarded messages."""
    return lambda body: body | {"messages": change(body["messages"])}


def every_message(change: MaybeChange) -> Change:
    """Change every forwarded message; None drops it."""
    return with_messages(lambda sent: [new for message in sent if (new := change(message))])


def every_part(change: MaybeChange) -> Change:
    """Change every part of every forwarded message; None drops it."""

    def message(sent: Body) -> Body:
        if not isinstance(sent.get("content"), list):
            return sent
        parts = [new for part in sent["content"] if (new := change(part))]
        return sent | {"content": parts or ""}

    return every_message(message)


def with_items(change: MaybeChange) -> Change:
    """Change every item of the client's input before the adapter reads it; None drops it."""

    def asked(body: Body) -> Body:
        if isinstance(body["input"], str):
            return body
        return body | {"input": [new for item in body["input"] if (new := change(item))]}

    return asked


def instructions_last(sent: list[Body]) -> list[Body]:
    first, *rest = sent
    return [*rest, first] if first["role"] == "system" and rest[0]["role"] != "developer" else sent


def only_parts(message: Body) -> Body | None:
    """Empty a user's message whose content is a plain string."""
    is_text = message["role"] == "user" and isinstance(message["content"], str)
    return message | {"content": ""} if is_text else message


def only_the_first_developer(sent: list[Body]) -> list[Body]:
    instructing = [index for index, message in enumerate(sent) if message["role"] in ("system", "developer")]
    return [message for index, message in enumerate(sent) if index not in instructing[1:]]


def as_output_text(part: Body) -> Body:
    return part | {"type": "input_text"} if part["type"] == "text" else part


def assistant_parts(message: Body) -> Body:
    if message["role"] != "assistant" or not message.get("content"):
        return message
    return message | {"content": [{"type": "output_text", "text": message["content"]}]}


def no_refusal(message: Body) -> Body:
    return {name: value for name, value in message.items() if name != "refusal"}


def one_call_a_message(sent: list[Body]) -> list[Body]:
    split: list[Body] = []
    for message in sent:
        calls = message.get("tool_calls") or [None]
        split.append(message | ({"tool_calls": calls[:1]} if calls[0] else {}))
        split += [{"role": "assistant", "content": None, "tool_calls": [call]} for call in calls[1:]]
    return split


def calls_as_text(message: Body) -> Body | None:
    if message["role"] == "tool":
        return {"role": "user", "content": message["content"]}
    if message.get("tool_calls"):
        return {"role": "assistant", "content": json.dumps(message["tool_calls"])}
    return message


def outputs_last(sent: list[Body]) -> list[Body]:
    """Move an output behind the user's message that follows it."""
    for index, message in enumerate(sent[:-1]):
        if message["role"] == "tool" and sent[index + 1]["role"] == "user":
            return [*sent[:index], sent[index + 1], message, *sent[index + 2 :]]
    return sent


def as_json(message: Body) -> Body:
    """Send a list of parts as its JSON."""
    if message["role"] != "tool" or not isinstance(message["content"], list):
        return message
    return message | {"content": json.dumps(message["content"])}


def no_media(message: Body) -> Body | None:
    if message["role"] != "user" or not isinstance(message["content"], list):
        return message
    return message if any(part["type"] == "text" for part in message["content"]) else None


def without_a_type(body: Body) -> Body:
    """Drop the items without a type, where a message has one."""
    if isinstance(body["input"], str):
        return body
    named = [item for item in body["input"] if "type" in item]
    return body | {"input": named} if any(item["type"] == "message" for item in named) else body


def refusing_foreign_ids(request: Body) -> Body:
    for item in request["input"]:
        if isinstance(item, dict) and item.get("id", "").startswith(("chatcmpl-", "item_")):
            raise UpstreamError(400, {"message": f"Invalid id {item['id']!r}: it is to begin with 'msg' or 'fc'"})
    return request


def thoughts_as_text(item: Body) -> Body:
    if item.get("type") != "reasoning" or not item["summary"]:
        return item
    words = [{"type": "output_text", "text": part["text"], "annotations": []} for part in item["summary"]]
    return {"type": "message", "role": "assistant", "content": words}


def words_beside_references(body: Body) -> Body:
    given = body["input"]
    refers = isinstance(given, list) and any(item.get("type") == "item_reference" for item in given)
    return body | {"input": [*given, {"role": "assistant", "content": "Let me see."}]} if refers else body


def crashing_on_reasoning(request: Body) -> Body:
    if any(item.get("type") == "reasoning" for item in request["input"] if isinstance(item, dict)):
        raise KeyError("content")
    return request


def thought_before(sent: list[Body]) -> list[Body]:
    """Put the reasoning of a message into a message of its own before it."""
    apart: list[Body] = []
    for message in sent:
        thought = message.get("reasoning_content")
        if thought:
            apart.append({"role": "assistant", "content": "", "reasoning_content": thought})
        apart.append({name: value for name, value in message.items() if name != "reasoning_content"})
    return apart


def no_detail(part: Body) -> Body:
    return part | {"image_url": {"url": part["image_url"]["url"]}} if part["type"] == "image_url" else part


def without_parts(*kinds: str) -> MaybeChange:
    """Drop the parts of some types."""
    return lambda part: None if part["type"] in kinds else part


def without_items(*kinds: str) -> Change:
    """Drop the items of some types."""
    return with_items(lambda item: None if item.get("type") in kinds else item)


def without_unknown_items(item: Body) -> Body | None:
    """Drop messages of another agent."""
    return None if item.get("type") == "agent_message" else item


def without_ciphertext(item: Body) -> Body:
    """Send what another agent says without its encrypted parts."""
    if item.get("type") != "agent_message":
        return item
    return item | {"content": [part for part in item["content"] if part["type"] != "encrypted_content"]}


def with_ciphertext(item: Body) -> Body:
    """Send a message of another agent as the user's, with its encrypted parts as text."""
    if item.get("type") != "agent_message":
        return item
    words = [part.get("text") or part.get("encrypted_content") for part in item["content"]]
    return {"role": "user", "content": "\n".join(words)}


def without_part_fields(kind: str, name: str) -> Change:
    """Drop the parts of a type that have a certain field, from the client's messages."""

    def item(asked: Body) -> Body:
        if not isinstance(asked.get("content"), list):
            return asked
        parts = [part for part in asked["content"] if not (part.get("type") == kind and part.get(name))]
        return asked | {"content": parts}

    return with_items(item)


def id_as_url(item: Body) -> Body:
    if not isinstance(item.get("content"), list):
        return item
    parts = [
        part | {"image_url": part["file_id"], "file_id": None}
        if part["type"] == "input_image" and part.get("file_id")
        else part
        for part in item["content"]
    ]
    return item | {"content": parts}


def as_empty_messages(item: Body) -> Body:
    foreign = ("item_reference", "compaction")
    return {"role": "user", "content": ""} if item.get("type") in foreign else item


def stripped_inputs(message: Body) -> Body:
    for call in message.get("tool_calls") or ():
        if call["type"] == "custom":
            call["custom"]["input"] = call["custom"]["input"].strip()
    return message


def refusing_records(request: Body) -> Body:
    for item in request["input"]:
        if isinstance(item, dict) and item.get("type") in RECORDS:
            raise UpstreamError(400, {"message": f"unknown item type {item['type']}"})
    return request


def dropping_halves(kinds: tuple[str, ...]) -> Change:
    """Make up what is missing of a call and its output: the output (`call`), or the call (`output`)."""

    def asked(body: Body) -> Body:
        if isinstance(body["input"], str) or any(item.get("type") == "item_reference" for item in body["input"]):
            return body
        called = {
            item["call_id"] for item in body["input"] if item.get("type") in ("function_call", "custom_tool_call")
        }
        outputs = ("function_call_output", "custom_tool_call_output")
        answered = {item["call_id"] for item in body["input"] if item.get("type") in outputs}
        lacking = sorted(called - answered) if kinds[0] == "call" else sorted(answered - called)
        made = [
            {"type": "function_call_output", "call_id": id_, "output": "?"}
            if kinds[0] == "call"
            else {"type": "function_call", "call_id": id_, "name": "unknown", "arguments": "{}"}
            for id_ in lacking
        ]
        return body | {"input": [*body["input"], *made]}

    return asked


def without_made_up(message: Body) -> Body | None:
    """Drop what `dropping_halves` made up, on the way upstream."""
    if message["role"] == "tool" and message["content"] == "?":
        return None
    calls = message.get("tool_calls") or []
    return None if any(call.get("function", {}).get("name") == "unknown" for call in calls) else message


def replaced_characters(message: Body) -> Body:
    if isinstance(message.get("content"), str):
        clean = message["content"].encode("utf-8", "replace").decode()
        return message | {"content": clean}
    return message


def truncated(message: Body) -> Body:
    """Cut the text of a tool's output at its first quote, as an unescaped JSON text is cut."""
    is_text = message["role"] == "tool" and isinstance(message["content"], str)
    return message | {"content": message["content"].partition('"')[0]} if is_text else message
