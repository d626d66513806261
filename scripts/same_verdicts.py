"""Judge published adapters again, and say which verdicts differ: what makes a run faster has to change none.

    python scripts/same_verdicts.py [NAME…]     adapters by the names of their folders (all that are published)

A verdict is the same if its word, its loss, its fault and the groups of facts that were not kept are: in older reports
some facts have an id in their names, which is another in each run. Exit status 1: some differ. An adapter may itself be
why: one that makes ids of the time in milliseconds gives an item two, or one, as it happens.
"""

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from judge_adapters import ROOT, pytest

from crosswire.adapters.recipes.catalogue import all_recipes
from crosswire.reporting.model import Report, Verdict
from crosswire.reporting.reading import read_report

PUBLISHED = ROOT / "reports" / "published" / "adapters"
SHOWN = 10
"""How many verdicts of an adapter that differ are printed."""


def main() -> None:
    """Judge, and print a line an adapter."""
    folders = {folder.name: folder for folder in sorted(PUBLISHED.iterdir())}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", default=[*folders])
    names = parser.parse_args().names
    if unknown := set(names) - folders.keys():
        parser.error(f"{', '.join(sorted(unknown))}: not among {', '.join(folders)}")
    found = [differs(read_report(folders[name])) for name in names]
    sys.exit(any(found))


def differs(published: Report) -> bool:
    """Judge an adapter again, and print what differs."""
    target = recipe_of(published)
    if target is None:
        print(f"{published.adapter['name']} {published.adapter['version']}: no recipe is of this version", flush=True)
        return True
    with tempfile.TemporaryDirectory() as made:
        subprocess.run([*pytest(target), "-n", "2", "--report", made], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
        if not (Path(made) / "report.json").is_file():
            print(f"{target}: not judged", flush=True)
            return True
        before, after = by_key(published.verdicts), by_key(read_report(Path(made)).verdicts)
    other = sorted(
        f"{'-'.join(filter(None, map(str, key)))}: {before.get(key)} before, {after.get(key)} now"
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    )
    print(f"{target}: {len(other):,} of {len(before):,} verdicts differ", *other[:SHOWN], sep="\n  ", flush=True)
    return bool(other)


def recipe_of(published: Report) -> str | None:
    """Return the recipe of a published adapter, whose package may have another name; None where there is none."""
    name, version = published.adapter["name"], published.adapter["version"]
    of_version = [recipe.name for recipe in all_recipes() if recipe.version == version]
    return next((one for one in of_version if one.partition("@")[0] == name), next(iter(of_version), None))


def by_key(verdicts: Iterable[Verdict]) -> Mapping[tuple[object, ...], str]:
    """Return what each verdict says, without words that may be others in each run."""
    return {one.key: " ".join(filter(None, (one.verdict, one.loss, one.fault, *_groups(one)))) for one in verdicts}


def _groups(verdict: Verdict) -> list[str]:
    return sorted({re.split(r"[.\[]", difference.fact)[0] for difference in verdict.differences})


if __name__ == "__main__":
    main()
