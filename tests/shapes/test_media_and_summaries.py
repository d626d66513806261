"""Images in answers, summaries of reasoning, and calls that are null."""

from crosswire.facts import Answer, Json, Media, Message, Reasoning, ShapeName
from crosswire.shapes import SHAPES
from tests.typed import as_type

URL = "data:image/png;base64,iVBO"
IMAGE = {"type": "image_url", "image_url": {"url": URL}}


def test_an_image_of_a_chat_answer_is_media() -> None:
    """An image beside the content, or in a delta, is read as media."""
    message = {"role": "assistant", "content": None, "images": [IMAGE]}
    whole = SHAPES["chat"].read_answer({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
    assert isinstance(whole, Answer)
    chunk = {"choices": [{"index": 0, "delta": {"images": [IMAGE]}, "finish_reason": "stop"}]}

    assert (Media("image", URL),) == whole.media == as_type(Answer, SHAPES["chat"].read_stream([chunk])).media


def test_an_image_that_a_host_drew_is_media() -> None:
    """The result of an image generation call is media; a call without a result has none."""
    item = {"type": "image_generation_call", "id": "ig_1", "status": "completed"}
    drawn, empty = (
        SHAPES["responses"].read_answer({"status": "completed", "output": [item | {"result": result}]})
        for result in ("iVBO", None)
    )
    assert isinstance(drawn, Answer)
    assert isinstance(empty, Answer)

    assert (Media("image", "iVBO", form="data"),) == drawn.media
    assert ((), ("image_generation_call",)) == (empty.media, empty.hosted)


def test_summary_and_content_of_reasoning_are_told_apart() -> None:
    """Reasoning notes how many of its texts are summaries."""
    item = {
        "type": "reasoning",
        "id": "rs_1",
        "summary": [{"type": "summary_text", "text": "Short."}],
        "content": [{"type": "reasoning_text", "text": "Long."}],
    }
    (reasoning,) = as_type(Answer, SHAPES["responses"].read_answer({"status": "completed", "output": [item]})).items
    assert isinstance(reasoning, Reasoning)

    assert (("Short.", "Long."), 1) == (reasoning.texts, reasoning.summaries)


def test_no_calls_may_be_said_as_null() -> None:
    """`tool_calls: null` counts as absent; an empty list counts as present."""
    nothing: tuple[Json, Json] = (None, [])
    null, empty = (
        as_type(
            Answer, SHAPES["chat"].read_answer({"choices": [{"message": {"content": "a", "tool_calls": calls}}]})
        ).message_keys
        for calls in nothing
    )

    assert (frozenset({"content"}), frozenset({"content", "tool_calls"})) == (null, empty)


def test_a_part_of_two_sources_is_of_neither() -> None:
    """A part with both data and an id has a source of its own, unlike that of either."""
    chat = {"type": "file", "file": {"file_data": "data:,a", "file_id": "file-1"}}
    responses = {"type": "input_file", "file_data": "data:,a", "file_id": "file-1"}
    both = Media("file", "data:,a and file-1", form="data")

    cases: list[tuple[ShapeName, str, Json]] = [("chat", "messages", chat), ("responses", "input", responses)]
    for name, field, part in cases:
        (message,) = SHAPES[name].read_request({field: [{"role": "user", "content": [part]}]}).history
        assert (both,) == as_type(Message, message).parts
