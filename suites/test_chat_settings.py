"""The settings of a Chat request reach a Responses upstream, are refused, or left out as declared; none is invented.

An instruction, whose loss changes the answer, is honoured or refused; a hint may be dropped as declared.
Sources: the API description's `CreateChatCompletionRequest` and `CreateResponse`.
"""

from crosswire.comparing import defaults, tools
from crosswire.comparing.groups import unexplained
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, Json, Media, Message, Text, ToolResult
from crosswire.requirements import Condition, Wire, all_of, held, kept, may, must, should
from crosswire.wire.lenient_json import count

from .conditions import of_ask, serves_chat, streamed
from .histories import answered, breakpoints, media, messages, results, thoughts

FLOOR = 16
"""The least that Responses takes for `max_output_tokens`."""
LOGPROBS = "message.output_text.logprobs"
ENCRYPTED = "reasoning.encrypted_content"
HINTS = (
    "user",
    "safety_identifier",
    "service_tier",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "moderation",
)
"""The hints with the same name in both APIs, beside metadata."""
CHAT_HINTS = ("seed", "frequency_penalty", "presence_penalty", "prediction")
INSTRUCTIONS = "history.instructions"
CLIENT_TOOLS = ("function", "custom")
OF_TOOLS = ("tool_choice", "parallel_tool_calls")
"""What CHATREQ-35 judges where there are no tools."""


def given(*names: str) -> Condition:
    """Make the condition that a Chat client gives one of these settings."""
    return all_of(serves_chat, of_ask(lambda ask: any(name in ask.settings for name in names)))


def settings(ask: Ask, *names: str) -> dict[str, Json]:
    """Return those of these settings that are given."""
    return {name: ask.settings[name] for name in names if name in ask.settings}


def received(forwarded: Ask, name: str, expected: Json) -> Json:
    """Return the forwarded value of a setting; an expected default may be left out."""
    return defaults.given(name, expected, forwarded.settings, "responses")


@must("CHATREQ-17", given=given("max_output_tokens"))
def test_the_limit_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`max_completion_tokens`, else `max_tokens`, becomes `max_output_tokens`.

    Below Responses' floor of 16 it may be raised to it (CHATREQ-18).
    """
    limit, sent = asked.settings["max_output_tokens"], forwarded.settings.get("max_output_tokens")
    kept("max_output_tokens", FLOOR if limit < FLOOR and sent == FLOOR else limit, sent)


@may("CHATREQ-18", given=all_of(serves_chat, of_ask(lambda ask: ask.settings.get("max_output_tokens", FLOOR) < FLOOR)))
def test_a_limit_below_the_floor_is_raised(asked: Ask, forwarded: Ask) -> None:
    """A limit below 16, Responses' floor, is raised to it."""
    sent = forwarded.settings.get("max_output_tokens")
    kept("max_output_tokens", max(asked.settings["max_output_tokens"], FLOOR), sent)


def gives_sampling(case: Case) -> bool:
    """The client gives sampling values, or says of its tools whether they may be called together."""
    return serves_chat(case) and bool(_sampling(case.asked))


def _sampling(ask: Ask) -> dict[str, Json]:
    together = settings(ask, "parallel_tool_calls") if _offers(ask) else {}
    return settings(ask, "temperature", "top_p") | together


def _offers(ask: Ask) -> bool:
    return bool(ask.tools) or "web_search_options" in ask.settings


def _as_number(value: Json) -> Json:
    number = count(value)
    return value if number is None else float(number)


@must("CHATREQ-19", given=gives_sampling, declarable=True)
def test_sampling_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """temperature, top_p and parallel_tool_calls arrive, zero and false too, unless declared as refused by the model.

    `parallel_tool_calls: true` is the default of both APIs and may be left out. JSON does not tell 1 from 1.0.
    """
    for name, value in _sampling(asked).items():
        expected = defaults.number(value)
        kept(name, expected, received(forwarded, name, expected))


@should("CHATREQ-20", given=all_of(serves_chat, of_ask(lambda ask: settings(ask, *HINTS) or breakpoints(ask.history))))
def test_shared_hints_are_forwarded(asked: Ask, forwarded: Ask) -> None:
    """What both APIs have under the same name arrives with its value: user, identifiers, tier, caching, moderation."""
    for name, value in settings(asked, *HINTS).items():
        kept(name, value, received(forwarded, name, value))
    if breakpoints(asked.history):
        kept("prompt_cache_breakpoint", breakpoints(asked.history), breakpoints(forwarded.history))


@must("CHATREQ-21", given=serves_chat, declarable="by fact", additions=("user", "reasoning_summary"))
def test_nothing_is_invented(asked: Ask, forwarded: Ask, earlier: tuple[Turn, ...]) -> None:
    """Nothing the client left out is invented: no prompt, sampling value, tool, reasoning or summary request.

    Nor metadata, calls, results, refusals, media, names, phases, citations or cache breakpoints where the client has
    none. Allowed are `store`, which CHATREQ-26 judges, `strict: false`, `stream`, `include` of encrypted reasoning,
    what is the default of either API, and reasoning of the upstream's own earlier turns, which an adapter may remember.
    """
    for name, value in _added_settings(asked, forwarded).items():
        kept(name, None, value)
    kept("metadata", {}, {} if asked.metadata else dict(forwarded.metadata))
    for tool in _added_tools(asked, forwarded):
        kept(f"tools.{tool}", None, "offered")
    for name, values in unexplained([*asked.history, *thoughts(answered(earlier))], forwarded.history).items():
        if name != INSTRUCTIONS:
            kept(name, [], values)
    kept("instructions", "", _added_instructions(asked, forwarded))


def _added_settings(asked: Ask, forwarded: Ask) -> dict[str, Json]:
    included = [ENCRYPTED, *([LOGPROBS] if asked.settings.get("logprobs") else [])]
    added = defaults.added(asked.settings, forwarded.settings)
    include = added.pop("include", [])
    added = {name: value for name, value in added.items() if _offers(asked) or name not in OF_TOOLS}
    left = [entry for entry in include if entry not in included] if isinstance(include, list) else include
    return {**added, **({"include": left} if left else {})}


def _added_tools(asked: Ask, forwarded: Ask) -> list[str]:
    own = [tool for tool in tools.added(asked.tools, forwarded.tools) if tool.name or tool.kind not in CLIENT_TOOLS]
    added = [tool.name or tool.kind for tool in own]
    searches = [kind for kind in added if kind.startswith("web_search")]
    if "web_search_options" in asked.settings and searches:
        added.remove(searches[0])
    return added


def _added_instructions(asked: Ask, forwarded: Ask) -> str:
    """Return the text of the forwarded instructions that the client gave nowhere."""
    given = sorted((part.text for item in asked.history for part in _texts(item)), key=len, reverse=True)
    messages = (item for item in forwarded.history if isinstance(item, Message) and item.role == "instructions")
    left = "\n".join(part.text for message in messages for part in _texts(message))
    for text in filter(None, given):
        left = left.replace(text, "")
    return left.strip()


def _texts(item: object) -> list[Text]:
    parts = item.parts if isinstance(item, Message | ToolResult) else ()
    return [part for part in parts if isinstance(part, Text)]


@must("CHATREQ-22", given=given("format"))
def test_the_response_format_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`response_format` becomes `text.format`, flat: type, name, schema, strict, description; also beside verbosity."""
    expected = _format(asked.settings["format"])
    kept("format", expected, _format(received(forwarded, "format", expected)))


def _format(value: Json) -> Json:
    """Return a format without empty fields and defaults; Responses requires a schema, which may be empty."""
    fields = value.items() if isinstance(value, dict) else [("type", value)]
    return {name: entry for name, entry in fields if entry is not False and entry not in (None, "", {})}


@must("CHATREQ-23", given=given("reasoning_effort"))
def test_the_effort_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`reasoning_effort` becomes `reasoning.effort`; `none` is a word like the others."""
    kept("reasoning_effort", asked.settings["reasoning_effort"], forwarded.settings.get("reasoning_effort"))


@must("CHATREQ-24", given=given("verbosity"))
def test_the_verbosity_is_forwarded(asked: Ask, forwarded: Ask) -> None:
    """`verbosity` becomes `text.verbosity`."""
    expected = asked.settings["verbosity"]
    kept("verbosity", expected, received(forwarded, "verbosity", expected))


@should("CHATREQ-25", given=all_of(serves_chat, of_ask(lambda ask: ask.settings.get("logprobs"))))
def test_logprobs_are_asked_for(asked: Ask, forwarded: Ask) -> None:
    """`logprobs` becomes the `include` of `message.output_text.logprobs`, with `top_logprobs`."""
    included = forwarded.settings.get("include")
    held(isinstance(included, list) and LOGPROBS in included, "include", [LOGPROBS], included)
    expected = defaults.number(asked.settings.get("top_logprobs", 0))
    kept("top_logprobs", expected, received(forwarded, "top_logprobs", expected))


@should("CHATREQ-26", given=all_of(serves_chat, of_ask(lambda ask: "store" not in ask.settings)))
def test_nothing_is_stored_unasked(forwarded: Ask) -> None:
    """`store` that is left out is sent as `false`: Chat's default is not to store, that of Responses is."""
    kept("store", False, forwarded.settings.get("store"))


@must("CHATREQ-27", given=given("store"))
def test_store_is_not_reversed(asked: Ask, forwarded: Ask) -> None:
    """A given `store` is never reversed; left out, it is true in Responses."""
    kept("store", asked.settings["store"], received(forwarded, "store", asked.settings["store"]))


def asks_for_several_choices(case: Case) -> bool:
    """The client asks for more than one choice."""
    return serves_chat(case) and case.asked.settings.get("n", 1) > 1


@must("CHATREQ-28", given=asks_for_several_choices)
def test_several_choices_are_served_or_refused(asked: Ask, served: Answer) -> None:
    """`n` above 1 is honoured or refused: so many choices are served, numbered from 0."""
    kept("choices", [*range(asked.settings["n"])], sorted(served.choices))


@must("CHATREQ-29", given=given("stop"))
def test_stop_sequences_are_honoured_or_refused(asked: Ask, upstream: Answer, served: Answer) -> None:
    """`stop` is honoured or refused: no stop sequence is served, nor what came behind it."""
    stop = asked.settings["stop"]
    starts = [upstream.text.find(sequence) for sequence in ([stop] if isinstance(stop, str) else stop)]
    kept("text", upstream.text[: min((start for start in starts if start >= 0), default=None)], served.text)


@must("CHATREQ-30", given=all_of(serves_chat, of_ask(lambda ask: "audio" in ask.settings.get("modalities", []))))
def test_a_spoken_answer_is_served_or_refused(served: Answer) -> None:
    """Audio output that is asked for is served or refused, never left out."""
    parts = [part for message in served.messages for part in message.parts if isinstance(part, Media)]
    kept("audio", ["audio"], [part.kind for part in parts])


@must("CHATREQ-31", given=given("web_search_options"))
def test_the_search_is_done_or_refused(asked: Ask, forwarded: Ask) -> None:
    """`web_search_options` becomes a web search tool with the same context size and place, or is refused."""
    expected = tools.web_search(asked.settings["web_search_options"])
    searches = [tool.definition for tool in forwarded.tools if tool.kind.startswith("web_search")]
    held(bool(searches), "tools.web_search", asked.settings["web_search_options"], None)
    for search in searches[:1]:
        kept("tools.web_search", expected, tools.web_search(search))


@should("CHATREQ-32", given=given("logit_bias"))
def test_a_logit_bias_is_refused(asked: Ask, forwarded: Ask) -> None:
    """`logit_bias` is refused: Responses has no field for it, and it changes the answer."""
    kept("logit_bias", asked.settings["logit_bias"], forwarded.settings.get("logit_bias"))


@may("CHATREQ-33", given=given(*CHAT_HINTS), declarable=True)
def test_hints_of_chat_alone_are_not_lost_in_silence(asked: Ask, forwarded: Ask) -> None:
    """`seed`, the penalties and `prediction` are refused, or left out as declared: Responses has no such fields."""
    for name, value in settings(asked, *CHAT_HINTS).items():
        kept(name, value, forwarded.settings.get(name))


@may("CHATREQ-43", given=all_of(serves_chat, of_ask(lambda ask: ask.unknown_settings)), declarable=True)
def test_settings_that_nobody_knows_are_not_lost_in_silence(asked: Ask, wire: Wire) -> None:
    """A setting that Chat does not know is forwarded under its name, refused, or left out as declared.

    It may be a host's own, or newer than the API description. Nobody can tell what the answer is worth without it.
    """
    for name, value in asked.unknown_settings.items():
        kept(name, value, wire.request.get(name))


@should(
    "CHATREQ-44",
    given=all_of(serves_chat, of_ask(lambda ask: any(image.detail == "original" for image in _images(ask)))),
)
def test_original_images_are_asked_for(asked: Ask, forwarded: Ask) -> None:
    """An image with the detail `original` keeps it: Responses has it, and the official SDKs have it in Chat.

    That it arrives at all is CHATREQ-4's.
    """
    original = [image.source for image in _images(asked) if image.detail == "original"]
    arrived = [image.detail for image in _images(forwarded) if image.source in original]
    kept("detail", ["original"] * len(arrived), arrived)


def _images(ask: Ask) -> list[Media]:
    return media([*messages(ask.history), *results(ask.history)], "image")


@must("CHATREQ-38", given=all_of(serves_chat, streamed))
def test_a_stream_is_asked_for(forwarded: Ask) -> None:
    """`stream: true` is forwarded: the upstream is asked for a stream."""
    kept("stream", True, forwarded.stream)
