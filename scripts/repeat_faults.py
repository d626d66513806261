"""Judge the adapter of faults again and again, in random order, with `-n 2` and under load: each report is the same.

    python scripts/repeat_faults.py [--runs N] [--seed N] [--load N] [--attachment NAME]

Reports are compared byte for byte, but for what tells one run from another: command, date, and the order of the tests.
"""

import argparse
import json
import multiprocessing
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.faults.running import ATTACHMENTS, Attachment, run
from tests.faults.table import together


def spin() -> None:
    """Hold a core."""
    while True:
        sum(range(100_000))


@contextmanager
def load(processes: int) -> Iterator[None]:
    """Hold some cores while the block runs."""
    spinning = [multiprocessing.Process(target=spin, daemon=True) for _ in range(processes)]
    for process in spinning:
        process.start()
    try:
        yield
    finally:
        for process in spinning:
            process.terminate()


def report_of(attachment: Attachment, order: random.Random) -> bytes:
    """Return the report of one run in a random order, without what tells runs apart."""
    chosen = [row.fault for row in together() if (row.attachment, row.workers) == (attachment, 2)]
    order.shuffle(chosen)
    with tempfile.TemporaryDirectory() as folder:
        run(Path(folder), attachment, chosen, 2, "--deadline", "3")
        report = json.loads((Path(folder) / "out" / "report.json").read_text(encoding="utf-8"))
    for one in report["runs"]:
        del one["command"], one["date"], one["selection"]
    return json.dumps(report, indent=1, sort_keys=True).encode()


def main() -> None:
    """Print a line a run; exit with 1 where a report differs from the first one of its kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=30, metavar="N", help="how many, over all attachments (30)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--load", type=int, default=2, metavar="N", help="how many processes hold a core meanwhile (2)")
    parser.add_argument("--attachment", choices=ATTACHMENTS, help="this one alone")
    options = parser.parse_args()
    attachments = [options.attachment] if options.attachment else [*ATTACHMENTS]
    first: dict[str, bytes] = {}
    differing = 0
    with load(options.load):
        for number in range(options.runs):
            attachment, began = attachments[number % len(attachments)], monotonic()
            report = report_of(attachment, random.Random(f"{options.seed} {number}"))
            is_same = report == first.setdefault(attachment, report)
            differing += not is_same
            words = "the same" if is_same else "another report"
            print(
                f"{number + 1:3} {attachment:9} {len(report):9,} bytes {monotonic() - began:6.1f} s  {words}",
                flush=True,
            )
            if not is_same:
                print_difference(first[attachment], report)
    print(f"{options.runs} runs with seed {options.seed}: {differing} differ")
    sys.exit(bool(differing))


def print_difference(before: bytes, after: bytes) -> None:
    """Print the verdicts and the exchanges that differ."""
    for part in ("verdicts", "exchanges"):
        old, new = (
            {" ".join(str(one.get(key)) for key in NAMED): one for one in json.loads(report)[part]}
            for report in (before, after)
        )
        for name in sorted(old.keys() | new.keys()):
            sides = [json.dumps(side.get(name), sort_keys=True) for side in (old, new)]
            if sides[0] != sides[1]:
                at = next((at for at, pair in enumerate(zip(*sides, strict=False)) if pair[0] != pair[1]), 0)
                print(f"    {part}: {name}", *(f"        …{side[max(0, at - 40) :][:200]}" for side in sides), sep="\n")


NAMED = ("requirement", "serves", "mode", "scenario", "variation")
"""What names a verdict or an exchange."""


if __name__ == "__main__":
    main()
