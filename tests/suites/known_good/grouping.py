"""Known-good adapters that forward the same words in more messages, in fewer, or in other parts.

Toward Responses a message stays one item (CHATREQ-3), and calls in a row stay in one message (RESPREQ-5).
"""

from typing import Any

from tests.suites.alternatives import Change, KnownGood
from tests.suites.mutations import Body

TEXTS = {"text", "input_text"}
"""The types of a text part, of Chat and of Responses."""


def _merging(*roles: str) -> Change:
    def forwarded(body: Body, _: Body) -> Body:
        merged: list[Body] = []
        for message in body["messages"]:
            last = merged[-1] if merged else {}
            if message["role"] in roles and all(map(_is_plain, (last, message))) and message["role"] == last["role"]:
                merged[-1] = {**last, "content": [*_parts(last["content"]), *_parts(message["content"])]}
            else:
                merged.append(message)
        return body | {"messages": merged}

    forwarded.__doc__ = (
        f"Merge neighbouring messages of the same role ({', '.join(roles)}) into one message with parts."
    )
    return forwarded


def _is_plain(message: Body) -> bool:
    """Tell whether a message has a role and words, and nothing else."""
    return message.keys() == {"role", "content"} and bool(message["content"])


def _parts(content: Any) -> list[Body]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else list(content)


def _item_by_item(body: Body, _: Body) -> Body:
    """Forward the assistant's text and its calls as two messages."""
    messages: list[Body] = []
    for message in body["messages"]:
        if message.get("content") and message.get("tool_calls"):
            messages.append({name: value for name, value in message.items() if name != "tool_calls"})
            message = {"role": "assistant", "content": None, "tool_calls": message["tool_calls"]}
        messages.append(message)
    return body | {"messages": messages}


def _joined_by(between: str, called: str) -> Change:
    def forwarded(body: Body, _: Body) -> Body:
        entries = body.get("messages") or body.get("input")
        for entry in entries if isinstance(entries, list) else []:
            for name in ("content", "output"):
                parts = entry.get(name)
                if parts and isinstance(parts, list) and all(map(_is_text, parts)):
                    entry[name] = between.join(part["text"] for part in parts)
        return body

    forwarded.__doc__ = f"Forward text parts as one string, joined by a {called}."
    return forwarded


def _is_text(part: Body) -> bool:
    return part.keys() == {"type", "text"} and part["type"] in TEXTS


KNOWN_GOOD = [
    KnownGood(
        "merges_what_one_side_says", "responses", "hosts that demand alternating roles", forwarded=_merging("user")
    ),
    KnownGood(
        "merges_what_every_role_says",
        "responses",
        "hosts that demand alternating roles",
        forwarded=_merging("user", "assistant", "system", "developer"),
    ),
    KnownGood(
        "sends_calls_in_a_message_of_their_own",
        "responses",
        "the description allows several messages in a row of one role",
        forwarded=_item_by_item,
    ),
    KnownGood(
        "joins_parts_by_line", "responses", "hosts that take strings only", forwarded=_joined_by("\n", "line break")
    ),
    KnownGood("joins_parts_by_blank", "responses", "hosts that take strings only", forwarded=_joined_by(" ", "blank")),
    KnownGood(
        "joins_parts_by_line_for_responses",
        "chat",
        "content is a string or a list of parts",
        forwarded=_joined_by("\n", "line break"),
    ),
    KnownGood(
        "joins_parts_by_blank_for_responses",
        "chat",
        "content is a string or a list of parts",
        forwarded=_joined_by(" ", "blank"),
    ),
]
