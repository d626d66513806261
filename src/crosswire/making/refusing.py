"""Why an adapter may refuse a request with a clear 4xx: `refusable` of a made scenario."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from crosswire.facts import ShapeName, ToolCall, ToolResult
from crosswire.interactions import Interaction
from crosswire.making.checks.same_answers import ANSWERED
from crosswire.making.one_sided import Only
from crosswire.shapes import opposite
from crosswire.shapes.lenient import mapping

TITLES: Mapping[ShapeName, str] = {"chat": "Chat Completions", "responses": "Responses"}

NO_REASON = {
    *("include_usage", "include", "logprobs", "order", "phase", *ANSWERED),
    *("client_metadata", "reasoning", "reasoning_summary"),
}
"""Names in `[only]` for which no adapter may refuse: what is about the answer, and what clients always send along."""


def why_refusable(only: Only, turns: Sequence[Interaction]) -> str | None:
    """Return why an adapter may refuse the requests; None where both APIs can say what they ask for."""
    reasons = [*_lacking(only), *(reason for reason, has in REASONS.items() if any(map(has, turns)))]
    return f"{'; '.join(reasons)}." if reasons else None


def _lacking(only: Only) -> Iterator[str]:
    for shape, names in only.items():
        if lacking := [name for name in names if name not in NO_REASON]:
            yield f"{TITLES[opposite(shape)]} has no form of its own for {', '.join(lacking)}"


def _is_deprecated(turn: Interaction) -> bool:
    return not {"functions", "function_call"}.isdisjoint(turn.asked_body)


def _allows_some(turn: Interaction) -> bool:
    return mapping(turn.asked_body.get("tool_choice")).get("type") == "allowed_tools"


def _is_half(turn: Interaction) -> bool:
    """Tell whether a call has no result, or a result no call."""
    history = turn.asked.history
    if turn.asked.settings.keys() & {"previous_response_id", "conversation"}:
        return False  # the other half is there
    calls = {item.id for item in history if isinstance(item, ToolCall)}
    return calls != {item.call_id for item in history if isinstance(item, ToolResult)}


REASONS: Mapping[str, Callable[[Interaction], bool]] = {
    "the fields are deprecated: an adapter may tell its clients to send `tools`": _is_deprecated,
    "few adapters know allowed_tools": _allows_some,
    "neither API describes one of the fields": lambda turn: bool(turn.asked.unknown_settings),
    "a call without its result, or a result without its call, is refused by Chat Completions": _is_half,
}
"""What is in a request, in words, and how to tell."""
