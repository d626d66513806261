"""Known-bad adapters: each breaks a requirement of `suites/test_forms.py`, in the form that was reported."""

from tests.suites.form_faults import (
    as_of_the_last_item,
    checking_annotations,
    counting_calls,
    deltas_once,
    hearing,
    reading_bytes,
    serving_late_deltas,
    up_to_a_comment,
    up_to_the_unknown,
    without_long_lines,
)
from tests.suites.varying import varied

KNOWN_BAD = [
    varied(
        "ends_at_a_comment",
        "chat",
        "FORMS-1",
        ["event.output_text.delta.comment_before", "event.completed.comment_before"],
        bugs="keepalive-and-idle",
        patched=reading_bytes(up_to_a_comment),
    ),
    varied(
        "ends_at_an_unknown_object",
        "responses",
        "FORMS-1",
        ["chunk.choices.delta.content.unknown_before", "chunk.choices.delta.tool_calls.unknown_before"],
        bugs="unknown-events",
        patched=hearing(up_to_the_unknown),
    ),
    varied(
        "takes_equal_deltas_for_one",
        "responses",
        "FORMS-2",
        ["chunk.choices.delta.content.repeated", "chunk.choices.delta.refusal.repeated"],
        bugs="text-duplicated",
        patched=hearing(deltas_once),
    ),
    varied(
        "adds_deltas_to_the_last_item",
        "chat",
        "FORMS-2",
        ["event.output_index.interleaved"],
        bugs="output-index",
        patched=hearing(as_of_the_last_item),
    ),
    varied(
        "reads_lines_of_64_kibibytes",
        "chat",
        "FORMS-3",
        ["event.output_text.delta.delta.64_kib", "event.function_call_arguments.delta.delta.1_mib"],
        patched=reading_bytes(without_long_lines),
    ),
    varied(
        "looks_through_null_calls",
        "responses",
        "FORMS-4 FORMS-5",
        [
            "chunk.choices.delta.tool_calls.null_beside",
            "completion.choices.message.tool_calls.null_beside",
        ],
        bugs="null-deltas",
        patched=hearing(counting_calls),
    ),
    varied(
        "needs_annotations",
        "chat",
        "FORMS-5",
        ["response.output.message.content.output_text.annotations.absent"],
        bugs="sparse-upstream-crash",
        patched=hearing(checking_annotations),
    ),
    varied(
        "serves_late_deltas_again",
        "chat",
        "FORMS-6",
        ["event.output_text.delta.late", "event.function_call_arguments.delta.late"],
        bugs="text-duplicated",
        patched=serving_late_deltas,
    ),
]
