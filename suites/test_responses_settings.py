"""What a Responses client sets reaches a Chat upstream: limits, formats, sampling, storage, hints.

Sources: the API description's `CreateResponse` and `CreateChatCompletionRequest`.
"""

from collections.abc import Mapping, Sequence

from crosswire.facts import Ask, Json, Media, Message, Text, ToolResult
from crosswire.requirements import all_of, held, kept, may, must, should
from crosswire.wire.lenient_json import mapping

from .conditions import serves_responses, streamed
from .histories import media, messages, of_ask

LOGPROBS = "message.output_text.logprobs"

SHARED = (
    "user",
    "safety_identifier",
    "service_tier",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "moderation",
)
"""Hints that have one name and one meaning in both APIs."""

LACKING = (
    "reasoning_summary",
    "reasoning_context",
    "reasoning_mode",
    "truncation",
    "max_tool_calls",
    "context_management",
)
"""Hints that Chat has no field for."""


def _some(settings: Mapping[str, Json], names: Sequence[str]) -> dict[str, Json]:
    return {name: settings[name] for name in names if name in settings}


def _breakpoints(ask: Ask) -> list[Json]:
    return [
        part.cache_breakpoint
        for item in ask.history
        if isinstance(item, Message | ToolResult)
        for part in item.parts
        if isinstance(part, Text | Media) and part.cache_breakpoint
    ]


def _lacking(ask: Ask) -> dict[str, Json]:
    """Return the hints of a request that Chat has no words for."""
    hints: dict[str, Json] = _some(ask.settings, LACKING)
    if includes := [each for each in ask.settings.get("include", ()) if each != LOGPROBS]:
        hints["include"] = includes
    if phases := [message.phase for message in messages(ask.history) if message.phase]:
        hints["phase"] = phases
    if originals := [each.detail for each in media(messages(ask.history), "image") if each.detail == "original"]:
        hints["detail"] = originals
    return hints


limit_asked = of_ask(lambda ask: "max_output_tokens" in ask.settings)
format_asked = of_ask(lambda ask: ask.settings.get("format", TEXT) != TEXT)
effort_asked = of_ask(lambda ask: "reasoning_effort" in ask.settings)
verbosity_asked = of_ask(lambda ask: "verbosity" in ask.settings)
sampling_asked = of_ask(
    lambda ask: {"temperature", "top_p"} & ask.settings.keys() or (ask.tools and "parallel_tool_calls" in ask.settings)
)
shared_hints_asked = of_ask(lambda ask: _some(ask.settings, SHARED) or _breakpoints(ask))
logprobs_asked = of_ask(lambda ask: LOGPROBS in ask.settings.get("include", ()))
not_to_store_asked = of_ask(lambda ask: ask.settings.get("store") is False)
store_asked = of_ask(lambda ask: "store" in ask.settings)
lacking_hints_asked = of_ask(_lacking)

TEXT = {"type": "text"}


@must("RESPREQ-24", given=all_of(serves_responses, limit_asked))
def test_the_limit_arrives(asked: Ask, forwarded: Ask) -> None:
    """`max_output_tokens` becomes `max_completion_tokens`, or `max_tokens` for older hosts."""
    kept("max_output_tokens", asked.settings["max_output_tokens"], forwarded.settings.get("max_output_tokens"))


@must("RESPREQ-25", given=all_of(serves_responses, format_asked))
def test_the_format_arrives(asked: Ask, forwarded: Ask) -> None:
    """`text.format` becomes `response_format`, nested: name, schema, strict and description as they were."""
    kept("format", _said(asked.settings["format"]), _said(forwarded.settings.get("format")))


def _said(format_: Json) -> Json:
    return {name: value for name, value in mapping(format_).items() if value is not None}


@must("RESPREQ-26", given=all_of(serves_responses, effort_asked))
def test_the_effort_arrives(asked: Ask, forwarded: Ask) -> None:
    """`reasoning.effort` becomes `reasoning_effort`."""
    kept("reasoning_effort", asked.settings["reasoning_effort"], forwarded.settings.get("reasoning_effort"))


@must("RESPREQ-27", given=all_of(serves_responses, verbosity_asked))
def test_the_verbosity_arrives(asked: Ask, forwarded: Ask) -> None:
    """`text.verbosity` becomes `verbosity`."""
    kept("verbosity", asked.settings["verbosity"], forwarded.settings.get("verbosity"))


@must("RESPREQ-28", given=all_of(serves_responses, sampling_asked), declarable=True)
def test_sampling_arrives(asked: Ask, forwarded: Ask) -> None:
    """`temperature`, `top_p` and, beside tools, `parallel_tool_calls` arrive, unless declared as refused by the model.

    Chat refuses `parallel_tool_calls` without tools: RESPREQ-22; `true`, the default of both APIs, may be left out.
    JSON does not tell 1 from 1.0.
    """
    for name, value in _some(asked.settings, ("temperature", "top_p")).items():
        received = forwarded.settings.get(name)
        held(received == value and not isinstance(received, bool), name, value, received)
    if asked.tools and forwarded.tools and "parallel_tool_calls" in asked.settings:
        together = asked.settings["parallel_tool_calls"]
        kept("parallel_tool_calls", together, forwarded.settings.get("parallel_tool_calls", True))


@should("RESPREQ-29", given=all_of(serves_responses, shared_hints_asked), declarable=True)
def test_shared_hints_arrive(asked: Ask, forwarded: Ask) -> None:
    """User, safety identifier, tier, cache key, options, retention, breakpoints, moderation: same name and value."""
    for name, value in _some(asked.settings, SHARED).items():
        kept(name, value, forwarded.settings.get(name))
    kept("prompt_cache_breakpoint", _breakpoints(asked), _breakpoints(forwarded))


@should("RESPREQ-30", given=all_of(serves_responses, logprobs_asked))
def test_logprobs_are_asked_for(asked: Ask, forwarded: Ask) -> None:
    """`include` of `message.output_text.logprobs` becomes `logprobs: true`, with `top_logprobs`."""
    kept("logprobs", True, forwarded.settings.get("logprobs"))
    kept("top_logprobs", asked.settings.get("top_logprobs"), forwarded.settings.get("top_logprobs"))


@must("RESPREQ-31", given=all_of(serves_responses, not_to_store_asked))
def test_nothing_is_stored_unasked(forwarded: Ask) -> None:
    """`store: false` never becomes true; Chat stores nothing if it is left out."""
    held(forwarded.settings.get("store") is not True, "store", expected=False, received=forwarded.settings.get("store"))


@should("RESPREQ-32", given=all_of(serves_responses, store_asked))
def test_store_arrives(asked: Ask, forwarded: Ask) -> None:
    """A given `store` is forwarded."""
    kept("store", asked.settings["store"], forwarded.settings.get("store"))


@must("RESPREQ-33", given=all_of(serves_responses, streamed))
def test_a_stream_is_asked_for(forwarded: Ask) -> None:
    """`stream: true` is forwarded as a stream, so that the first words come when they are said."""
    kept("stream", expected=True, received=forwarded.stream)


@may("RESPREQ-35", given=all_of(serves_responses, lacking_hints_asked), declarable=True)
def test_hints_that_chat_lacks_are_declared(asked: Ask, forwarded: Ask) -> None:
    """Hints that Chat lacks are refused, or dropped as declared: other includes, summary, truncation, phase and such.

    Image detail `original` may become the nearest that Chat has, `high`, as declared.
    """
    kept("hints", _lacking(asked), _lacking(forwarded))
