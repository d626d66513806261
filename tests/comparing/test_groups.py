"""A kind of content that only one side has is invented."""

import pytest

from crosswire.comparing.groups import unexplained
from crosswire.facts import Citation, Item, Media, Message, Reasoning, Refusal, Text, ToolCall, ToolResult

ASKED = (Message("user", (Text("Where?"),)),)


@pytest.mark.parametrize(
    ("group", "item"),
    [
        ("history.assistant", Message("assistant", (Text("There."),))),
        ("refusal", Message("assistant", (Refusal("No."),))),
        ("images", Message("user", (Media("image", "https://example.com/a.png"),))),
        ("files", Message("user", (Media("file", "file-1", form="id"),))),
        ("history.name", Message("user", (), name="Ada")),
        ("history.phase", Message("user", (), phase="commentary")),
        ("history.citations", Message("user", (Text("Where?", (Citation("url_citation", "https://example.com"),)),))),
        ("prompt_cache_breakpoint", Message("user", (Text("Where?", cache_breakpoint={"mode": "explicit"}),))),
        ("tool_calls", ToolCall("call_1", "look", "{}")),
        ("results", ToolResult("call_1", ())),
        ("reasoning", Reasoning(("Hm.",))),
        ("reasoning.encrypted", Reasoning((), "gAAAA")),
    ],
)
def test_a_group_that_only_one_side_has_is_invented(group: str, item: Item) -> None:
    """A group of facts that only the forwarded request has is invented, whatever its value."""
    assert [group] == list(unexplained(ASKED, (*ASKED, item)))


def test_a_group_that_both_sides_have_is_compared_elsewhere() -> None:
    """A group of facts on both sides is not compared here, but by its own requirement."""
    assert {} == unexplained(ASKED, (Message("user", (Text("Elsewhere?"),)),))


def test_an_image_of_a_result_may_stand_in_a_message() -> None:
    """An image of a tool result may be in a user message, because a Chat tool message holds only text."""
    shown = Media("image", "https://example.com/a.png")

    assert {} == unexplained((*ASKED, ToolResult("call_1", (shown,))), (*ASKED, Message("user", (shown,))))


def test_reasoning_is_what_the_client_sent_back() -> None:
    """Reasoning may be merged into one text, and has to be the text that the client sent back."""
    asked = (Reasoning(("First. ", "Then.")),)

    assert {} == unexplained(asked, (Reasoning(("First. Then.",)),))
    assert {"reasoning": ["And more."]} == unexplained(asked, (Reasoning(("And more.",)),))
