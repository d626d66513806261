"""100,000 verdicts: the journal, report.json and the page, in a process of its own, and how long a browser takes.

python benchmarks/many_verdicts.py FOLDER [NUMBER]
"""

import json
import sys
from pathlib import Path

from report_page import made_up

from crosswire.plugin.gathering import Gathered
from crosswire.plugin.journal import Journal
from crosswire.reporting.files import write_report
from crosswire.reporting.model import jsonable
from crosswire.requirements import SET

VERDICTS = 100_000
INVOCATION = {"command": "pytest suites", "date": "2026-01-01T00:00:00Z", "python": "3", "platform": "any"}


def write(folder: Path, number: int) -> None:
    """Gather so many verdicts as a run does, each in the journal, too, and write the report's files."""
    report = made_up(number)
    shown = {exchange.route: exchange for exchange in report.exchanges}
    plan = {"chosen": len(report.verdicts), "of": len(report.verdicts)}
    gathered, journal = Gathered(report.adapter, "0", SET, INVOCATION, plan), Journal(folder, INVOCATION)
    journal.begin(report.adapter, plan)
    for verdict in report.verdicts:
        exchange = None if verdict.verdict == "passed" else shown.pop(verdict.route, None)
        message = json.dumps(jsonable({"verdict": verdict, "exchange": exchange, "listed": []}))
        gathered.add(json.loads(message))
        journal.add(report.adapter, message)
    journal.close()
    del report
    for _ in write_report(gathered.report(), folder):
        pass


if __name__ == "__main__":
    write(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else VERDICTS)
