"""Event streams, as the WHATWG standard has them."""

import pytest

from crosswire.wire.event_streams import read_events, write_events


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
def test_every_event_is_read(stream, data):
    """Line ends of three kinds, comments, other fields, several lines of data, no final blank line: all are events."""
    assert data == list(read_events(stream))


def test_what_is_written_is_read_back():
    """Data without line ends comes back as it was."""
    assert ["{}", "[DONE]"] == list(read_events(write_events(["{}", "[DONE]"])))
