"""What a history says: its messages, calls and results, compared as loosely as two APIs that group them differently."""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby, takewhile

from crosswire.exchange import Case
from crosswire.facts import Ask, Item, Media, Message, Other, Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from crosswire.requirements import Condition

History = Sequence[Item]


def of_ask(says: Callable[[Ask], object]) -> Condition:
    """Make the condition that the client asks something."""

    def asked(case: Case) -> bool:
        return bool(says(case.asked))

    return asked


def messages(history: History) -> list[Message]:
    """Return the messages, in order."""
    return [item for item in history if isinstance(item, Message)]


def calls(history: History) -> list[ToolCall]:
    """Return the calls, in order."""
    return [item for item in history if isinstance(item, ToolCall)]


def results(history: History) -> list[ToolResult]:
    """Return the results of calls, in order."""
    return [item for item in history if isinstance(item, ToolResult)]


def thoughts(history: History) -> list[Reasoning]:
    """Return the reasoning, in order."""
    return [item for item in history if isinstance(item, Reasoning)]


def others(history: History, *kinds: str) -> list[Other]:
    """Return the items of some types that only one API has, in order."""
    return [item for item in history if isinstance(item, Other) and item.kind in kinds]


def texts(parts: Sequence[Part]) -> list[str]:
    """Return the texts among parts, empty ones apart."""
    return [part.text for part in parts if isinstance(part, Text) and part.text]


def refused(parts: Sequence[Part]) -> str:
    """Return in what words parts decline."""
    return "".join(part.text for part in parts if isinstance(part, Refusal))


def media(items: Sequence[Message | ToolResult], kind: str) -> list[Media]:
    """Return all images, files or sounds of messages or results, in order."""
    return [part for item in items for part in item.parts if isinstance(part, Media) and part.kind == kind]


def speeches(history: History) -> list[tuple[str, list[str]]]:
    """Return who says what; what one side says in several messages in a row is one speech."""
    spoken = [(message.role, texts(message.parts)) for message in messages(history) if texts(message.parts)]
    rows = groupby(spoken, key=lambda each: each[0])
    return [(role, [text for _, said in row for text in said]) for role, row in rows]


def told(history: History) -> list[str]:
    """Return the speeches as a person reads them."""
    return [f"{role}: {''.join(said)}" for role, said in speeches(history)]


def order(history: History, said: Collection[str], made: Collection[str]) -> list[str]:
    """Return in which order the user says one of these texts, and these calls are made."""
    marks = [
        "user" if isinstance(item, Message) else str(item.id)
        for item in history
        if (isinstance(item, ToolCall) and str(item.id) in made)
        or (isinstance(item, Message) and item.role == "user" and any(text in item.text for text in said))
    ]
    return [mark for mark, _ in groupby(marks)]


def rows_of_calls(history: History) -> Iterator[list[str | None]]:
    """Yield the ids of calls that stand side by side."""
    for is_call, row in groupby(history, key=lambda item: isinstance(item, ToolCall)):
        if is_call:
            yield [call.id for call in calls(list(row))]


def answered_calls(ask: Ask) -> Iterator[tuple[list[str], list[str]]]:
    """Yield for each message with calls their ids, and those that the results directly behind it answer, sorted."""
    groups = ask.grouped
    for place, group in enumerate(groups):
        if ids := sorted(str(call.id) for call in calls(group)):
            behind = takewhile(results, groups[place + 1 :])
            yield ids, sorted(str(result.call_id) for row in behind for result in results(row))


def paired(history: History) -> bool:
    """Tell whether every call has its result, and every result its call."""
    return sorted(str(call.id) for call in calls(history)) == sorted(str(each.call_id) for each in results(history))
