"""Comparing an upstream's failure with the served one."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Literal

from crosswire.facts import Answer, Failure, Item, Message, Refusal, Text, ToolCall

FailureClass = Literal["rate limit", "refused", "server"]
"""What a client does about a failure: wait and try again, give up, or try again."""

CLASS_OF_CODE: Mapping[str, FailureClass] = {
    "rate_limit_exceeded": "rate limit",
    "insufficient_quota": "rate limit",
    "rate_limit_error": "rate limit",
    "invalid_request_error": "refused",
    "authentication_error": "refused",
    "permission_error": "refused",
    "not_found_error": "refused",
    "invalid_api_key": "refused",
    "model_not_found": "refused",
    "previous_response_not_found": "refused",
    "context_length_exceeded": "refused",
    "invalid_prompt": "refused",
    "bio_policy": "refused",
    "data_residency_mismatch": "refused",
    "server_error": "server",
    "api_error": "server",
    "internal_error": "server",
    "internal_server_error": "server",
    "overloaded_error": "server",
    "service_unavailable": "server",
    "bad_gateway": "server",
    "vector_store_timeout": "server",
}
"""Codes and types of either API. Source: the descriptions' error codes; the types that hosts are recorded to send."""

CODES_OF_A_RESPONSE = frozenset({"server_error", "rate_limit_exceeded", "invalid_prompt"})
"""The codes of a failed response that are about neither input files nor images."""


BEGUN = (Message, ToolCall, Text, Refusal)
"""The items and parts that are compared by their text."""


def failure_class(failure: Failure) -> FailureClass | None:
    """Return what a client does about a failure, by its status, else its code, else its type; `None` if unclear."""
    by_status = _class_of_status(failure.status)
    words = [failure.code, failure.type]
    return by_status or next(filter(None, map(_class_of_word, words)), None)


def _class_of_status(status: int) -> FailureClass | None:
    if status == 429:
        return "rate limit"
    if status >= 500:
        return "server"
    return "refused" if status >= 400 else None


def _class_of_word(word: str | None) -> FailureClass | None:
    if word is None:
        return None
    return _class_of_status(int(word)) if re.fullmatch(r"[45]\d\d", word) else CLASS_OF_CODE.get(word)


def has_the_message(served: str, upstream: str) -> bool:
    """Return whether a message contains the upstream's message, however it is wrapped.

    Blanks and the backslashes of an error that is quoted in another do not count. Readers join several faults by `; `:
    the message has to contain each. Source: published gateways, which quote the upstream's errors.
    """
    return all(_bare(fault) in _bare(served) for fault in upstream.split("; "))


def _bare(message: str) -> str:
    return " ".join(message.replace("\\n", " ").replace("\\", "").split())


def begun_items(served: Answer | Failure) -> Sequence[Item]:
    """Return the items of an answer, or those that a failed stream had begun."""
    return served.begun if isinstance(served, Failure) else served.items


def begun_text(items: Sequence[Item]) -> str:
    """Return the text of all messages."""
    return "".join(item.text for item in items if isinstance(item, Message))


def begun_refusal(items: Sequence[Item]) -> str:
    """Return all refusals, joined."""
    return "".join(
        part.text for item in items if isinstance(item, Message) for part in item.parts if isinstance(part, Refusal)
    )


def begun_calls(items: Sequence[Item]) -> list[ToolCall]:
    """Return the calls, whole or cut."""
    return [item for item in items if isinstance(item, ToolCall)]


def whole_calls(items: Sequence[Item]) -> list[ToolCall]:
    """Return the calls that were whole before the failure: another item follows, or the arguments are JSON."""
    last = len(items) - 1
    return [
        item for index, item in enumerate(items) if isinstance(item, ToolCall) and (index < last or _is_whole(item))
    ]


def _is_whole(call: ToolCall) -> bool:
    try:
        json.loads(call.arguments)
    except (ValueError, RecursionError):
        return False
    return call.kind == "function"


def goes_on(call: ToolCall, begun: ToolCall) -> bool:
    """Return whether a call begins as `begun` does; where `call` is whole, they have to be equal."""
    same = (call.name, call.kind) == (begun.name, begun.kind) and call.id in (None, begun.id)
    is_whole = _is_whole(call)
    return same and (call.arguments == begun.arguments if is_whole else call.arguments.startswith(begun.arguments))


def kinds_of(items: Sequence[Item]) -> set[str]:
    """Return the other content of a stream: the kinds of items and parts, citations, logprobs and phases."""
    messages = [item for item in items if isinstance(item, Message)]
    parts = [part for message in messages for part in message.parts]
    kinds = {type(value).__name__ for value in [*items, *parts] if not isinstance(value, BEGUN)}
    texts = [part for part in parts if isinstance(part, Text)]
    kinds |= {"citations" for text in texts if text.citations} | {"logprobs" for text in texts if text.logprobs}
    return kinds | {"phase" for message in messages if message.phase}
