"""What a history says: its messages, calls and results, compared as loosely as two APIs that group them differently."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby, islice, product, takewhile

from crosswire.exchange import Case
from crosswire.facts import Ask, Item, Json, Media, Message, Other, Part, Reasoning, Refusal, Text, ToolCall, ToolResult
from crosswire.requirements import Condition, Untestable, Wire
from crosswire.shapes.responses.unknown_items import plain_words, unknown_items

History = Sequence[Item]


def of_ask(says: Callable[[Ask], object]) -> Condition:
    """Make the condition that the client asks something."""

    def asked(case: Case) -> bool:
        return bool(says(case.asked))

    return asked


def sent(wire: Wire) -> Mapping[str, Json]:
    """Return the request that reached the upstream, where even an empty list says something.

    Raises:
        Untestable: none did.
    """
    if not isinstance(wire.forwarded, dict):
        raise Untestable("nothing was forwarded")
    return wire.forwarded


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


def holds(parts: Sequence[str], text: str, carried: Sequence[str] = ()) -> bool:
    """Tell whether a text is these parts, whole and in order; between them are blanks, or what else is `carried`."""
    place = 0
    gaps = []
    for part in parts:
        found = text.find(part, place)
        if found < 0:
            return False
        gaps.append(text[place:found])
        place = found + len(part)
    gaps.append(text[place:])
    return all(not gap.strip() or any(words in gap for words in carried) for gap in gaps)


def speeches(history: History) -> list[tuple[str, list[str]]]:
    """Return who says what; what one side says in several messages in a row is one speech."""
    spoken = [(message.role, texts(message.parts)) for message in messages(history) if texts(message.parts)]
    rows = groupby(spoken, key=lambda each: each[0])
    return [(role, [text for _, said in row for text in said]) for role, row in rows]


def same_speeches(asked: History, forwarded: History) -> bool:
    """Tell whether two histories hold the same speeches in the same order, but for what unknown items say."""
    one, another = speeches(asked), speeches(forwarded)
    carried = [words for item in unknown_items(asked) for words in plain_words(item)]
    return [role for role, _ in one] == [role for role, _ in another] and all(
        holds(spoken, "".join(heard), carried) for (_, spoken), (_, heard) in zip(one, another, strict=True)
    )


def without_carried(asked: History, forwarded: History) -> History:
    """Return a forwarded history without the messages that carry what unknown items say.

    One message may stand for each item, in any role, with words that tell whose it is. Where another message has the
    same words, too, the one is left out without which the speeches are the same.
    """
    carriers = [
        [None, *(message for message in messages(forwarded) if all(text in message.text for text in plain_words(item)))]
        for item in unknown_items(asked)
    ]
    for chosen in islice(product(*carriers), MOST_TRIED):
        apart = {id(message) for message in chosen if message}
        own = [item for item in forwarded if id(item) not in apart]
        if same_speeches(asked, own):
            return own
    return forwarded


MOST_TRIED = 1000
"""Histories of many unknown items, and many messages with their words, are not tried in every way."""


def told(history: History) -> list[str]:
    """Return the speeches as a person reads them."""
    return [f"{role}: {''.join(said)}" for role, said in speeches(history)]


def order(history: History) -> list[str]:
    """Return in which order the user speaks and calls are made."""
    marks = [
        "user" if isinstance(item, Message) else str(item.id)
        for item in history
        if isinstance(item, ToolCall) or (isinstance(item, Message) and item.role == "user" and texts(item.parts))
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
