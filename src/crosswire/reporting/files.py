"""Writing a report: whole, or not at all."""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from crosswire.reporting.html import render
from crosswire.reporting.model import Report


def write_report(report: Report, folder: Path) -> Iterator[Path]:
    """Write `report.json` and `report.html` into a folder; yield each path once it is written."""
    folder.mkdir(parents=True, exist_ok=True)
    yield write_whole(folder / "report.json", json.dumps(report.to_json(), ensure_ascii=False, indent=1) + "\n")
    yield write_whole(folder / "report.html", render(report))


def write_whole(path: Path, text: str) -> Path:
    """Write a file so that a reader, or a crash, meets the old one or the new one, never a part."""
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        # Half of a surrogate pair, which JSON can say and UTF-8 cannot, is written as JSON writes it.
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        Path(temporary).chmod(0o644)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path
