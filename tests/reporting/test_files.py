"""A report and a comparison are written as a set of files."""

import json
from pathlib import Path

from crosswire.reporting.files import texts, write_report, write_texts
from crosswire.reporting.model import Report, Verdict
from crosswire.wire.schemas import violations
from tests.reporting.report_examples import FAILED, evidence, report, verdict


def test_a_report_is_five_files(tmp_path: Path) -> None:
    """report.json is written first, then the files made from it; the folder is made, and can be read again."""
    given = report(verdict(FAILED), exchanges=(evidence(),))
    paths = write_report(given, tmp_path / "new" / "folder")

    assert ["report.json", "report.html", "summary.md", "badge.svg", "badge.json"] == [path.name for path in paths]
    assert given == Report.from_json(json.loads(paths[0].read_text(encoding="utf-8")))
    assert paths[1].read_text(encoding="utf-8").startswith("<!doctype html>")


def test_each_verdict_has_a_line_of_its_own(tmp_path: Path) -> None:
    """In report.json, a difference of two reports names the verdicts that changed."""
    given = report(verdict(FAILED), verdict(mode="stream"), exchanges=(evidence(),))
    lines = write_report(given, tmp_path)[0].read_text(encoding="utf-8").splitlines()
    verdicts = [json.loads(line.rstrip(",")) for line in lines if line.startswith('{"requirement"')]

    assert [*given.verdicts] == [*map(Verdict.from_json, verdicts)]


def test_a_comparison_is_two_files(tmp_path: Path) -> None:
    """A comparison is comparison.json and its page; of one adapter it is the report's files."""
    given = [report(verdict(FAILED)), report(verdict())]
    paths = write_texts(texts(given), tmp_path / "new" / "folder")

    assert ["comparison.json", "comparison.html"] == [path.name for path in paths]
    assert [] == violations("comparison", json.loads(paths[0].read_text(encoding="utf-8")))
    assert list(texts(given[:1])) == [path.name for path in write_report(given[0], tmp_path)]
