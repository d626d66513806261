"""What a streamed answer and the upstream's whole answer must both say: no condition and no requirement of its own.

Left apart is what other requirements allow: commentary beside the text, `{}` for no arguments, custom calls in another
form.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from crosswire.facts import Answer, Refusal, ToolCall
from crosswire.requirements import held, kept

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


def function_calls_of(answer: Answer, apart: set[str | None], bare: Mapping[str, str]) -> list[list[str | None]]:
    """Return name and arguments of the function calls, those of some names apart; `bare` is without namespaces."""
    calls = [call for call in answer.tool_calls if call.kind == "function" and call.name not in apart]
    return [[bare.get(call.name or "", call.name or ""), call.arguments or "{}"] for call in calls]


def kept_whole(upstream: Answer, served: Answer) -> None:
    """Raise `Loss` unless a stream says what the upstream's answer says: text, refusal, calls and how it ended."""
    place = 0
    for text in texts_of(upstream):
        place = served.text.find(text, place)
        held(place >= 0, "text", expected=upstream.text, received=served.text)
        place += len(text)
    kept("refusal", refusal_of(upstream), refusal_of(served))
    custom = {call.name for call in upstream.tool_calls if call.kind == "custom"}
    bare = {f"{call.namespace}__{call.name}": call.name or "" for call in served.tool_calls if call.namespace}
    kept("tool_calls", function_calls_of(upstream, custom, bare), function_calls_of(served, custom, bare))
    if upstream.finish in SAID_ALIKE:
        kept("finish", upstream.finish, served.finish)


def _arguments(calls: Sequence[ToolCall]) -> list[tuple[str | None, str | None, str]]:
    """Return what tells calls apart; one without arguments may be served as `{}`."""
    return [(call.id, call.name, call.arguments or "{}") for call in calls]


def nothing_is_lost(upstream: Answer, served: Answer) -> None:
    """Compare what both APIs say alike: text, calls, finish."""
    kept("text", upstream.text, served.text)
    kept("tool_calls", _arguments(upstream.tool_calls), _arguments(served.tool_calls))
    kept("finish", upstream.finish, served.finish)
