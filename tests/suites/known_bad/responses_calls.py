"""Known-bad adapters: each breaks a requirement of `suites/test_responses_calls.py`."""

from tests.suites.breaking import bad
from tests.suites.history_mutations import (
    as_json,
    dropping_halves,
    every_message,
    no_media,
    one_call_a_message,
    outputs_last,
    refusing_records,
    replaced_characters,
    stripped_inputs,
    truncated,
    with_messages,
    without_items,
    without_made_up,
)

KNOWN_BAD = [
    bad(
        "splits_neighbouring_calls",
        "responses",
        "RESPREQ-5 RESPREQ-6",
        bugs="parallel-calls-split",
        forwarded=with_messages(one_call_a_message),
    ),
    bad(
        "leaves_messages_between_call_and_output",
        "responses",
        "RESPREQ-6",
        bugs="tool-output-order",
        forwarded=with_messages(outputs_last),
    ),
    bad(
        "cuts_outputs_at_a_quote",
        "responses",
        "RESPREQ-6 RESPREQ-46",
        bugs="malformed-upstream-body",
        forwarded=every_message(truncated),
    ),
    bad(
        "replaces_half_a_character",
        "responses",
        "RESPREQ-6",
        bugs="malformed-upstream-body",
        forwarded=every_message(replaced_characters),
    ),
    bad(
        "dumps_output_lists_as_json",
        "responses",
        "RESPREQ-6 RESPREQ-7 RESPREQ-29",
        bugs="tool-output-not-string",
        forwarded=every_message(as_json),
    ),
    bad(
        "drops_images_of_outputs",
        "responses",
        "RESPREQ-7",
        bugs="tool-output-not-string",
        forwarded=every_message(no_media),
    ),
    bad(
        "drops_what_the_client_ran",
        "responses",
        "RESPREQ-47",
        asked=without_items("shell_call", "shell_call_output", "local_shell_call", "local_shell_call_output"),
    ),
    bad("strips_the_input_of_custom_calls", "responses", "RESPREQ-13", forwarded=every_message(stripped_inputs)),
    bad("refuses_records_of_hosted_tools", "responses", "RESPREQ-14", bugs="new-input-items", asked=refusing_records),
    bad(
        "sends_calls_without_output",
        "responses",
        "RESPREQ-36",
        asked=dropping_halves(("call",)),
        forwarded=every_message(without_made_up),
    ),
    bad(
        "sends_outputs_without_call",
        "responses",
        "RESPREQ-36",
        bugs="malformed-upstream-body",
        asked=dropping_halves(("output",)),
        forwarded=every_message(without_made_up),
    ),
]
