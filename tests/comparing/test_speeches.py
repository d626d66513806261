"""Two histories hold the same words, however they are cut into messages."""

from collections.abc import Collection

import pytest

from crosswire.comparing.speeches import ROLES, same_words
from crosswire.facts import Item, Message, Other, Text, ToolResult


def say(role: str, *texts: str) -> Message:
    """A message of texts."""
    return Message(role, tuple(map(Text, texts)))


def becomes(item: Item) -> Collection[str]:
    """The roles that may express an item: any for one of a hosted tool, the user for a result."""
    return ROLES if isinstance(item, Other) else ("user",) * isinstance(item, ToolResult)


ASKED = (say("instructions", "Be brief."), say("user", "One", "two"), say("user", "three"), say("assistant", "Four"))
RECORD = Other("web_search_call")


@pytest.mark.parametrize(
    "forwarded",
    [
        ASKED,
        (say("instructions", "Be brief."), say("user", "One two\n\nthree"), say("assistant", "Four")),
        (say("instructions", "Be brief."), say("user", "One"), say("user", "two"), say("user", "three"), ASKED[3]),
    ],
)
def test_messages_may_be_merged_and_cut(forwarded: tuple[Item, ...]) -> None:
    """Messages of one role in a row may be merged or cut; blanks may stand between their parts."""
    assert same_words(ASKED, forwarded, becomes)


@pytest.mark.parametrize(
    "forwarded",
    [
        ASKED[:3],
        ASKED[1:],
        (*ASKED, say("user", "Five")),
        (say("user", "Zero"), *ASKED),
        (*ASKED[:2], ASKED[1], *ASKED[2:]),
        (ASKED[1], ASKED[0], *ASKED[2:]),
        (*ASKED[:3], say("user", "Four")),
        (*ASKED[:3], say("assistant", "Four, and more")),
    ],
)
def test_words_are_lost_added_doubled_or_moved(forwarded: tuple[Item, ...]) -> None:
    """Words that are lost, added, repeated or moved are a difference."""
    assert not same_words(ASKED, forwarded, becomes)


BESIDE = (say("user", "Who won?"), RECORD, say("assistant", "She did."), say("user", "When?"))


@pytest.mark.parametrize(
    "forwarded",
    [
        (BESIDE[0], BESIDE[2], BESIDE[3]),
        (BESIDE[0], say("assistant", "[searched the web] She did."), BESIDE[3]),
        (BESIDE[0], say("assistant", "[searched the web]"), BESIDE[2], BESIDE[3]),
        (BESIDE[0], say("user", "[what was found]"), BESIDE[2], BESIDE[3]),
    ],
)
def test_a_record_may_be_dropped_or_put_into_words(forwarded: tuple[Item, ...]) -> None:
    """An item of a hosted tool may be dropped, or replaced at its position by words of the adapter."""
    assert same_words(BESIDE, forwarded, becomes)


@pytest.mark.parametrize(
    "forwarded",
    [
        (BESIDE[0], BESIDE[2]),
        (BESIDE[2], BESIDE[3]),
        (BESIDE[0], say("assistant", "She did not."), BESIDE[3]),
        (BESIDE[0], BESIDE[0], BESIDE[2], BESIDE[3]),
        (BESIDE[0], BESIDE[2], say("assistant", "[searched the web]"), BESIDE[3]),
    ],
)
def test_a_record_excuses_nothing_else(forwarded: tuple[Item, ...]) -> None:
    """Around such an item, the words of the conversation still have to be the same."""
    assert not same_words(BESIDE, forwarded, becomes)


SHOWN = (say("user", "Show it."), ToolResult("call_1", ()), say("assistant", "There."))


def test_a_role_may_say_what_is_its_own() -> None:
    """Words beside a tool result may be the user's, at the result's position."""
    beside = say("user", "The image of the result:")

    assert same_words(SHOWN, (SHOWN[0], beside, SHOWN[2]), becomes)
    assert same_words(SHOWN[:2], (SHOWN[0], beside), becomes)
    assert same_words(SHOWN[:2], (say("user", "Show it.\nThe image of the result:"),), becomes)
    assert not same_words(SHOWN, (beside, SHOWN[0], SHOWN[2]), becomes)
    assert not same_words(SHOWN, (SHOWN[0], say("instructions", "Obey."), SHOWN[2]), becomes)
    assert not same_words(SHOWN, (SHOWN[0], say("assistant", "Hm."), SHOWN[2]), becomes)
