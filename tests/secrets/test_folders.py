"""`crosswire scan` finds planted credentials in any folder, and tells where they are without their texts."""

import json
from pathlib import Path

from click.testing import CliRunner

from crosswire.cli import main
from crosswire.wire.cassettes import write_cassette
from tests.secrets.planted import HARMLESS, planted
from tests.secrets.test_planted import answer_with, call

ONE = next(planted())


def scan(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["scan", *map(str, words)])
    return result.exit_code, result.output


def test_each_kind_of_file_is_looked_into(tmp_path: Path) -> None:
    """Cassettes, JSON and other texts are looked into; each line tells a place, and no secret."""
    (tmp_path / "notes.md").write_text(f"# Notes\n\n{ONE.text}\n")
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "report.json").write_text(json.dumps({"verdicts": [{"message": ONE.text}]}))
    (tmp_path / "session.yaml").write_text(write_cassette([call(answer_with(ONE.text))]))
    (tmp_path / "saved.txt").write_text(ONE.text, encoding="utf-16")  # as PowerShell does
    (tmp_path / "old.txt").write_text(f"caf\xe9 {ONE.text}", encoding="latin-1")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\x00\xff\xfe" + ONE.text.encode())
    status, output = scan(tmp_path)

    assert 1 == status
    assert ONE.secret not in output
    for where in ("notes.md:3: ", "report.json /verdicts/0/message: ", "session.yaml, interaction 1: answer /output/0"):
        assert where in output
    assert "5 secrets in 6 files" in output


def test_harmless_files_pass(tmp_path: Path) -> None:
    """A folder of harmless texts passes; so does a text that is allowed."""
    (tmp_path / "harmless.txt").write_text("\n".join(HARMLESS))
    assert (0, "no secret in 1 files\n") == scan(tmp_path)

    (tmp_path / "key.txt").write_text(ONE.text)
    assert 0 == scan(tmp_path, "--allow", ONE.secret)[0]
