"""Known-bad adapters: each breaks a requirement of `suites/test_events.py`."""

import re

from crosswire.variations import HELD_BACK, LEAVES
from tests.suites.breaking import bad
from tests.suites.event_mutations import (
    CHUNK,
    TERMINAL,
    adding_nameless_calls,
    at_the_beginning,
    at_the_end,
    backwards,
    bare_at_the_end,
    beginning_completed,
    between,
    crashing_with_usage,
    ending_late,
    ending_twice,
    going_on,
    in_parts,
    items_at_one_index,
    leaving_out,
    naming_items_anew,
    only_messages,
    with_a_null_delta,
)
from tests.suites.mutations import changed, every, where, without
from tests.suites.varying import varied
from tests.suites.varying_faults import buffering, rewriting

CALLS_AND_WORDS = ("message", "reasoning", "function_call", "custom_tool_call")

KNOWN_BAD = [
    bad("ends_all_items_at_the_end", "responses", "EVENTS-27", frames=ending_late(*CALLS_AND_WORDS)),
    bad("thinks_on_beside_the_text", "responses", "EVENTS-27", frames=ending_late("reasoning")),
    bad(
        "ends_calls_at_the_end",
        "responses",
        "EVENTS-27",
        frames=ending_late("function_call", "custom_tool_call"),
    ),
    bad(
        "numbers_all_events_zero",
        "responses",
        "EVENTS-4 EVENTS-5",
        bugs="sequence-number",
        frames=every(changed(sequence_number=0)),
    ),
    bad(
        "numbers_events_from_one",
        "responses",
        "EVENTS-5",
        frames=every(changed(sequence_number=lambda number: number + 1)),
    ),
    bad(
        "begins_without_created",
        "responses",
        "CLIENT-3 EVENTS-6 EVENTS-7",
        bugs="lifecycle-events-missing",
        frames=leaving_out("response.created"),
    ),
    bad("begins_as_completed", "responses", "EVENTS-6", bugs="status-wrong", frames=every(beginning_completed)),
    bad("is_never_in_progress", "responses", "EVENTS-7", frames=leaving_out("response.in_progress")),
    bad(
        "ends_without_a_terminal_event",
        "responses",
        "CLIENT-3 CONTENT-19 ERROR-11 ERROR-12 ERROR-13 EVENTS-8 EVENTS-18 FINISH-1 FINISH-2 "
        "FINISH-3 FINISH-4 FINISH-11 ROBUST-1 ROBUST-3 ROBUST-9 ROBUST-10 ROBUST-12 ROBUST-13 "
        "TOKENS-1 TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-7 TOKENS-8 TOKENS-12",
        bugs="no-terminal-event done-sentinel",
        frames=leaving_out(*TERMINAL),
    ),
    bad("goes_on_behind_the_end", "responses", "EVENTS-8", frames=going_on),
    bad("ends_twice", "responses", "EVENTS-8", frames=ending_twice),
    bad(
        "names_items_anew_in_every_event",
        "responses",
        "EVENTS-10",
        bugs="item-id-inconsistent",
        frames=naming_items_anew,
    ),
    bad(
        "ends_under_another_id",
        "responses",
        "EVENTS-10 METADATA-4",
        bugs="id-and-created",
        frames=at_the_end(changed(id="resp_2")),
    ),
    bad(
        "puts_all_items_at_one_place",
        "responses",
        "CLIENT-2 CLIENT-3 CONTENT-1 CONTENT-12 CONTENT-14 CONTENT-20 CONTENT-23 ERROR-22 EVENTS-10 "
        "EVENTS-11 EVENTS-12 EVENTS-14 EVENTS-15 EVENTS-18 FINISH-2 ROBUST-3 ROBUST-10 TOOLS-1 "
        "TOOLS-2 TOOLS-3 TOOLS-5 TOOLS-6 TOOLS-7 TOOLS-9 TOOLS-10",
        bugs="output-index",
        frames=every(items_at_one_index),
    ),
    bad(
        "adds_no_items",
        "responses",
        "CLIENT-2 CLIENT-3 EVENTS-11",
        bugs="lifecycle-events-missing",
        frames=leaving_out("response.output_item.added"),
    ),
    bad(
        "ends_no_items",
        "responses",
        "EVENTS-11 EVENTS-12 EVENTS-27 FINISH-7 FINISH-13 TOOLS-2 TOOLS-8",
        clients="codex",
        frames=leaving_out("response.output_item.done"),
    ),
    bad(
        "turns_the_final_output_round",
        "responses",
        "CLIENT-3 EVENTS-11 EVENTS-12",
        bugs="output-index",
        frames=at_the_end(backwards),
    ),
    bad(
        "ends_with_an_empty_output",
        "responses",
        "CLIENT-3 EVENTS-12",
        bugs="completed-output-not-filled",
        frames=at_the_end(changed(output=[])),
    ),
    bad(
        "leaves_calls_out_of_the_final_output",
        "responses",
        "CLIENT-3 EVENTS-11 EVENTS-12",
        bugs="completed-output-not-filled",
        frames=at_the_end(only_messages),
    ),
    bad("adds_calls_without_a_name", "responses", "CLIENT-2 EVENTS-10 EVENTS-13", frames=adding_nameless_calls),
    bad(
        "leaves_empty_annotations_out",
        "responses",
        "EVENTS-20",
        frames=in_parts(lambda part: without("annotations")(part) if not part.get("annotations") else part),
    ),
    bad(
        "begins_as_another_model",
        "responses",
        "EVENTS-22",
        frames=every(
            where(
                lambda event: event["type"] == "response.created",
                lambda event: event | {"response": event["response"] | {"model": "another"}},
            )
        ),
    ),
    bad(
        "begins_without_the_tools",
        "responses",
        "EVENTS-26",
        frames=at_the_beginning(changed(tools=[])),
    ),
    bad(
        "begins_with_another_instruction",
        "responses",
        "EVENTS-26",
        frames=at_the_beginning(changed(instructions="Another instruction.")),
    ),
    bad(
        "begins_with_anothers_metadata",
        "responses",
        "EVENTS-26",
        frames=at_the_beginning(changed(metadata={"client": "another"})),
    ),
    bad(
        "ends_arguments_under_another_name",
        "responses",
        "EVENTS-10",
        frames=every(
            where(lambda event: event["type"] == "response.function_call_arguments.done", changed(name="another"))
        ),
    ),
    bad(
        "leaks_chunks",
        "responses",
        "EVENTS-1 EVENTS-4 EVENTS-5",
        bugs="wrong-protocol-frames",
        frames=between(CHUNK),
    ),
    bad(
        "ends_with_a_bare_response",
        "responses",
        "CLIENT-3 CONTENT-19 ERROR-11 ERROR-12 ERROR-13 EVENTS-1 EVENTS-4 EVENTS-5 EVENTS-8 "
        "EVENTS-18 FINISH-1 FINISH-2 FINISH-3 FINISH-4 FINISH-11 ROBUST-1 ROBUST-3 ROBUST-9 "
        "ROBUST-10 ROBUST-12 ROBUST-13 TOKENS-1 TOKENS-2 TOKENS-3 TOKENS-4 TOKENS-7 TOKENS-8 "
        "TOKENS-12",
        bugs="wrong-protocol-frames",
        frames=bare_at_the_end,
    ),
    bad(
        "passes_keepalives_on",
        "responses",
        "ROBUST-1",
        bugs="unknown-events",
        frames=between({"type": "keepalive", "sequence_number": 1}),
    ),
    bad(
        "sends_deltas_without_a_delta",
        "responses",
        "CLIENT-2 CLIENT-3 EVENTS-1",
        bugs="null-deltas",
        frames=with_a_null_delta,
    ),
    bad(
        "crashes_on_the_usage_chunk", "responses", "ANSWER-1", bugs="chunk-without-choices", frames=crashing_with_usage
    ),
    varied(
        "gives_events_names_of_its_own",
        "responses",
        "EVENTS-2",
        app=rewriting(lambda sent: sent.replace(b"event: response.", b"event: ")),
    ),
    varied(
        "leaves_event_names_out",
        "responses",
        "EVENTS-3",
        app=rewriting(lambda sent: re.sub(rb"^event:.*\n", b"", sent)),
    ),
    varied(
        "says_done_as_chat_does",
        "responses",
        "EVENTS-9",
        app=rewriting(
            lambda sent: sent + b"data: [DONE]\n\n" if sent.startswith(b"event: response.completed") else sent
        ),
    ),
    varied(
        "buffers_a_stream_of_events",
        "responses",
        "EVENTS-19 ROBUST-6",
        [*HELD_BACK, *LEAVES],
        bugs="buffered-not-streamed",
        breaks=buffering,
    ),
]
