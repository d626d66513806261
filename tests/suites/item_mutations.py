"""Changing the input items that are forwarded to Responses: the pieces of known-bad adapters."""

import json
from typing import Any

from tests.suites.mutations import Body, Change, ListChange, MaybeChange, changed

INSTRUCTING = ("system", "developer")


def with_items(change: ListChange) -> Change:
    """Change the list of input items. The reference adapter always forwards one."""
    return lambda body: body | {"input": change(body["input"])}


def every_item(change: MaybeChange, *kinds: str) -> Change:
    """Change the input items of some types; None drops one."""

    def items(given: list[Body]) -> list[Body]:
        changed = [change(item) if item["type"] in kinds else item for item in given]
        return [item for item in changed if item is not None]

    return with_items(items)


def every_message(change: MaybeChange, *roles: str) -> Change:
    """Change the messages of some roles; None drops one."""
    return every_item(lambda item: change(item) if item["role"] in roles else item, "message")


def without_parts(kind: str) -> Change:
    """Drop the parts of a type."""

    def message(item: Body) -> Body:
        if isinstance(item["content"], list):
            item["content"] = [part for part in item["content"] if part["type"] != kind]
        return item

    return every_message(message, "user", "assistant")


def with_parts(kind: str, **fields: Any) -> Change:
    """Give fields of the parts of a type other values."""

    def message(item: Body) -> Body:
        if isinstance(item["content"], list):
            item["content"] = [changed(**fields)(part) if part["type"] == kind else part for part in item["content"]]
        return item

    return every_message(message, "user", "assistant")


def as_parts(kind: str) -> Change:
    """Send a message's plain string as a part of a type."""

    def message(item: Body) -> Body:
        if isinstance(item["content"], str):
            item["content"] = [{"type": kind, "text": item["content"]}]
        return item

    return message


def text_of(item: Body) -> str:
    content = item["content"]
    return content if isinstance(content, str) else " ".join(part.get("text", "") for part in content)


def instructions_too(body: Body) -> Body:
    leading = [text_of(item) for item in body["input"] if item.get("role") in INSTRUCTING]
    return body | ({"instructions": "\n\n".join(leading)} if leading else {})


def first_instruction_only(items: list[Body]) -> list[Body]:
    instructing = [item for item in items if item.get("role") in INSTRUCTING]
    return [item for item in items if item not in instructing[1:]]


def instructions_first(items: list[Body]) -> list[Body]:
    return sorted(items, key=lambda item: item.get("role") not in INSTRUCTING)


def one_user_message(items: list[Body]) -> list[Body]:
    """Send the texts of the conversation as one message of the user; instructions and calls stay."""
    flat = [item for item in items if item.get("role") in ("user", "assistant")]
    parts = [part for item in flat if isinstance(item["content"], list) for part in item["content"]]
    text = {"type": "input_text", "text": "\n".join(text_of(item) for item in flat)}
    media = [part for part in parts if part["type"] in ("input_image", "input_file")]
    one = {"type": "message", "role": "user", "content": [text, *media]}
    index = items.index(flat[0]) if flat else 0
    return [*items[:index], one, *(item for item in items[index:] if item not in flat)]


def between(word: str) -> Change:
    """Put an assistant's message with a word before every call that has none before it."""

    def items(given: list[Body]) -> list[Body]:
        placed: list[Body] = []
        for item in given:
            before = placed[-1] if placed else {}
            alone = before.get("role") != "assistant" and not before.get("type", "").endswith("call")
            if item["type"].endswith("call") and alone:
                placed.append({"type": "message", "role": "assistant", "content": word})
            placed.append(item)
        return placed

    return with_items(items)


def text_beside_calls_dropped(items: list[Body]) -> list[Body]:
    following = [*items[1:], {"type": "end"}]
    return [
        item
        for item, after in zip(items, following, strict=True)
        if not (item.get("role") == "assistant" and after["type"].endswith("call"))
    ]


def dumped(item: Body) -> Body:
    return item | ({"output": json.dumps(item["output"])} if isinstance(item["output"], list) else {})


def first_part(item: Body) -> Body:
    return item | ({"output": item["output"][:1]} if isinstance(item["output"], list) else {})


def crashing_on_null(body: Body) -> Body:
    for message in body["messages"]:
        if message["role"] == "assistant" and message.get("content") is None:
            raise TypeError("can only concatenate str")
    return body


def without_sound(body: Body) -> Body:
    for message in body["messages"]:
        if isinstance(message.get("content"), list):
            message["content"] = [part for part in message["content"] if part["type"] != "input_audio"]
    return body


def media_first(item: Body) -> Body:
    if isinstance(item["content"], list):
        item["content"] = sorted(item["content"], key=lambda part: part["type"] == "input_text")
    return item


def doubled_output(item: Body) -> Body:
    return item | ({"output": item["output"] * 2} if isinstance(item["output"], list) else {})


A_QUESTION = {"type": "message", "role": "user", "content": "Is that all?"}
A_CALL = (
    {"type": "function_call", "call_id": "call_own", "name": "log", "arguments": "{}"},
    {"type": "function_call_output", "call_id": "call_own", "output": "logged"},
)
