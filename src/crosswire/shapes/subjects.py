"""What a position in a payload is about: a fact, by the names that both shapes share.

A suite names a difference after what it compares: `tool_calls`, `output[0].arguments`, or the position that breaks the
schema. All three are about the calls. Here positions are patterns of JSON pointers, in which `*` is any index.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from crosswire.facts import ShapeName
from crosswire.shapes import SHAPES

Arrow = Literal["forwarded", "served"]
"""Where an adapter writes: the request to its upstream, or the answer to its client."""

WHOLE: Sequence[tuple[str, str]] = (
    (r"/\*/response", ""),
    (r"/\*/item", "/output/*"),
    (r"/\*/item_id", "/output/*/id"),
    (r"/\*/part", "/output/*/content/*"),
    (r"/\*/annotation", "/output/*/content/*/annotations/*"),
    (r"/\*/(text|logprobs|refusal)", r"/output/*/content/*/\1"),
    (r"/\*/(arguments|input|name)", r"/output/*/\1"),
    (r"/\*/summary_index", "/output/*/summary"),
    (r"/\*/choices/\*/delta", "/choices/*/message"),
    (r"/\*/(choices|id|model|created|object|usage|service_tier|metadata|moderation|error)", r"/\1"),
)
"""The beginnings of positions in frames, and where a whole answer says the same."""

MORE: Mapping[tuple[ShapeName, Arrow], Mapping[str, str]] = {
    ("chat", "forwarded"): {
        "/messages/*/refusal": "refusal",
        "/messages/*/function_call": "tool_calls",
        "/functions": "tools",
    },
    ("responses", "forwarded"): {
        "/input/*/name": "tool_calls",
        "/input/*/call_id": "tool_calls",
        "/input/*/namespace": "tool_calls",
        "/input/*/output": "results",
        "/input/*/summary": "reasoning",
        "/input/*/encrypted_content": "reasoning",
        "/input/*/content/*/refusal": "refusal",
        "/text": "format",
    },
    ("chat", "served"): {
        "/choices/*/message/function_call": "tool_calls",
        "/choices/*/message/images": "media",
        "/choices": "output",
    },
    ("responses", "served"): {
        "/output/*/name": "tool_calls",
        "/output/*/call_id": "tool_calls",
        "/output/*/namespace": "tool_calls",
        "/output/*/summary": "reasoning",
        "/output/*/encrypted_content": "reasoning",
        "/output/*/id": "item_ids",
        "/output/*/content/*/text": "text",
        "/text": "format",
    },
}
"""Positions beside those in `FIELDS`."""

SAME: Mapping[str, str] = {
    "arguments": "tool_calls",
    "input": "tool_calls",
    "annotations": "citations",
    "summary": "reasoning",
    "created_at": "created",
}
"""Facts that are a part of another one, or the same under another name."""

_IN_BOTH = frozenset(("reasoning", "refusal", "tool_calls"))
PARTS: Mapping[str, frozenset[str]] = {
    "history": _IN_BOTH
    | {"files", "images", "instructions", "prompt_cache_breakpoint", "results", "role", "sounds", "text"},
    "output": _IN_BOTH | {"citations", "finish", "item_ids", "item_status", "logprobs", "media", "role", "text"},
}
"""The facts that consist of others: a difference in such a one is about whichever part differs beside it."""
WHOLES: Mapping[str, str] = {
    "history": "history",
    **dict.fromkeys(("output", "content", "events", "choices", "message_keys", "order", "answer"), "output"),
}
"""The facts that stand for one of `PARTS`."""


def subject_at(shape: ShapeName, arrow: Arrow, position: str) -> str:
    """Return the fact that a position says; the name of its first field where there is none.

    `position` is a pointer or a pattern: `/3/item/arguments`, `/*/item/arguments`.
    """
    where = _in_whole(re.sub(r"/\d+(?=/|$)", "/*", position))
    for pattern, fact in _facts_at(shape, arrow):
        if re.match(pattern, where):
            return SAME.get(fact, fact)
    fields = [step for step in where.split("/") if step not in ("", "*")]
    return fields[0] if fields else "output" if arrow == "served" else "history"


def _in_whole(position: str) -> str:
    for beginning, instead in WHOLE:
        found, times = re.subn(rf"^{beginning}(?=/|$)", instead, position)
        if times:
            return found
    return position


@cache
def _facts_at(shape: ShapeName, arrow: Arrow) -> Sequence[tuple[str, str]]:
    """Return patterns of positions in a whole payload, the narrowest first, with the fact at each."""
    asked = ("/messages", "/input")
    facts = {
        _in_whole(position): fact
        for fact, positions in SHAPES[shape].FIELDS.items()
        for position in positions
        if position.startswith(asked) <= (arrow == "forwarded")
    }
    narrowest = sorted({**facts, **MORE[shape, arrow]}.items(), key=lambda entry: -entry[0].count("/"))
    return [(f"{re.escape(position)}(?=/|$)", fact) for position, fact in narrowest]
