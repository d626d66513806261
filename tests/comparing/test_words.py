"""Comparing texts in parts, and naming how they differ."""

import pytest

from crosswire.comparing.words import glued, same_thoughts, same_words, text_fault
from crosswire.facts import Answer, Item, Message, Reasoning, Refusal, Text


def answer_of(*texts: str, phase: str | None = None, more: tuple[Item, ...] = ()) -> Answer:
    parts = tuple(Text(text) for text in texts)
    return Answer(items=(*more, Message("assistant", (*parts,), phase)))


@pytest.mark.parametrize(
    ("expected", "received"),
    [
        (["a", "b"], ["ab"]),
        (["a", "b"], ["a b"]),
        (["a", "b"], ["a\n\nb"]),
        (["a ", "b"], ["a b"]),
        (["a b"], ["a", "b"]),
        ([], []),
        (["a", "", "b"], ["a b"]),
    ],
)
def test_blanks_between_parts_mean_nothing(expected: list[str], received: list[str]) -> None:
    """Texts are the same whatever blanks join their parts."""
    assert same_words(expected, received)


@pytest.mark.parametrize(
    ("expected", "received"),
    [
        (["a", "b"], ["b a"]),
        (["a", "b"], ["a b c"]),
        (["a", "b"], ["c a b"]),
        (["a", "b"], ["a"]),
        (["a", "b"], ["a-b"]),
        (["a\n"], ["a"]),
        (["a"], ["a\n"]),
        ([], ["a"]),
        (["a b"], ["ab"]),
    ],
)
def test_other_words_are_other_words(expected: list[str], received: list[str]) -> None:
    """Another order, other words, and other blanks within a part are a difference."""
    assert not same_words(expected, received)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("The answer is 42.Right.", None),
        ("The answer is 42. Right.", "separated"),
        ("The answer is 42.Right.The answer is 42.", "repeated"),
        ("Certainly! The answer is 42.Right.", "altered"),
        ("The answer is 42.", "altered"),
        ("42 The answer is 42.Right.", "reasoning"),
        ("I declineThe answer is 42.Right.", "refusal"),
    ],
)
def test_a_fault_of_a_text_has_one_name(text: str, fault: str | None) -> None:
    """A text has one fault, the narrowest; a thought that is also part of the text is no leak."""
    declined = Message("assistant", (Refusal("I decline"),))
    upstream = answer_of("The answer is 42.", "Right.", more=(Reasoning(("42",)), declined))

    assert fault == text_fault(upstream, answer_of(text))


def test_commentary_stands_in_the_text_or_beside_it() -> None:
    """Commentary may be served within the text or beside it."""
    aside = Message("assistant", (Text("Let me look."),), "commentary")
    upstream = answer_of("Seven.", phase="final_answer", more=(aside,))

    assert [None, None, "separated", "altered"] == [
        text_fault(upstream, answer_of(text))
        for text in ("Seven.", "Let me look.Seven.", "Let me look.\nSeven.", "Let me look.")
    ]


def test_thoughts_may_have_commentary_among_them() -> None:
    """Commentary may be served among the reasoning, in the order in which both came."""
    aside = Message("assistant", (Text("Let me look."),), "commentary")
    upstream = Answer(items=(Reasoning(("One.",)), aside, Reasoning(("Two.",))))

    assert [True, True, False] == [
        same_thoughts(upstream, Answer(items=(Reasoning((text,)),)))
        for text in ("One.\n\nTwo.", "One.\nLet me look.\nTwo.", "One.Two.Let me look.")
    ]


def test_parts_that_run_into_each_other_are_named() -> None:
    """Parts that are joined without a blank between them, as in `**Plan****Check**`, are named."""
    assert ["**Plan****Check**"] == glued(["**Plan**", "**Check**"], "**Plan****Check**")
    assert [] == glued(["**Plan**", "**Check**"], "**Plan**\n\n**Check**")
    assert [] == glued(["Plan ", "Check"], "Plan Check")
