"""What is written by hand holds no secret. CI scans cassettes, documents and reports."""

from collections.abc import Iterator
from pathlib import Path

from crosswire.data import data_folder
from crosswire.secrets.patterns import Clearing

ROOT = data_folder("cassettes").parent
PUBLISHED = ("schemas", "suites", "src", "benchmarks", "scripts")
TEXTS = {".md", ".toml", ".json", ".jsonl", ".html", ".jinja", ".py", ".svg", ".yml", ".css", ".js", ".mjs", ".txt"}
PATTERNS = {ROOT / "src" / "crosswire" / "secrets" / "forms.json"}
"""Patterns of secrets look like secrets."""
CLEARING = Clearing()


def left_in(text: str) -> list[tuple[str, str]]:
    return list(CLEARING.left("", text))


def texts() -> Iterator[Path]:
    """Every text that CI does not scan."""
    yield from ROOT.glob("*.md")
    for name in PUBLISHED:
        yield from (path for path in (ROOT / name).rglob("*") if path.suffix in TEXTS and path not in PATTERNS)


def test_no_published_text_holds_a_secret() -> None:
    """No specification or source file holds a secret. Tests plant some on purpose."""
    found = {
        str(path.relative_to(ROOT)): leaks
        for path in texts()
        if (leaks := [kind for kind, _ in left_in(path.read_text(encoding="utf-8", errors="replace"))])
    }

    assert {} == found
    assert len(list(texts())) > 100
