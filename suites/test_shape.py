"""What is served and what is forwarded is valid by the API description, as `schemas/` has it; answers may say more."""

from crosswire.requirements import Wire, all_of, asks_validly, conforms, must, only_known_fields

from .conditions import answered, serves_chat, serves_responses, streamed, whole


@must("METADATA-11", given=all_of(whole, answered))
def test_the_answer_is_valid(wire: Wire) -> None:
    """A whole answer is valid."""
    conforms("served", f"{wire.serves}/response", wire.served, exact=wire.exact)


@must("CHUNKS-1", given=all_of(serves_chat, streamed, answered))
def test_every_chunk_is_valid(wire: Wire) -> None:
    """Every chunk of a Chat stream is valid.

    The description has no form for a custom call in a chunk; the vendor's own has the type that whole answers have.
    """
    conforms("served", "chat/chunk", wire.served, exact=wire.exact, waived=["'custom' is not 'function'"])


@must("EVENTS-1", given=all_of(serves_responses, streamed, answered))
def test_every_event_is_valid(wire: Wire) -> None:
    """Every event of a Responses stream is valid."""
    conforms("served", "responses/event", wire.served, exact=wire.exact)


@must("CHATREQ-34", given=serves_chat)
def test_only_fields_of_responses_are_forwarded(wire: Wire) -> None:
    """No field unknown to Responses is forwarded, such as `messages`, `n`, `stop` or `stream_options.include_usage`."""
    only_known_fields("forwarded", "responses/request", wire.forwarded)


@must("CHATREQ-36", given=all_of(serves_chat, asks_validly))
def test_the_forwarded_request_is_valid(wire: Wire) -> None:
    """A valid request reaches a Responses upstream as a valid one, so that it works.

    The description wants `annotations` on an earlier text that is sent back; clients leave them out, and are answered.
    """
    conforms("forwarded", "responses/request", wire.forwarded, exact=True, waived=["'annotations' is missing"])


@must("RESPREQ-34", given=all_of(serves_responses, asks_validly))
def test_only_valid_fields_of_chat_are_forwarded(wire: Wire) -> None:
    """No field unknown to Chat is forwarded, such as `input`, `instructions` or `text`, and the others are valid."""
    only_known_fields("forwarded", "chat/request", wire.forwarded)
    conforms("forwarded", "chat/request", wire.forwarded, exact=True)
