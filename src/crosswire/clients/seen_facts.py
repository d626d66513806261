"""The facts that are compared: of an answer, of an error, and of what a client asks next.

A client shows a fact in its own way, and a recording in its: each line says where both stand.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from crosswire.clients.views import Unread, View
from crosswire.comparing.words import same_words
from crosswire.facts import Answer, Failure, Item, Json, Message, Reasoning, Refusal, Text, ToolCall, ToolResult


@dataclass(frozen=True, slots=True)
class Compared:
    """How a fact is compared."""

    of_view: Callable[[Any], Json]
    of_answer: Callable[[Any], Json]
    is_shown: Callable[[Json, Json], bool] | None = lambda says, seen: says == seen
    """Whether what a client sees is what an answer says; `None` where clients have words of their own."""


def _joins(parts: Json, seen: Json) -> bool:
    """Tell whether a text is these parts, joined by nothing or by blanks."""
    return same_words([str(part) for part in parts or []], [str(seen)])


def _calls(calls: Sequence[tuple[str | None, str]]) -> list[Json]:
    """Return calls as names and arguments. Arguments that are JSON are read; none are an empty object."""
    return [[name or "", _read(arguments)] for name, arguments in calls]


def _read(arguments: str) -> Json:
    try:
        return json.loads(arguments or "{}")
    except (ValueError, RecursionError):
        return arguments


def _calls_of(answer: Answer) -> list[Json]:
    return _calls([(call.name, call.arguments) for call in answer.tool_calls])


def _order(answer: Answer) -> Json:
    return [*dict.fromkeys(kind for item in answer.items for kind in _kinds(item))]


def _kinds(item: Item) -> Iterator[str]:
    if isinstance(item, Reasoning) and any(item.texts):
        yield "reasoning"
    elif isinstance(item, ToolCall):
        yield "call"
    elif isinstance(item, Message):
        for part in item.parts:
            if isinstance(part, Text | Refusal) and part.text:
                yield "text" if isinstance(part, Text) else "refusal"


def _history(view: View) -> Sequence[Item]:
    return view.sends.history if view.sends else ()


def _sent_calls(view: View) -> Json:
    """Return the calls that are sent back, each with the number of results that have its id."""
    results = [item.call_id for item in _history(view) if isinstance(item, ToolResult)]
    calls = [item for item in _history(view) if isinstance(item, ToolCall)]
    named = _calls([(call.name, call.arguments) for call in calls])
    return [[named_call, results.count(call.id)] for named_call, call in zip(named, calls, strict=True)]


def _sent_text(view: View) -> Json:
    return "".join(item.text for item in _history(view) if isinstance(item, Message) and item.role == "assistant")


def _sent_reasoning(view: View) -> Json:
    return "".join(text for item in _history(view) if isinstance(item, Reasoning) for text in item.texts)


OF_ANSWERS: Mapping[str, Compared] = {
    "text": Compared(lambda view: view.text, lambda answer: [*answer.texts], _joins),
    "refusal": Compared(lambda view: view.refusal, lambda answer: answer.refusal),
    "reasoning": Compared(lambda view: view.reasoning, lambda answer: [*answer.reasoning], _joins),
    "tool_calls": Compared(lambda view: _calls([(call.name, call.arguments) for call in view.calls]), _calls_of),
    "finish": Compared(lambda view: view.finish, lambda answer: answer.finish, None),
    "usage": Compared(lambda view: {**view.usage}, lambda answer: answer.usage.totals if answer.usage else {}),
    "order": Compared(lambda view: [*dict.fromkeys(view.order)], _order),
    "sends.tool_calls": Compared(_sent_calls, lambda answer: [[call, 1] for call in _calls_of(answer)]),
    "sends.text": Compared(_sent_text, lambda answer: [*answer.texts], _joins),
    "sends.reasoning": Compared(_sent_reasoning, lambda answer: [*answer.reasoning], _joins),
}


def _class(failure: Failure) -> Json:
    """Return what decides which error a client raises, and whether another attempt helps."""
    return [failure.status, failure.code, failure.type, dict(failure.headers)]


def _field(name: str) -> Callable[[Unread], Json]:
    return lambda error: getattr(error, name)


OF_ERRORS: Mapping[str, Compared] = {
    "error.name": Compared(_field("name"), _class, None),
    "error.status": Compared(_field("status"), lambda failure: failure.status if failure.status >= 400 else None),
    "error.code": Compared(_field("code"), lambda failure: failure.code),
    "error.type": Compared(_field("type"), lambda failure: failure.type),
    "error.words": Compared(
        _field("words"), lambda failure: failure.message, lambda says, seen: bool(says) and str(says) in str(seen)
    ),
    "error.retryable": Compared(_field("retryable"), _class, None),
}
