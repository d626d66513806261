"""Whether two histories have the same texts, by the same roles, in the same order.

Messages of one role in a row may be joined or split, with blanks between their texts: some hosts require that roles
alternate, and others take strings alone.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from crosswire.facts import Item, Message, Text

ROLES = ("assistant", "instructions", "user")

Words = tuple[str, str]
"""A role, and one of its texts."""


def words(history: Sequence[Item]) -> Iterator[Words]:
    """Yield the texts of a history with their roles, in order, without empty ones."""
    for item in history:
        if isinstance(item, Message):
            yield from ((item.role, part.text) for part in item.parts if isinstance(part, Text) and part.text)


def holds(parts: Sequence[str], text: str) -> bool:
    """Return whether a text consists of these parts, in order, with nothing but blanks between them."""
    start = 0
    for part in parts:
        found = text.find(part, start)
        if found < 0 or text[start:found].strip():
            return False
        start = found + len(part)
    return not text[start:].strip()


def same_words(asked: Sequence[Item], forwarded: Sequence[Item], becomes: Callable[[Item], Collection[str]]) -> bool:
    """Return whether two histories have the same texts in the same order.

    `becomes` returns the roles in which an adapter may express an item of the asked history by a text of its own.
    """
    spoken = "".join(_mark(role) + "\n".join(texts) for role, texts in _speeches(words(forwarded)))
    given = Counter(words(asked))
    doubled = [word for word, times in Counter(words(forwarded)).items() if word in given and times > given[word]]
    return re.fullmatch(_pattern(asked, becomes), spoken) is not None and not (doubled and any(map(becomes, asked)))


def _speeches(spoken: Iterator[Words]) -> Iterator[tuple[str, list[str]]]:
    for role, row in groupby(spoken, key=lambda entry: entry[0]):
        yield role, [text for _, text in row]


def _mark(role: str) -> str:
    return f"\0{role}\0"


def _pattern(asked: Sequence[Item], becomes: Callable[[Item], Collection[str]]) -> str:
    """Return the pattern that the forwarded texts have to match. It allows any text where an item may become one."""
    pattern, last = "", ""
    free: set[str] = set()
    for item in asked:
        free |= {*becomes(item)}
        for role, text in words([item]):
            begins = _speeches_of(free) + re.escape(_mark(role))
            if role == last:  # it may go on in the same speech
                begins = f"(?:{begins})?" if free else ""
            pattern += rf"{_words_of(last in free)}{begins}{_words_of(role in free)}\s*{re.escape(text)}\s*"
            last, free = role, set()
    return pattern + _words_of(last in free) + _speeches_of(free)


def _words_of(is_free: bool) -> str:
    return r"[^\0]*?" if is_free else ""


def _speeches_of(roles: Collection[str]) -> str:
    return rf"(?:(?:{'|'.join(re.escape(_mark(role)) for role in sorted(roles))})[^\0]*?)*?" if roles else ""
