"""Whether two histories hold the same words, said by the same sides in the same order.

What one side says in a row may stand in one message or several, its parts set apart by blanks: some hosts demand that
roles alternate, and others take strings only.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from crosswire.facts import Item, Message, Text

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


def same_words(asked: Sequence[Item], forwarded: Sequence[Item], opens: Callable[[Item], bool]) -> bool:
    """Tell whether two histories hold the same words in the same order.

    Where an item of the asked history `opens` a gap, an adapter may have put that item into words of its own.
    """
    said = "".join(_mark(role) + "\n".join(texts) for role, texts in _speeches(words(forwarded)))
    given = Counter(words(asked))
    doubled = [word for word, times in Counter(words(forwarded)).items() if word in given and times > given[word]]
    return re.fullmatch(_pattern(asked, opens), said) is not None and not (doubled and any(map(opens, asked)))


def _speeches(said: Iterator[Words]) -> Iterator[tuple[str, list[str]]]:
    for role, row in groupby(said, key=lambda entry: entry[0]):
        yield role, [text for _, text in row]


def _mark(role: str) -> str:
    return f"\0{role}\0"


def _pattern(asked: Sequence[Item], opens: Callable[[Item], bool]) -> str:
    """Return what the forwarded words have to match: a gap takes any words, of either side."""
    pattern, last, is_open = "", "", False
    for item in asked:
        is_open = is_open or opens(item)
        for role, text in words([item]):
            begins = re.escape(_mark(role))
            if is_open:
                anything = rf"[\s\S]*?{begins}"
                pattern += (f"(?:{anything})?" if role == last else anything) + r"[^\0]*?"
            elif role != last:
                pattern += begins
            pattern += rf"\s*{re.escape(text)}\s*"
            last, is_open = role, False
    return pattern + (r"[\s\S]*" if is_open else "")
