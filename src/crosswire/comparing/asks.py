"""Comparing two requests: the model, the ids of calls, the order of the parts of a message."""

from collections import Counter
from collections.abc import Sequence

from crosswire.facts import Ask, Item, Media, Part, Text, ToolCall


def same_model(asked: Ask, forwarded: Ask, client_model: str | None) -> bool:
    """Return whether the upstream is asked for the model that the client names.

    A gateway's description may give the client another name for it. Where that name does not contain the scenario's
    own, the gateway maps names, and any forwarded name is right.
    """
    if client_model is None or client_model == asked.model:
        return forwarded.model == asked.model
    maps_names = (asked.model or "") not in client_model
    return bool(forwarded.model) if maps_names else forwarded.model in (asked.model, client_model)


def renames(asked: Sequence[Item], forwarded: Sequence[Item], longest: int) -> dict[str | None, str | None]:
    """Return the client's id by the forwarded one, for calls that have no id, or one that is too long to send."""
    named, renamed = (
        [*dict.fromkeys(item.id for item in history if isinstance(item, ToolCall))] for history in (asked, forwarded)
    )
    return {new: old for old, new in zip(named, renamed, strict=False) if old is None or len(old) > longest}


WORDS = "text: "
"""How an entry of an outline begins that stands for neighbouring texts."""


def outline(parts: Sequence[Part]) -> list[str]:
    """Return the order of text and media: media as kinds, neighbouring texts as one entry with their words."""
    found: list[str] = []
    for part in parts:
        if (kind := _kind(part)) != "text":
            found += [kind] if kind else []
            continue
        words = "".join(part.text.split()) if isinstance(part, Text) else ""
        is_more = bool(found) and found[-1].startswith(WORDS)
        found[-1:] = [found[-1] + words] if is_more else [*found[-1:], WORDS + words]
    return found


def reordered(asked: Sequence[Sequence[str]], forwarded: Sequence[Sequence[str]]) -> bool:
    """Return whether outlines differ in their order alone. What is lost or added is another requirement's."""
    one, another = (
        Counter(entry for order in orders for entry in order if not entry.startswith(WORDS))
        for orders in (asked, forwarded)
    )
    says_the_same = _words(asked) == _words(forwarded)
    return one == another and _entries(asked, says_the_same) != _entries(forwarded, says_the_same)


def _words(orders: Sequence[Sequence[str]]) -> str:
    return "".join(entry.removeprefix(WORDS) for order in orders for entry in order if entry.startswith(WORDS))


def _entries(orders: Sequence[Sequence[str]], with_words: bool) -> list[list[str]]:
    return [[WORDS if entry.startswith(WORDS) and not with_words else entry for entry in order] for order in orders]


def _kind(part: Part) -> str | None:
    """Return the kind of media, or `text`; `None` for a part that is neither."""
    match part:
        case Media():
            return part.kind
        case Text() if part.text:
            return "text"
        case _:
            return None
