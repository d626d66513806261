"""Markdown that fits the comment on a pull request: tables that unfold, and are cut where there is no room.

Names and messages are an adapter's, or a model's: as code or plain text they can neither mention anybody nor look like
ours.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

LIMIT = 65_535
"""How long a comment on GitHub may be, in characters; counted here in bytes, which are never fewer."""
LONGEST = 240
"""How much of one sentence or name is shown, in characters."""
UNFOLDED = 10
"""How many lines stand above the fold."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows: the first ones open, the rest to unfold, as far as they fit."""

    title: str
    head: Row
    rows: Sequence[Row]
    open: int = UNFOLDED
    numbers: bool = False
    """Whether all columns but the first stand to the right."""

    def lines(self, most: int) -> Iterator[str]:
        """Yield the lines of the table with at most so many of its rows; the others are counted."""
        shown, left_out = self.rows[:most], len(self.rows) - most
        opened, folded = shown[: self.open], shown[self.open :]
        if opened:
            yield from ("", f"**{self.title}**", "", *self._table(opened))
        if folded:
            fold = f"{len(folded)} more" if opened else f"{self.title}: {len(folded)}"
            yield from ("", f"<details><summary>{fold}</summary>", "", *self._table(folded), "", "</details>")
        if left_out > 0:
            number = f"… and {left_out} more" if shown else f"{self.title}: {left_out}"
            yield from ("", f"{number} that did not fit here.")

    def _table(self, rows: Sequence[Row]) -> Iterator[str]:
        others = "---:" if self.numbers else "---"
        yield from map(_line, (self.head, ("---", *[others] * (len(self.head) - 1)), *rows))


def fitted(top: Sequence[str], tables: Sequence[Table], foot: Sequence[str]) -> str:
    """Return the document with as many rows as a comment holds: those of the first table go last."""
    rows = [len(each.rows) for each in tables]

    def text() -> str:
        body = chain.from_iterable(each.lines(number) for each, number in zip(tables, rows, strict=True))
        return "\n".join([*top, *body, *foot]) + "\n"

    for place in reversed(range(len(tables))):
        most, least = rows[place], 0
        if _fits(text()):
            break
        # The most rows with which it fits; none, where the earlier tables alone are too long.
        while least < most:
            rows[place] = (least + most + 1) // 2
            least, most = (rows[place], most) if _fits(text()) else (least, rows[place] - 1)
        rows[place] = least
    return text()


def _fits(text: str) -> bool:
    return len(text.encode()) <= LIMIT


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def code(text: str) -> str:
    """Return a text as code, in which nothing is markup, a mention, or a link."""
    text = _one_line(text, LONGEST).replace("|", "¦") or " "  # a bar would end the cell of a table
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    pad = " " if "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def plain(text: str, most: int = LONGEST) -> str:
    """Return a text of which nothing is markup, a mention, or a link."""
    text = re.sub(r"([\\`*_\[\]<>#|~$&])", r"\\\1", _one_line(text, most))
    return re.sub(r"(@|\\#|:(?=//)|www(?=\.))", "\\1\u200b", text, flags=re.IGNORECASE)


def prose(text: str) -> str:
    """Return a sentence, with what stands between backticks as code."""
    parts = _one_line(text, LONGEST).split("`")
    if len(parts) % 2 == 0:
        return plain(text)
    return "".join((code(part) if place % 2 else plain(part)) for place, part in enumerate(parts))


def _one_line(text: str, most: int) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
