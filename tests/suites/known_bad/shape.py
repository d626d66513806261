"""Known-bad adapters: each breaks a requirement of `suites/test_shape.py`."""

from tests.suites.breaking import bad
from tests.suites.mutations import Body, changed, every, with_message, with_output, without


def without_empty_annotations(part: Body) -> Body:
    return part if part.get("annotations") else without("annotations")(part)


KNOWN_BAD = [
    bad("serves_another_role", "chat", "METADATA-11", whole=with_message(changed(role="model"))),
    bad("calls_a_response_an_answer", "responses", "METADATA-11", whole=changed(object="answer")),
    bad("calls_chunks_completions", "chat", "CHUNKS-1 CLIENT-3", frames=every(changed(object="chat.completion"))),
    bad(
        "numbers_no_events",
        "responses",
        "EVENTS-4 EVENTS-5",
        bugs="sequence-number",
        frames=every(without("sequence_number")),
    ),
    bad(
        "leaves_empty_annotations_out_of_answers",
        "responses",
        "METADATA-14",
        whole=with_output(
            lambda item: (
                item | {"content": list(map(without_empty_annotations, item["content"]))}
                if item["type"] == "message"
                else item
            )
        ),
    ),
    bad(
        "forwards_names_as_null",
        "responses",
        "RESPREQ-39",
        forwarded=changed(messages=lambda messages: [{"name": None} | message for message in messages]),
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
