"""The commands that read reports: what they write and print, and their messages for mistakes."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from crosswire.cli import main
from crosswire.files import write_whole
from crosswire.losses import Difference
from crosswire.plugin.journal import Journal
from crosswire.plugin.verdicts import as_text
from crosswire.reporting.files import to_text
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.reading import read_report, read_sources
from crosswire.reporting.runs import Run
from crosswire.requirements import SET
from tests.reporting.report_examples import ERROR, FAILED, UNTESTABLE, evidence, report, verdict
from tests.reporting.report_examples import run as a_run

OLD = report(verdict(FAILED), verdict(mode="stream"), exchanges=(evidence(),))
NEW = replace(
    report(verdict(), verdict(FAILED, mode="stream"), exchanges=(evidence(mode="stream"),)),
    adapter={"name": "mine", "version": "1.3"},
)
FEWER = replace(OLD, adapter={"name": "fewer", "version": None}, verdicts=OLD.verdicts[:1])
FILES = ["badge.json", "badge.svg", "report.html", "report.json", "summary.md"]


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def _written(folder: Path, given: Report) -> Path:
    folder.mkdir()
    write_whole(folder / "report.json", to_text(given.to_json()))
    return folder


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return _written(tmp_path / "old", OLD)


@pytest.fixture
def new(tmp_path: Path) -> Path:
    return _written(tmp_path / "new", NEW)


def _names(folder: Path) -> Sequence[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ([], ["accept", "diff", "merge", "publish"]),
        (["merge"], ["REPORT...", "--into DIR"]),
        (["diff"], ["OLD NEW", "--format [text|markdown|github|json]", "--verbose"]),
        (["accept"], ["REPORT", "--into FILE", "--reason TEXT", "--link URL", "--expires DATE"]),
        (["publish"], ["DIR REPORT..."]),
    ],
)
def test_help_names_what_there_is(words: list[str], text: list[str]) -> None:
    """--help names each command, argument and option."""
    result = run(*words, "--help")

    assert 0 == result.exit_code
    assert [] == [word for word in text if word not in result.output]


def test_parts_are_merged_into_a_report(tmp_path: Path) -> None:
    """The merged report is what a single run would have written."""
    parts = [_written(tmp_path / entry.mode, replace(OLD, verdicts=[entry], exchanges=[])) for entry in OLD.verdicts]
    result = run("merge", *parts, "--into", tmp_path / "whole")

    assert (0, "") == (result.exit_code, result.stderr)
    assert FILES == _names(tmp_path / "whole")
    assert OLD.verdicts == read_report(tmp_path / "whole").verdicts
    assert f"wrote {tmp_path}/whole/report.json" == result.output.splitlines()[0]


def test_adapters_are_merged_into_a_comparison(old: Path, new: Path, tmp_path: Path) -> None:
    """Reports of several adapters become a comparison, which can be merged with a third."""
    other = _written(tmp_path / "other", replace(OLD, adapter={"name": "other", "version": None}))

    run("merge", old, new, "--into", tmp_path / "two")
    result = run("merge", tmp_path / "two", other / "report.json", "--into", tmp_path / "three")

    assert (0, "") == (result.exit_code, result.stderr)
    assert ["comparison.html", "comparison.json"] == _names(tmp_path / "three")
    assert ["mine 1.2", "mine 1.3", "other"] == [
        source.report.adapter_name for source in read_sources(tmp_path / "three" / "comparison.json")
    ]


def test_a_difference_is_told(old: Path, new: Path) -> None:
    """The difference has four formats; the exit status is 1, as something broke."""
    results = {form: run("diff", old, new, "--format", form) for form in ("text", "markdown", "github", "json")}

    assert {1} == {result.exit_code for result in results.values()}
    assert results["text"].output.startswith("mine 1.2 → mine 1.3, requirement set 2026.11\n\nnew          0 ")
    assert results["markdown"].output.startswith("### 🔴 1 worse, 1 better: `mine 1.2` → `mine 1.3`\n")
    assert results["github"].output.startswith("::error title=worse%3A chat-stream-plain_text::In what is served ")
    assert ["mended", "broken"] == [change["change"] for change in json.loads(results["json"].output)["changes"]]
    assert ["worse", "better"] == [change["change"] for change in json.loads(results["json"].output)["causes"]]
    assert run("diff", old, new).output == results["text"].output
    assert "verdicts:\nbroken        1  was not red, is red now\n" in run("diff", "-v", old, new).output


@pytest.mark.parametrize(
    ("before", "after", "status"),
    [
        ([verdict()], [verdict(FAILED)], 1),
        ([verdict(FAILED)], [verdict()], 0),
        ([verdict()], [verdict()], 0),
        ([verdict()], [verdict(FAILED, mode="stream")], 0),
        ([verdict(), verdict(mode="stream")], [verdict()], 0),
        ([verdict()], [verdict(FAILED, verdict="warned", level="should")], 0),
    ],
)
def test_only_what_broke_is_a_failure(before: list[Verdict], after: list[Verdict], status: int, tmp_path: Path) -> None:
    """New, gone, worse and mended verdicts leave the exit status 0."""
    folders = [
        _written(tmp_path / name, report(*verdicts)) for name, verdicts in (("before", before), ("after", after))
    ]

    assert status == run("diff", *folders).exit_code


CUT_SHORT = replace(OLD, verdicts=[], runs=(a_run(16992, 34),))
EMPTY = replace(OLD, verdicts=[])


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (OLD, CUT_SHORT, "now cut short after 0 of 16,992 verdicts"),
        (CUT_SHORT, OLD, "before cut short after 0 of 16,992 verdicts"),
        (OLD, EMPTY, "now nothing was judged"),
        (EMPTY, OLD, "before nothing was judged"),
    ],
)
def test_what_was_cut_short_is_no_success(before: Report, after: Report, why: str, tmp_path: Path) -> None:
    """A run that was cut short or judged nothing, before or now, is told in every format, and has exit status 1."""
    folders = [_written(tmp_path / name, given) for name, given in (("before", before), ("after", after))]
    results = {form: run("diff", *folders, "--format", form) for form in ("text", "markdown", "github")}

    assert {1} == {result.exit_code for result in results.values()}
    assert why in results["text"].output.splitlines()
    assert results["markdown"].output.startswith(f"### 🔴 {why.capitalize()}: ")
    assert f"::error title=Crosswire::{why}" in results["github"].output.splitlines()


def test_failures_are_accepted(new: Path, tmp_path: Path) -> None:
    """The command writes a new file, then updates it: it says what was added, removed and left."""
    file = tmp_path / "deep" / "known.toml"
    body = ["--into", file, "--reason", "stream only", "--link", "https://tracker.example/1", "--expires", "2999-12-31"]
    results = [
        run("accept", new, *body),
        run("accept", new / "report.json", "--into", file, "--reason", "another"),
        run("accept", _written(tmp_path / "mended", report(verdict(mode="stream"))), "--into", file),
    ]

    assert [0, 0, 0] == [result.exit_code for result in results]
    assert [
        f"wrote {file}: 1 cause, 1 verdict\n  added chat/served/answer/lost (1)\n",
        f"wrote {file}: 1 cause, 1 verdict\n",
        f"wrote {file}: 0 causes, 0 verdicts\n  dropped chat/served/answer/lost\n",
    ] == [result.output for result in results]


def test_an_entry_says_what_was_given(new: Path, tmp_path: Path) -> None:
    """The keys of an entry are in an order that a person reads."""
    file = tmp_path / "known.toml"
    run("accept", new, "--into", file, "--reason", "why", "--link", "https://t.example/1", "--expires", "2999-12-31")

    assert file.read_text().endswith("""
[[cause]]
key = "chat/served/answer/lost"
serves = "chat"
sentence = "In what is served over Chat, `answer` is lost: The counts are the upstream's."
reason = "why"
link = "https://t.example/1"
expires = 2999-12-31
rows = [
    { requirements = ["TOKENS-1"], mode = "stream", facts = ["answer lost"], scenarios = [
        "plain_text",
    ] },
]
""")


def test_many_entries_are_counted(tmp_path: Path) -> None:
    """The first entries are named, the others counted; errors, which no entry covers, are named."""
    many = [verdict(UNTESTABLE, message=f"for reason {'x' * number}", scenario=f"s{number}") for number in range(12)]
    result = run("accept", _written(tmp_path / "many", report(*many, verdict(ERROR))), "--into", tmp_path / "k.toml")

    assert [f"  added chat/answer/for reason {'x' * 9} (1)", "  added 2 more"] == result.stdout.splitlines()[-2:]
    assert "  1 verdicts are errors, which no entry makes green: correct what they name\n" == result.stderr


def test_a_site_is_published(old: Path, new: Path, tmp_path: Path) -> None:
    """The reports are merged as `crosswire merge` does, and published."""
    result = run("publish", tmp_path / "site", old, new, "--date", "2026-11-23")

    assert (0, f"wrote {tmp_path}/site/index.html\n") == (result.exit_code, result.output)
    assert ["mine-1.2", "mine-1.3"] == _names(tmp_path / "site" / "adapters")
    assert [name.replace("report.json", "report.json.gz") for name in FILES] == _names(
        tmp_path / "site" / "adapters" / "mine-1.2"
    )
    assert "published on <time>2026-11-23</time>" in (tmp_path / "site" / "index.html").read_text()


def test_a_site_is_of_today(old: Path, tmp_path: Path) -> None:
    """The site has today's date (UTC), unless another is given; its reports can be published again."""
    before = datetime.now(UTC).date()
    run("publish", tmp_path / "site", old)
    published = json.loads((tmp_path / "site" / "site.json").read_text())["published"]
    result = run("publish", tmp_path / "again", tmp_path / "site" / "adapters" / "mine-1.2")

    assert before <= date.fromisoformat(published) <= datetime.now(UTC).date()
    assert 0 == result.exit_code


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (
            ["merge", "{old}", "{old}", "--into", "{tmp}/x"],
            "error: same adapter twice: {old}/report.json (mine 1.2) and ",
        ),
        (
            ["merge", "{old}", "{other_set}", "--into", "{tmp}/x"],
            "error: other requirement set: {other_set}/report.json ",
        ),
        (
            ["merge", "{old}", "{fewer}", "--into", "{tmp}/x"],
            "error: missing scenarios: {fewer}/report.json (fewer) was ",
        ),
        (["merge", "{tmp}", "--into", "{tmp}/x"], "error: {tmp} holds no report.json; pytest suites --adapter TARGET "),
        (["diff", "{old}", "{tmp}/nowhere"], "error: {tmp}/nowhere: No such file or directory; "),
        (
            ["diff", "{page}", "{old}"],
            "error: {page} is not a report: it is not JSON (Expecting value: line 1 column 1",
        ),
        (["diff", "{later}", "{old}"], "error: {later} has the report format 2, written by Crosswire 9.0; Crosswire "),
        (["accept", "{page}", "--into", "{tmp}/x"], "error: {page} is not a report: it is not JSON "),
        (["accept", "{old}", "--into", "{page}"], "error: --known-failures {page}: "),
        (
            ["accept", "{old}", "--into", "{tmp}/x", "--expires", "2020-01-01"],
            "error: --expires 2020-01-01: a date after today is allowed ",
        ),
        (["publish", "{tmp}/x", "{old}", "{old}"], "error: same adapter twice: "),
        (
            ["publish", "{old}", "{old}"],
            "error: {old} holds files that crosswire publish did not write, and would lose them: ",
        ),
    ],
)
def test_a_mistake_is_told(words: list[str], text: str, old: Path, tmp_path: Path) -> None:
    """A user's mistake is one line on stderr and exit status 2; nothing is written."""
    places = {
        "tmp": tmp_path,
        "old": old,
        "other_set": _written(tmp_path / "other_set", replace(NEW, requirements="2027.01")),
        "fewer": _written(tmp_path / "fewer", FEWER),
        "page": tmp_path / "page.html",
        "later": tmp_path / "later.json",
    }
    places["page"].write_text("<!doctype html>")
    places["later"].write_text(json.dumps({**OLD.to_json(), "format": 2, "crosswire": "9.0"}))

    result = run(*(word.format(**places) for word in words))

    assert (2, "") == (result.exit_code, result.stdout)
    assert result.stderr.startswith(text.format(**places))
    assert 1 == result.stderr.count("\n")
    assert isinstance(result.exception, SystemExit)
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize(("command", "module"), [("merge", "files"), ("publish", "publishing")])
def test_nothing_is_written_by_halves(
    command: str, module: str, old: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the page cannot be made, the data isn't written either."""

    def fail(*_: object, **__: object) -> str:
        raise OSError("no space left on device")

    monkeypatch.setattr(f"crosswire.reporting.{module}.render", fail)
    where = ["--into"] if command == "merge" else []
    result = run(command, *([old] if where else []), *where, tmp_path / "x", *([] if where else [old]))

    assert (2, "error: no space left on device\n") == (result.exit_code, result.stderr)
    assert ["old"] == _names(tmp_path)


@pytest.mark.parametrize(
    ("words", "verb", "made"),
    [
        (["publish", "{}/site", "{}/part"], "published", "site"),
        (["accept", "{}/part", "--into", "{}/known.toml"], "accepted", "known.toml"),
    ],
)
def test_a_part_is_taken_only_where_that_is_said(words: list[str], verb: str, made: str, tmp_path: Path) -> None:
    """A partial report is refused with what is missing; --partial accepts it."""
    _written(tmp_path / "part", replace(OLD, runs=(a_run(9, 2, selection=["-k plain_text"]),)))
    words = [word.format(tmp_path) for word in words]
    refused = run(*words)

    assert 2 == refused.exit_code
    assert (
        "error: the report on mine 1.2 has 2 of 9 verdicts (Not chosen: 7 (-k plain_text)); a part is "
        f"{verb} only with --partial; pytest suites --adapter TARGET --report DIR judges all, crosswire merge puts "
        "parts together\n"
    ) == refused.output
    assert not (tmp_path / made).exists()
    assert 0 == run(*words, "--partial").exit_code
    assert (tmp_path / made).exists()


@pytest.mark.parametrize(
    ("words", "made"),
    [(["publish", "{}/site", "{}/empty"], "site"), (["accept", "{}/empty", "--into", "{}/known.toml"], "known.toml")],
)
@pytest.mark.parametrize("runs", [(), (a_run(0, 0),)])
def test_a_report_of_nothing_is_a_part(runs: tuple[Run, ...], words: list[str], made: str, tmp_path: Path) -> None:
    """A report without verdicts is refused like one that lacks some, whatever it says of its runs."""
    _written(tmp_path / "empty", replace(EMPTY, runs=runs))
    words = [word.format(tmp_path) for word in words]
    refused = run(*words)

    assert 2 == refused.exit_code
    assert refused.output.startswith("error: the report on mine 1.2 has 0 of 0 verdicts (nothing was judged); a part ")
    assert not (tmp_path / made).exists()
    assert 0 == run(*words, "--partial").exit_code


def test_a_badge_is_made_of_a_report(old: Path, tmp_path: Path) -> None:
    """The badge of a report is written again; that of a profile fails where the adapter is not ready for it."""
    broken = _written(tmp_path / "broken", replace(OLD, requirements=SET))
    plain = run("badge", old, "--into", tmp_path / "plain")
    profile = run("badge", broken, "--profile", "costs", "--into", tmp_path / "costs")

    assert (0, ["badge.json", "badge.svg"]) == (plain.exit_code, _names(tmp_path / "plain"))
    assert (1, ["badge-costs.json", "badge-costs.svg"]) == (profile.exit_code, _names(tmp_path / "costs"))
    assert "mine 1.2 for Cost and quotas: serving Chat not ready (1 cause)" == profile.output.splitlines()[0]


@pytest.mark.parametrize(
    ("profile", "error"),
    [
        ("costs", "the report on mine 1.2 was judged by requirement set 2026.11; profiles are of set"),
        ("cost", "there is no profile 'cost'; did you mean 'costs'? Profiles: "),
    ],
)
def test_a_badge_of_a_profile_needs_a_report_of_its_set(profile: str, error: str, old: Path) -> None:
    """An older report, and a profile that there is not, are one error each."""
    result = run("badge", old, "--profile", profile)

    assert 2 == result.exit_code
    assert result.stderr.startswith(f"error: {error}")
    assert 1 == len(result.stderr.splitlines())


WORDS = "N\x1b]0;p\x07\x1b[31m\u202e\n::error::x"
SHOWN = r"N\x1b]0;p\x07\x1b[31m\u202e\n::error::x"


@pytest.mark.parametrize(
    "words",
    [
        ("badge", "hostile", "--into", "made"),
        ("diff", "old", "hostile"),
        ("diff", "old", "hostile", "--verbose"),
        ("diff", "old", "hostile", "--format", "markdown"),
        ("diff", "old", "hostile", "--format", "json"),
        ("diff", "old", "hostile", "--format", "github"),
        ("accept", "hostile", "--into", "made.toml", "--partial"),
        ("merge", "hostile", "hostile", "--into", "made"),
        ("publish", "site", "hostile", "--partial"),
    ],
    ids=" ".join,
)
@pytest.mark.usefixtures("old")
def test_a_report_cannot_act_on_the_terminal(
    words: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name, a message, a fact, a selection of a report: controls are escaped, and no line is a workflow command."""
    lost = replace(verdict(FAILED, mode="stream", sentence=WORDS, rerun=WORDS, message=WORDS), differences=[])
    lost = replace(lost, differences=[Difference(WORDS, "lost", expected=WORDS, received=WORDS)])
    hostile = replace(NEW, adapter={"name": WORDS, "version": WORDS}, verdicts=[verdict(), lost])
    hostile = replace(hostile, runs=(a_run(3, 2, selection=(WORDS,), skipped={WORDS: 1}),))
    _written(tmp_path / "hostile", hostile)
    monkeypatch.chdir(tmp_path)
    made = run(*words)

    assert ("merge" in words) == (made.exit_code == 2), made.output
    assert [] == re.findall(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", made.output)
    lines = [line for line in made.output.splitlines() if line.lstrip().startswith("::")]
    assert ("github" in words) == bool(lines)


def test_the_names_of_a_report_stay_in_their_lines(tmp_path: Path) -> None:
    """The badge's sentence is one line."""
    hostile = _written(tmp_path / "hostile", replace(NEW, adapter={"name": WORDS, "version": None}))

    assert run("badge", hostile, "--into", tmp_path).output.splitlines()[0].startswith(f"{SHOWN} keeps ")


@pytest.mark.parametrize(
    ("words", "files"),
    [
        (("merge", "old", "--into", "made"), FILES),
        (("badge", "old", "--into", "made"), ["badge.json", "badge.svg"]),
        (("report", "cut", "--into", "made"), FILES),
    ],
    ids=["merge", "badge", "report"],
)
@pytest.mark.usefixtures("old")
def test_all_is_written_before_anything_is_printed(words: Sequence[str], files: Sequence[str], tmp_path: Path) -> None:
    """A reader that leaves, as `head -1` does, leaves no half of a report."""
    (tmp_path / "cut").mkdir()
    journal = Journal(
        tmp_path / "cut", {"command": "pytest", "date": "2026-11-23T10:00:00Z", "python": "3.11.7", "platform": "Linux"}
    )
    adapter, plan = {"name": "mine", "version": None}, {"chosen": 1, "of": 1}
    journal.begin(adapter, plan)
    message = {"adapter": adapter, "plan": plan, "verdict": verdict(FAILED), "exchange": None, "listed": []}
    journal.add(adapter, as_text(message))
    journal.close()
    read, written = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "crosswire", *words]
    ended = subprocess.run(command, cwd=tmp_path, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    os.close(written)

    assert (1, "") == (ended.returncode, ended.stderr)
    assert files == _names(tmp_path / "made")
