"""Texts in parts: whether two sides have the same, and what is wrong with a text that differs."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal

from crosswire.facts import Answer, Message, Reasoning, Refusal

TextFault = Literal["separated", "repeated", "refusal", "reasoning", "altered"]
"""What is wrong with a text: blanks between its parts, a part twice, a refusal or reasoning in it, another text."""

COMMENTARY = "commentary"
"""The phase of a message that is not the answer proper."""


def same_words(expected: Sequence[str], received: Sequence[str]) -> bool:
    """Return whether two sequences of parts have the same text; blanks at the end of a part do not count.

    An API without parts joins them, with nothing, a blank or an empty line between.
    """
    (ours, our_ends), (theirs, their_ends) = _joined(expected), _joined(received)
    one = other = 0
    while True:
        if one in our_ends or other in their_ends:
            one, other = _behind_blanks(ours, one), _behind_blanks(theirs, other)
        if one == len(ours) or other == len(theirs):
            return one == len(ours) and other == len(theirs)
        if ours[one] != theirs[other]:
            return False
        one, other = one + 1, other + 1


def _joined(parts: Sequence[str]) -> tuple[str, frozenset[int]]:
    """Return the parts joined, and the positions at which all but the last end."""
    ends, length = [], 0
    for part in parts[:-1]:
        length += len(part)
        ends.append(length)
    return "".join(parts), frozenset(ends)


def _behind_blanks(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def glued(parts: Sequence[str], text: str) -> list[str]:
    """Return the adjacent parts that have nothing between them in a text: `**Plan****Check**`."""
    return [
        one + other
        for one, other in pairwise(parts)
        if not (one[-1:].isspace() or other[:1].isspace()) and one + other in text
    ]


def text_fault(upstream: Answer, served: Answer) -> TextFault | None:
    """Return what is wrong with a served text, as narrowly as possible; `None` where nothing is.

    Commentary may be in the text or beside it.
    """
    wanted = [upstream.texts, answer_proper(upstream)]
    if served.text in ["".join(texts) for texts in wanted]:
        return None
    if any(same_words(texts, [served.text]) for texts in wanted):
        return "separated"
    if any(_is_more(text, upstream, served) for text in upstream.texts):
        return "repeated"
    if any(_is_more(text, upstream, served) for text in refusals(upstream)):
        return "refusal"
    if any(_is_more(text.strip(), upstream, served) for text in upstream.reasoning):
        return "reasoning"
    return "altered"


def _is_more(part: str, upstream: Answer, served: Answer) -> bool:
    """Return whether the served text has a part more often than the upstream's text has it."""
    return bool(part.strip()) and served.text.count(part) > upstream.text.count(part)


def answer_proper(answer: Answer) -> list[str]:
    """Return the texts that are the answer, not commentary."""
    return [
        text for message in answer.messages if message.phase != COMMENTARY for text in Answer(items=(message,)).texts
    ]


def commentary(answer: Answer) -> list[str]:
    """Return the text of each message that is commentary."""
    return [message.text for message in answer.messages if message.phase == COMMENTARY and message.text]


def refusals(answer: Answer) -> list[str]:
    """Return the refusals, part by part."""
    return [part.text for message in answer.messages for part in message.parts if isinstance(part, Refusal)]


def thoughts(answer: Answer, *, aside: bool) -> list[str]:
    """Return the texts of the reasoning, in order; with `aside`, those of commentary, too."""
    return [text for item in answer.items for text in _thought(item, aside=aside) if text]


def _thought(item: object, *, aside: bool) -> Iterator[str]:
    if isinstance(item, Reasoning):
        yield from item.texts
    elif aside and isinstance(item, Message) and item.phase == COMMENTARY:
        yield item.text


def same_thoughts(upstream: Answer, served: Answer) -> bool:
    """Return whether the served reasoning is the upstream's, with or without its commentary."""
    return any(same_words(thoughts(upstream, aside=aside), served.reasoning) for aside in (False, True))
