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


def outline(parts: Sequence[Part]) -> list[str]:
    """Return the order of text and media, as kinds; adjacent texts are one."""
    kinds = list(filter(None, map(_kind, parts)))
    return [kind for index, kind in enumerate(kinds) if kind != "text" or kinds[index - 1 : index] != ["text"]]


def reordered(asked: Sequence[Sequence[str]], forwarded: Sequence[Sequence[str]]) -> bool:
    """Return whether outlines differ in their order alone. What is lost or added is another requirement's."""
    one, another = (
        Counter(kind for order in orders for kind in order if kind != "text") for orders in (asked, forwarded)
    )
    return one == another and list(map(list, asked)) != list(map(list, forwarded))


def _kind(part: Part) -> str | None:
    """Return the kind of media, or `text`; `None` for a part that is neither."""
    match part:
        case Media():
            return part.kind
        case Text() if part.text:
            return "text"
        case _:
            return None
