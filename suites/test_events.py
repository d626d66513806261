"""The events of a served Responses stream come in their order, and say the same thing each time.

Sources: the API description's streaming events, and the order in which the API's own recorded streams have them.
"""

from itertools import pairwise

from crosswire.observed import Observed
from crosswire.requirements import Wire, all_of, held, kept, may, must, should
from crosswire.shapes.responses.event_items import final_output, items_of, responses_of
from crosswire.shapes.responses.event_order import TERMINAL, described_events
from crosswire.shapes.stream_order import open_beside
from crosswire.variations import HELD_BACK
from crosswire.wire.lenient_json import mapping, whole

from .conditions import has_text, is_sayable, responses_stream, tagged, upstream_in_order
from .event_snapshots import (
    BEGINNING,
    OWN_ITEMS,
    SET_AT_THE_END,
    Frames,
    content_of,
    error_of,
    fails,
    in_order,
    is_among,
    types_of,
    value_of,
)
from .repeated import one, one_time

UNNAMED = "message"
"""The name of an event that has none, by the standard."""


@must("EVENTS-2", given=responses_stream, over_http=True)
def test_event_names_are_types(frames: Frames, wire: Wire) -> None:
    """Where an event has a name, in its `event:` line, it is the event's `type`."""
    kept("event", [], [named for named in _names(frames, wire) if named[0] not in (UNNAMED, named[1])])


@should("EVENTS-3", given=responses_stream, over_http=True)
def test_events_have_names(frames: Frames, wire: Wire) -> None:
    """Every event has a name, as the API's own have: clients that listen by name hear no other."""
    kept("event", [], [kind for name, kind in _names(frames, wire) if name == UNNAMED])


@may("EVENTS-9", given=all_of(responses_stream, is_sayable), over_http=True)
def test_nothing_follows_the_terminal_event(wire: Wire) -> None:
    """The stream ends with its terminal event: `data: [DONE]`, which some add, is Chat's (1 of 36 recorded has it)."""
    held(all(data != "[DONE]" for _, data in wire.seen.events), "done", None, "[DONE]")


def _names(frames: Frames, wire: Wire) -> list[tuple[str, str]]:
    """Return the name and the type of every event, without `[DONE]`."""
    names = [name for name, data in wire.seen.events if data and data != "[DONE]"]
    return [(name, str(event.get("type"))) for name, event in zip(names, frames, strict=True)]


@must("EVENTS-4", given=responses_stream)
def test_sequence_numbers_rise(frames: Frames) -> None:
    """`sequence_number` is on every event, and strictly increases."""
    numbers = [event.get("sequence_number") for event in frames]
    whole_numbers = [number for number in map(whole, numbers) if number is not None]
    rising = len(whole_numbers) == len(numbers) and all(one < two for one, two in pairwise(whole_numbers))
    held(rising, "sequence_number", list(range(len(numbers))), numbers)


@may("EVENTS-5", given=responses_stream)
def test_sequence_numbers_count(frames: Frames) -> None:
    """`sequence_number` counts from 0 by 1."""
    kept("sequence_number", list(range(len(frames))), [event.get("sequence_number") for event in frames])


@must("EVENTS-6", given=responses_stream)
def test_the_stream_begins_with_created(frames: Frames) -> None:
    """The first event is `response.created`, and until the terminal event the response is `in_progress` or `queued`."""
    kept("events", ["response.created"], types_of(frames)[:1])
    begun = [mapping(event.get("response")) for event in frames if event.get("type") in BEGINNING]
    wrong = [response.get("status") for response in begun if response.get("status") not in ("in_progress", "queued")]
    kept("status", ["in_progress"] * len(wrong), wrong)


@should("EVENTS-7", given=responses_stream)
def test_in_progress_follows(frames: Frames) -> None:
    """`response.in_progress` follows `response.created`; `response.queued` may stand between them."""
    described = [kind for kind in types_of(frames) if isinstance(kind, str) and kind in described_events()]
    followed = [kind for kind in described[1:3] if kind != "response.queued"][:1]
    kept("events", ["response.in_progress"], followed)


@must("EVENTS-8", given=responses_stream)
def test_the_stream_ends_with_one_terminal_event(frames: Frames, wire: Wire) -> None:
    """The last event, and no other, is the one that the response's status names: completed, incomplete or failed.

    An `error` event alone is no end: Codex goes on to wait for the terminal one. A library may end a stream that fails
    with an exception, too.
    """
    ends = [index for index, kind in enumerate(types_of(frames)) if kind in TERMINAL]
    if wire.raised and not ends:
        return
    kept("events", [len(frames) - 1], ends)
    for index in ends[:1]:
        named, response = str(frames[index]["type"]), mapping(frames[index].get("response"))
        kept("status", named.removeprefix("response."), response.get("status"))


@must("EVENTS-10", given=responses_stream)
def test_ids_stay(frames: Frames) -> None:
    """The response has one id, and each item one id, type and call id from its first event to the final output.

    So it has one name and namespace, also where its `done` names it. No two items have the same id.
    """
    one("id", [response.get("id") for response in responses_of(frames)])
    items = items_of(frames).values()
    for item in items:
        one("item_ids", item.ids)
        for key in ("type", "call_id", "name", "namespace"):
            one(f"output.{key}", [snapshot.get(key) for snapshot in item.snapshots])
        if item.names:
            one("output.name", [*(snapshot.get("name") for snapshot in item.snapshots), *item.names])
    ids = [item.ids[0] for item in items if item.ids]
    kept("item_ids", list(dict.fromkeys(ids)), ids)
    kept("item_ids", [], [name for name in ids if not name])


@must("EVENTS-11", given=responses_stream)
def test_items_are_opened_and_closed(frames: Frames) -> None:
    """Every item is added before, and done after, all that is told of it, at its place in the final output, from 0 on.

    An answer that fails may leave items open, and so may what the upstream ran itself: one recorded stream of the API
    lacks the `done` of two `mcp_list_tools`.
    """
    in_order(frames, "item")
    added = [event.get("output_index") for event in frames if event.get("type") == "response.output_item.added"]
    kept("output_index", list(range(len(added))), added)
    indexes = {item.ids[0]: index for index, item in items_of(frames).items() if item.ids}
    final = {str(item.get("id")): index for index, item in enumerate(final_output(frames))}
    both = [name for name in indexes if name in final]
    kept("output_index", [indexes[name] for name in both], [final[name] for name in both])


@must("EVENTS-12", given=responses_stream)
def test_the_final_output_is_what_was_done(frames: Frames) -> None:
    """The terminal response's output is the items as their `output_item.done` has them.

    The vendor's own two differ in `encrypted_content`, which is left apart. The output of an answer that failed may be
    empty, and have items that were never done; so may any, of what the upstream ran itself.
    """
    if not any(kind in TERMINAL for kind in types_of(frames)):
        return  # EVENTS-8's
    done = [item.done for _, item in sorted(items_of(frames).items()) if item.done is not None]
    final = [item for item in final_output(frames) if item.get("type") in OWN_ITEMS or is_among(item, done)]
    if fails(frames):
        final = [item for item in final if is_among(item, done)]
        done = [item for item in done if is_among(item, final)]
    kept("output", [content_of(item) for item in done], [content_of(item) for item in final])


@must("EVENTS-22", given=responses_stream)
def test_the_response_stays_the_same(frames: Frames) -> None:
    """Every event that carries the response has the same model, time and object in it; a clock may move on."""
    for key, same in (("model", one), ("created_at", one_time), ("object", one)):
        same(key, [response[key] for response in responses_of(frames) if response.get(key) is not None])


@must("EVENTS-25", given=responses_stream)
def test_an_error_is_the_same_everywhere(frames: Frames) -> None:
    """An `error` event and the `response.failed` behind it say the same message and code."""
    errors = [*map(error_of, frames)]
    for key in ("message", "code"):
        one(f"error.{key}", [error[key] for error in errors if error.get(key)])


@should("EVENTS-26", given=responses_stream)
def test_the_beginning_says_what_the_end_says(frames: Frames) -> None:
    """What `response.created` and `response.in_progress` say of the request is what the end of the stream says.

    So do all 36 genuine streams: only how it ended, what came of it, the tier that `auto` became and moderation are
    told at the end alone. A beginning may leave out what the description lets it, and either a default.
    """
    ends = [mapping(event.get("response")) for event in frames if event.get("type") in TERMINAL]
    for event in frames if ends else ():
        if event.get("type") in BEGINNING:
            response = mapping(event.get("response"))
            begun = {key: value_of(key, value) for key, value in response.items() if key not in SET_AT_THE_END}
            if begun.get("service_tier") in (None, "auto"):
                begun.pop("service_tier", None)
            kept("response", {key: value_of(key, ends[-1].get(key)) for key in begun}, begun)


@must("EVENTS-19", given=all_of(responses_stream, has_text, tagged("network")), variations=HELD_BACK)
def test_words_come_before_the_end(observed: Observed) -> None:
    """The first words reach the client before the upstream has finished: it holds back its end until they do."""
    held(observed.streamed_early, "text", "words before the upstream's end", None)


@should("EVENTS-27", given=all_of(responses_stream, is_sayable, upstream_in_order))
def test_an_item_is_done_before_the_next_begins(frames: Frames) -> None:
    """An item is done before the next one is added: reasoning when the text begins, a call when the next one does.

    Clients run a call, and fold reasoning, when its item is done. Every genuine stream of the vendor does so. Where the
    upstream goes on with an earlier part, an item may stay open.
    """
    kept("output", [], open_beside(frames, OWN_ITEMS))
