"""Written streams have the same kinds of frames in the same order as OpenAI's own streams."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from crosswire.facts import ShapeName
from crosswire.shapes import chat, responses
from tests.corpus.exchanges import exchanges, needs_corpus

pytestmark = needs_corpus

# Progress of what ran upstream: no fact, and not written.
PROGRESS = ("response.web_search_call", "response.code_interpreter_call", "response.file_search_call", "response.mcp_")

DIFFERING = {
    "responses/stream/api.openai.com.0297227b": "citations between the words that they belong to",
    "responses/stream/api.openai.com.da55aeec": "citations between the words that they belong to",
    "responses/stream/api.openai.com.56059741": "`queued` before it was in progress",
    "responses/stream/api.openai.com.693b7e60": "`queued` before it was in progress",
    "responses/stream/api.openai.com.7a2a8f8c": "`queued` before it was in progress",
    "responses/stream/api.openai.com.eec9e777": "two tool lists at once",
}


def streams(shape: ShapeName) -> dict[str, Any]:
    """Return the frames of OpenAI's streams by name."""
    return {str(entry): entry.body for entry in exchanges(shape, "stream") if entry.host == "api.openai.com"}


def test_events_come_in_the_genuine_order() -> None:
    """Written events have the genuine order, but for the progress of hosted tools."""
    recorded = streams("responses")
    differing = {
        name
        for name, frames in recorded.items()
        if order(frames) != order(responses.write_stream(responses.read_stream(frames)))
    }

    assert set(DIFFERING) & set(recorded) == differing


def order(frames: Any) -> list[tuple[str, int | None]]:
    """Return type and item of every event; neighbours of one kind count once."""
    events = [frame for frame in frames if not frame["type"].startswith(PROGRESS)]
    return [kind for kind, _ in groupby((event["type"], event.get("output_index")) for event in events)]


def test_chunks_come_in_the_genuine_order() -> None:
    """Written chunks have the genuine order: text, calls, finish, usage, moderation. The role is left aside."""
    for frames in streams("chat").values():
        assert steps(frames) == steps(chat.write_stream(chat.read_stream(frames)))


def steps(frames: Any) -> list[list[str]]:
    """Return what every chunk adds, without the role; neighbours of one kind count once."""
    added = [list(_added(frame)) for frame in frames]
    return [step for step, _ in groupby(entry for entry in added if entry)]


def _added(frame: Any) -> Iterator[str]:
    for choice in frame["choices"]:
        yield from (key for key, value in choice["delta"].items() if key != "role" and value)
        if choice["finish_reason"]:
            yield choice["finish_reason"]
    yield from (key for key in ("usage", "moderation") if frame.get(key))
