"""What a streamed answer and the upstream's whole answer must both say: no condition and no requirement of its own.

Left apart is what other requirements allow: commentary beside the text, `{}` for no arguments, custom calls in another
form.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crosswire.facts import Answer, Refusal, ToolCall
from crosswire.requirements import held, kept
from crosswire.shapes.call_forms import text_of_function
from crosswire.shapes.offered_tools import is_last_word

from .call_pairs import holds_input, pairs

SAID_ALIKE = ("stop", "tool_calls", "length", "content_filter")
"""The ways to end that both APIs have a word for."""


def texts_of(answer: Answer) -> list[str]:
    """Return the text parts that are the answer proper, in order."""
    return [part for message in answer.messages if message.phase != "commentary" for part in message_texts(message)]


def message_texts(message: Any) -> list[str]:
    """Return the texts of one message's parts that say something."""
    return [part.text for part in message.parts if not isinstance(part, Refusal) and getattr(part, "text", "")]


def refusal_of(answer: Answer) -> str:
    """Return all that the model declined with."""
    return "".join(part.text for message in answer.messages for part in message.parts if isinstance(part, Refusal))


def in_served_form(upstream: Answer, served: Answer) -> list[ToolCall]:
    """Return the upstream's calls, each as the served call that stands for it would say the same.

    The upstream may know a tool by a longer name, and one side may call as a function what the other calls as custom.
    """
    served_as = {id(call): other for call, other in pairs(upstream.tool_calls, served.tool_calls)}
    return [_in_form_of(served_as.get(id(call)), call) for call in upstream.tool_calls]


def _in_form_of(other: ToolCall | None, call: ToolCall) -> ToolCall:
    if other is None:
        return call
    name = other.name if is_last_word(other.name or "", call.name or "") else call.name
    unwrapped = call.kind == "function" and text_of_function(call.arguments) == other.arguments != call.arguments
    wrapped = call.kind == "custom" and holds_input(other.arguments, call.arguments)
    if other.kind != call.kind and (unwrapped or wrapped):
        return replace(call, name=name, kind=other.kind, arguments=other.arguments)
    return replace(call, name=name)


def function_calls_of(upstream: Answer, served: Answer) -> tuple[list[list[str | None]], list[list[str | None]]]:
    """Return kind, name and arguments of the calls of both; apart from calls that the upstream makes in custom form."""
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
    """Raise `Loss` unless a stream says what the upstream's answer says: text, refusal, calls and how it ended."""
    place = 0
    for text in texts_of(upstream):
        place = served.text.find(text, place)
        held(place >= 0, "text", expected=upstream.text, received=served.text)
        place += len(text)
    kept("refusal", refusal_of(upstream), refusal_of(served))
    kept("tool_calls", *function_calls_of(upstream, served))
    if upstream.finish in SAID_ALIKE:
        kept("finish", upstream.finish, served.finish)


def _arguments(calls: Sequence[ToolCall]) -> list[tuple[str | None, str | None, str]]:
    """Return what tells calls apart; one without arguments may be served as `{}`."""
    return [(call.id, call.name, call.arguments or "{}") for call in calls]


def nothing_is_lost(upstream: Answer, served: Answer) -> None:
    """Compare what both APIs say alike: text, calls, finish."""
    kept("text", upstream.text, served.text)
    kept("tool_calls", _arguments(in_served_form(upstream, served)), _arguments(served.tool_calls))
    kept("finish", upstream.finish, served.finish)
