"""Judging the known adapters: one that cannot be built leaves the others judged; the page has dates."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.adapters.recipes.catalogue import Recipe, all_recipes
from crosswire.reporting.model import Report, Verdict

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Any]:
    """Return the script as a module that writes into a folder of its own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        module = importlib.import_module("judge_adapters")
        patch.setattr(module, "REPORTS", tmp_path / "adapters")
        patch.setattr(module, "PAGE", tmp_path / "adapters.md")
        yield module


def written(folder: Path, *verdicts: Verdict, version: str | None = None) -> None:
    """Write a report of these verdicts, as a run does."""
    folder.mkdir(parents=True)
    report = Report({"name": folder.name, "version": version, "target": folder.name}, "0.2.0", "2026.12", verdicts)
    (folder / "report.json").write_text(json.dumps(report.to_json()), encoding="utf-8")


def verdict(name: Any, message: str | None = None) -> Verdict:
    return Verdict("ANSWER-1", "must", "answer", "plain_text", "responses", "json", name, message=message)


def test_a_trial_tells_why_an_adapter_cannot_be_judged(script: Any, tmp_path: Path) -> None:
    """An error, or no report at all, is the reason, in one line; a failed requirement is none."""
    written(tmp_path / "broken", verdict("error", "it ended with exit status 1;\nit printed last: no module"))
    written(tmp_path / "poor", verdict("failed", "answer lost"))

    assert "it ended with exit status 1; it printed last: no module" == script.first_error(tmp_path / "broken")
    assert None is script.first_error(tmp_path / "poor")
    assert "no report was written" == script.first_error(tmp_path / "nothing")


def test_an_adapter_that_cannot_be_built_is_passed_over(
    script: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others are judged and the page is written; the run ends with an error that names the one."""
    judged = []

    def judge(name: str, *, cold: bool) -> None:
        if name == "codex-cc":
            raise script.Unusable("`uv pip install` ended with 1")
        judged.append((name, cold))

    monkeypatch.setattr(script, "judge", judge)
    monkeypatch.setattr("sys.argv", ["judge_adapters.py", "agent-wire-proxy", "codex-cc", "codex-relay", "--cold"])
    with pytest.raises(SystemExit, match="codex-cc: `uv pip install` ended with 1") as ended:
        script.main()

    assert [("agent-wire-proxy", True), ("codex-relay", True)] == judged
    assert isinstance(ended.value.code, str)  # which Python prints, and exits with 1
    assert (tmp_path / "adapters.md").is_file()


def test_the_page_has_versions_with_dates(script: Any, tmp_path: Path) -> None:
    """A row has the version that was judged, when it came out, and when it was judged."""
    recipe = next(recipe for recipe in all_recipes() if recipe.name == "codex-relay")
    folder = tmp_path / "adapters" / "codex-relay"
    written(folder, verdict("passed"), version=recipe.version)
    noted = {"built": 5, "seconds": 99, "megabytes": 2029, "date": "2026-11-29"}
    (folder / "run.json").write_text(json.dumps(noted), encoding="utf-8")
    row = next(line for line in script.page().splitlines() if "codex-relay |" in line)

    assert ["codex-relay", recipe.version, recipe.released, "2026-11-29", "responses", "Rust"] == [
        cell.strip() for cell in row.split("|")[1:7]
    ]


def test_another_version_has_no_date(script: Any) -> None:
    """A recipe tells when its own version came out; an installed litellm of that version has the date, too."""
    pinned = next(recipe for recipe in all_recipes() if recipe.name.startswith("litellm@"))
    installed = Recipe("litellm", pinned.serves, "Python", "as installed", "in process")

    assert pinned.released == script.released_on(installed, pinned.version)
    assert None is script.released_on(installed, "1.0.0")
