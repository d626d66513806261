"""Markdown that fits into a comment on a pull request: tables that unfold, and are cut where there is no room.

Names and messages are an adapter's or a model's: as code or plain text they mention nobody, and look like nothing of
Crosswire's.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

LIMIT = 65_535
"""How many characters a comment on GitHub may have. Here bytes are counted, which are never fewer."""
LONGEST = 240
"""How much of one sentence or name is shown, in characters."""
UNFOLDED = 10
"""How many rows are not folded."""

Row = Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A heading and its rows: the first ones open, the others to unfold."""

    title: str
    head: Row
    rows: Sequence[Row]
    open: int = UNFOLDED
    numbers: bool = False
    """Whether all columns but the first are numbers."""

    def lines(self, most: int) -> Iterator[str]:
        """Yield the lines of the table with at most so many rows. Its last line counts the others."""
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
    """Return the document with as many rows as a comment holds. The last table loses its rows first."""
    rows = [len(table.rows) for table in tables]

    def text() -> str:
        body = chain.from_iterable(table.lines(number) for table, number in zip(tables, rows, strict=True))
        return "\n".join([*top, *body, *foot]) + "\n"

    for last in reversed(range(len(tables))):
        most, least = rows[last], 0
        if _fits(text()):
            break
        # Search for the most rows that fit; none, where the tables before are too long already.
        while least < most:
            rows[last] = (least + most + 1) // 2
            least, most = (rows[last], most) if _fits(text()) else (least, rows[last] - 1)
        rows[last] = least
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


def block(text: str, language: str) -> str:
    """Return lines as a block of code, which none of them can end."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def prose(text: str, most: int = LONGEST) -> str:
    """Return a sentence with its code in backticks."""
    parts = _one_line(text, most).split("`")
    if len(parts) % 2 == 0:
        return plain(text, most)
    return "".join((code(part) if number % 2 else plain(part)) for number, part in enumerate(parts))


def _one_line(text: str, most: int) -> str:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    return text if len(text) <= most else f"{text[: most - 1]}…"
