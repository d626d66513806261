"""The events of a served Responses stream come in their order, and say the same thing each time.

Sources: the API description's streaming events, and the order in which the API's own recorded streams have them.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from crosswire.exchange import Case
from crosswire.facts import Answer, Json, Refusal, Text
from crosswire.requirements import Wire, all_of, held, kept, may, must, of_answer, should
from crosswire.variations import HELD_BACK
from crosswire.wire.event_items import TERMINAL, Told, final_output, items_of, responses_of
from crosswire.wire.event_order import About, order_faults
from crosswire.wire.lenient_json import hashable, mapping, objects, once_each

from .conditions import answered, reasoning_said, serves_responses, streamed, tagged, text_said
from .same_facts import kept_whole

UNNAMED = "message"
"""The name of an event that has none, by the standard."""
BEGINNING = ("response.created", "response.queued", "response.in_progress")
CALLS: Mapping[str, str] = {"function_call": "arguments", "custom_tool_call": "input"}


def responses_stream(case: Case) -> bool:
    """The upstream's answer is served as a Responses stream."""
    return serves_responses(case) and streamed(case) and answered(case)


def _says(answer: Answer, kind: type) -> bool:
    return any(isinstance(part, kind) and part.text for message in answer.messages for part in message.parts)


ended = of_answer(lambda answer: not answer.unsayable)
function_call_said = of_answer(lambda answer: any(call.kind == "function" for call in answer.tool_calls))
custom_call_said = of_answer(lambda answer: any(call.kind == "custom" for call in answer.tool_calls))
refusal_said = of_answer(lambda answer: _says(answer, Refusal))
citations_said = of_answer(
    lambda answer: any(
        isinstance(part, Text) and part.citations for message in answer.messages for part in message.parts
    )
)


def _anything_beside_text(case: Case) -> bool:
    return refusal_said(case) or reasoning_said(case) or citations_said(case)


def types_of(wire: Wire) -> list[Json]:
    """Return the types of all events."""
    return [event.get("type") for event in wire.frames]


def in_order(wire: Wire, *about: About) -> None:
    """Raise `Loss` at the first events about these that came out of order."""
    faults = [fault for fault in order_faults(wire.frames) if fault.about in about]
    kept("events", [fault.expected for fault in faults[:1]], [fault.received for fault in faults[:1]])


def agree(wire: Wire, about: About) -> None:
    """Raise `Loss` unless the deltas of each text add up to what every snapshot of it says."""
    for item in items_of(wire.frames).values():
        for (whose, field, _), words in item.words.items():
            if whose == about:
                kept(field, dict.fromkeys(words.wholes, words.text), words.wholes)


@must("EVENTS-2", given=responses_stream, over_http=True)
def test_event_names_are_types(wire: Wire) -> None:
    """Where an event has a name, in its `event:` line, it is the event's `type`."""
    kept("event", [], [said for said in _names(wire) if said[0] not in (UNNAMED, said[1])])


@should("EVENTS-3", given=responses_stream, over_http=True)
def test_events_have_names(wire: Wire) -> None:
    """Every event has a name, as the API's own have: clients that listen by name hear no other."""
    kept("event", [], [kind for name, kind in _names(wire) if name == UNNAMED])


@may("EVENTS-9", given=all_of(responses_stream, ended), over_http=True)
def test_nothing_follows_the_terminal_event(wire: Wire) -> None:
    """The stream ends with its terminal event: `data: [DONE]`, which some add, is Chat's (1 of 36 recorded has it)."""
    held(all(data != "[DONE]" for _, data in wire.seen.events), "done", None, "[DONE]")


def _names(wire: Wire) -> list[tuple[str, str]]:
    """Return name and type of every event, `[DONE]` apart."""
    names = [name for name, data in wire.seen.events if data and data != "[DONE]"]
    return [(name, str(event.get("type"))) for name, event in zip(names, wire.frames, strict=True)]


@must("EVENTS-4", given=responses_stream)
def test_sequence_numbers_rise(wire: Wire) -> None:
    """`sequence_number` is on every event, and strictly increases."""
    numbers = [event.get("sequence_number") for event in wire.frames]
    rising = all(isinstance(each, int) for each in numbers) and all(one < two for one, two in pairwise(numbers))
    held(rising, "sequence_number", list(range(len(numbers))), numbers)


@may("EVENTS-5", given=responses_stream)
def test_sequence_numbers_count(wire: Wire) -> None:
    """`sequence_number` counts from 0 by 1."""
    kept("sequence_number", list(range(len(wire.frames))), [event.get("sequence_number") for event in wire.frames])


@must("EVENTS-6", given=responses_stream)
def test_the_stream_begins_with_created(wire: Wire) -> None:
    """The first event is `response.created`, and until the terminal event the response is `in_progress` or `queued`."""
    kept("events", ["response.created"], types_of(wire)[:1])
    begun = [mapping(event.get("response")) for event in wire.frames if event.get("type") in BEGINNING]
    wrong = [response.get("status") for response in begun if response.get("status") not in ("in_progress", "queued")]
    kept("status", ["in_progress"] * len(wrong), wrong)


@should("EVENTS-7", given=responses_stream)
def test_in_progress_follows(wire: Wire) -> None:
    """`response.in_progress` follows `response.created`; `response.queued` may stand between them."""
    followed = [kind for kind in types_of(wire)[1:3] if kind != "response.queued"][:1]
    kept("events", ["response.in_progress"], followed)


@must("EVENTS-8", given=all_of(responses_stream, ended))
def test_the_stream_ends_with_one_terminal_event(wire: Wire) -> None:
    """The last event, and no other, is the one that the response's status names: completed, incomplete or failed."""
    kept("events", [len(wire.frames) - 1], [at for at, kind in enumerate(types_of(wire)) if kind in TERMINAL])
    last = wire.frames[-1]
    kept("status", str(last["type"]).removeprefix("response."), mapping(last.get("response")).get("status"))


@must("EVENTS-10", given=responses_stream)
def test_ids_stay(wire: Wire) -> None:
    """The response has one id, and each item one id, type and call id from its first event to the final output.

    No two items have the same id.
    """
    _one("id", [response.get("id") for response in responses_of(wire.frames)])
    items = items_of(wire.frames).values()
    for item in items:
        _one("item_ids", item.ids)
        for key in ("type", "call_id", "name"):
            _one("output", [snapshot.get(key) for snapshot in item.snapshots])
    ids = [item.ids[0] for item in items if item.ids]
    kept("item_ids", list(dict.fromkeys(ids)), ids)
    kept("item_ids", [], [name for name in ids if not name])


def _one(fact: str, told: Sequence[Json]) -> None:
    each_once = once_each(told)
    kept(fact, each_once[:1], each_once)


@must("EVENTS-11", given=all_of(responses_stream, ended))
def test_items_are_opened_and_closed(wire: Wire) -> None:
    """Every item is added before, and done after, all that is told of it, at its place in the final output, from 0 on.

    One recorded stream of the API lacks the `done` of two `mcp_list_tools`; no client is known that bears it.
    """
    in_order(wire, "item")
    added = [event.get("output_index") for event in wire.frames if event.get("type") == "response.output_item.added"]
    kept("output_index", list(range(len(added))), added)
    places = {item.ids[0]: place for place, item in items_of(wire.frames).items() if item.ids}
    final = {hashable(item.get("id")): place for place, item in enumerate(final_output(wire.frames))}
    kept(
        "output",
        {name: place for name, place in places.items() if name in final},
        {name: place for name, place in final.items() if name in places},
    )


@must("EVENTS-12", given=all_of(responses_stream, ended))
def test_the_final_output_is_what_was_done(wire: Wire) -> None:
    """The terminal response's output is the items as their `output_item.done` has them.

    The vendor's own two differ in `encrypted_content`, which is left apart.
    """
    done = {place: item.done for place, item in sorted(items_of(wire.frames).items()) if item.done is not None}
    kept("output", [_told(item) for item in done.values()], [_told(item) for item in final_output(wire.frames)])


def _told(value: Json) -> Json:
    """Return what a snapshot says, null and empty apart."""
    match value:
        case dict():
            told = {key: _told(each) for key, each in value.items() if key != "encrypted_content"}
            return {key: each for key, each in told.items() if each not in (None, [], {})}
        case list():
            return [_told(each) for each in value]
        case _:
            return value


@must("EVENTS-13", given=responses_stream)
def test_items_begin_empty(wire: Wire) -> None:
    """An added message has no content yet; an added call has its call id and its name, and has written nothing yet."""
    for item in items_of(wire.frames).values():
        added = item.added or {}
        if added.get("type") == "message":
            kept("content", [], added.get("content") or [])
        elif written := CALLS.get(str(added.get("type"))):
            kept(written, "", added.get(written) or "")
            kept("output", [], [f"without {name}" for name in ("call_id", "name") if not added.get(name)])


@must("EVENTS-14", given=all_of(responses_stream, ended, text_said))
def test_text_is_told_in_its_events(wire: Wire) -> None:
    """A text part is added, told in deltas, done, and its part done; the deltas add up to what each of these says."""
    in_order(wire, "text")
    agree(wire, "text")


@must("EVENTS-15", given=all_of(responses_stream, ended, function_call_said))
def test_arguments_add_up(wire: Wire) -> None:
    """The deltas of a call's arguments add up to their `done` and to the item."""
    in_order(wire, "arguments")
    agree(wire, "arguments")


@must("EVENTS-16", given=all_of(responses_stream, ended, custom_call_said))
def test_inputs_add_up(wire: Wire) -> None:
    """The deltas of a custom call's input add up to their `done` and to the item."""
    in_order(wire, "input")
    agree(wire, "input")


@should("EVENTS-17", given=all_of(responses_stream, ended, _anything_beside_text))
def test_what_is_beside_the_text_has_its_events(wire: Wire) -> None:
    """Refusal and reasoning are told in deltas of their own, annotations are added, and they add up to the items."""
    in_order(wire, "refusal", "reasoning")
    agree(wire, "refusal")
    agree(wire, "reasoning")
    for item in items_of(wire.frames).values():
        for place, part in enumerate(_content(item)):
            kept("annotations", part.get("annotations") or [], item.annotations.get(place, []))


def _content(item: Told) -> Sequence[Mapping[str, Json]]:
    snapshot = item.final or item.done or {}
    return objects(snapshot.get("content")) if snapshot.get("type") == "message" else []


@must("EVENTS-18", given=all_of(responses_stream, ended))
def test_events_add_up_to_the_answer(upstream: Answer, served: Answer) -> None:
    """The events add up to the text, the refusal, the calls and the finish of the answer that is not streamed."""
    kept_whole(upstream, served)


@must("EVENTS-19", given=all_of(responses_stream, text_said, tagged("network")), variations=HELD_BACK)
def test_words_come_before_the_end(held_back: bool) -> None:
    """The first words reach the client before the upstream has finished: it holds back its end until they do."""
    held(held_back, "text", "words before the upstream's end", None)
