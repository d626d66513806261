"""Write what a run found into a document: `python scripts/losses_table.py REPORT.json DOCUMENT.md [--check]`.

The tables go between the document's `<!-- losses -->` and `<!-- end of losses -->`. With `--check` nothing is written,
and the exit status is 1 where the document differs from the report.
"""

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from crosswire.files import write_whole
from crosswire.reporting.loss_lines import losses
from crosswire.reporting.model import Report, Verdict

BEGIN, END = "<!-- losses -->", "<!-- end of losses -->"
HEAD = "<!-- The tables at the end are made by scripts/losses_table.py; do not edit them -->"
LONGEST = 90
UUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
VOLATILE = re.compile(UUID + r'|(?<="created": )\d+|(?<="created_at": )\d+')
"""What differs from run to run: ids made up by chance, and the time."""


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("report", type=Path)
    parser.add_argument("document", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    report = Report.from_json(json.loads(arguments.report.read_text(encoding="utf-8")))
    old = arguments.document.read_text(encoding="utf-8")
    before, _, rest = old.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        parser.error(f"{arguments.document} has no {BEGIN} … {END}")
    head = "" if before.startswith(HEAD) else f"{HEAD}\n"
    new = "\n".join([f"{head}{before}{BEGIN}", *tables(report), f"{END}{after}"])
    if arguments.check:
        return int(old != new)
    write_whole(arguments.document, new)
    return 0


def tables(report: Report) -> Iterator[str]:
    """Yield the lines of both tables: every MUST that failed, and the rest by requirement."""
    failed = [verdict for verdict in report.verdicts if verdict.verdict == "failed"]
    yield f"{len(failed)} of {len(report.verdicts)} verdicts are failures of a MUST:"
    yield ""
    yield from table(["requirement", "scenario", "exchange", "", "where", "was", "came"], map(_failure, failed))
    yield ""
    yield "And what is not a MUST:"
    yield ""
    lines = [line for line in losses(report.verdicts) if line.example.verdict != "failed"]
    rows = (
        [
            line.example.requirement,
            line.example.level.upper(),
            line.example.serves,
            f"{line.times} of {line.of}",
            line.example.sentence,
        ]
        for line in lines
    )
    yield from table(["requirement", "level", "serves", "times", "not kept"], rows)


def _failure(verdict: Verdict) -> list[str]:
    where = [f"{point} `{places[0]}`" for point, places in verdict.pointers.items() if places]
    return [
        verdict.requirement,
        verdict.scenario,
        f"{verdict.serves}-{verdict.mode}",
        verdict.loss or "",
        ", ".join(where),
        shown(verdict.expected),
        shown(verdict.received),
    ]


def shown(value: Any) -> str:
    """Return a value as it fits a cell of a table; of a list of texts the first one."""
    texts = isinstance(value, list) and value and all(isinstance(entry, str) for entry in value)
    first, more = (value[0], f" and {len(value) - 1} more" if value[1:] else "") if texts else (value, "")
    text = first if isinstance(first, str) else json.dumps(first, ensure_ascii=False)
    text = VOLATILE.sub("…", text)
    text = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
    return f"`{text}`{more}".replace("|", "\\|").replace("\n", " ")


def table(head: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield f"| {' | '.join(head)} |"
    yield f"|{' --- |' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"


if __name__ == "__main__":
    sys.exit(main())
