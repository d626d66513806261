"""100,000 verdicts: the journal, report.json and the page, in a process of its own, and how long a browser takes.

python benchmarks/many_verdicts.py FOLDER [NUMBER]
"""

import json
import sys
from pathlib import Path

from made_up import judged

from crosswire.plugin.gathering import Gathered
from crosswire.plugin.journal import Journal
from crosswire.reporting.files import write_report
from crosswire.reporting.model import to_line
from crosswire.requirements import SET

VERDICTS = 100_000
INVOCATION = {"command": "pytest suites", "date": "2026-01-01T00:00:00Z", "python": "3", "platform": "any"}


def write(folder: Path, number: int) -> None:
    """Gather so many verdicts as a run does, each in the journal, too, and write the report's files."""
    adapter = {"name": "made-up", "version": "1.0"}
    plan = {"chosen": number, "of": number}
    gathered, journal = Gathered(adapter, "0", SET, INVOCATION, plan), Journal(folder, INVOCATION)
    journal.begin(adapter, plan)
    for verdict, exchange in judged(number):
        message = to_line({"verdict": verdict, "exchange": exchange, "listed": []}, ascii_only=True)
        gathered.add(json.loads(message))
        journal.add(adapter, message)
    journal.close()
    write_report(gathered.report(), folder)


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else VERDICTS)
