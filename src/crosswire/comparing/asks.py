"""What of two requests is the same: the model, the ids of calls, how the parts of a message follow each other."""

from collections import Counter
from collections.abc import Sequence

from crosswire.facts import Ask, Item, Media, Part, Text, ToolCall


def same_model(asked: Ask, forwarded: Ask, client_model: str | None) -> bool:
    """Tell whether the upstream is asked for the model that the client names.

    A gateway's description may give the client another name for it. Where that name does not hold the scenario's own,
    the description maps names, and any name is the one that it maps to.
    """
    if client_model is None or client_model == asked.model:
        return forwarded.model == asked.model
    maps_names = (asked.model or "") not in client_model
    return bool(forwarded.model) if maps_names else forwarded.model in (asked.model, client_model)


def renames(asked: Sequence[Item], forwarded: Sequence[Item], longest: int) -> dict[str | None, str | None]:
    """Return the client's id by the forwarded one, of calls without an id and of calls whose id is too long to send."""
    named, renamed = (
        [*dict.fromkeys(item.id for item in history if isinstance(item, ToolCall))] for history in (asked, forwarded)
    )
    return {new: old for old, new in zip(named, renamed, strict=False) if old is None or len(old) > longest}


def outline(parts: Sequence[Part]) -> list[str]:
    """Return how words and media follow each other; texts side by side are one."""
    kinds = [part.kind if isinstance(part, Media) else "text" for part in parts if _is_shown(part)]
    return [kind for place, kind in enumerate(kinds) if kind != "text" or kinds[place - 1 : place] != ["text"]]


def reordered(asked: Sequence[Sequence[str]], forwarded: Sequence[Sequence[str]]) -> bool:
    """Tell whether outlines differ in nothing but their order: what is lost or added is not told twice."""
    one, another = (
        Counter(kind for order in orders for kind in order if kind != "text") for orders in (asked, forwarded)
    )
    return one == another and list(map(list, asked)) != list(map(list, forwarded))


def _is_shown(part: Part) -> bool:
    return isinstance(part, Media) or (isinstance(part, Text) and bool(part.text))
