"""The generated documents are up to date."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("generate_docs")


@pytest.fixture(scope="module")
def documents(script: ModuleType) -> dict[str, str]:
    """Return the documents as they would be written."""
    found: dict[str, str] = script.written()
    return found


def test_the_documents_are_fresh(documents: dict[str, str]) -> None:
    """The documents are what the script writes; if this fails: python scripts/generate_docs.py."""
    assert documents == {name: (CHECKOUT / "docs" / name).read_text(encoding="utf-8") for name in documents}


def test_stale_documents_are_named(
    script: ModuleType,
    documents: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`--check` writes nothing and names stale documents; without it they are written."""
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "written", lambda: documents)
    (tmp_path / "docs").mkdir()

    assert 1 == script.main(["--check"])
    assert [f"docs/{name} is stale" for name in documents] == [
        line.partition(":")[0] for line in capsys.readouterr().err.splitlines()
    ]
    assert [] == list((tmp_path / "docs").iterdir())
    assert (0, 0) == (script.main([]), script.main(["--check"]))


def test_links_lead_somewhere(documents: dict[str, str]) -> None:
    """Every anchor and file that a document links to exists."""
    anchors = {name: set(re.findall(r'<a id="([^"]+)">', text)) for name, text in documents.items()}
    headings = {
        name: {
            re.sub(r"[^\w-]", "", line.lstrip("# ").lower().replace(" ", "-"))
            for line in text.splitlines()
            if line.startswith("#")
        }
        for name, text in documents.items()
    }
    broken = []
    for name, text in documents.items():
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            file, _, anchor = target.partition("#")
            inside = file or name
            if inside in documents:
                if anchor and anchor not in anchors[inside] | headings[inside]:
                    broken.append((name, target))
            elif not (CHECKOUT / "docs" / file).exists():
                broken.append((name, target))

    assert [] == broken
