"""Files are written whole, or not at all."""

from pathlib import Path

import pytest

from crosswire.files import write_whole


def test_a_file_is_replaced(tmp_path: Path) -> None:
    """The new text replaces the old one, and everybody may read the file."""
    path = tmp_path / "report.json"
    path.write_text("old", encoding="utf-8")

    assert path == write_whole(path, "new")
    assert "new" == path.read_text(encoding="utf-8")
    assert 0o644 == path.stat().st_mode & 0o777
    assert [path] == list(tmp_path.iterdir())


def test_bytes_stay_as_they_are(tmp_path: Path) -> None:
    """Bytes are written unchanged, without an encoding or line ends."""
    path = write_whole(tmp_path / "report.json.gz", b"\x1f\x8b\r\n\xff")

    assert b"\x1f\x8b\r\n\xff" == path.read_bytes()


def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failed write leaves the old text, and no other file."""

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
    """A folder of that name stays, and the write is an error."""
    (tmp_path / "report.json").mkdir()

    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "report.json", "new")
    assert [tmp_path / "report.json"] == list(tmp_path.iterdir())
