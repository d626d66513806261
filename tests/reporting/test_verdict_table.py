"""One table has all verdicts, and everything that shows or weighs a verdict agrees with it."""

import re
from pathlib import Path
from typing import get_args

from crosswire.facts import Level
from crosswire.reporting.verdict_table import LOSS_AT, ROWS, VERDICTS, VerdictName, gravest
from crosswire.wire.schema_files import document

README = Path(__file__).parents[2] / "README.md"


def test_every_verdict_has_a_row() -> None:
    """The table has the verdicts of the type and of schemas/report.json."""
    names = {row.name for row in VERDICTS}

    assert set(get_args(VerdictName)) == names
    assert set(document("report")["$defs"]["Verdict"]["properties"]["verdict"]["enum"]) == names
    assert len(VERDICTS) == len(names) == len(ROWS)


def test_rows_differ_where_a_reader_tells_them_apart() -> None:
    """Every verdict has a letter and a meaning of its own."""
    assert len(VERDICTS) == len({row.letter for row in VERDICTS})
    assert len(VERDICTS) == len({row.meaning for row in VERDICTS})


def test_every_level_has_the_verdict_of_its_loss() -> None:
    """A MUST fails, a SHOULD warns, a MAY is noted."""
    assert {"must": "failed", "should": "warned", "may": "noted"} == LOSS_AT
    assert set(get_args(Level)) == LOSS_AT.keys()


def test_what_is_red_comes_first() -> None:
    """Red verdicts are graver than all others."""
    red = [row.is_red for row in VERDICTS]

    assert sorted(red, reverse=True) == red
    assert "failed" == gravest({"passed", "known", "failed", "error"})


def test_red_is_red_everywhere() -> None:
    """A red verdict is red on the page, in a comment, on the terminal, and fails pytest's test."""
    for row in VERDICTS:
        looks = {row.tone == "red", row.mark == "🔴", row.terminal_color == "red", row.outcome == "failed"}
        assert {row.is_red} == looks, row.name


def test_the_readme_has_every_verdict_with_its_letter() -> None:
    """The README's table has each verdict with its letter; `passed` has the dot that pytest prints."""
    table = README.read_text(encoding="utf-8").partition("| verdict | means |")[2].partition("\n\n")[0]
    listed: dict[str, str] = {}
    for line in table.splitlines()[2:]:
        names, _, letters = (cell.strip() for cell in line.strip("|").split("|"))
        listed |= dict(zip(names.split(", "), re.findall(r"`(.)`", letters), strict=True))

    assert {row.name: ROWS[row.shown_as or row.name].letter for row in VERDICTS} | {"passed": "."} == listed
