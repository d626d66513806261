"""Names and texts of a report, which a stranger may have chosen, are text in Markdown and in a workflow's commands."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from crosswire.cli import main
from crosswire.files import write_whole
from crosswire.reporting.comments import summarise
from crosswire.reporting.files import to_text
from crosswire.reporting.model import Report
from tests.reporting.report_examples import FAILED, PASSED, report, verdict
from tests.reporting.report_examples import run as a_run

NAMES = (
    "# heading\n\n## another",
    "<img src=https://page.example/x.png> <b>",
    "[link](https://page.example) ![picture](https://page.example)",
    "`` ` ``` ~~~ | a | b |\n| --- | --- |",
    "@everyone https://page.example www.page.example #1",
    "x\r\n::error title=forged::forged\n::add-mask::x",
    "'unbalanced \" \\",
    "\x1b[31m\u202e\u2028\x00",
)


def named(name: str) -> Report:
    """Return a report in which each text that is free is `name`."""
    texts: Mapping[str, Any] = {
        **dict.fromkeys(("sentence", "message", "rerun"), name),
        "scenario": re.sub(r"[/\s]", "", name) or "x",
        "promise": "token_counts",
        "expected": {name: name},
        "received": {name: [name]},
    }
    of_run = replace(a_run(1, 1), command=name, python=name, platform=name)
    bad = report(verdict({**FAILED, **texts}), exchanges=())
    return replace(bad, adapter={"name": name, "version": name}, runs=(of_run,))


def assert_plain(text: str) -> None:
    page = MarkdownIt("commonmark").enable("table").render(text)
    assert "page.example" not in "".join(part.partition(">")[0] for part in page.split("<")[1:])
    assert page.count("<h1") == page.count("<h2") == page.count("<img") == page.count("<b>") == 0
    assert page.count("<h3") <= 1
    assert "<a " not in page


@pytest.mark.parametrize("name", NAMES)
def test_the_summary_of_a_report_is_text(name: str) -> None:
    """No name makes a heading, a link, a picture, a table or a mention in summary.md."""
    assert_plain(summarise(named(name)))


@pytest.mark.parametrize("name", [*NAMES, "\ud800/../..", "x" * 1_000_000])
@pytest.mark.parametrize(
    "words",
    [("merge", "--into", "made"), ("badge",), ("publish", "--partial", "site")],
    ids=["merge", "badge", "publish"],
)
def test_a_command_takes_any_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, words: Sequence[str]
) -> None:
    """A name makes no path outside of the folder that is written to, and nothing that cannot be printed."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    judged = replace(report(verdict()), adapter={"name": name, "version": name})
    write_whole(Path("report.json"), to_text(judged.to_json()))
    result = CliRunner().invoke(main, [*words, "report.json"])

    assert (0, "") == (result.exit_code, result.stderr), result.exception
    assert ["here"] == [path.name for path in tmp_path.iterdir()]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", ["markdown", "github", "text", "json"])
def test_a_difference_is_text(tmp_path: Path, name: str, form: str) -> None:
    """`crosswire diff` prints no markup, and no command of a workflow, that a name made."""
    new = named(name)
    same = {key: getattr(new.verdicts[0], key) for key in ("scenario", "sentence", "rerun", "promise")}
    old = replace(new, verdicts=[verdict({**PASSED, **same})])
    files = [tmp_path / "old.json", tmp_path / "new.json"]
    for file, judged in zip(files, (old, new), strict=True):
        file.write_text(to_text(judged.to_json()))
    result = CliRunner().invoke(main, ["diff", *map(str, files), "--format", form])

    assert isinstance(result.exception, SystemExit)
    assert 1 == result.exit_code, result.stderr
    if form == "markdown":
        assert_plain(result.stdout)
    if form == "github":
        lines = re.split(r"[\r\n]+", result.stdout.strip())
        assert all(line.startswith("::error title=") for line in lines)
