"""Reports are read as they were written; other files are refused with where and why."""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from crosswire.errors import ReportInvalid
from crosswire.facts import Json
from crosswire.losses import Difference
from crosswire.reporting.files import COMPARISON, to_packed, write_report
from crosswire.reporting.model import Verdict
from crosswire.reporting.reading import read_report, read_sources
from crosswire.reporting.runs import Run
from tests.reporting.report_examples import FAILED, evidence, report, run, verdict

MINE = report(verdict(FAILED, message="half a pair: \ud83d"), verdict(mode="stream"), exchanges=(evidence(),))
OTHER = replace(MINE, adapter={"name": "other", "version": None})


def _write(path: Path, payload: Json) -> Path:
    path.write_text(json.dumps(payload, ensure_ascii=False), encoding="utf-8", errors="backslashreplace")
    return path


def test_a_report_comes_back(tmp_path: Path) -> None:
    """A report is read as it was written, by its file or its folder."""
    file = write_report(MINE, tmp_path)[0]

    assert MINE == read_report(file)
    assert MINE == read_report(tmp_path)


def test_a_comparison_holds_several(tmp_path: Path) -> None:
    """All reports of a comparison are read, in order, by its file or its folder."""
    (tmp_path / "comparison.json").write_text(
        COMPARISON["comparison.json"]([MINE, OTHER]), encoding="utf-8", errors="backslashreplace"
    )

    assert [MINE, OTHER] == [source.report for source in read_sources(tmp_path)]
    with pytest.raises(ReportInvalid, match=r"comparison.json compares 2 adapters; one report is allowed here"):
        read_report(tmp_path / "comparison.json")


def test_a_packed_report_comes_back(tmp_path: Path) -> None:
    """Packing gives the same bytes each time; a packed report is read by file or folder, and so is an unpacked one."""
    packed = to_packed(MINE.to_json())
    file = tmp_path / "report.json.gz"
    file.write_bytes(packed)

    assert packed == to_packed(MINE.to_json())
    assert MINE == read_report(file) == read_report(tmp_path)
    file.write_bytes(gzip.decompress(packed))
    assert MINE == read_report(file)


@pytest.mark.parametrize(
    "broken", [lambda packed: packed[:-20], lambda packed: packed[:12] + b"?" * 40, lambda _: b"\x1f\x8bx"]
)
def test_what_is_packed_by_halves_is_told(broken: Callable[[bytes], bytes], tmp_path: Path) -> None:
    """The message says that a file isn't whole: a cut download, or data that only begins like gzip."""
    (tmp_path / "report.json.gz").write_bytes(broken(to_packed(MINE.to_json())))

    with pytest.raises(ReportInvalid, match=r"report.json.gz is not a report: it is not whole \(.+\); pytest suites "):
        read_report(tmp_path)


def _changed(**changed: Any) -> dict[str, Any]:
    return {**report(verdict()).to_json(), **changed}


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        ([], "is not a report: it has no verdicts; pytest suites --adapter TARGET --report DIR writes one"),
        ({"interactions": []}, "is not a report: it has no verdicts; "),
        (_changed(format=2), "has the report format 2, written by Crosswire 0.1.0; Crosswire "),
        (_changed(format=True), "is not as schemas/report.json has it: format: true is not 1; "),
        ({"verdicts": []}, "has the report format null; Crosswire "),
        (_changed(verdicts=[{}]), "is not as schemas/report.json has it: verdicts[0]: 'requirement' is missing (and "),
        (_changed(requirements="all"), "is not as schemas/report.json has it: requirements: "),
        ({"format": 1, "reports": []}, "is not as schemas/comparison.json has it: reports: has 0 items, fewer than 2"),
        ({"format": 3, "reports": []}, "has the comparison format 3; Crosswire "),
        (
            {"format": 1, "reports": [_changed(), _changed(colour="red")]},
            "is not as schemas/report.json has it: reports[1]: 'colour' is not known here; ",
        ),
    ],
)
def test_what_is_no_report_is_told(payload: Json, text: str, tmp_path: Path) -> None:
    """One line says which file, where in it, what is wrong, and what writes a report."""
    file = _write(tmp_path / "given.json", payload)

    with pytest.raises(ReportInvalid) as raised:
        read_sources(file)
    assert str(raised.value).startswith(f"{file} {text}")
    assert "\n" not in str(raised.value)


KILLED = {"ended": "killed"}


@pytest.mark.parametrize(
    ("verdicts", "runs", "text"),
    [
        (2 * [verdict()], [], "verdicts: TOKENS-1 on chat-json-plain_text is there 2 times; "),
        ([verdict()], [run(5, 100)], "runs[0]: it chose 100 verdicts of 5; "),
        ([verdict()], [run(5, 5, skipped={"no SDK": 9})], "runs[0]: it chose 5 verdicts, and skipped 9 of them; "),
        ([verdict(), verdict(mode="stream")], [run(5, 1)], "runs: chosen were 1 verdicts, judged 2; "),
        ([verdict()], [run(5, 1, **KILLED)], "runs: one ended before all was judged (killed), and no verdict is "),
        ([verdict()], [run(5, 5, skipped={"no SDK": 4}, **KILLED)], "runs: one ended before all was judged (killed), "),
    ],
)
def test_a_report_that_contradicts_itself_is_refused(
    verdicts: list[Verdict], runs: list[Run], text: str, tmp_path: Path
) -> None:
    """A verdict is there once, and the numbers of the runs fit one another and the verdicts."""
    made = replace(report(*verdicts), runs=tuple(runs))
    file = _write(tmp_path / "given.json", made.to_json())

    with pytest.raises(ReportInvalid) as raised:
        read_sources(file)
    assert str(raised.value).startswith(f"{file} contradicts itself: {text}")


def test_an_integer_may_be_written_with_a_point(tmp_path: Path) -> None:
    """JSON Schema calls 1.0 an integer; read, it is one. Payloads stay as they are."""
    lost = verdict(FAILED, turn=1, differences=[Difference("usage", "lost", 1.5, None, turn=1, times=2)])
    whole = replace(report(lost, exchanges=(evidence(),)), runs=(run(3, 3, skipped={"no SDK": 1}),))
    text = re.sub(r'("(?:of|chosen|turn|times|no SDK)": \d+)', r"\1.0", json.dumps(whole.to_json()))
    (tmp_path / "report.json").write_text(text, encoding="utf-8")
    read = read_report(tmp_path)

    assert '"times": 2.0' in text
    assert repr(whole.to_json()) == repr(read.to_json())


def test_a_run_that_ended_early_may_be_completed_by_another(tmp_path: Path) -> None:
    """Merged, the two have all verdicts."""
    merged = replace(report(verdict(), verdict(mode="stream")), runs=(run(2, 2, **KILLED), run(2, 1)))
    read = read_report(_write(tmp_path / "given.json", merged.to_json()))

    assert not read.coverage.is_partial


def test_what_is_not_json_is_told(tmp_path: Path) -> None:
    """The message says where the JSON breaks, that it isn't text, or that there is no file or no report."""
    (tmp_path / "page.html").write_text("<!doctype html>", encoding="utf-8")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    (tmp_path / "both").mkdir()
    for name in ("report.json", "comparison.json"):
        (tmp_path / "both" / name).write_text("{}", encoding="utf-8")
    text = {
        "page.html": "is not a report: it is not JSON (Expecting value: line 1 column 1 (char 0)); pytest ",
        "picture.png": "is not a report: 'utf-8' codec can't decode byte 0x89",
        "nowhere.json": "No such file or directory; pytest suites --adapter TARGET --report DIR writes one",
        "both": "holds report.json and comparison.json; give one of the files",
        ".": "holds no report.json; pytest suites --adapter TARGET --report DIR writes one",
    }
    for name, words in text.items():
        with pytest.raises(ReportInvalid) as raised:
            read_sources(tmp_path / name)
        assert words in str(raised.value)


def test_the_schema_of_a_comparison_is_a_schema() -> None:
    """schemas/comparison.json is valid JSON Schema, and allows no other fields."""
    from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has no types of its own

    from crosswire.wire.schema_files import document
    from crosswire.wire.schemas import violations

    Draft202012Validator.check_schema(document("comparison"))

    assert [] == violations("comparison", json.loads(COMPARISON["comparison.json"]([MINE, OTHER])))
    assert ["'by' is not known here"] == [
        str(entry) for entry in violations("comparison", {"format": 1, "reports": [{}, {}], "by": "me"})
    ]
