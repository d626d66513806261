"""Frames are written as an event stream, as the API sends them."""

from crosswire.shapes.stream_text import stream_text


def test_chunks_have_no_names_and_an_end() -> None:
    """A Chat stream has no event names and ends in `[DONE]`."""
    assert 'data: {"id":"a"}\n\ndata: [DONE]\n\n' == stream_text("chat", [{"id": "a"}])


def test_events_have_names() -> None:
    """A Responses stream names each event by its type and has no `[DONE]`."""
    assert 'event: error\ndata: {"type":"error"}\n\n' == stream_text("responses", [{"type": "error"}])
