"""Judge the adapters that have a recipe, one after the other, and write their reports and docs/adapters.md.

    python scripts/judge_adapters.py [NAME…]      the reports, reports/adapters/NAME/, and docs/adapters.md
    crosswire publish reports/published reports/adapters/*

The first run of each builds its environment, and is measured apart. `--cold` builds from an empty cache.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import psutil
from tables import made_by

from crosswire.adapters.recipes.catalogue import Recipe, all_recipes
from crosswire.data import cache_folder
from crosswire.files import write_whole
from crosswire.reporting.model import Report
from crosswire.requirements import SET

ROOT = Path(__file__).parents[1]
REPORTS = ROOT / "reports" / "adapters"
PAGE = ROOT / "docs" / "adapters.md"
TRIVIAL = "json-plain_text]"
"""One exchange, to see what building the environment takes."""


def main() -> None:
    """Judge, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="recipes to judge (all real adapters)")
    parser.add_argument("--cold", action="store_true", help="build every environment anew")
    parser.add_argument("--page-only", action="store_true", help="write docs/adapters.md of the reports that are there")
    given = parser.parse_args()
    recipes = {recipe.name: recipe for recipe in all_recipes()}
    if unknown := set(given.names) - recipes.keys():
        parser.error(f"{', '.join(sorted(unknown))}: not among {', '.join(recipes)}")
    unusable = []
    if not given.page_only:
        for name in given.names or real(recipes.values()):
            try:
                judge(name, cold=given.cold)
            except Unusable as error:
                unusable.append(f"{name}: {error}")
                print(unusable[-1], file=sys.stderr)
    write_whole(PAGE, page())
    if unusable:
        sys.exit(f"not judged, {len(unusable)} of them; their earlier reports stay:\n" + "\n".join(unusable))


class Unusable(Exception):
    """An adapter that could not be built, or answered nothing."""


def real(recipes: Iterable[Recipe]) -> list[str]:
    """Return the names of other people's adapters, one version of each."""
    return [recipe.name for recipe in recipes if recipe.source and "@" not in recipe.name]


def judge(name: str, *, cold: bool) -> None:
    """Run all suites on an adapter, and write its report and what the run took: seconds and megabytes.

    Raises:
        Unusable: its first exchange could not be judged. Its earlier report stays.
    """
    folder = REPORTS / name
    with tempfile.TemporaryDirectory() as cache:
        environment = {"CROSSWIRE_CACHE": cache} if cold else {}
        trial = Path(cache) / "trial"
        first = run([*pytest(name), "-k", TRIVIAL, "--report", str(trial)], environment)
        if error := first_error(trial):
            raise Unusable(error)
        whole = run([*pytest(name), "-n", "2", "--report", str(folder)], environment)
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8")
            for here in (cache, cache_folder(), sys.prefix):  # served stack traces name files of the environment
                text = text.replace(f"{here}/", "…/")
            write_whole(path, text)
    noted = {
        "built": round(first.seconds) if cold else None,
        "seconds": round(whole.seconds),
        "megabytes": round(whole.megabytes),
        "date": datetime.now(UTC).date().isoformat(),
    }
    write_whole(folder / "run.json", json.dumps(noted) + "\n")
    print(f"{name}: {noted}")


def first_error(folder: Path) -> str | None:
    """Return why a run could not judge its adapter, in one line; None where it judged it."""
    path = folder / "report.json"
    if not path.is_file():
        return "no report was written"
    verdicts = Report.from_json(json.loads(path.read_text(encoding="utf-8"))).verdicts
    errors = [verdict.message for verdict in verdicts if verdict.verdict == "error"]
    return " ".join((errors[0] or "").split()) if errors else None


def pytest(name: str) -> list[str]:
    """Return the command that judges an adapter, without what to judge. Clients, which some machines lack, do not."""
    options = ["--clients", "none", "-q", "--tb=no", "-p", "no:randomly"]
    return [sys.executable, "-m", "pytest", "suites", "--adapter", name, *options]


class run:  # noqa: N801 - a measured run
    """A command and all its children: seconds, and the most memory that they had at one time, in megabytes."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.megabytes = 0.0
        begun = time.monotonic()
        process = psutil.Popen(
            command, cwd=ROOT, env={**psutil.Process().environ(), **environment}, stdout=subprocess.DEVNULL
        )
        over = threading.Event()
        watching = threading.Thread(target=self._watch, args=[process, over])
        watching.start()
        process.wait()
        over.set()
        watching.join()
        self.seconds = time.monotonic() - begun

    def _watch(self, process: psutil.Popen, over: threading.Event) -> None:
        while not over.wait(0.5):
            held = 0
            for running in [process, *_children(process)]:
                try:
                    held += running.memory_info().rss
                except psutil.Error:
                    continue
            self.megabytes = max(self.megabytes, held / 1e6)


def _children(process: psutil.Popen) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.Error:
        return []


def page() -> str:
    """Return docs/adapters.md."""
    recipes = {recipe.name: recipe for recipe in all_recipes()}
    rows, notes = [], []
    for name, recipe in recipes.items():
        folder = REPORTS / name
        if not (folder / "report.json").is_file():
            continue
        report = Report.from_json(json.loads((folder / "report.json").read_text()))
        noted = json.loads((folder / "run.json").read_text())
        musts = Counter(verdict.verdict for verdict in report.verdicts if verdict.level == "must")
        judged = sum(count for verdict, count in musts.items() if verdict != "declared")
        warned = sum(verdict.verdict == "warned" for verdict in report.verdicts)
        built = f"{noted['built']} s" if noted["built"] else "·"
        linked = f"[{name}]({recipe.source})" if "://" in (recipe.source or "") else name
        version = report.adapter["version"] or recipe.version
        released = released_on(recipe, version) or "·"
        rows.append(
            f"| {linked} | {version} | {released} | {noted['date']} | {', '.join(recipe.serves)} | {recipe.language} "
            f"| {recipe.runs} "
            f"| {musts['passed']:,} of {judged:,} | {musts['failed']:,} | {musts['untestable']:,} | {warned:,} "
            f"| {built} | {noted['seconds']} s | {noted['megabytes']:,} MB |"
        )
        if recipe.notes:
            notes.append(f"- **{name}**: {recipe.notes}.")
    text = TEMPLATE.format(rows="\n".join([*HEAD, *rows]), notes="\n".join(notes), set=SET)
    return f"{made_by('scripts/judge_adapters.py')}\n{text}"


def released_on(recipe: Recipe, version: str) -> str | None:
    """Return when a version of an adapter came out; None where no recipe of it tells."""
    name = recipe.name.partition("@")[0]  # the litellm that is installed here may be the version of `litellm@VERSION`
    of_it = [one for one in all_recipes() if one.name.partition("@")[0] == name]
    return next((one.released for one in of_it if one.version == version), None)


COLUMNS = {
    "adapter": "---",
    "version": "---",
    "released": "---",
    "judged on": "---",
    "serves": "---",
    "language": "---",
    "runs as": "---",
    "MUST kept": "---:",
    "failed": "---:",
    "untestable": "---:",
    "SHOULD not": "---:",
    "built": "---:",
    "judged": "---:",
    "memory": "---:",
}
"""The columns of the table, and how each is aligned."""
HEAD = [f"| {' | '.join(COLUMNS)} |", f"| {' | '.join(COLUMNS.values())} |"]


TEMPLATE = """\
# Real adapters

Written by `python scripts/judge_adapters.py`, with requirement set {set}: the adapters known by name, each from one
command: `pytest suites --adapter NAME --clients none`. *Released* is when the version came out. MUST is a verdict for
each requirement, scenario, direction and mode; what an adapter declares is not counted. *Untestable* is what an adapter
that crashed, hung or refused gave nobody to judge. Five failures of each, drawn at random, are checked by hand:
[servers](checked-failures.md), [libraries](checked-libraries.md). The reports themselves are in
[reports/published](../reports/published/index.html).

{rows}

{notes}

To make all of this again (`pip install -e '.[litellm,adapters]' psutil`; needs node, npm and a package index):

    python scripts/judge_adapters.py --cold && crosswire publish reports/published reports/adapters/*

*Built* is what it takes from an empty cache until a first exchange is judged, *judged* all suites afterwards, each once
on two cores; memory is the most that the run, the adapter's own processes included, held at one time.
"""

if __name__ == "__main__":
    main()
