"""The page of what clients see: counts, and what is seen otherwise, with its reason or in bold."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crosswire.clients.catalogue import CLIENTS, ClientPackage
from crosswire.clients.comparison import QUIRK, Seen

CHECKOUT = Path(__file__).parents[2]
CLIENT = "openai-python"
SHARE = 11
"""Of how many exchanges one is looked at: no divisor of the four of each scenario."""


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


def test_the_page_is_of_today(script: Any) -> None:
    """On a share of the exchanges, the client of this process sees what the page says that it sees."""
    page = (CHECKOUT / "docs" / "client-table.md").read_text(encoding="utf-8")
    marks = {reason: mark for mark, reason in re.findall(r"^(\d+)\. (.*)$", page, re.MULTILINE)}
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines() if "](scenarios.md#" in line]
    listed = {(name.split("]")[0][1:], *rest[:2]): rest[2:][[*CLIENTS].index(CLIENT)] for name, *rest in rows}
    measured = script.measured("reference", [CLIENT], SHARE)

    assert len(measured) > 20
    for (name, serves, mode), row in measured.items():
        assert script.seen_in(row.get(CLIENT), marks) == listed.get((name, serves, script.MODES[mode]), "")


def test_the_page_lists_todays_clients() -> None:
    """The page has each client with the packages that it is installed from."""
    page = (CHECKOUT / "docs" / "client-table.md").read_text(encoding="utf-8")

    for name, client in CLIENTS.items():
        packages = [] if isinstance(client, ClientPackage) else [*client.install.python, *client.install.node]
        assert f"| {name} | " + ", ".join(f"`{package}`" for package in packages) in page
