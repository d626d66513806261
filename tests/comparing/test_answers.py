"""What a served answer adds to that of the upstream."""

import pytest

from crosswire.comparing.answers import counts, is_same_media, is_silent, tier_to_serve, unsaid_content, with_total
from crosswire.facts import (
    Answer,
    Ask,
    Citation,
    Item,
    Media,
    Message,
    Other,
    Reasoning,
    Refusal,
    ShapeName,
    Text,
    ToolCall,
    Usage,
)

PLAIN = Answer(items=(Message("assistant", (Text("Seven."),)),))


@pytest.mark.parametrize(
    ("fact", "item"),
    [
        ("refusal", Message("assistant", (Refusal("No."),))),
        ("citations", Message("assistant", (Text("Seven.", (Citation("url_citation", "https://a.example/"),)),))),
        ("logprobs", Message("assistant", (Text("Seven.", logprobs=({"token": "Seven"},)),))),
        ("logprobs", Message("assistant", (Text("Seven."), Refusal("", ({"token": "a"},))))),
        ("reasoning", Reasoning(("Hm.",))),
        ("media", Message("assistant", (Media("image", "https://a.example/a.png"),))),
        ("output", Other("web_search_call")),
        ("phase", Message("assistant", (Text("Seven."),), "commentary")),
    ],
)
def test_what_was_never_said_is_found(fact: str, item: Item) -> None:
    """Content of any kind that the upstream did not send is found."""
    assert [fact] == list(unsaid_content(Ask(), PLAIN, Answer(items=(item,))))


def test_what_was_said_is_no_invention() -> None:
    """Content that the upstream sent is not invented, and neither is the adapter's own opaque field."""
    upstream = Answer(items=(Reasoning(("Hm.",)), Other("web_search_call"), *PLAIN.items))

    assert {} == unsaid_content(Ask(), upstream, upstream)
    assert {} == unsaid_content(Ask(), PLAIN, Answer(items=(Reasoning(encrypted="opaque"), *PLAIN.items)))


def test_commentary_beside_the_text_is_no_invented_thought() -> None:
    """Commentary may be served as reasoning, because Chat has no phases."""
    aside = Message("assistant", (Text("Let me look."),), "commentary")

    assert {} == unsaid_content(
        Ask(), Answer(items=(aside, *PLAIN.items)), Answer(items=(Reasoning(("Let me look.",)),))
    )


def test_an_image_that_a_host_drew_may_become_an_image() -> None:
    """A generated image may be served as a part of the message, or as its own item."""
    image = Media("image", "iVBO", form="data")
    drawn = Answer(items=(Other("image_generation_call", shows=image),))
    shown = Answer(items=(Message("assistant", (Media("image", "data:image/png;base64,iVBO"),)),))

    assert ({}, {}) == (unsaid_content(Ask(), drawn, shown), unsaid_content(Ask(), shown, drawn))
    assert is_same_media(image, shown.media[0])
    assert not is_same_media(image, Media("image", "data:image/png;base64,iVBX"))
    assert (True, True, False) == (drawn.is_media, drawn.unsayable, PLAIN.is_media)


def test_nothing_is_silent() -> None:
    """An answer is silent if it has no words, calls, media or other items."""
    call = Answer(items=(ToolCall("call_1", "a", "{}"),))

    assert [True, True, False, False] == [
        is_silent(answer) for answer in (Answer(), Answer(items=(Message("assistant", ()),)), PLAIN, call)
    ]


def test_a_missing_total_is_the_sum() -> None:
    """A missing total is the sum of its parts; without both parts there is no total."""
    assert {"input": 3, "output": 4, "total": 7} == with_total(Usage(3, 4, None))
    assert {"input": 3, "output": 4, "total": 8} == with_total(Usage(3, 4, 8))
    assert {"input": 3, "output": None, "total": None} == with_total(Usage(3, None, None))


def test_zero_and_nothing_say_the_same() -> None:
    """A token count of zero and an absent one are the same."""
    assert {"cached": 2, "output.audio_tokens": 1} == counts(
        Usage(3, 4, 7, 2, 0, None, others={"output.audio_tokens": 1, "input.audio_tokens": 0})
    )
    assert {} == counts(None)


@pytest.mark.parametrize(
    ("tier", "shape", "served"),
    [("priority", "chat", "priority"), ("ultrafast", "responses", "ultrafast"), ("ultrafast", "chat", None)],
)
def test_a_tier_is_served_where_the_api_has_the_word(tier: str, shape: ShapeName, served: str | None) -> None:
    """A service tier is served only where the API's enum has it."""
    assert served == tier_to_serve(Answer(service_tier=tier), shape)
