"""Whether two histories hold the same words, said by the same sides in the same order.

What one side says in a row may stand in one message or several, its parts set apart by blanks: some hosts demand that
roles alternate, and others take strings only.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import groupby

from crosswire.facts import Item, Message, Text

ROLES = ("assistant", "instructions", "user")

Words = tuple[str, str]
"""A role, and one text that it says."""


def words(history: Sequence[Item]) -> Iterator[Words]:
    """Yield each text that is said, in order, empty ones apart."""
    for item in history:
        if isinstance(item, Message):
            yield from ((item.role, part.text) for part in item.parts if isinstance(part, Text) and part.text)


def holds(parts: Sequence[str], text: str) -> bool:
    """Tell whether a text is these parts, whole and in order, with nothing but blanks between."""
    place = 0
    for part in parts:
        found = text.find(part, place)
        if found < 0 or text[place:found].strip():
            return False
        place = found + len(part)
    return not text[place:].strip()


def same_words(asked: Sequence[Item], forwarded: Sequence[Item], becomes: Callable[[Item], Collection[str]]) -> bool:
    """Tell whether two histories hold the same words in the same order.

    `becomes` returns the roles in which an adapter may have put an item of the asked history into words of its own.
    """
    said = "".join(_mark(role) + "\n".join(texts) for role, texts in _speeches(words(forwarded)))
    given = Counter(words(asked))
    doubled = [word for word, times in Counter(words(forwarded)).items() if word in given and times > given[word]]
    return re.fullmatch(_pattern(asked, becomes), said) is not None and not (doubled and any(map(becomes, asked)))


def _speeches(said: Iterator[Words]) -> Iterator[tuple[str, list[str]]]:
    for role, row in groupby(said, key=lambda entry: entry[0]):
        yield role, [text for _, text in row]


def _mark(role: str) -> str:
    return f"\0{role}\0"


def _pattern(asked: Sequence[Item], becomes: Callable[[Item], Collection[str]]) -> str:
    """Return what the forwarded words have to match: any words, where an item may become words of that role."""
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
