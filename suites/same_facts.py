"""Comparing a served stream with the upstream's answer, for the requirements of several suites.

What other requirements allow does not count: commentary beside the text, `{}` for no arguments, the same arguments as
JSON in other bytes, custom calls in another form.
"""

from collections.abc import Sequence
from dataclasses import replace

from crosswire.comparing.words import answer_proper
from crosswire.facts import Answer, ToolCall
from crosswire.requirements import held, kept
from crosswire.shapes.call_forms import text_of_function
from crosswire.shapes.offered_tools import is_last_word, without_digest

from .call_pairs import holds_input, meant, pairs

SHARED_FINISHES = ("stop", "tool_calls", "length", "content_filter")
"""The finishes that both APIs can say."""


def in_served_form(upstream: Answer, served: Answer) -> list[ToolCall]:
    """Return the upstream's calls in the form of the served calls that they are paired with.

    The upstream may have a longer name for a tool, and one side may call as a function what the other calls as custom.
    """
    served_as = {id(call): other for call, other in pairs(upstream.tool_calls, served.tool_calls)}
    return [_in_form_of(served_as.get(id(call)), call) for call in upstream.tool_calls]


def _in_form_of(other: ToolCall | None, call: ToolCall) -> ToolCall:
    if other is None:
        return call
    is_longer = is_last_word(other.name or "", without_digest(call.name or ""))
    name = other.name if is_longer or is_last_word(other.name or "", call.name or "") else call.name
    unwrapped = call.kind == "function" and text_of_function(call.arguments) == other.arguments != call.arguments
    wrapped = call.kind == "custom" and holds_input(other.arguments, call.arguments)
    if other.kind != call.kind and (unwrapped or wrapped):
        return replace(call, name=name, kind=other.kind, arguments=other.arguments)
    # The arguments of a search are an object in Responses. The same JSON in other bytes is TOOLS-13's.
    may_differ = other.searches or call.kind == other.kind == "function"
    if may_differ and meant(call.arguments) == meant(other.arguments):
        return replace(call, name=name, arguments=other.arguments)
    return replace(call, name=name)


def function_calls_of(upstream: Answer, served: Answer) -> tuple[list[list[str | None]], list[list[str | None]]]:
    """Return kind, name and arguments of the calls of both sides, without the upstream's custom calls."""
    custom = {id(call) for call in upstream.tool_calls if call.kind == "custom"}
    custom |= {id(other) for call, other in pairs(upstream.tool_calls, served.tool_calls) if id(call) in custom}
    expected = zip(upstream.tool_calls, in_served_form(upstream, served), strict=True)
    return (
        [_row(call) for original, call in expected if id(original) not in custom],
        [_row(call) for call in served.tool_calls if id(call) not in custom],
    )


def _row(call: ToolCall) -> list[str | None]:
    return [call.kind, call.name, call.arguments or "{}"]


def kept_whole(upstream: Answer, served: Answer) -> None:
    """Raise `Loss` unless a stream has the upstream's text, refusal, calls and finish."""
    start = 0
    for text in answer_proper(upstream):
        start = served.text.find(text, start)
        held(start >= 0, "text", expected=upstream.text, received=served.text)
        start += len(text)
    kept("refusal", upstream.refusal, served.refusal)
    kept("tool_calls", *function_calls_of(upstream, served))
    if upstream.finish in SHARED_FINISHES:
        kept("finish", upstream.finish, served.finish)


def _arguments(calls: Sequence[ToolCall]) -> list[tuple[str | None, str | None, str]]:
    """Return id, name and arguments of calls; no arguments are `{}`."""
    return [(call.id, call.name, call.arguments or "{}") for call in calls]


def nothing_is_lost(upstream: Answer, served: Answer) -> None:
    """Raise `Loss` unless text, calls and finish are those of the upstream."""
    kept("text", upstream.text, served.text)
    kept("tool_calls", _arguments(in_served_form(upstream, served)), _arguments(served.tool_calls))
    kept("finish", upstream.finish, served.finish)
