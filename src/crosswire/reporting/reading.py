"""Read reports, and check them against their schema."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from crosswire import __version__
from crosswire.errors import ReportInvalid
from crosswire.reporting.contradictions import contradictions
from crosswire.reporting.model import FORMAT, Report
from crosswire.wire.reading import Unreadable, read_json
from crosswire.wire.schemas import violations

HOW = "pytest suites --adapter TARGET --report DIR writes one"
NAMES = ("report.json", "report.json.gz", "comparison.json", "comparison.json.gz")
"""The names that a report or a comparison has in a folder."""


class Source(NamedTuple):
    """A report, and the file it was read from."""

    where: str
    report: Report

    def __str__(self) -> str:
        return f"{self.where} ({self.report.adapter_name})"


def read_report(path: Path) -> Report:
    """Read one report: a report.json, plain or packed as `.gz`, or the folder that holds it.

    Raises:
        ReportInvalid: there is no file, it is not a report of this format, or it holds several reports.
    """
    sources = read_sources(path)
    if len(sources) > 1:
        raise ReportInvalid(f"{path} compares {len(sources)} adapters; one report is allowed here: {HOW}")
    return sources[0].report


def read_sources(path: Path) -> Sequence[Source]:
    """Read the report of a report.json, the reports of a comparison.json, or those of the folder that holds either.

    A file may be packed, as `crosswire publish` packs them: `report.json.gz`.

    Raises:
        ReportInvalid: there is no file, or it is not a report of this format.
    """
    file = _file(path)
    try:
        body = read_json(file)
    except OSError as error:
        raise ReportInvalid(f"{file}: {error.strerror}; {HOW}") from None
    except Unreadable as error:
        raise ReportInvalid(f"{file} is not a report: {error}; {HOW}") from None
    if not isinstance(body, dict) or not body.keys() & {"verdicts", "reports"}:
        raise ReportInvalid(f"{file} is not a report: it has no verdicts; {HOW}")
    if "reports" not in body:
        return [Source(str(file), _report(file, body))]
    _check(file, "comparison", body)
    reports = [_report(file, report, f"/reports/{number}") for number, report in enumerate(body["reports"])]
    return [Source(str(file), report) for report in reports]


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = [file for name in NAMES if (file := path / name).is_file()]
    if not found:
        raise ReportInvalid(f"{path} holds no report.json; {HOW}")
    if len(found) > 1:
        raise ReportInvalid(f"{path} holds {' and '.join(file.name for file in found)}; give one of the files")
    return found[0]


def _report(file: Path, body: Mapping[str, Any], pointer: str = "") -> Report:
    _check(file, "report", body, pointer)
    report = Report.from_json(body)
    if found := next(contradictions(report), None):
        found = replace(found, pointer=pointer + found.pointer)
        raise ReportInvalid(f"{file} contradicts itself: {found}; {HOW}")
    return report


def _check(file: Path, schema: str, body: Mapping[str, Any], pointer: str = "") -> None:
    """Refuse a body of another format, or one that violates its schema; `pointer` leads to the body in the file."""
    if body.get("format") != FORMAT:
        by = f", written by Crosswire {body['crosswire']}" if isinstance(body.get("crosswire"), str) else ""
        raise ReportInvalid(
            f"{file} has the {schema} format {json.dumps(body.get('format'))}{by}; Crosswire {__version__} reads "
            f"format {FORMAT}: judge the adapter again, or read it with the Crosswire that wrote it"
        )
    if found := violations(schema, body):
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        first = replace(found[0], pointer=pointer + found[0].pointer)
        raise ReportInvalid(f"{file} is not as schemas/{schema}.json has it: {first}{more}; {HOW}")
