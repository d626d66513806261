"""Adapters that break what `test_shape` is about."""

from breaking import bad
from mutations import changed, every, with_message, without

KNOWN_BAD = [
    bad("serves_another_role", "chat", "METADATA-11", whole=with_message(changed(role="model"))),
    bad("calls_a_response_an_answer", "responses", "METADATA-11", whole=changed(object="answer")),
    bad("calls_chunks_completions", "chat", "CHUNKS-1 CLIENT-3", frames=every(changed(object="chat.completion"))),
    bad(
        "numbers_no_events",
        "responses",
        "EVENTS-1 EVENTS-4 EVENTS-5",
        bugs="sequence-number",
        frames=every(without("sequence_number")),
    ),
    bad("forwards_messages_to_responses", "chat", "CHATREQ-34", forwarded=changed(messages=[])),
    bad(
        "forwards_a_text_for_a_flag",
        "chat",
        "CHATREQ-21 CHATREQ-26 CHATREQ-27 CHATREQ-36",
        forwarded=changed(store="false"),
    ),
    bad("forwards_input_to_chat", "responses", "RESPREQ-34", forwarded=changed(input="hi")),
    bad(
        "forwards_a_number_for_a_name",
        "responses",
        "RESPREQ-34",
        forwarded=changed(messages=lambda messages: [{"name": 5} | message for message in messages]),
    ),
]
