"""The words of a served Responses stream add up: deltas, what is done, items and the final output say the same.

Sources: the API description's streaming events, and the API's own recorded streams.
"""

from collections.abc import Callable, Mapping

from crosswire.exchange import Case
from crosswire.facts import Answer, Message, Reasoning, Refusal, Text, ToolCall
from crosswire.requirements import Condition, all_of, kept, must, should
from crosswire.shapes.responses.event_items import items_of
from crosswire.wire.lenient_json import mapping, objects

from .conditions import has_begun_call, is_sayable, of_items, responses_stream
from .event_snapshots import BEGINNING, Frames, agree, bytes_of, in_order, parts_of, tokens_of
from .repeated import one
from .same_facts import kept_whole

BEGUN_EMPTY = ("text", "refusal", "annotations", "logprobs")
"""The fields of an added part that are still empty."""


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
        for index, part in enumerate(parts_of(item)):
            kept("annotations", part.get("annotations") or [], item.annotations.get(index, []))
        for indexes in item.annotation_indexes.values():
            kept("annotations.index", list(range(len(indexes))), indexes)


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
        kinds = [part.get("type") for part in parts_of(item)]
        for parts in (item.parts_added, item.parts_done):
            if len(kinds) == len(parts):
                kept("content.type", kinds, [part.get("type") for part in parts])


@must("EVENTS-23", given=all_of(responses_stream, has_begun_text))
def test_logprobs_are_the_same_everywhere(frames: Frames) -> None:
    """The logprobs of a text's deltas add up to those of its `done`, of its part and of the item, or there are none.

    Of the first two the description has no bytes. The vendor's own item has the numbers rounded, and its part none.
    """
    for item in items_of(frames).values():
        for tokens in item.logprobs.values():
            wholes = {
                holder: tokens_of(logprobs)
                for holder, logprobs in tokens.wholes.items()
                if logprobs or holder != "content_part.done"
            }
            kept("logprobs", dict.fromkeys(wholes, tokens_of(tokens.deltas)), wholes)
            one("logprobs.bytes", [written for whole in tokens.wholes.values() if any(written := bytes_of(whole))])


@must("EVENTS-24", given=all_of(responses_stream, has_begun_citations))
def test_annotations_are_the_same_everywhere(frames: Frames) -> None:
    """The annotations of a part that is done are those of its item, there and in the final output."""
    for item in items_of(frames).values():
        for wholes in item.cited.values():
            one("annotations", list(wholes.values()))


@must("EVENTS-18", given=all_of(responses_stream, is_sayable))
def test_events_add_up_to_the_answer(upstream: Answer, served: Answer) -> None:
    """The events add up to the text, the refusal, the calls and the finish of the upstream's answer."""
    kept_whole(upstream, served)
