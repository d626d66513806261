"""The events of a served Responses stream come in their order, and say the same thing each time.

Sources: the API description's streaming events, and the order in which the API's own recorded streams have them.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from crosswire.exchange import Case
from crosswire.facts import Answer, Json, Message, Reasoning, Refusal, Text, ToolCall
from crosswire.observed import Observed
from crosswire.requirements import Condition, Wire, all_of, held, kept, may, must, should
from crosswire.shapes.responses.event_items import StreamedItem, final_output, items_of, responses_of
from crosswire.shapes.responses.event_order import TERMINAL, About, described_events, order_faults
from crosswire.shapes.stream_order import open_beside
from crosswire.variations import HELD_BACK
from crosswire.wire.lenient_json import mapping, objects, whole

from .conditions import has_begun_call, has_text, is_sayable, of_items, responses_stream, tagged, upstream_in_order
from .repeated import one, one_time
from .same_facts import kept_whole

UNNAMED = "message"
"""The name of an event that has none, by the standard."""
BEGINNING = ("response.created", "response.queued", "response.in_progress")
ROUNDED = 4
"""The decimal places of a logprob that are the same everywhere."""
OWN_ITEMS = ("message", "reasoning", "function_call", "custom_tool_call")
"""The items that an adapter makes itself; others the upstream ran, or a client of one API alone runs."""
BEGUN_EMPTY = ("text", "refusal", "annotations", "logprobs")
"""The fields of an added part that are still empty."""
SET_AT_THE_END = frozenset(
    (
        *("status", "output", "usage", "completed_at", "incomplete_details", "error", "moderation"),
        *("id", "model", "created_at", "object"),
    )
)
"""The fields of a response that its beginning lacks, and those that other requirements compare."""
LEFT_OUT: Mapping[str, Json] = {
    "background": False,
    "frequency_penalty": 0,
    "parallel_tool_calls": True,
    "presence_penalty": 0,
    "service_tier": "default",
    "store": True,
    "temperature": 1,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "top_logprobs": 0,
    "top_p": 1,
    "truncation": "disabled",
}
"""By field: the value that a response has which leaves the field out."""
Frames = Sequence[Mapping[str, Json]]
CALLS: Mapping[str, str] = {"function_call": "arguments", "custom_tool_call": "input"}


def _says(kind: type[Text | Refusal]) -> Condition:
    """Make the condition that a message of the answer, or of a failed stream, has such a part with text."""
    return of_items(
        lambda item: isinstance(item, Message) and any(part.text for part in item.parts if isinstance(part, kind))
    )


def _of_texts(says: Callable[[Text], object]) -> Condition:
    return of_items(
        lambda item: isinstance(item, Message) and any(isinstance(part, Text) and says(part) for part in item.parts)
    )


has_begun_text, has_begun_refusal = _says(Text), _says(Refusal)
has_begun_citations, has_begun_logprobs = _of_texts(lambda text: text.citations), _of_texts(lambda text: text.logprobs)
has_begun_reasoning = of_items(lambda item: isinstance(item, Reasoning) and any(item.texts))


def offers_custom_tool(case: Case) -> bool:
    """The client offers a custom tool, in whichever form the upstream then calls it, or the upstream calls one."""
    called = of_items(lambda item: isinstance(item, ToolCall) and item.kind == "custom")
    return called(case) or any(tool.kind == "custom" for tool in case.asked.tools)


def _anything_beside_text(case: Case) -> bool:
    return has_begun_refusal(case) or has_begun_reasoning(case) or has_begun_citations(case)


def types_of(frames: Frames) -> list[Json]:
    """Return the types of all events."""
    return [event.get("type") for event in frames]


def fails(frames: Frames) -> bool:
    """Return whether the answer failed: then items may stay open, and the final output may lack some."""
    return any(event.get("type") in ("response.failed", "error") for event in frames)


def in_order(frames: Frames, *about: About) -> None:
    """Note the events about these that came out of order."""
    may_stay_open = fails(frames) or not any(kind in OWN_ITEMS for kind in never_done(frames))
    for fault in order_faults(frames):
        stays_open = fault.event in TERMINAL and fault.allowed == ("ended",)
        if fault.about in about and not (stays_open and may_stay_open):
            held(False, f"events.{fault.about}.{fault.event}", fault.expected, fault.received)


def never_done(frames: Frames) -> list[str]:
    """Return the types of the items that were added, and not done."""
    items = items_of(frames).values()
    return [str(mapping(item.added).get("type")) for item in items if item.added is not None and item.done is None]


def agree(frames: Frames, about: About) -> None:
    """Note the snapshots of a text that differ from its deltas."""
    for item in items_of(frames).values():
        for (whose, field, _), words in item.words.items():
            if whose == about:
                kept(field, dict.fromkeys(words.wholes, words.text), words.wholes)


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
    kept(
        "output",
        {name: index for name, index in indexes.items() if name in final},
        {name: index for name, index in final.items() if name in indexes},
    )


@must("EVENTS-12", given=responses_stream)
def test_the_final_output_is_what_was_done(frames: Frames) -> None:
    """The terminal response's output is the items as their `output_item.done` has them.

    The vendor's own two differ in `encrypted_content`, which is left apart. The output of an answer that failed may be
    empty, and have items that were never done; so may any, of what the upstream ran itself.
    """
    if not any(kind in TERMINAL for kind in types_of(frames)):
        return  # EVENTS-8's
    done = [item.done for _, item in sorted(items_of(frames).items()) if item.done is not None]
    final = [item for item in final_output(frames) if item.get("type") in OWN_ITEMS or _is_among(item, done)]
    if fails(frames):
        final = [item for item in final if _is_among(item, done)]
        done = [item for item in done if _is_among(item, final)]
    kept("output", [_content_of(item) for item in done], [_content_of(item) for item in final])


def _is_among(item: Mapping[str, Json], others: Sequence[Mapping[str, Json]]) -> bool:
    return any(other.get("id") == item.get("id") for other in others)


def _content_of(value: Json) -> Json:
    """Return a snapshot without null and empty values."""
    match value:
        case dict():
            fields = {key: _content_of(entry) for key, entry in value.items() if key != "encrypted_content"}
            return {key: entry for key, entry in fields.items() if entry not in (None, [], {})}
        case list():
            return [_content_of(entry) for entry in value]
        case _:
            return value


@must("EVENTS-13", given=responses_stream)
def test_items_begin_empty(frames: Frames) -> None:
    """An added message has no content yet; an added call has its call id and its name, and has written nothing yet."""
    for item in items_of(frames).values():
        added = item.added or {}
        if added.get("type") == "message":
            kept("content", [], added.get("content") or [])
        elif written := CALLS.get(str(added.get("type"))):
            kept(written, "", added.get(written) or "")
            kept("output", [], [f"without {name}" for name in ("call_id", "name") if not added.get(name)])


@must("EVENTS-14", given=all_of(responses_stream, has_begun_text))
def test_text_is_told_in_its_events(frames: Frames) -> None:
    """A text part is added, told in deltas, done, and its part done; the deltas add up to what each of these says."""
    in_order(frames, "text")
    agree(frames, "text")


@must("EVENTS-15", given=all_of(responses_stream, has_begun_call))
def test_arguments_add_up(frames: Frames) -> None:
    """The deltas of a call's arguments add up to their `done` and to the item."""
    in_order(frames, "arguments")
    agree(frames, "arguments")


@must("EVENTS-16", given=all_of(responses_stream, has_begun_call, offers_custom_tool))
def test_inputs_add_up(frames: Frames) -> None:
    """The deltas of a custom call's input add up to their `done` and to the item."""
    in_order(frames, "input")
    agree(frames, "input")


@should("EVENTS-17", given=all_of(responses_stream, _anything_beside_text))
def test_what_is_beside_the_text_has_its_events(frames: Frames) -> None:
    """Refusal and reasoning are told in deltas of their own, annotations are added, and they add up to the items."""
    in_order(frames, "refusal", "reasoning")
    agree(frames, "refusal")
    agree(frames, "reasoning")
    for item in items_of(frames).values():
        for index, part in enumerate(_parts(item)):
            kept("annotations", part.get("annotations") or [], item.annotations.get(index, []))
        for indexes in item.annotation_indexes.values():
            kept("annotations.index", list(range(len(indexes))), indexes)


def _parts(item: StreamedItem) -> Sequence[Mapping[str, Json]]:
    """Return the parts of a message, as its last snapshot has them."""
    snapshot = item.final or item.done or {}
    return objects(snapshot.get("content")) if snapshot.get("type") == "message" else []


@must("EVENTS-21", given=responses_stream)
def test_what_is_begun_has_no_words(frames: Frames) -> None:
    """A response that is begun has no output yet, and a part that is added no words and no annotations.

    The official accumulators add deltas to what was begun, so that it would be said twice.
    """
    begun = [mapping(event.get("response")) for event in frames if event.get("type") in BEGINNING]
    kept("output", [], [item for response in begun for item in objects(response.get("output"))])
    for item in items_of(frames).values():
        added = mapping(item.added)
        if added.get("type") == "reasoning":
            kept("reasoning", [], [*objects(added.get("summary")), *objects(added.get("content"))])
        for part in item.parts_added:
            words = {key: value for key, value in part.items() if key in BEGUN_EMPTY and value}
            kept("content", {}, words)
        kinds = [part.get("type") for part in _parts(item)]
        for parts in (item.parts_added, item.parts_done):
            if len(kinds) == len(parts):
                kept("content.type", kinds, [part.get("type") for part in parts])


@must("EVENTS-22", given=responses_stream)
def test_the_response_stays_the_same(frames: Frames) -> None:
    """Every event that carries the response has the same model, time and object in it; a clock may move on."""
    for key, same in (("model", one), ("created_at", one_time), ("object", one)):
        same(key, [response[key] for response in responses_of(frames) if response.get(key) is not None])


@must("EVENTS-23", given=all_of(responses_stream, has_begun_text))
def test_logprobs_are_the_same_everywhere(frames: Frames) -> None:
    """The logprobs of a text's deltas add up to those of its `done`, of its part and of the item, or there are none.

    Of the first two the description has no bytes. The vendor's own item has the numbers rounded, and its part none.
    """
    for item in items_of(frames).values():
        for tokens in item.logprobs.values():
            wholes = {
                holder: _tokens(logprobs)
                for holder, logprobs in tokens.wholes.items()
                if logprobs or holder != "content_part.done"
            }
            kept("logprobs", dict.fromkeys(wholes, _tokens(tokens.deltas)), wholes)
            one("logprobs.bytes", [written for whole in tokens.wholes.values() if any(written := _bytes(whole))])


def _bytes(logprobs: Json) -> list[Json]:
    """Return the bytes of the tokens and their alternatives that have some."""
    return [
        written
        for token in objects(logprobs)
        for written in (token.get("bytes"), *_bytes(token.get("top_logprobs")))
        if written
    ]


def _tokens(logprobs: Sequence[Json]) -> list[Json]:
    """Return tokens and their logprobs, as far as these are the same when rounded, of the alternatives, too."""
    return [
        [token.get("token"), _rounded(token.get("logprob")), _tokens(token.get("top_logprobs") or [])]
        for token in objects(list(logprobs))
    ]


def _rounded(number: Json) -> Json:
    return round(number, ROUNDED) if isinstance(number, float) else number


@must("EVENTS-24", given=all_of(responses_stream, has_begun_citations))
def test_annotations_are_the_same_everywhere(frames: Frames) -> None:
    """The annotations of a part that is done are those of its item, there and in the final output."""
    for item in items_of(frames).values():
        for wholes in item.cited.values():
            one("annotations", list(wholes.values()))


@must("EVENTS-25", given=responses_stream)
def test_an_error_is_the_same_everywhere(frames: Frames) -> None:
    """An `error` event and the `response.failed` behind it say the same message and code."""
    errors = [*map(_error_of, frames)]
    for key in ("message", "code"):
        one(f"error.{key}", [error[key] for error in errors if error.get(key)])


def _error_of(event: Mapping[str, Json]) -> Mapping[str, Json]:
    if event.get("type") == "error":
        return mapping(event.get("error")) or event
    return mapping(mapping(event.get("response")).get("error"))


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
            begun = {key: _value(key, value) for key, value in response.items() if key not in SET_AT_THE_END}
            if begun.get("service_tier") in (None, "auto"):
                begun.pop("service_tier", None)
            kept("response", {key: _value(key, ends[-1].get(key)) for key in begun}, begun)


def _value(key: str, value: Json) -> Json:
    """Return a value; `None` where it is empty, or the default."""
    says_nothing = isinstance(value, dict) and not any(value.values())
    return None if value in ("", []) or says_nothing or (key in LEFT_OUT and value == LEFT_OUT[key]) else value


@must("EVENTS-18", given=all_of(responses_stream, is_sayable))
def test_events_add_up_to_the_answer(upstream: Answer, served: Answer) -> None:
    """The events add up to the text, the refusal, the calls and the finish of the upstream's answer."""
    kept_whole(upstream, served)


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
