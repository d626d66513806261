"""How a client's views of two answers differ: the direct one, a recording of its own API, and the adapter's.

A fact is compared where the two recordings say the same, and where the client sees direct what its recording says: a
client that does not get it right direct is no measure.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from crosswire.clients.views import Unread, View, Views
from crosswire.comparing.words import same_words
from crosswire.facts import Answer, Item, Json, Message, Reasoning, Refusal, Text, ToolCall


@dataclass(frozen=True, slots=True)
class Seen:
    """A fact that a client sees otherwise through an adapter."""

    fact: str
    """Its name, and the way of reading: `usage.events`."""
    direct: Json
    through: Json


@dataclass(frozen=True, slots=True)
class Compared:
    """How a fact is compared."""

    of_view: Callable[[View], Json]
    of_answer: Callable[[Answer], Json]
    is_shown: Callable[[Json, Json], bool] = lambda says, seen: says == seen
    """Whether what a client sees is what an answer says."""


def differing(
    direct: Views, through: Views, recorded: Answer, upstream: Answer, facts: Sequence[str]
) -> Iterator[Seen]:
    """Yield those of some facts that a client sees otherwise through an adapter than direct.

    `direct` is what it sees of its own recording, which says `recorded`.
    """
    for way, ours in direct.items():
        theirs = through.get(way, Unread("nothing"))
        if isinstance(ours, Unread):
            continue
        if isinstance(theirs, Unread):
            yield Seen(f"error.{way}", None, theirs.error)
            continue
        for name in facts:
            expected, received = COMPARED[name].of_view(ours), COMPARED[name].of_view(theirs)
            if _is_comparable(name, expected, recorded, upstream) and not _is_same(name, expected, received, recorded):
                yield Seen(f"{name}.{way}", expected, received)


def _is_comparable(name: str, seen: Json, recorded: Answer, upstream: Answer) -> bool:
    compared = COMPARED[name]
    says = compared.of_answer(recorded)
    return says == compared.of_answer(upstream) and (name in OWN_WORDS or compared.is_shown(says, seen))


def _is_same(name: str, expected: Json, received: Json, recorded: Answer) -> bool:
    compared = COMPARED[name]
    return expected == received or (name not in OWN_WORDS and compared.is_shown(compared.of_answer(recorded), received))


def _joins(parts: Json, seen: Json) -> bool:
    """Tell whether a text is these parts, joined by nothing or by blanks."""
    return same_words([str(part) for part in parts or []], [str(seen)])


def _calls(calls: Sequence[tuple[str | None, str]]) -> Json:
    """Return calls as names and arguments. Arguments that are JSON are read; none are an empty object."""
    return [[name or "", _read(arguments)] for name, arguments in calls]


def _read(arguments: str) -> Json:
    try:
        return json.loads(arguments or "{}")
    except ValueError:
        return arguments


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


COMPARED: Mapping[str, Compared] = {
    "text": Compared(lambda view: view.text, lambda answer: [*answer.texts], _joins),
    "refusal": Compared(lambda view: view.refusal, lambda answer: answer.refusal),
    "reasoning": Compared(lambda view: view.reasoning, lambda answer: [*answer.reasoning], _joins),
    "tool_calls": Compared(
        lambda view: _calls([(call.name, call.arguments) for call in view.calls]),
        lambda answer: _calls([(call.name, call.arguments) for call in answer.tool_calls]),
    ),
    "finish": Compared(lambda view: view.finish, lambda answer: answer.finish),
    "usage": Compared(lambda view: {**view.usage}, lambda answer: answer.usage.totals if answer.usage else {}),
    "order": Compared(lambda view: [*dict.fromkeys(view.order)], _order),
}
OWN_WORDS = ("finish",)
"""Facts for which a client has words of its own: `tool-calls`."""
