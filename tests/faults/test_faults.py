"""Whatever an adapter does, the run ends, the right one is blamed, and nothing that is missing looks like success."""

import json
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.faults.faulty import LARGE_ONES
from tests.faults.measured import measured
from tests.faults.running import ATTACHMENTS, RIGHT, Attachment, Ended, Workers, run
from tests.faults.table import CUT_SHORT, ENDS, LARGE, REPORTED, Row, rows, together

RUNS = {key: [*found] for key, found in groupby(together(), lambda row: (row.attachment, row.workers))}
DEADLINE = ("--deadline", "3")
SHORT = ("--deadline", "2")


def holds(ended: Ended, chosen: Sequence[Row]) -> None:
    """Assert that a run ended as its rows say, and that its last exchange, without a fault, passed."""
    found = [(row.fault, *ended.row(row.fault)) for row in chosen]

    assert [(row.fault, row.verdict, row.blamed) for row in chosen] == [entry[:3] for entry in found]
    assert [] == [
        (row.words, entry) for row, entry in zip(chosen, found, strict=True) if not entry[3].startswith(row.words)
    ]


def is_complete(ended: Ended) -> None:
    """Assert that the report has every verdict that was due, and that no file of the run is left."""
    assert ("passed", "", "") == ended.row(RIGHT)
    assert [None] == [one["ended"] for one in ended.report["runs"]]
    assert "journal.jsonl" not in ended.files


@pytest.mark.parametrize(("attachment", "workers"), RUNS)
def test_the_run_goes_on(attachment: Attachment, workers: Workers, tmp_path: Path) -> None:
    """Each fault has its own verdict against the adapter; the exchange after all of them passes."""
    chosen = RUNS[attachment, workers]
    ended = run(tmp_path, attachment, [row.fault for row in chosen], workers, *DEADLINE)

    holds(ended, chosen)
    is_complete(ended)
    assert 1 == ended.status


@pytest.mark.parametrize("row", ENDS, ids=lambda row: f"{row.attachment}-{row.fault}")
def test_a_process_that_ends_leaves_no_success(row: Row, tmp_path: Path) -> None:
    """The exit status is not 0, and every file is red and says that the run was cut short."""
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "badge.svg").write_text("of an earlier run")
    (tmp_path / "junit.xml").write_text("of an earlier run")
    ended = run(tmp_path, row.attachment, [row.fault], 0, *SHORT, "--junitxml", "junit.xml")

    holds(ended, [row])
    assert row.status == ended.status
    assert 0 != ended.status
    assert all(one["ended"] for one in ended.report["runs"])
    assert "1" == ElementTree.parse(tmp_path / "junit.xml").getroot()[0].get("errors")
    for name in ("report.html", "summary.md", "badge.svg", "badge.json"):
        assert "ut short after " in (tmp_path / "out" / name).read_text(encoding="utf-8")
    assert "cf222e" == json.loads((tmp_path / "out" / "badge.json").read_text())["color"]


def test_bytes_are_bounded(tmp_path: Path) -> None:
    """A hundred megabytes of error, header, message or print: a report of less than 5 MB, in less than 0.6 GB."""
    ended = run(tmp_path, "function", [row.fault for row in LARGE], 0)

    holds(ended, LARGE)
    is_complete(ended)
    assert sum(ended.files.values()) < 5_000_000
    assert ended.memory < 600_000_000  # of which the adapter's own strings are the most


def test_the_table_is_large_enough() -> None:
    """At least sixty rows, none twice."""
    keys = [(row.fault, row.attachment, row.workers) for row in rows()]

    assert 60 <= len(keys) == len({*keys})
    assert {REPORTED, CUT_SHORT} == {row.report for row in rows()}


def test_what_was_measured_is_within_the_bars() -> None:
    """Each fault of too many bytes, in each way to run: half a gigabyte of memory, and 5 MB of report."""
    found = measured()

    assert {(fault, attachment) for fault in LARGE_ONES for attachment in ATTACHMENTS} == {
        (one.fault, one.attachment) for one in found
    }
    assert [] == [one for one in found if one.memory > 500_000_000 or one.report > 5_000_000]
