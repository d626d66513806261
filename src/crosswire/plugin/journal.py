"""DIR/journal.jsonl: what each test told, written as it comes, so that a run that is cut short loses nothing.

The first line says whom the run judges and by what; each line after it is what one test told. It goes when the report
has been written; where it stays, `crosswire report` makes the report of it.
"""

import json
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NamedTuple

from crosswire import __version__
from crosswire.errors import ReportInvalid
from crosswire.plugin.gathering import Gathered
from crosswire.requirements import SET
from crosswire.wire.schemas import violations

NAME = "journal.jsonl"
FORMAT = 1
"""The version of a journal; a reader of another version refuses it."""
HOW = f"pytest suites --adapter TARGET --report DIR keeps one as DIR/{NAME} until DIR/report.json is written"


class Journal:
    """A journal that is being written. The first line makes the file, in place of one that an earlier run left."""

    def __init__(self, folder: Path, invocation: Mapping[str, Any]) -> None:
        self.path = folder / NAME
        self._invocation = invocation
        self._file: TextIOWrapper | None = None

    def add(self, adapter: Mapping[str, str | None], told: str) -> None:
        """Write what one test told, JSON in one line; it is on disk when this returns, whatever becomes of pytest."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8")
            head = {
                "journal": FORMAT,
                "adapter": adapter,
                "crosswire": __version__,
                "requirements": SET,
                "invocation": self._invocation,
            }
            self._file.write(f"{json.dumps(head)}\n")
        self._file.write(f"{told}\n")
        self._file.flush()

    def close(self) -> None:
        """Stop writing."""
        if self._file is not None:
            self._file.close()

    def remove(self) -> None:
        """Take it away: the report says all of it."""
        self.close()
        self.path.unlink(missing_ok=True)


class Read(NamedTuple):
    """What a journal says."""

    gathered: Gathered
    torn: bool
    """Whether its last line was being written when the run ended."""


def read_journal(path: Path) -> Read:
    """Read a journal: the file, or the folder that holds it.

    Raises:
        ReportInvalid: it is not there, is none of this format, or its lines are not a run's.
    """
    file = path / NAME if path.is_dir() else path
    try:
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    except OSError as error:
        raise ReportInvalid(f"{file}: {error.strerror}; {HOW}") from None
    except UnicodeDecodeError:
        raise ReportInvalid(f"{file} is not a journal; {HOW}") from None
    said = [_line(line, f"{file}:{number}", last=number == len(lines)) for number, line in enumerate(lines, 1)]
    torn = bool(said) and said[-1] is None
    gathered = _gathered([each for each in said if each is not None], file)
    if not gathered.verdicts:
        raise ReportInvalid(f"{file} holds no verdict: the run ended before there was one")
    return Read(gathered, torn)


def _line(text: str, where: str, *, last: bool) -> Any:
    """Read a line; nothing comes of a last one that was not written to its end."""
    try:
        return json.loads(text)
    except ValueError as error:
        if last and not text.endswith("\n"):
            return None
        raise ReportInvalid(f"{where} is not a line of a journal: {error}; {HOW}") from None


def _gathered(said: list[Any], file: Path) -> Gathered:
    head = said[0] if said and isinstance(said[0], dict) else {}
    if head.get("journal") != FORMAT:
        by = f"; Crosswire {__version__} reads journals of format {FORMAT}" if "journal" in head else ""
        raise ReportInvalid(f"{file} is not a journal that can be read here{by}; {HOW}")
    try:
        gathered = Gathered(head["adapter"], head["crosswire"], head["requirements"], head.get("invocation"))
        for told in said[1:]:
            gathered.add(told)
        found = violations("report", gathered.report().to_json())
    except (LookupError, TypeError, AttributeError) as error:
        raise ReportInvalid(f"{file} is not a journal: {type(error).__name__}: {error}; {HOW}") from None
    if found:
        raise ReportInvalid(f"{file} makes no report: {found[0]}; {HOW}")
    return gathered
