"""The files of a report and of a comparison, and writing them."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from crosswire.facts import Json
from crosswire.files import sweep, write_whole
from crosswire.reporting.badge import to_endpoint, to_svg
from crosswire.reporting.comments import summarise
from crosswire.reporting.html import render
from crosswire.reporting.model import FORMAT, Evidence, Report, to_line
from crosswire.reporting.packed_turns import lines_of


def to_text(value: Mapping[str, Any]) -> str:
    """Return an object as JSON, as `pieces_of` has it."""
    return "".join(pieces_of(value))


def pieces_of(value: Mapping[str, Any]) -> Iterator[str]:
    """Yield an object as JSON, with a line for each of its entries, and for each entry of a list in it.

    What is in a line, such as a verdict, is made JSON by `to_line`: one after the other, they take little memory.
    """
    for number, (key, entry) in enumerate(value.items()):
        yield f"{',' if number else '{'}\n{_line(key)}: "
        if isinstance(entry, list | tuple) and entry:
            yield from (f"{',' if position else '['}\n{_line(one)}" for position, one in enumerate(entry))
            yield "\n]"
        else:
            yield _line(entry)
    yield "\n}\n"


def _line(value: Any) -> str:
    if not isinstance(value, Evidence):
        return to_line(value)
    # The payloads, of which a report has megabytes, are lines of JSON already.
    lines = {name: to_line(getattr(value, name)) for name in _OF_EVIDENCE if name != "turns"}
    turns = ", ".join(map(_object, lines_of(value.turns)))
    return _object({name: lines.get(name, f"[{turns}]") for name in _OF_EVIDENCE})


_OF_EVIDENCE = [field.name for field in fields(Evidence)]


def _object(lines: Mapping[Any, str]) -> str:
    return f"{{{', '.join(f'{to_line(key)}: {line}' for key, line in lines.items())}}}"


def _report_pieces(report: Report) -> Iterator[str]:
    return pieces_of({"format": FORMAT, **{field.name: getattr(report, field.name) for field in fields(report)}})


def to_packed(value: Json) -> bytes:
    """Return JSON packed by gzip: the same JSON gives the same bytes."""
    return gzip.compress(json.dumps(value, separators=(",", ":")).encode("ascii"), mtime=0)


REPORT: Mapping[str, Callable[[Report], str | Iterator[str]]] = {
    "report.json": _report_pieces,
    "report.html": lambda report: render([report]),
    "summary.md": summarise,
    "badge.svg": to_svg,
    "badge.json": to_endpoint,
}
COMPARISON: Mapping[str, Callable[[Sequence[Report]], str]] = {
    "comparison.json": lambda reports: to_text({"format": FORMAT, "reports": [report.to_json() for report in reports]}),
    "comparison.html": render,
}


def write_report(report: Report, folder: Path) -> list[Path]:
    """Write a report's files into a folder, report.json first; return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    return [write_whole(folder / name, text(report)) for name, text in REPORT.items()]


def texts(reports: Sequence[Report]) -> Mapping[str, str]:
    """Return the texts of the files by name: of one report, or of a comparison."""
    if len(reports) == 1:
        return {name: "".join(text(reports[0])) for name, text in REPORT.items()}
    return {name: text(reports) for name, text in COMPARISON.items()}


def write_texts(files: Mapping[str, str], folder: Path) -> list[Path]:
    """Write texts into a folder; return the paths of the files."""
    folder.mkdir(parents=True, exist_ok=True)
    sweep(folder)
    return [write_whole(folder / name, text) for name, text in files.items()]
