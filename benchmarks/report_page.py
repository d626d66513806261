"""How large report.html is, how long it takes to write, and how long a browser takes to show it.

    python benchmarks/report_page.py [REPORT.json…]

Without arguments for 5,000 and 15,000 made-up verdicts of one adapter, 5,000 that all failed, for 400 causes, and a
comparison of 20; with some, for these. In the browser: until the page with its matrix is painted (with 5,000 verdicts
below a second, with 5,000 failed ones below two, and 6 MB), until another filter is, and until the page of a verdict
or a cause with its payloads is. The best of some rounds; needs Chromium.
"""

import argparse
import json
import math
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from made_up import made_up
from playwright.sync_api import Page, sync_playwright

from crosswire.reporting.html import render
from crosswire.reporting.model import Report

LIMITS: Mapping[str, tuple[float, float]] = {"5,000 verdicts": (1.0, 6.0), "5,000 failed": (2.0, 6.0)}
"""Seconds in which a page is there, and megabytes that it may have."""
ROUNDS = 5

PAINTED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  do await frame(); while (!document.querySelector("#explorer table"));
  await frame();
  return performance.now();
}"""
UNTIL = """async ([place, there]) => {
  const began = performance.now();
  location.hash = place;
  const frame = () => new Promise(requestAnimationFrame);
  do await frame(); while (!document.querySelector(there));
  await frame();
  return performance.now() - began;
}"""


def cases(paths: Sequence[Path]) -> Iterator[tuple[str, Sequence[Report]]]:
    """Yield what is measured, by its name."""
    for path in paths:
        body = json.loads(path.read_text(encoding="utf-8"))
        yield path.parent.name, [Report.from_json(report) for report in body.get("reports", [body])]
    if not paths:
        yield "5,000 verdicts", [made_up(5_000)]
        yield "5,000 failed", [made_up(5_000, healthy=1)]
        yield "15,000 verdicts", [made_up(15_000)]
        yield "20 adapters of 5,000", [made_up(5_000, f"adapter-{number}", 2 + number) for number in range(20)]


def measured(page: Page, reports: Sequence[Report], folder: Path) -> tuple[Mapping[str, float], int]:
    """Return the seconds of each step, and the size of the file."""
    file = folder / "report.html"
    began = time.perf_counter()
    file.write_text(render(reports), encoding="utf-8")
    seconds = {"write": time.perf_counter() - began}
    for _ in range(ROUNDS):
        page.goto("about:blank")
        page.goto(file.as_uri())
        shown = page.evaluate(PAINTED)
        link = page.locator("#explorer a.cell.failed, #explorer a.cell").first.get_attribute("href")
        steps = {
            "show": shown,
            "filter": page.evaluate(UNTIL, ["#matrix?verdict=failed", "#explorer .failed"]),
            "open a verdict": page.evaluate(UNTIL, [link, ".pane pre .line, #page > .note"]),
        }
        if causes := page.locator("#causes .sentence a").all():
            cause = causes[0].get_attribute("href")
            steps["open a cause"] = page.evaluate(UNTIL, [cause, ".to-copy ~ .four pre .line, .to-copy ~ .note"])
        seconds |= {name: min(seconds.get(name, took), took / 1000) for name, took in steps.items()}
    return seconds, file.stat().st_size


def main() -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("reports", nargs="*", type=Path, help="a report.json or comparison.json")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("there is no Chromium on PATH: apt-get install chromium")
    first = None
    missed = []
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(executable_path=chromium)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        for name, reports in cases(options.reports):
            seconds, size = measured(page, reports, Path(folder))
            first = first or seconds
            most, megabytes = LIMITS.get(name, (math.inf, math.inf))
            if seconds["show"] > most or size > megabytes * 1e6:
                missed.append(f"{name}: {seconds['show']:.2f} s of {most}, {size / 1e6:.1f} MB of {megabytes}")
            verdicts = sum(len(report.verdicts) for report in reports)
            print(f"{name}: {verdicts:,} verdicts, {size / 1e6:.1f} MB, {size / verdicts:.0f} bytes each")
            for step, took in seconds.items():
                times = f"   {took / first[step]:5.1f} times the first" if step in first else ""
                print(f"  {step:<16}{took:7.3f} s{times}")
        browser.close()
    for line in missed:
        print(line, file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
