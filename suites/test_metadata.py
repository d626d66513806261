"""What stands beside the answer reaches the client: metadata, ids, model, time, tier, settings.

Sources: the API description's `Response`, `CreateChatCompletionResponse` and `Metadata`.
"""

from collections import Counter
from collections.abc import Mapping

from crosswire.comparing.answers import USUAL_TIERS, tier_to_serve, unsaid_metadata
from crosswire.comparing.echoes import (
    asked_settings,
    echoed_tools,
    echoes,
    has_own_tools,
    lasting_tools,
    tool_names,
    unset_echoes,
)
from crosswire.exchange import Case, Turn
from crosswire.facts import Answer, Ask, Json
from crosswire.requirements import Wire, all_of, held, kept, may, must, should

from .conditions import (
    answered,
    gives_metadata,
    has_metadata,
    has_service_tier,
    has_unknown_fields,
    serves_chat,
    serves_responses,
    streamed,
    whole,
)

PREFIXES = {"message": "msg_", "function_call": "fc_", "reasoning": "rs_", "tool_search_call": "tsc_"}


def can_carry_metadata(case: Case) -> bool:
    """The served answer has metadata to carry: the upstream's in Chat, the request's in Responses."""
    return gives_metadata(case) if serves_responses(case) else whole(case) and has_metadata(case)


@must("METADATA-1", given=all_of(answered, can_carry_metadata))
def test_metadata_arrives(asked: Ask, upstream: Answer, served: Answer, wire: Wire) -> None:
    """The answer carries the metadata, key for key: the upstream's in Chat, every asked key and value in Responses.

    Other keys are METADATA-15's.
    """
    expected = upstream.metadata if wire.serves == "chat" else asked.metadata
    kept("metadata", expected, _some(served.metadata, expected))


def _some(metadata: Mapping[str, Json], keys: Mapping[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in metadata.items() if key in keys}


@must("METADATA-2", given=all_of(serves_chat, gives_metadata))
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
    """The time is seconds since 1970, in Chat an integer, also where the upstream says `1784324967.0`."""
    held(_is_time(served.created, wire), "created", upstream.created, served.created)


def _is_time(created: Json, wire: Wire) -> bool:
    is_number = isinstance(created, int if wire.serves == "chat" else int | float) and not isinstance(created, bool)
    return is_number and SECONDS_OF_2001 <= created < SECONDS_OF_5138


SECONDS_OF_2001, SECONDS_OF_5138 = 10**9, 10**11
"""Between these no time in milliseconds falls, nor 0."""


@should("METADATA-6", given=has_service_tier)
def test_service_tier_is_the_answering_one(upstream: Answer, served: Answer, wire: Wire) -> None:
    """`service_tier` is the upstream's, not the asked one: `fast` is answered `priority`.

    `default`, `auto` and nothing say the same. A word that the served API lacks may be left out.
    """
    if served.service_tier != upstream.service_tier:
        received = None if served.service_tier in USUAL_TIERS else served.service_tier
        kept("service_tier", tier_to_serve(upstream, wire.serves), received)


def gives_settings(case: Case) -> bool:
    """The client set something that a Responses answer repeats."""
    return bool(asked_settings(case.asked) or case.asked.tools)


@should("METADATA-7", given=all_of(serves_responses, answered, gives_settings))
def test_settings_are_echoed(asked: Ask, served: Answer) -> None:
    """What the client set is repeated in the answer: instructions, sampling, limit, tools, text and reasoning settings.

    And `store`, and every other setting that `Response` has a field for. As in the vendor's own answers, a default may
    be left out or spelt out, `1` be `1.0`, and tools stand in another order. To a hosted tool a host adds its defaults,
    and leaves out of an MCP server what may be secret.
    """
    kept("settings", *echoes(asked, served))
    kept("tools", *echoed_tools(lasting_tools(asked), served.echoed.get("tools", ())))


@may("METADATA-9", given=all_of(serves_chat, streamed, has_metadata))
def test_metadata_arrives_in_a_chunk(upstream: Answer, served: Answer) -> None:
    """The upstream's metadata arrives in a chunk of a Chat stream, whose schema has no field for it."""
    kept("metadata", upstream.metadata, served.metadata)


@should("METADATA-10", given=all_of(serves_responses, gives_metadata))
def test_metadata_is_forwarded_to_chat(asked: Ask, forwarded: Ask) -> None:
    """A Responses request's metadata reaches the Chat upstream (the vendor's API takes it only with `store: true`)."""
    kept("metadata", asked.metadata, forwarded.metadata)


@may("METADATA-12", given=answered)
def test_created_is_the_upstreams(upstream: Answer, served: Answer, wire: Wire) -> None:
    """The time is the upstream's own."""
    if _is_time(served.created, wire):
        held(served.created == upstream.created, "created", upstream.created, served.created)


@should("METADATA-13", given=all_of(serves_responses, answered))
def test_item_ids_have_their_prefix(served: Answer) -> None:
    """Item ids, where given, begin `msg_`, `fc_`, `rs_`: the vendor is reported to refuse others that are sent back."""
    labelled = [(item.kind, item.id) for item in served.output if item.kind in PREFIXES and item.id]
    expected = [f"{PREFIXES[kind]}…" for kind, _ in labelled]
    held(
        all(name.startswith(PREFIXES[kind]) for kind, name in labelled),
        "output",
        expected,
        [name for _, name in labelled],
    )


@may("METADATA-18", given=all_of(whole, has_unknown_fields), declarable=True)
def test_fields_that_nobody_knows_are_not_lost_in_silence(upstream: Answer, wire: Wire) -> None:
    """A field of a whole answer that its API does not know is served under its name, or left out as declared.

    It may be a host's own, or newer than the API description. That it breaks nothing is ROBUST-1's.
    """
    served = wire.served if isinstance(wire.served, dict) else {}
    for name, value in upstream.unknown_fields.items():
        kept(f"fields.{name}", value, served.get(name))


@must("METADATA-15", given=answered)
def test_nothing_beside_the_answer_is_invented(asked: Ask, upstream: Answer, served: Answer) -> None:
    """No metadata, moderation or service tier is served that neither the upstream said nor the client asked for.

    Metadata of another exchange is another client's.
    """
    kept("metadata", {}, unsaid_metadata(asked, upstream, served))
    if not upstream.moderation:
        kept("moderation", {}, served.moderation)
    if not upstream.service_tier and served.service_tier != asked.settings.get("service_tier"):
        held(served.service_tier in USUAL_TIERS, "service_tier", None, served.service_tier)


@must("METADATA-16", given=all_of(serves_chat, streamed, has_metadata))
def test_streamed_metadata_is_the_upstreams(upstream: Answer, served: Answer) -> None:
    """Metadata that arrives in a chunk of a Chat stream has the upstream's values."""
    some = _some(upstream.metadata, served.metadata)
    kept("metadata", some, _some(served.metadata, some))


@should("METADATA-17", given=all_of(serves_responses, answered))
def test_no_setting_is_made_up(asked: Ask, served: Answer) -> None:
    """A setting that the client left out is repeated as its default, or not at all; no tool is added for the client.

    Which effort, context, cache retention and `store` stand for nothing is the model's or the host's own.
    """
    kept("settings", {}, unset_echoes(asked, served))
    invented = Counter(tool_names(served.echoed.get("tools", ()))) - Counter(tool_names(asked.tools))
    kept("tools", [], sorted(invented) if not has_own_tools(asked) else [])
