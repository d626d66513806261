"""Event streams, as the WHATWG standard has them."""

import pytest

from crosswire.wire.event_streams import event_blocks, read_event_bytes, read_events, replace_events, write_events


@pytest.mark.parametrize(
    ("stream", "data"),
    [
        ("data: a\n\ndata: b\n\n", ["a", "b"]),
        ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", ["a", "b", "c"]),
        ("\ufeffdata: a\n\n", ["a"]),
        (": comment\nevent: x\nid: 7\nretry: 5\ndata: a\n\n", ["a"]),
        ("data: a\ndata: b\n\n", ["a\nb"]),
        ("data:a\n\ndata:  b\n\n", ["a", " b"]),
        ("data\n\n", [""]),
        ("event: x\n\n\n\ndata: a\n\n", ["a"]),
        ("data: a\n\ndata: b", ["a", "b"]),
        ("data: a\u0085b\u2028c\n\n", ["a\u0085b\u2028c"]),
        ("", []),
    ],
)
def test_every_event_is_read(stream: str, data: list[str]) -> None:
    """Events are read with any line end, comments, other fields, several data lines or no final blank line."""
    assert data == list(read_events(stream))
    assert data == list(read_event_bytes(stream.encode()))


@pytest.mark.parametrize(
    ("stream", "blocks"),
    [
        (b"data: a\n\ndata: b\n\n", [b"data: a\n\n", b"data: b\n\n"]),
        (b"data: a\r\n\r\ndata: b\r\rc", [b"data: a\r\n\r\n", b"data: b\r\r", b"c"]),
        (b"\n\n\n", [b"\n\n", b"\n"]),
        (b"", []),
    ],
)
def test_a_stream_is_cut_after_each_blank_line(stream: bytes, blocks: list[bytes]) -> None:
    """The blocks joined are the stream."""
    assert blocks == list(event_blocks(stream))
    assert stream == b"".join(event_blocks(stream))


def test_what_is_written_is_read_back() -> None:
    """Data without line ends is read back as it was written."""
    assert ["{}", "[DONE]"] == list(read_events(write_events(["{}", "[DONE]"])))


@pytest.mark.parametrize(
    ("text", "written", "expected"),
    [
        ("data: 1\n\ndata: 2\n\n", ["1", "3"], "data: 1\n\ndata: 3\n\n"),
        (": ping\r\n\r\ndata: 1\r\nid: 7\r\n\r\n", ["2"], ": ping\r\n\r\ndata: 2\r\nid: 7\r\n\r\n"),
        ("\ufeffdata:\ndata: 1\n\ndata: [DONE]\n\n", ["2", "[DONE]"], "\ufeffdata: 2\n\ndata: [DONE]\n\n"),
        ('event: a\ndata: {"type":"a"}\n\n', ['{"type":"b"}'], 'event: b\ndata: {"type":"b"}\n\n'),
        ('event: x\ndata: {"type":"a"}\n\n', ['{"type":"b"}'], 'event: x\ndata: {"type":"b"}\n\n'),
        ("data: 1", ["2"], "data: 2"),
    ],
)
def test_data_is_replaced_and_nothing_else(text: str, written: list[str], expected: str) -> None:
    """Only the data changes; an event that is named after its type gets the name of the new type."""
    assert expected == replace_events(text, written)
