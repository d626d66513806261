"""Known-bad adapters: each breaks a requirement of `suites/test_content.py`."""

import json

from tests.suites.breaking import bad
from tests.suites.content_mutations import (
    an_empty_message_first,
    calls_as_another_choice,
    citing,
    citing_one_off,
    citing_the_first_occurrence,
    declining,
    drawing_twice,
    dropping_equal_neighbours,
    is_commentary,
    leaking_reasoning,
    leaking_reasoning_deltas,
    refusing_in_words,
    serving_the_snapshot_again,
    setting_parts_apart,
    splitting_messages,
    streaming_no_citations,
    with_item,
    with_raw_thoughts,
    without_citations,
    without_reasoning,
)
from tests.suites.mutations import (
    changed,
    every,
    every_delta,
    where,
    where_finished,
    with_choice,
    with_content,
    with_delta_text,
    with_items,
    with_message,
    with_output,
    without,
)

KNOWN_BAD = [
    bad(
        "sets_text_parts_apart",
        "chat",
        "CONTENT-2",
        heard=where(lambda payload: payload.get("object") == "response", setting_parts_apart),
    ),
    bad("declines_of_its_own", "chat", "CONTENT-20", whole=with_message(declining)),
    bad("cites_of_its_own", "responses", "CONTENT-20", whole=citing),
    bad(
        "thinks_of_its_own",
        "responses",
        "CONTENT-20",
        whole=with_item(
            {"type": "reasoning", "id": "rs_0", "summary": [{"type": "summary_text", "text": "Let me see."}]}
        ),
    ),
    bad(
        "searches_of_its_own",
        "responses",
        "CONTENT-20",
        whole=with_item(
            {
                "type": "web_search_call",
                "id": "ws_0",
                "status": "completed",
                "action": {"type": "search", "query": "a", "queries": ["a"]},
            }
        ),
    ),
    bad(
        "calls_every_message_commentary",
        "responses",
        "CONTENT-20",
        whole=with_output(where(lambda item: item["type"] == "message", changed(phase="commentary"))),
    ),
    bad(
        "serves_an_image_as_nothing",
        "chat",
        "CONTENT-21",
        bugs="other-output-items",
        heard=with_items(lambda item: None if item.get("type") == "image_generation_call" else item),
    ),
    bad("draws_the_image_twice", "chat", "CONTENT-27", whole=with_message(drawing_twice)),
    bad(
        "serves_its_words_as_the_users",
        "responses",
        "CONTENT-22 METADATA-11",
        whole=with_output(where(lambda item: item["type"] == "message", changed(role="user"))),
    ),
    bad(
        "splits_a_message_in_two",
        "responses",
        "CONTENT-23",
        bugs="empty-tool-calls-array",
        whole=splitting_messages,
    ),
    bad(
        "glues_thoughts_together",
        "chat",
        "CONTENT-24",
        whole=with_message(
            where(
                lambda message: message.get("reasoning_content"),
                lambda message: message | {"reasoning_content": message["reasoning_content"].replace(".\n\n**", ".**")},
            )
        ),
    ),
    bad(
        "serves_a_summary_as_raw_thoughts",
        "responses",
        "CONTENT-26",
        whole=with_output(with_raw_thoughts),
    ),
    bad("drops_refusals", "chat", "CONTENT-4", whole=with_message(lambda message: message | {"refusal": None})),
    bad(
        "refuses_in_the_content",
        "chat",
        "CONTENT-4",
        whole=with_message(refusing_in_words),
    ),
    bad(
        "drops_citations",
        "responses",
        "CONTENT-5",
        bugs="annotations",
        whole=with_output(without_citations),
        frames=streaming_no_citations,
    ),
    bad("cites_one_character_off", "chat", "CONTENT-6", whole=with_message(citing_one_off)),
    bad("cites_the_first_place_of_a_word", "chat", "CONTENT-6", whole=with_message(citing_the_first_occurrence)),
    bad("drops_logprobs", "chat", "CONTENT-7", bugs="logprobs", whole=with_choice(logprobs=None)),
    bad(
        "serves_commentary_as_the_answer",
        "chat",
        "CONTENT-10",
        bugs="message-phase",
        whole=with_message(where(is_commentary, lambda message: message | {"content": message["reasoning_content"]})),
    ),
    bad(
        "drops_commentary",
        "chat",
        "CONTENT-16",
        bugs="message-phase",
        whole=with_message(where(is_commentary, without("reasoning_content"))),
    ),
    bad(
        "streams_no_citations",
        "chat",
        "CONTENT-13",
        bugs="annotations",
        frames=every(every_delta(without("annotations"))),
    ),
    bad("drops_moderation", "responses", "CONTENT-19", whole=without("moderation")),
    bad(
        "serves_calls_as_another_choice",
        "chat",
        "CONTENT-17 FINISH-2 FINISH-3 TOOLS-3 TOOLS-5",
        bugs="several-messages-or-calls-become-choices",
        whole=calls_as_another_choice,
    ),
    bad(
        "cuts_the_last_character",
        "chat",
        "CONTENT-1 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-12 ROBUST-13",
        whole=with_content(lambda text: text[:-1]),
    ),
    bad(
        "serves_no_text",
        "chat",
        "CHUNKS-9 CONTENT-1 CONTENT-9 CONTENT-10 ERROR-22 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13 TOOLS-5",
        frames=with_delta_text(lambda _: ""),
    ),
    bad(
        "drops_equal_neighbouring_deltas",
        "chat",
        "CHUNKS-9 CONTENT-1",
        bugs="text-duplicated",
        frames=where_finished(dropping_equal_neighbours),
    ),
    bad(
        "appends_a_newline",
        "chat",
        "CONTENT-1 CONTENT-9 CONTENT-10 ROBUST-1 ROBUST-3 ROBUST-12 ROBUST-13",
        whole=with_content(lambda text: f"{text}\n"),
    ),
    bad(
        "serves_None_for_no_text",
        "chat",
        "CONTENT-3 CONTENT-10 ROBUST-3",
        whole=with_message(lambda message: message | {"content": str(message["content"])}),
    ),
    bad("leaks_reasoning_into_the_text", "chat", "CONTENT-8 CONTENT-10", whole=leaking_reasoning),
    bad(
        "streams_reasoning_as_text",
        "chat",
        "CHUNKS-17 CONTENT-8",
        frames=where_finished(leaking_reasoning_deltas),
    ),
    bad(
        "formats_json_anew",
        "chat",
        "CONTENT-9",
        whole=with_content(lambda text: json.dumps(json.loads(text)) if text.startswith("{") else text),
    ),
    bad(
        "leaves_out_the_refusal_key",
        "chat",
        "CONTENT-25",
        whole=with_message(where(lambda message: message["refusal"] is None, without("refusal"))),
    ),
    bad(
        "serves_an_empty_list_of_calls",
        "chat",
        "CONTENT-11",
        whole=with_message(lambda message: {"tool_calls": []} | message),
    ),
    bad(
        "serves_the_snapshot_again",
        "chat",
        "CHUNKS-17 CONTENT-12 ROBUST-1 ROBUST-3 ROBUST-11 ROBUST-12 ROBUST-13",
        bugs="text-duplicated",
        frames=where_finished(serving_the_snapshot_again),
    ),
    bad("drops_reasoning", "responses", "CONTENT-14", whole=without_reasoning),
    bad("drops_reasoning_content", "chat", "CONTENT-15 CONTENT-16", whole=with_message(without("reasoning_content"))),
    bad(
        "calls_its_choice_1",
        "chat",
        "CHUNKS-3 CLIENT-3 CONTENT-17",
        whole=with_choice(index=1),
        frames=every(with_choice(index=1)),
    ),
    bad(
        "puts_an_empty_message_before_calls",
        "responses",
        "CONTENT-14 CONTENT-18 CONTENT-23",
        whole=where(
            lambda body: any(item["type"] == "function_call" for item in body["output"]), an_empty_message_first
        ),
    ),
]
