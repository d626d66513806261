"""The generated documents are what scripts/generate_docs.py makes of the suites."""

import importlib
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script():
    """The script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("generate_docs")


@pytest.fixture(scope="module")
def documents(script):
    """The documents as they would be written."""
    return script.written()


def test_the_documents_are_fresh(documents):
    """Where this fails: python scripts/generate_docs.py."""
    assert documents == {name: (CHECKOUT / "docs" / name).read_text(encoding="utf-8") for name in documents}


def test_stale_documents_are_named(script, documents, tmp_path, monkeypatch, capsys):
    """`--check` writes nothing and says which are stale; without it they are written, and then fresh."""
    monkeypatch.setattr(script, "ROOT", tmp_path)
    monkeypatch.setattr(script, "written", lambda: documents)
    (tmp_path / "docs").mkdir()

    assert 1 == script.main(["--check"])
    assert [f"docs/{name} is stale" for name in documents] == [
        line.partition(":")[0] for line in capsys.readouterr().err.splitlines()
    ]
    assert [] == list((tmp_path / "docs").iterdir())
    assert (0, 0) == (script.main([]), script.main(["--check"]))


def test_links_lead_somewhere(documents):
    """Every anchor and file that a document links to is there."""
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
