"""Markdown shows given text as it is."""

import html
import re

import pytest
from markdown_it import MarkdownIt

from crosswire.reporting.markdown import LIMIT, LONGEST, Table, code, fitted, plain, prose

HOSTILE = [
    "<script>alert(1)</script>",
    "<!-- ",
    "</details></td></table>",
    "![picture](https://evil.example/x.png)",
    "[link](javascript:alert(1))",
    "| a | b |",
    "\\| a \\",
    "`` ` ``",
    "`",
    "**bold** _it_ ~~gone~~ $x$",
    "# heading",
    "&lt;b&gt;",
    "line\n\n# another\r\n",
]


def _rendered(text: str) -> str:
    return str(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text))


def _cell(text: str) -> str:
    """Return the text of a table's only cell, once it is rendered."""
    page = _rendered("\n".join(Table("t", ("head",), [(text,)]).lines(1)))
    assert 1 == page.count("<td>")
    return page.partition("<td>")[2].partition("</td>")[0]


@pytest.mark.parametrize("text", HOSTILE)
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    """No text becomes markup, inside a table or outside; line ends become spaces."""
    shown = re.sub(r"[\r\n]", " ", text).strip()

    assert shown == html.unescape(_cell(plain(text))).replace("\u200b", "")
    assert f"<p>{html.escape(shown, quote=False)}</p>" in _rendered(f"\n{plain(text)}\n").replace(
        "&quot;", '"'
    ).replace("\u200b", "")


@pytest.mark.parametrize("text", HOSTILE)
def test_code_is_shown_as_it_is(text: str) -> None:
    """The text is one piece of code; a vertical bar, which would end a cell, is shown broken."""
    shown = re.sub(r"[\r\n]", " ", text).replace("|", "¦")
    cell = _cell(code(text))

    assert cell.startswith("<code>")
    assert cell.endswith("</code>")
    assert shown.strip() == html.unescape(cell.removeprefix("<code>").removesuffix("</code>")).strip()


@pytest.mark.parametrize("text", ["@someone", "fixes #12", "https://evil.example", "WWW.evil.example"])
def test_plain_text_calls_nobody(text: str) -> None:
    """A space without width breaks what GitHub would make a mention, a reference or a link."""
    assert "\u200b" in plain(text)


def test_prose_keeps_its_code() -> None:
    """Text between backticks is code; an odd backtick makes none."""
    assert "<code>usage: null</code> or <code>a¦b</code>" == _cell(prose("`usage: null` or `a|b`"))
    assert "a ` b" == _cell(prose("a ` b"))


def test_long_text_is_cut() -> None:
    """A long text is cut so that a row stays a row."""
    assert LONGEST == len(plain("x" * 1000))
    assert plain("x" * 1000).endswith("x…")


def test_a_table_unfolds() -> None:
    """The first rows are visible, the others folded; both parts have the heading."""
    page = _rendered("\n".join(Table("Rows", ("name",), [(str(number),) for number in range(5)], open=2).lines(5)))

    assert ["0", "1", "2", "3", "4"] == re.findall("<td>(.*)</td>", page)
    assert 2 == page.count("<th>name</th>")
    assert page.index("<td>1</td>") < page.index("<details><summary>3 more</summary>") < page.index("<td>2</td>")
    assert page.index("<td>4</td>") < page.index("</details>")


def test_a_folded_table_has_its_title_on_the_fold() -> None:
    """The fold shows the title and the number of rows; a table without rows is left out."""
    assert "<details><summary>Rows: 1</summary>" in "\n".join(Table("Rows", ("name",), [("0",)], open=0).lines(1))
    assert [] == list(Table("Rows", ("name",), []).lines(0))


@pytest.mark.parametrize("row", ["x" * 100, "€" * 100, "🔴" * 100])
def test_what_does_not_fit_is_counted(row: str) -> None:
    """The last table is shortened first, to as many rows as fit; the text around it stays."""
    first, second = (Table(name, ("name",), [(row,)] * 500, open=3) for name in ("First", "Second"))
    text = fitted(["top"], [first, second], ["foot"])

    assert LIMIT - 1000 < len(text.encode()) <= LIMIT
    assert text.startswith("top\n")
    assert text.endswith("\nfoot\n")
    assert "**First**" in text
    left_out = [int(number) for number in re.findall(r"(\d+)(?: more)? that did not fit here\.", text)]
    assert 1000 == text.count(row) + sum(left_out)


def test_all_that_fits_is_there() -> None:
    """A small document is complete."""
    text = fitted(["top"], [Table("Rows", ("name",), [("0",)] * 500)], ["foot"])

    assert 500 == text.count("| 0 |")
    assert "did not fit" not in text
