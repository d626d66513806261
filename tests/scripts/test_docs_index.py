"""docs/index.md leads to every page of docs/, and generated files name what makes them in their first line."""

import json
import re
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
GENERATED = {
    **dict.fromkeys(
        (
            "checked-causes.md",
            "faults.md",
            "field-bugs.md",
            "known-bad.md",
            "known-good.md",
            "ledger.md",
            "modules.md",
            "ownership.md",
            "profiles.md",
            "python-api.md",
            "requirements.md",
            "scenarios.md",
            "twins.md",
            "variations.md",
        ),
        "<!-- Made by scripts/generate_docs.py; do not edit -->",
    ),
    "adapters.md": "<!-- Made by scripts/judge_adapters.py; do not edit -->",
    "client-losses.md": "<!-- Made by scripts/client_losses.py; do not edit -->",
    "client-table.md": "<!-- Made by scripts/client_table.py; do not edit -->",
    "known-good-clients.md": "<!-- Made by scripts/known_good_clients.py; do not edit -->",
    "litellm.md": "<!-- The tables at the end are made by scripts/losses_table.py; do not edit them -->",
    "performance.md": "<!-- Made by benchmarks/suite_time.py; do not edit -->",
    "proof.md": "<!-- Made by crosswire prove --page; do not edit -->",
    "vendors.md": "<!-- Made by scripts/vendor_deviations.py; do not edit -->",
}
"""The pages of docs/ that are made, and their first lines."""


def test_the_index_lists_every_page() -> None:
    """The index lists all pages and no others; the README links to it."""
    index = (CHECKOUT / "docs" / "index.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^- \[([\w-]+\.md)]\(\1\): ", index, re.MULTILINE))
    pages = {path.name for path in (CHECKOUT / "docs").glob("*.md")} - {"index.md"}

    assert pages == listed
    assert "(docs/index.md)" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_made_pages_begin_with_what_makes_them() -> None:
    """Generated pages begin with the name of their script; other pages do not."""
    first = {path.name: path.read_text(encoding="utf-8").partition("\n")[0] for path in CHECKOUT.glob("docs/*.md")}

    assert GENERATED == {name: line for name, line in first.items() if line.startswith("<!--")}


def test_a_made_table_begins_with_what_makes_it() -> None:
    """A generated TOML table begins with a comment that names its script."""
    first = (CHECKOUT / "suites" / "ownership.toml").read_text(encoding="utf-8").partition("\n")[0]

    assert "# Made by scripts/measure_ownership.py; do not edit" == first


@pytest.mark.parametrize(
    "path", sorted(CHECKOUT.glob("schemas/*/*.json")), ids=lambda path: f"{path.parent.name}/{path.name}"
)
def test_derived_schemas_name_what_derives_them(path: Path) -> None:
    """Derived schemas name their script in `$comment`."""
    assert json.loads(path.read_text(encoding="utf-8"))["$comment"].endswith(", by scripts/derive_schemas.py")


def test_the_files_that_contributing_names_are_there() -> None:
    """Every file that CONTRIBUTING.md names exists, below the root or `src/crosswire/`, but for a run's own reports."""
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.])((?:[\w-]+/)+[\w.-]+\.(?:py|toml|md|json))\b", text))
    roots = (CHECKOUT, CHECKOUT / "src" / "crosswire")

    assert [] == sorted(
        path
        for path in named
        if "NAME" not in path and not path.startswith("reports/") and not any((root / path).is_file() for root in roots)
    )
