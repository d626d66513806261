"""A stream's text is its frames, as the API sends them."""

from crosswire.shapes.stream_text import stream_text


def test_chunks_have_no_names_and_an_end() -> None:
    """Chat Completions says when it is done."""
    assert 'data: {"id":"a"}\n\ndata: [DONE]\n\n' == stream_text("chat", [{"id": "a"}])


def test_events_have_names() -> None:
    """Responses says the type of an event twice, and has no other end than the last of them."""
    assert 'event: error\ndata: {"type":"error"}\n\n' == stream_text("responses", [{"type": "error"}])
