"""Fields that an API does not know."""

from crosswire.wire.unknown_fields import unknown_fields


def test_fields_of_the_other_api_are_named() -> None:
    """Unknown fields are named, also inside a plain object; a null field counts as absent."""
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
    """The keys of metadata are the client's own and never unknown."""
    assert [] == unknown_fields("chat/request", {"messages": [], "metadata": {"input": "x"}})
