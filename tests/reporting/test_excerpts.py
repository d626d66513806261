"""A payload in as few characters as there is room for."""

import json

from crosswire.reporting.excerpts import MOST, excerpt


def test_a_short_payload_is_one_line() -> None:
    """What fits into a line stays in one, what does not is indented."""
    assert '{"a": 1}' == excerpt({"a": 1})
    assert excerpt({"a": "x" * 100}).startswith('{\n  "a"')


def test_a_stream_is_a_line_a_frame() -> None:
    """Frames that fit are all there, each as JSON."""
    frames = [{"n": number} for number in range(3)]

    assert frames == [json.loads(line) for line in excerpt(frames).splitlines()]


def test_marked_frames_come_first() -> None:
    """Where not all frames fit, the marked ones and the first ones do, and the others are counted."""
    frames = [{"n": number} for number in range(10)]
    text = excerpt(frames, ["/7/n", "/7", ""], most=16)

    assert ['{"n": 0}', "… 6 frames left out", '{"n": 7}', "… 2 frames left out"] == text.splitlines()


def test_what_is_cut_is_counted() -> None:
    """A long payload, or one long frame, ends with the number of characters that are missing."""
    whole = excerpt({"a": "x" * (MOST + 100)})

    assert f"{len(whole.split('…')[0]):,}" == f"{MOST:,}"
    assert whole.endswith(" more characters)")
    assert excerpt([["x" * (MOST + 100)]]).endswith("… (104 more characters)")


def test_what_cannot_be_seen_is_escaped() -> None:
    """A character that turns the text around stands as its escape."""
    assert r'"a\u202eb"' == excerpt("a\u202eb")
