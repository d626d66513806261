"""Fields that an API does not know."""

from crosswire.wire.unknown_fields import unknown_fields


def test_fields_of_the_other_api_are_named() -> None:
    """Also inside a plain object, such as `stream_options`; what is null is not there."""
    request = {
        "model": "m",
        "input": [{"role": "user", "content": "hi", "anything": 1}],
        "messages": [],
        "n": None,
        "stream_options": {"include_usage": True, "include_obfuscation": False},
        "text": {"format": {"type": "text"}, "verbosity": "low"},
    }

    assert ["/messages", "/stream_options/include_usage"] == unknown_fields("responses/request", request)


def test_free_objects_may_hold_anything() -> None:
    """Metadata's keys are the client's own."""
    assert [] == unknown_fields("chat/request", {"messages": [], "metadata": {"input": "x"}})
