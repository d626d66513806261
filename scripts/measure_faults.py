"""Measure what a fault of too many bytes costs: the memory of the run, its seconds, and the size of its report.

    python scripts/measure_faults.py

writes tests/faults/measured.json, of which docs/faults.md shows the classes. The seconds are those of this machine; the
bars are 0.5 GB of memory and 5 MB of report.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.faults.faulty import LARGE_ONES
from tests.faults.measured import FILE, Measured
from tests.faults.running import ATTACHMENTS, Attachment, run

from crosswire.files import write_whole

BEGIN = 2
"""Processes of one measure: memory is known of all children together, so that each measure has its own process."""


def measure(fault: str, attachment: Attachment) -> Measured:
    """Judge one fault in a process of its own."""
    words = [sys.executable, __file__, fault, attachment]
    ran = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True)
    return Measured(fault, attachment, **json.loads(ran.stdout))


def main() -> None:
    """Measure all, or one for `measure`."""
    if len(sys.argv) == 1 + BEGIN:
        fault, attachment = sys.argv[1:]
        with tempfile.TemporaryDirectory() as folder:
            began = monotonic()
            ended = run(Path(folder), attachment, [fault], 0)  # type: ignore[arg-type]
            seconds = monotonic() - began
        sizes = {"memory": ended.memory, "report": ended.files["report.json"], "seconds": round(seconds, 1)}
        print(json.dumps(sizes))
        return
    found = [measure(fault, attachment) for fault in LARGE_ONES for attachment in ATTACHMENTS]
    for one in found:
        print(
            f"{one.fault:22} {one.attachment:9} {one.memory / 1e6:6.0f} MB {one.report:9,} bytes {one.seconds:6.1f} s"
        )
    write_whole(FILE, json.dumps([one.to_json() for one in found], indent=1) + "\n")


if __name__ == "__main__":
    main()
