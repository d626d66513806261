"""The arguments of a call in the form in which the client offered the tool: JSON, or the text of a custom tool.

Hosts without custom tools are offered a function with one text, `input`, and call it with that text in JSON.
"""

import json
import re
from typing import Any

FIELD = "input"
"""The parameter of a function that represents a custom tool."""

BEGUN = re.compile(r'\s*\{\s*"\w+"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
"""Matches arguments with one text that were cut; its group is the text as far as it goes."""


def written(value: Any) -> str:
    """Return the arguments in a delta: JSON in a string; some upstreams send it without the string."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return value if isinstance(value, str) else ""


def as_input(arguments: str) -> str:
    """Return the text of a custom tool that a function was called for: its one text, else the arguments as they are."""
    found = _object(arguments)
    if found is None:
        begun = BEGUN.match(arguments)
        return json.loads(f'"{begun[1]}"', strict=False) if begun else arguments
    texts = [found[FIELD]] if FIELD in found else [*found.values()]
    return texts[0] if len(texts) == 1 and isinstance(texts[0], str) else arguments


def as_arguments(words: str) -> str:
    """Return the arguments of a function that was called in custom form: the text where it is JSON, else within it."""
    return words if _object(words) is not None else json.dumps({FIELD: words}, ensure_ascii=False)


def _object(words: str) -> dict[str, Any] | None:
    try:
        found = json.loads(words)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
