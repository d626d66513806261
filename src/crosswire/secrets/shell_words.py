"""The words of a command as a shell reads them: in quotes, over continued lines, up to a pipe or the end of a line."""

from collections.abc import Sequence
from typing import NamedTuple

from crosswire.secrets.lazy import regex

LONGEST, MOST = 1_000, 40
"""Characters and words of a command that are looked at."""

_QUOTE = r"\\{0,4}[\"']"
_WORD = regex(
    rf"(?:[ \t]|\\\r?\n)*(?P<word>(?:\$?(?P<quote>{_QUOTE})(?:(?!(?P=quote))[^\n]){{0,400}}(?P=quote)"
    r"|[^\s\"'`|;&<>()\\]|\\(?!\r?\n)[^\n\"'])+)"
)
_OPENED = regex(rf"\$?(?P<quote>{_QUOTE})")
_WITHIN = regex(rf"(?:^|[\s(\[{{=:,$])(?P<quote>\\{{0,4}}`|{_QUOTE})(?=[\w/.$~-])(?:(?!(?P=quote))[^\n])*\Z")
"""What stands before a command within quotes."""
_FARTHEST = 100
_END = regex(r"[\\\"'`]")


class Word(NamedTuple):
    """A word of a command, and where it stands; without the quotes around all of it."""

    text: str
    start: int


class Words(NamedTuple):
    """The words of a command, and where they end."""

    words: Sequence[Word]
    end: int


def words_at(text: str, start: int) -> Words:
    """Return the words of the command that begins at a place of a text."""
    words: list[Word] = []
    at, limit = start, _limit(text, start)
    while len(words) < MOST and (found := _WORD.match(text, at, limit)):
        at = found.end()
        opened = _OPENED.match(text, found.start("word"), at)
        ends = opened is not None and text.endswith(opened["quote"], opened.end(), at)
        begin, end = (opened.end(), at - len(opened["quote"])) if opened and ends else found.span("word")
        words.append(Word(text[begin:end], begin))
    return Words(words, at)


def _limit(text: str, start: int) -> int:
    """Return where a command ends at the latest: at the end of the quotes in which it stands."""
    limit = min(len(text), start + LONGEST)
    within = _WITHIN.search(text[max(0, start - _FARTHEST) : start])
    closed = text.find(within["quote"], start, limit) if within else -1
    return limit if closed < 0 else closed


def unquoted(word: Word) -> Word:
    """Return a word without the quote that begins it."""
    opened = _OPENED.match(word.text)
    return Word(word.text[opened.end() :], word.start + opened.end()) if opened else word


def bare(word: Word) -> Word:
    """Return a word without the quotes that begin it, or up to others, and without the end of a sentence."""
    if opened := _OPENED.match(word.text):
        text, start = unquoted(word)
        closed = text.find(opened["quote"])
        return Word(text[:closed] if closed >= 0 else text, start)
    ends = _END.search(word.text)
    return Word((word.text[: ends.start()] if ends else word.text).rstrip(".,"), word.start)
