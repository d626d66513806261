"""The page of what clients see: counts, and what is seen otherwise, with its reason or in bold."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.clients.comparison import QUIRK, Seen

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def script() -> Iterator[Any]:
    """Return the script as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(CHECKOUT / "scripts"))
        yield importlib.import_module("client_table")


def test_a_difference_has_its_reason_or_is_bold(script: Any) -> None:
    """Each fact stands once in a cell: as a loss if any way of reading loses it, else with the number of its reason."""
    free = Seen("text.events", "a", "b", QUIRK)
    cells = {
        ("plain_text", "chat", "json"): {"ai-sdk": script.Cell([], [("text", True), ("text", False)])},
        ("refusal_alone", "chat", "stream"): {
            "ai-sdk": script.Cell([free], []),
            "openai-node": script.Cell([free, Seen("text.accumulated", "a", "b")], []),
        },
    }
    page = "\n".join(script.lines("mine", cells))

    assert "What each client sees through mine" in page
    assert f"1. {QUIRK}" in page
    row = next(line for line in page.splitlines() if "refusal_alone" in line)
    assert ["not judged", "**text**", "text (1)"] == [cell.strip() for cell in row.split("|")][4:7]
    assert "| ai-sdk | 1, 1 the same | 1, 0 the same |" in page
    assert "| ai-sdk | chat | 1 of 2 |" in page
    assert "plain_text" not in page
