"""Committed and published files hold no secret, also decoded and with their deltas joined."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from crosswire.data import data_folder
from crosswire.secrets.patterns import Clearing
from crosswire.secrets.scan import leaks_in
from crosswire.wire.cassettes import read_cassette

ROOT = data_folder("cassettes").parent
PUBLISHED = ("cassettes", "schemas", "suites", "src", "docs", "benchmarks", "scripts")
TEXTS = {".md", ".toml", ".json", ".jsonl", ".html", ".jinja", ".py", ".svg", ".yml", ".css", ".js", ".mjs", ".txt"}
PATTERNS = {ROOT / "src" / "crosswire" / "secrets" / "forms.json"}
"""Patterns of secrets look like secrets."""
CLEARING = Clearing()


@pytest.mark.parametrize(
    "folder", [path for path in sorted(data_folder("cassettes").iterdir()) if path.is_dir()], ids=lambda path: path.name
)
def test_no_recording_holds_a_secret(folder: Path) -> None:
    """No recording holds a secret, not even in base64, in JSON within JSON, or across the deltas of a stream."""
    leaks = [
        str(leak)
        for path in sorted(folder.glob("*.yaml"))
        for number, call in enumerate(read_cassette(path.read_text(encoding="utf-8")), start=1)
        for leak in leaks_in(call, f"{folder.name}/{path.name}, interaction {number}", CLEARING)
    ]

    assert [] == leaks


def left_in(text: str) -> list[tuple[str, str]]:
    return list(CLEARING.left("", text))


def texts() -> Iterator[Path]:
    """Every published text that is not a cassette."""
    yield from ROOT.glob("*.md")
    for name in PUBLISHED:
        yield from (path for path in (ROOT / name).rglob("*") if path.suffix in TEXTS and path not in PATTERNS)


def test_no_published_text_holds_a_secret() -> None:
    """No document, specification or source file holds a secret. CI scans reports, too; tests plant some on purpose."""
    found = {
        str(path.relative_to(ROOT)): leaks
        for path in texts()
        if (leaks := [kind for kind, _ in left_in(path.read_text(encoding="utf-8", errors="replace"))])
    }

    assert {} == found
    assert len(list(texts())) > 100
