"""The messages, calls and results of a history. The two APIs group them differently, so that comparisons are loose."""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby, takewhile

from crosswire.exchange import Turn
from crosswire.facts import (
    Answer,
    Ask,
    Item,
    Json,
    Media,
    Message,
    Other,
    Part,
    Reasoning,
    Refusal,
    Text,
    ToolCall,
    ToolResult,
)

History = Sequence[Item]


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


def answered(turns: Sequence[Turn]) -> list[Item]:
    """Return what the upstream answered in some turns, in order; an adapter may remember it."""
    return [item for turn in turns if isinstance(turn.upstream, Answer) for item in turn.upstream.items]


def others(history: History, *kinds: str) -> list[Other]:
    """Return the items of some types that only one API has, in order."""
    return [item for item in history if isinstance(item, Other) and item.kind in kinds]


def texts(parts: Sequence[Part]) -> list[str]:
    """Return the texts among parts, without empty ones."""
    return [part.text for part in parts if isinstance(part, Text) and part.text]


def refused(parts: Sequence[Part]) -> str:
    """Return the refusals among parts, joined."""
    return "".join(part.text for part in parts if isinstance(part, Refusal))


def breakpoints(history: History) -> list[Json]:
    """Return the cache breakpoints of messages and results, in order."""
    parts = [part for item in history if isinstance(item, Message | ToolResult) for part in item.parts]
    return [part.cache_breakpoint for part in parts if isinstance(part, Text | Media) and part.cache_breakpoint]


def all_texts(history: History) -> list[str]:
    """Return the texts of messages and results, in order."""
    return [text for item in history if isinstance(item, Message | ToolResult) for text in texts(item.parts)]


def media(items: Sequence[Message | ToolResult], kind: str) -> list[Media]:
    """Return all images, files or sounds of messages or results, in order."""
    return [part for item in items for part in item.parts if isinstance(part, Media) and part.kind == kind]


def speeches(history: History) -> list[tuple[str, list[str]]]:
    """Return each role and what it says; several messages of one role in a row are one speech."""
    spoken = [(message.role, texts(message.parts)) for message in messages(history) if texts(message.parts)]
    rows = groupby(spoken, key=lambda speech: speech[0])
    return [(role, [text for _, spoken_texts in row for text in spoken_texts]) for role, row in rows]


def speech_lines(history: History) -> list[str]:
    """Return the speeches as lines for a person: `user: Hello`."""
    return [f"{role}: {''.join(spoken)}" for role, spoken in speeches(history)]


def order(history: History, spoken: Collection[str], called: Collection[str]) -> list[str]:
    """Return the order of the user's messages with one of these texts, and of the calls with these ids."""
    marks = [
        "user" if isinstance(item, Message) else str(item.id)
        for item in history
        if (isinstance(item, ToolCall) and str(item.id) in called)
        or (isinstance(item, Message) and item.role == "user" and any(text in item.text for text in spoken))
    ]
    return [mark for mark, _ in groupby(marks)]


def rows_of_calls(history: History) -> Iterator[list[str | None]]:
    """Yield the ids of each row of calls with nothing between them."""
    for is_call, row in groupby(history, key=lambda item: isinstance(item, ToolCall)):
        if is_call:
            yield [call.id for call in calls(list(row))]


def answered_calls(ask: Ask) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the sorted call ids of each message with calls, and those of the results directly behind it."""
    groups = ask.grouped
    for index, group in enumerate(groups):
        if ids := sorted(str(call.id) for call in calls(group)):
            behind = takewhile(results, groups[index + 1 :])
            yield ids, sorted(str(result.call_id) for row in behind for result in results(row))


def paired(history: History) -> bool:
    """Return whether every call has its result, and every result its call."""
    return sorted(str(call.id) for call in calls(history)) == sorted(str(result.call_id) for result in results(history))


def is_found_tools(item: Item) -> bool:
    """Return whether an item is the result of a client's search for tools: tools, not words."""
    parts = item.parts if isinstance(item, ToolResult) else ()
    return any(isinstance(part, Other) and part.kind == "tool_search_output" for part in parts)


def ran_by_the_client(history: History) -> list[Other]:
    """Return the outputs of tools that a client runs and that Chat lacks, such as a shell's, in order."""
    return [item for item in history if isinstance(item, Other) and item.kind in RAN_BY_THE_CLIENT]


RAN_BY_THE_CLIENT = (
    "apply_patch_call_output",
    "computer_call_output",
    "local_shell_call_output",
    "shell_call_output",
)


def is_plain(result: ToolResult) -> bool:
    """Return whether a result is one text at most, or one sound."""
    return len(result.parts) <= 1 and not media([result], "image") and not media([result], "file")


def continues_conversation(ask: Ask) -> bool:
    """Return whether the request continues a stored conversation, which may hold its calls."""
    return bool({"previous_response_id", "conversation"} & ask.settings.keys())
