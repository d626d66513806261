"""How long runs take, beside the least that they could: the figures of docs/performance.md, with their bars.

    python benchmarks/suite_time.py [--only PART]… [--write docs/performance.md]

| part | what it measures |
| --- | --- |
| `floor` | the reference, and what serves from memory, beside as many empty items; two workers beside one process |
| `again` | one verdict again, `crosswire --help`, and the import, from the shell |
| `attached` | the reference adapter as a worker and as a gateway, beside in this process |
| `readers` | reading and validating events, beside `json.loads` and the official SDK |
| `loopback` | the upstream over a network, beside a bare server of asyncio |
| `litellm` | litellm in this process, all verdicts, beside litellm's own calls (where it is installed) |
| `llm_comply` | checks a second of the reference adapter as a gateway, beside llm-comply's (where it is installed) |
| `scenarios` | 100, 1,000 and 10,000 scenarios |
| `verdicts` | 100,000 verdicts: journal, report.json and page, and the page in a browser |

Ratios are of seconds of the processor in the same run of this command, and are what to compare between machines. The
whole takes about twenty minutes; `floor` five, `attached` four, `litellm` five, `llm_comply` two, `scenarios` five.
"""

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import llm_comply
from empty_items import floor
from loopback import apart, best_of, serve, serve_barely
from many_scenarios import judged
from own_calls import judged_with_own_share
from readers import measured as measured_readers
from took import Figure, Took, at_most, judge, run, run_pytest

from crosswire.adapters.workers import host
from crosswire.files import write_whole
from crosswire.reporting.reading import read_report

FROM_MEMORY = str(Path(__file__).parent / "from_memory.py")
AGAIN = "suites/test_content.py::test_text_arrives[chat-json-plain_text]"
NOTHING = Took(0, 0, 0)


def floor_part() -> Iterator[Figure]:
    """Measure the reference adapter beside the floor, with an empty cache and again; two workers beside one process."""
    with tempfile.TemporaryDirectory() as folder:
        of_this = {"CROSSWIRE_CACHE": str(Path(folder) / "cache")}
        first = judge("reference", "--report", folder, variables=of_this)
        verdicts = len(read_report(Path(folder)).verdicts)
        again = judge("reference", variables=of_this)
        timed, own = judged_with_own_share("reference", variables=of_this)
        two = judge("reference", "-n", "2", variables=of_this)
        memory = {**of_this, "BENCHMARK_MEMORY": str(Path(folder) / "memory")}
        _, from_memory = (judge(FROM_MEMORY, variables=memory) for _ in range(2))
    least = floor(verdicts)
    without = timed.processor - own
    yield Figure(f"the floor: {verdicts:,} empty items, JSON parsed", least)
    for when, took in (("for the first time", first), ("again", again)):
        yield at_most(f"reference, all verdicts, {when}: beside the floor", took, took.processor / least.processor, 1.8)
        yield at_most(f"reference, all verdicts, {when}: memory", took, took.megabytes, 300, "MB")
    ratio = from_memory.processor / least.processor
    yield at_most("an adapter that serves from memory, again: beside the floor", from_memory, ratio, 1.8)
    yield Figure("the reference's own calls, of the processor", timed, f"{own:.1f} s")
    yield Figure("the run without them, beside the floor", timed, f"{without / least.processor:.2f} times")
    yield Figure("two loops of Python side by side, beside one after the other", NOTHING, f"{_two_at_once():.2f} times")
    yield at_most("`-n 2` beside one process, by the clock", two, two.wall / again.wall, 0.6)
    yield Figure("`-n 2` beside one process, of the processor", two, f"{two.processor / again.processor:.2f} times")


LOOP = "sum(number * number for number in range(20_000_000))"


def _two_at_once() -> float:
    """Return how long two processes take together, beside one after the other: no two workers take less."""
    command = [sys.executable, "-c", LOOP]
    alone = run(command).wall
    began = time.perf_counter()
    for process in [subprocess.Popen(command) for _ in range(2)]:
        process.wait()
    return (time.perf_counter() - began) / (2 * alone)


def again_part() -> Iterator[Figure]:
    """Measure what is started from the shell: the second time, when its files are in memory."""
    options = ["--adapter", "reference", "--clients", "none", "-n", "0"]
    once, again = (run_pytest([AGAIN, *options]) for _ in range(2))
    yield at_most("one verdict again, from the shell", again, min(once.wall, again.wall), 2, "s")
    for name, command in (
        ("`crosswire --help`", ["-m", "crosswire", "--help"]),
        ("`import crosswire`", ["-c", "import crosswire"]),
    ):
        _, took = (run([sys.executable, *command]) for _ in range(2))
        yield Figure(name, took, f"{took.wall:.2f} s")


WORKER = """
name = "reference-worker"

[worker]
command = ["{{python}}", "-I", "{host}", "{{here}}/reference_worker.py"]
"""


def attached_part() -> Iterator[Figure]:
    """Measure the reference adapter outside of this process, all verdicts."""
    alone = judge("reference")
    yield Figure("reference, in process", alone)
    with tempfile.TemporaryDirectory() as folder:
        description = Path(folder) / "worker.toml"
        description.write_text(WORKER.format(host=host.__file__))
        (Path(folder) / "reference_worker.py").write_text("from crosswire.reference import chat, declares, responses\n")
        for name, adapter in (("a worker", str(description)), ("a gateway", "reference-http")):
            took = judge(adapter)
            ratio = took.processor / alone.processor
            yield Figure(f"the same as {name}, beside in process", took, f"{ratio:.2f} times")


def readers_part() -> Iterator[Figure]:
    """Measure reading and validating events."""
    least, *others = measured_readers().items()
    for name, rate in [least, *others]:
        beside = "" if name == least[0] else f", {least[1] / rate:.1f} times as long as {least[0]}"
        yield Figure(f"events read: {name}", NOTHING, f"{rate:,.0f} a second{beside}")


def loopback_part() -> Iterator[Figure]:
    """Measure the upstream over a network beside a bare server."""
    best = best_of({"crosswire": apart(serve), "asyncio": apart(serve_barely)}, requests=1000)
    for name, (rate, first) in best.items():
        yield Figure(
            f"upstream over a network: {name}", NOTHING, f"{rate:,.0f} answers a second, first event {first:.2f} ms"
        )


def litellm_part() -> Iterator[Figure]:
    """Measure litellm in this process beside its own calls."""
    if find_spec("litellm") is None:
        print("litellm is left out: pip install 'crosswire[litellm]'")
        return
    took, own = judged_with_own_share("litellm")
    yield Figure("litellm's own calls", NOTHING, f"{own:.1f} s")
    yield at_most("litellm in process, beside its own calls", took, took.processor / own, 1.6)


def llm_comply_part() -> Iterator[Figure]:
    """Measure how many checks a second are made of the reference adapter as a server, beside llm-comply."""
    if (program := llm_comply.installed()) is None:
        print(f"llm-comply is left out: {llm_comply.INSTALL}, into an environment that is on PATH")
        return
    other = llm_comply.checked(program)
    with tempfile.TemporaryDirectory() as folder:
        took = judge("reference-http", "--report", folder)
        verdicts = len(read_report(Path(folder)).verdicts)
    name = f"llm-comply on a server: {other.checks} checks, of which {other.passed} pass"
    yield Figure(name, other.took, f"{other.checks / other.took.wall:,.0f} a second")
    yield Figure(f"the suites on the same: {verdicts:,} verdicts", took, f"{verdicts / took.wall:,.0f} a second")


def scenarios_part() -> Iterator[Figure]:
    """Measure how time and memory grow with the number of scenarios."""
    none, *many = ((number, judged(number)) for number in (1, 100, 1_000, 10_000))
    for number, took in many:
        yield Figure(f"{number:,} scenarios", took, f"{1000 * took.processor / number:.1f} ms each")
    (less, fewer), (more, most) = many[-2:]
    start = none[1].processor
    growth = (most.processor - start) / (fewer.processor - start) / (more / less)
    yield at_most(f"{less:,} → {more:,} scenarios, beside linear", most, growth, 1.15)
    kilobytes = 1000 * (most.megabytes - fewer.megabytes) / (more - less)
    yield at_most("memory of each further scenario", most, kilobytes, 100, "KB")


def verdicts_part() -> Iterator[Figure]:
    """Measure 100,000 verdicts, and their page in a browser where there is one."""
    with tempfile.TemporaryDirectory() as name:
        took = run([sys.executable, str(Path(__file__).with_name("many_verdicts.py")), name])
        sizes = {file: (Path(name) / file).stat().st_size / 1e6 for file in ("report.json", "report.html")}
        yield at_most("100,000 verdicts to journal, report.json and page", took, took.wall, 20, "s")
        yield at_most("memory of that", took, took.megabytes, 500, "MB")
        yield Figure("their sizes", NOTHING, ", ".join(f"{file} {size:.1f} MB" for file, size in sizes.items()))
        if (seconds := _seconds_in_browser(Path(name) / "report.html")) is not None:
            yield at_most("the page in a browser, until it is painted", NOTHING, seconds, 2, "s")


def _seconds_in_browser(page: Path) -> float | None:
    """Return the seconds until a page is painted; None where there is no browser."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None or find_spec("playwright") is None:
        print("the browser is left out: there is no Chromium on PATH, or no playwright")
        return None
    from playwright.sync_api import sync_playwright
    from report_page import PAINTED

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        shown = browser.new_page()
        shown.goto(page.as_uri())
        seconds = float(shown.evaluate(PAINTED)) / 1000
        browser.close()
    return seconds


PARTS: Mapping[str, Callable[[], Iterator[Figure]]] = {
    "floor": floor_part,
    "again": again_part,
    "attached": attached_part,
    "readers": readers_part,
    "loopback": loopback_part,
    "litellm": litellm_part,
    "llm_comply": llm_comply_part,
    "scenarios": scenarios_part,
    "verdicts": verdicts_part,
}


def row(figure: Figure, part: str, date: object) -> str:
    """Return the line of a table; its last cells are the part that it is of, and the day on which that was measured."""
    took = figure.took
    spent = f"{took.wall:.1f} | {took.processor:.1f} | {took.megabytes:,.0f} MB" if took.wall else "| |"
    reached = {None: "", True: "reached", False: "**not reached**"}[figure.is_reached]
    return f"| {figure.name} | {spent} | {figure.value} | {figure.bar} | {reached} | {part} | {date} |"


def measured_before(page: Path | None) -> Mapping[str, Sequence[str]]:
    """Return the rows of a page by their part; nothing where there is no page."""
    lines = page.read_text(encoding="utf-8").splitlines() if page and page.is_file() else ()
    rows: dict[str, list[str]] = {}
    for line in lines:
        *_, part, _day, _end = [cell.strip() for cell in ["", "", *line.split("|")]]
        if part in PARTS:
            rows.setdefault(part, []).append(line)
    return rows


HEAD = """<!-- Made by benchmarks/suite_time.py; do not edit -->
# Performance

`python benchmarks/suite_time.py`, Python {python}, {cores} cores, {machine}. The last columns are the part, which
`--only` measures by itself, and the day on which it was measured.

Seconds are by the clock and of the processor, which counts a run's children, too; memory is the most of one process.
The floor is as many empty items of a plain `pytest.Item`, run with the same plugins, and every payload of the
recordings parsed once. Compare ratios, not seconds: both sides of a ratio were measured in the same run.
*Again* is a run whose cache an earlier one has filled: it knows which routes each requirement judges, and which served
answers the official SDK has read right.

A test of a requirement is a parametrised function. Where its exchange is performed and it passes, pytest's steps are
left out, which take several times as long: no output is captured, and the hooks `pytest_runtest_protocol`,
`pytest_runtest_setup`, `_call` and `_teardown` are not called. A plugin or a conftest.py that has one of these hooks is
asked for every test, and so are fixtures; then a run takes longer. A requirement that warns goes pytest's way. Where no
plugin reads the reports of tests, and there is no JUnit XML, the report of what passed is made without
`pytest_runtest_makereport`, and has no keywords and properties: pytest keeps it to the end of the run. Then a worker of
pytest-xdist sends one report of an exchange that is kept, where it would send six messages for each test.

| | seconds | of the processor | memory | figure | bar | | part | day |
| --- | ---: | ---: | ---: | ---: | ---: | --- | --- | --- |
"""


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part; may be repeated")
    parser.add_argument("--write", type=Path, help="the page to write; of parts that are not measured its rows stay")
    given = parser.parse_args()
    rows = {part: measured_before(given.write).get(part, []) for part in PARTS}
    date = datetime.now(UTC).date()
    for part in given.only or PARTS:
        rows[part] = []
        for figure in PARTS[part]():
            rows[part] = [*rows[part], row(figure, part, date)]
            print(rows[part][-1], flush=True)
    if given.write:
        machine = f"{platform.system()} {platform.machine()}"
        head = HEAD.format(python=platform.python_version(), cores=os.cpu_count(), machine=machine)
        write_whole(given.write, head + "".join(f"{line}\n" for lines in rows.values() for line in lines))


if __name__ == "__main__":
    main()
