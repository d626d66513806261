"""Known-bad adapters: each breaks a requirement of `suites/test_event_words.py`."""

from tests.suites.breaking import bad
from tests.suites.event_mutations import (
    adding_whole_messages,
    adding_whole_parts,
    another_part,
    calls_without_arguments,
    counting_annotations_from_one,
    leaving_out,
    merged_calls,
    messages_without_their_last_words,
    without_first,
)
from tests.suites.mutations import changed, every, where
from tests.suites.restreaming import restreamed

CALLS_AND_WORDS = ("message", "reasoning", "function_call", "custom_tool_call")

KNOWN_BAD = [
    bad(
        "adds_messages_with_their_text",
        "responses",
        "CLIENT-3 EVENTS-13",
        bugs="text-duplicated",
        frames=adding_whole_messages,
    ),
    bad(
        "adds_no_parts",
        "responses",
        "CLIENT-3 EVENTS-14 EVENTS-17",
        bugs="lifecycle-events-missing",
        frames=leaving_out("response.content_part.added"),
    ),
    bad("ends_texts_without_done", "responses", "EVENTS-14", frames=leaving_out("response.output_text.done")),
    bad(
        "drops_the_delta_that_opens_an_item",
        "responses",
        "CONTENT-1 CONTENT-9 ERROR-13 ERROR-22 EVENTS-14 EVENTS-18 EVENTS-23 ROBUST-1 ROBUST-3 ROBUST-9 "
        "ROBUST-12 ROBUST-13",
        bugs="delta-lost-at-boundary",
        frames=without_first("response.output_text.delta"),
    ),
    bad(
        "streams_no_arguments",
        "responses",
        "EVENTS-15",
        frames=leaving_out("response.function_call_arguments.delta"),
    ),
    bad("streams_no_input", "responses", "EVENTS-16", frames=leaving_out("response.custom_tool_call_input.delta")),
    bad("streams_no_reasoning", "responses", "EVENTS-17", frames=leaving_out("response.reasoning_text.delta")),
    bad("streams_no_refusal", "responses", "CLIENT-2 EVENTS-17", frames=leaving_out("response.refusal.delta")),
    bad("adds_no_annotations", "responses", "EVENTS-17", frames=leaving_out("response.output_text.annotation.added")),
    bad(
        "adds_parts_with_their_text",
        "responses",
        "CLIENT-3 EVENTS-21",
        bugs="text-duplicated",
        frames=adding_whole_parts,
    ),
    bad(
        "adds_parts_of_another_type",
        "responses",
        "EVENTS-21",
        frames=every(where(lambda event: event["type"] == "response.content_part.added", another_part)),
    ),
    bad(
        "ends_parts_of_another_type",
        "responses",
        "EVENTS-21",
        frames=every(where(lambda event: event["type"] == "response.content_part.done", another_part)),
    ),
    bad("counts_annotations_from_one", "responses", "EVENTS-17", frames=every(counting_annotations_from_one)),
    bad(
        "ends_texts_with_invented_logprobs",
        "responses",
        "EVENTS-23",
        frames=every(
            where(
                lambda event: event["type"] == "response.output_text.done",
                changed(logprobs=[{"token": "a", "logprob": -1.0, "top_logprobs": []}]),
            )
        ),
    ),
    bad(
        "ends_texts_without_their_logprobs",
        "responses",
        "EVENTS-23",
        frames=every(where(lambda event: event["type"] == "response.output_text.done", changed(logprobs=[]))),
    ),
    bad(
        "ends_parts_without_their_annotations",
        "responses",
        "EVENTS-24",
        frames=every(
            where(
                lambda event: event["type"] == "response.content_part.done" and "annotations" in event["part"],
                lambda event: event | {"part": event["part"] | {"annotations": []}},
            )
        ),
    ),
    bad(
        "merges_calls",
        "responses",
        "ERROR-22 EVENTS-18 ROBUST-3 ROBUST-10 TOOLS-2 TOOLS-3 TOOLS-7",
        bugs="upstream-index-faulty",
        frames=restreamed(merged_calls),
    ),
    bad(
        "detaches_arguments",
        "responses",
        "ERROR-22 EVENTS-18 FINISH-8 ROBUST-3 ROBUST-9 ROBUST-10 TOOLS-2 TOOLS-7",
        bugs="delta-without-id",
        frames=restreamed(calls_without_arguments),
    ),
    bad(
        "drops_words_beside_the_finish",
        "responses",
        "CONTENT-1 CONTENT-9 ERROR-13 ERROR-22 EVENTS-18 ROBUST-1 ROBUST-3 ROBUST-9 ROBUST-12 ROBUST-13",
        bugs="delta-with-two-parts",
        frames=restreamed(messages_without_their_last_words),
    ),
]
