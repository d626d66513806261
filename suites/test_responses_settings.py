"""What a Responses client sets reaches a Chat upstream: limits, formats, sampling, storage, hints.

Sources: the API description's `CreateResponse` and `CreateChatCompletionRequest`.
"""

from collections.abc import Collection, Mapping, Sequence

from crosswire.comparing import defaults
from crosswire.comparing.groups import BESIDE_MEDIA, WORDS, unexplained
from crosswire.exchange import Turn
from crosswire.facts import Ask, Item, Json, Media, Other, ToolResult
from crosswire.requirements import Wire, all_of, held, kept, may, must, should
from crosswire.shapes.offered_tools import offered_tools

from .conditions import of_ask, serves_responses, streamed
from .histories import answered, breakpoints, is_found_tools, media, messages, thoughts

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
    "access_programs",
    "background_options",
    "client_metadata",
    "image_options",
)
"""Hints that Chat has no field for."""


def _some(settings: Mapping[str, Json], names: Sequence[str]) -> dict[str, Json]:
    return {name: settings[name] for name in names if name in settings}


def _included(ask: Ask) -> Sequence[Json]:
    include = ask.settings.get("include")
    return include if isinstance(include, list) else []


def _lacking(ask: Ask) -> dict[str, Json]:
    """Return the hints of a request that Chat has no words for."""
    hints: dict[str, Json] = _some(ask.settings, LACKING)
    if includes := [entry for entry in _included(ask) if entry != LOGPROBS]:
        hints["include"] = includes
    if phases := [message.phase for message in messages(ask.history) if message.phase]:
        hints["phase"] = phases
    if any(image.detail == "original" for image in media(messages(ask.history), "image")):
        hints["detail"] = "original"
    return hints


def _received(forwarded: Ask, name: str, expected: Json) -> Json:
    """Return the forwarded value of a setting; an expected default may be left out."""
    return defaults.given(name, expected, forwarded.settings, "chat")


gives_limit = of_ask(lambda ask: "max_output_tokens" in ask.settings)
gives_format = of_ask(lambda ask: "format" in ask.settings and "format" not in ask.updated)
gives_effort = of_ask(lambda ask: "reasoning_effort" in ask.settings and "reasoning_effort" not in ask.updated)
gives_updates = of_ask(lambda ask: ask.updated)
gives_verbosity = of_ask(lambda ask: "verbosity" in ask.settings)
gives_sampling = of_ask(
    lambda ask: (
        {"temperature", "top_p"} & ask.settings.keys() or (offered_tools(ask) and "parallel_tool_calls" in ask.settings)
    )
)
gives_shared_hints = of_ask(lambda ask: _some(ask.settings, SHARED) or breakpoints(ask.history))
asks_for_logprobs = of_ask(lambda ask: LOGPROBS in _included(ask))
asks_not_to_store = of_ask(lambda ask: ask.settings.get("store") is False)
gives_store = of_ask(lambda ask: "store" in ask.settings)
gives_hints_that_chat_lacks = of_ask(_lacking)


@must("RESPREQ-24", given=all_of(serves_responses, gives_limit))
def test_the_limit_arrives(asked: Ask, forwarded: Ask) -> None:
    """`max_output_tokens` becomes `max_completion_tokens`, or `max_tokens` for older hosts."""
    kept("max_output_tokens", asked.settings["max_output_tokens"], forwarded.settings.get("max_output_tokens"))


@must("RESPREQ-25", given=all_of(serves_responses, gives_format))
def test_the_format_arrives(asked: Ask, forwarded: Ask) -> None:
    """`text.format` becomes `response_format`, nested: name, schema, strict and description as they were."""
    expected = asked.settings["format"]
    kept("format", _format(expected), _format(_received(forwarded, "format", expected)))


def _format(value: Json) -> Json:
    """Return a format without empty fields and the default `strict: false`."""
    if not isinstance(value, dict):
        return value
    return {name: entry for name, entry in value.items() if entry is not False and entry not in (None, "", {})}


@must("RESPREQ-26", given=all_of(serves_responses, gives_effort))
def test_the_effort_arrives(asked: Ask, forwarded: Ask) -> None:
    """`reasoning.effort` becomes `reasoning_effort`."""
    kept("reasoning_effort", asked.settings["reasoning_effort"], forwarded.settings.get("reasoning_effort"))


@should("RESPREQ-49", given=all_of(serves_responses, gives_updates))
def test_an_update_among_the_input_is_in_force(asked: Ask, forwarded: Ask) -> None:
    """The last `configuration_update` of the input is in force: its effort and its format, in place of the request's.

    The official SDKs have the item, the API description does not: "in effect until a later update replaces" it.
    """
    for name in sorted(asked.updated):
        kept(name, _format(asked.settings[name]), _format(_received(forwarded, name, asked.settings[name])))


@must("RESPREQ-27", given=all_of(serves_responses, gives_verbosity))
def test_the_verbosity_arrives(asked: Ask, forwarded: Ask) -> None:
    """`text.verbosity` becomes `verbosity`."""
    expected = asked.settings["verbosity"]
    kept("verbosity", expected, _received(forwarded, "verbosity", expected))


@must("RESPREQ-28", given=all_of(serves_responses, gives_sampling), declarable=True)
def test_sampling_arrives(asked: Ask, forwarded: Ask) -> None:
    """`temperature`, `top_p` and, beside tools, `parallel_tool_calls` arrive, unless declared as refused by the model.

    Chat refuses `parallel_tool_calls` without tools: RESPREQ-22; `true`, the default of both APIs, may be left out.
    JSON does not tell 1 from 1.0.
    """
    for name, value in _some(asked.settings, ("temperature", "top_p")).items():
        kept(name, defaults.number(value), defaults.number(forwarded.settings.get(name)))
    if offered_tools(asked) and forwarded.tools and "parallel_tool_calls" in asked.settings:
        together = asked.settings["parallel_tool_calls"]
        kept("parallel_tool_calls", together, _received(forwarded, "parallel_tool_calls", together))


@should("RESPREQ-29", given=all_of(serves_responses, gives_shared_hints), declarable=True)
def test_shared_hints_arrive(asked: Ask, forwarded: Ask) -> None:
    """User, safety identifier, tier, cache key, options, retention, breakpoints, moderation: same name and value."""
    for name, value in _some(asked.settings, SHARED).items():
        kept(name, value, _received(forwarded, name, value))
    if breakpoints(asked.history):
        kept("prompt_cache_breakpoint", breakpoints(asked.history), breakpoints(forwarded.history))


@should("RESPREQ-30", given=all_of(serves_responses, asks_for_logprobs))
def test_logprobs_are_asked_for(asked: Ask, forwarded: Ask) -> None:
    """`include` of `message.output_text.logprobs` becomes `logprobs: true`, with `top_logprobs`."""
    kept("logprobs", True, forwarded.settings.get("logprobs"))
    expected = defaults.number(asked.settings.get("top_logprobs", 0))
    kept("top_logprobs", expected, _received(forwarded, "top_logprobs", expected))


@must("RESPREQ-31", given=all_of(serves_responses, asks_not_to_store))
def test_nothing_is_stored_unasked(forwarded: Ask) -> None:
    """`store: false` never becomes true; Chat stores nothing if it is left out."""
    held(forwarded.settings.get("store") is not True, "store", expected=False, received=forwarded.settings.get("store"))


@should("RESPREQ-32", given=all_of(serves_responses, gives_store))
def test_store_arrives(asked: Ask, forwarded: Ask) -> None:
    """A given `store` is forwarded; `false` is Chat's default and may be left out."""
    kept("store", asked.settings["store"], _received(forwarded, "store", asked.settings["store"]))


@must("RESPREQ-33", given=all_of(serves_responses, streamed))
def test_a_stream_is_asked_for(forwarded: Ask) -> None:
    """`stream: true` is forwarded as a stream, so that the first words come when they are said."""
    kept("stream", expected=True, received=forwarded.stream)


@may("RESPREQ-35", given=all_of(serves_responses, gives_hints_that_chat_lacks), declarable=True)
def test_hints_that_chat_lacks_are_declared(asked: Ask, forwarded: Ask) -> None:
    """Hints that Chat lacks are refused, or dropped as declared: other includes, summary, truncation, phase and such.

    Image detail `original`, which the description of Chat lacks, may become `high`, as declared.
    """
    kept("hints", _lacking(asked), _lacking(forwarded))


@may("RESPREQ-48", given=all_of(serves_responses, of_ask(lambda ask: ask.unknown_settings)), declarable=True)
def test_settings_that_nobody_knows_are_not_lost_in_silence(asked: Ask, wire: Wire) -> None:
    """A setting that Responses does not know is forwarded under its name, refused, or left out as declared."""
    for name, value in asked.unknown_settings.items():
        kept(name, value, wire.request.get(name))


# What the client did not ask.


def _explained(asked: Ask, earlier: Sequence[Turn]) -> list[Item]:
    """Return the items that a forwarded history may have: the client's, and those of earlier turns."""
    history = [*asked.history, *thoughts(answered(earlier))]
    if any(isinstance(item, Other) and item.kind == "item_reference" for item in history) or _continues(asked):
        history += [item for turn in earlier for item in turn.asked.history] + answered(earlier)
    return history


def _continues(ask: Ask) -> bool:
    return bool({"previous_response_id", "conversation", "prompt"} & ask.settings.keys())


def _sayable(ask: Ask, earlier: Sequence[Turn]) -> Collection[str]:
    """Return the groups that an adapter may put something into: a record, a prompt, an image or tools as a result."""
    # What a reference stands for is known where there were turns before.
    resolved = ("additional_tools", "item_reference") if earlier else ("additional_tools",)
    if "prompt" in ask.settings or any(isinstance(item, Other) and item.kind not in resolved for item in ask.history):
        return WORDS
    shown = (isinstance(part, Media) for item in ask.history if isinstance(item, ToolResult) for part in item.parts)
    beside = BESIDE_MEDIA if any(shown) else ()
    return (*beside, "results.text") if any(map(is_found_tools, ask.history)) else beside


@must("RESPREQ-40", given=serves_responses, declarable="by fact", additions=("user",))
def test_nothing_is_invented(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """Nothing the client left out is invented: no setting, instruction, metadata, message, call or result.

    Nor reasoning, refusals, media, names or cache breakpoints where the client has none. Allowed is what is the default
    of either API, `stream`, and its usage, which Responses always tells; and reasoning of the upstream's own earlier
    turns, which an adapter may remember.
    """
    for name, value in _added_settings(asked, forwarded).items():
        kept(name, None, value)
    kept("metadata", {}, {} if asked.metadata else dict(forwarded.metadata))
    for name, values in unexplained(_explained(asked, earlier), forwarded.history).items():
        if name not in _sayable(asked, earlier):
            kept(name, [], values)
    held(forwarded.stream or not forwarded.include_usage, "stream_options", None, {"include_usage": True})


def _added_settings(asked: Ask, forwarded: Ask) -> dict[str, Json]:
    added = defaults.added(asked.settings, forwarded.settings)
    allowed = set()
    if LOGPROBS in _included(asked):
        allowed.add("logprobs")
    if any(tool.kind.startswith("web_search") for tool in asked.tools):
        allowed.add("web_search_options")  # RESPREQ-17 judges
    return {name: value for name, value in added.items() if name not in allowed}
