"""What stands beside the answer reaches the client: metadata, ids, model, time, tier, settings.

Sources: the API description's `Response`, `CreateChatCompletionResponse` and `Metadata`.
"""

from collections.abc import Mapping

from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, Json
from crosswire.requirements import Wire, all_of, held, kept, may, must, should

from .conditions import (
    answered,
    metadata_asked,
    metadata_said,
    serves_chat,
    serves_responses,
    service_tier_said,
    streamed,
    whole,
)

PREFIXES = {"message": "msg_", "function_call": "fc_", "reasoning": "rs_"}
ECHOED = (
    "temperature",
    "top_p",
    "tool_choice",
    "parallel_tool_calls",
    "max_output_tokens",
    "format",
    "verbosity",
    "reasoning_effort",
    "reasoning_summary",
    "previous_response_id",
    "truncation",
)


def metadata_due(case: Case) -> bool:
    """The served answer has metadata to carry: the upstream's in Chat, the request's in Responses."""
    return metadata_asked(case) if serves_responses(case) else whole(case) and metadata_said(case)


@must("METADATA-1", given=all_of(answered, metadata_due))
def test_metadata_arrives(asked: Ask, upstream: Answer, served: Answer, wire: Wire) -> None:
    """The answer carries the metadata, key for key: the upstream's in Chat, every asked key and value in Responses.

    In Responses, keys that are the upstream's own may stay.
    """
    if wire.serves == "chat":
        kept("metadata", upstream.metadata, served.metadata)
    else:
        kept("metadata", asked.metadata, _some(served.metadata, asked.metadata))


def _some(metadata: Mapping[str, Json], keys: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in metadata.items() if key in keys}


@must("METADATA-2", given=all_of(serves_chat, metadata_asked))
def test_metadata_is_forwarded_to_responses(asked: Ask, forwarded: Ask) -> None:
    """A Chat request's metadata reaches the Responses upstream."""
    kept("metadata", asked.metadata, forwarded.metadata)


@must("METADATA-3", given=answered)
def test_model_is_named(asked: Ask, upstream: Answer, served: Answer) -> None:
    """`model` is the upstream's or the asked one, never empty."""
    held(served.model in (upstream.model, asked.model), "model", upstream.model, served.model)


@must("METADATA-4", given=answered)
def test_id_is_its_own(upstream: Answer, served: Answer, earlier: tuple[Turn, ...]) -> None:
    """`id` is a non-empty string, and two answers differ in it where the upstream's ids differ or are empty."""
    held(bool(served.id), "id", upstream.id, served.id)
    repeated = [
        turn.served.id
        for turn in earlier
        if isinstance(turn.served, Answer) and isinstance(turn.upstream, Answer)
        if turn.served.id == served.id and (turn.upstream.id != upstream.id or not upstream.id)
    ]
    held(not repeated, "id", "an id of its own", served.id)


@must("METADATA-5", given=answered)
def test_created_is_seconds(upstream: Answer, served: Answer, wire: Wire) -> None:
    """The time is whole seconds since 1970, in Chat an integer, also where the upstream says `1784324967.0`."""
    created = served.created
    is_number = isinstance(created, int if wire.serves == "chat" else int | float) and not isinstance(created, bool)
    held(
        is_number and created == int(created) and SECONDS_OF_2001 <= created < SECONDS_OF_5138,
        "created",
        upstream.created,
        created,
    )


SECONDS_OF_2001, SECONDS_OF_5138 = 10**9, 10**11
"""Between these no time in milliseconds falls, nor 0."""


@should("METADATA-6", given=service_tier_said)
def test_service_tier_is_the_answering_one(upstream: Answer, served: Answer) -> None:
    """`service_tier` is the upstream's, not the asked one: `fast` is answered `priority`."""
    kept("service_tier", upstream.service_tier, served.service_tier)


def _settings(ask: Ask) -> dict[str, Json]:
    settings = {name: value for name, value in ask.settings.items() if name in ECHOED}
    if ask.instructions:
        settings["instructions"] = ask.instructions
    if ask.tools:
        settings["tools"] = ask.tools
    return settings


def settings_asked(case: Case) -> bool:
    """The client set something that a Responses answer repeats."""
    return bool(_settings(case.asked))


@should("METADATA-7", given=all_of(serves_responses, answered, settings_asked))
def test_settings_are_echoed(asked: Ask, served: Answer) -> None:
    """What the client set is repeated in the answer: instructions, sampling, limit, tools, text and reasoning settings.

    A number may come back as `1.0` for `1`, as the vendor's own answers have it.
    """
    settings = _settings(asked)
    echoed = {name: value for name, value in served.echoed.items() if name in settings}
    held(settings == echoed, "settings", settings, echoed)


@may("METADATA-9", given=all_of(serves_chat, streamed, metadata_said))
def test_metadata_arrives_in_a_chunk(upstream: Answer, served: Answer) -> None:
    """The upstream's metadata arrives in a chunk of a Chat stream, whose schema has no field for it."""
    kept("metadata", upstream.metadata, served.metadata)


@should("METADATA-10", given=all_of(serves_responses, metadata_asked))
def test_metadata_is_forwarded_to_chat(asked: Ask, forwarded: Ask) -> None:
    """A Responses request's metadata reaches the Chat upstream (the vendor's API takes it only with `store: true`)."""
    kept("metadata", asked.metadata, forwarded.metadata)


@may("METADATA-12", given=answered)
def test_created_is_the_upstreams(upstream: Answer, served: Answer) -> None:
    """The time is the upstream's own."""
    held(served.created == upstream.created, "created", upstream.created, served.created)


@should("METADATA-13", given=all_of(serves_responses, answered))
def test_item_ids_have_their_prefix(served: Answer) -> None:
    """Item ids begin `msg_`, `fc_`, `rs_`: the vendor is reported to refuse others when they are sent back."""
    labelled = [(item.kind, item.id or "") for item in served.output if item.kind in PREFIXES]
    expected = [f"{PREFIXES[kind]}…" for kind, _ in labelled]
    held(
        all(name.startswith(PREFIXES[kind]) for kind, name in labelled),
        "output",
        expected,
        [name for _, name in labelled],
    )
