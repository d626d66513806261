"""Files are written whole, or not at all."""

import json
from pathlib import Path

import pytest
from report_examples import FAILED, evidence, report, verdict

from crosswire.reporting.files import texts, write_report, write_texts, write_whole
from crosswire.reporting.model import Report
from crosswire.wire.schemas import violations


def test_a_report_is_five_files(tmp_path: Path) -> None:
    """report.json comes first, then what is made of it, in a folder that need not be there; it can be read again."""
    given = report(verdict(FAILED), exchanges=(evidence(),))
    paths = list(write_report(given, tmp_path / "new" / "folder"))

    assert ["report.json", "report.html", "summary.md", "badge.svg", "badge.json"] == [path.name for path in paths]
    assert given == Report.from_json(json.loads(paths[0].read_text(encoding="utf-8")))
    assert paths[1].read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_comparison_is_two_files(tmp_path: Path) -> None:
    """comparison.json, as its schema has it, and its page; of a single adapter it is the report's files."""
    given = [report(verdict(FAILED)), report(verdict())]
    paths = list(write_texts(texts(given), tmp_path / "new" / "folder"))

    assert ["comparison.json", "comparison.html"] == [path.name for path in paths]
    assert [] == violations("comparison", json.loads(paths[0].read_text(encoding="utf-8")))
    assert list(texts(given[:1])) == [path.name for path in write_report(given[0], tmp_path)]


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new text takes the old one's place, and anybody may read it."""
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")

    assert path == write_whole(path, "new")
    assert "new" == path.read_text(encoding="utf-8")
    assert 0o644 == path.stat().st_mode & 0o777
    assert [path] == list(tmp_path.iterdir())


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the write fails the old text is still there, and nothing else."""

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(Path, "replace", fail)

    with pytest.raises(OSError, match="no space left"):
        write_whole(path, "new")
    assert "old" == path.read_text(encoding="utf-8")
    assert [path] == list(tmp_path.iterdir())


def test_a_folder_in_the_way_stays(tmp_path: Path) -> None:
    """Nothing is written in place of a folder of that name."""
    (tmp_path / "report.json").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "report.json", "new")
    assert [tmp_path / "report.json"] == list(tmp_path.iterdir())
