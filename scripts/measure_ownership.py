"""Measure which requirements own each fact, and write suites/ownership.toml.

    python scripts/measure_ownership.py [SAMPLES]

For each way in which a fact can differ (lost, altered, doubled, moved, invented), some mutants of the reference
adapter's exchanges are judged: SAMPLES, or 12. A change that fails no requirement has to be in suites/free.toml; those
that are not there are printed.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from crosswire.files import write_whole
from crosswire.specification.ownership import Cell, load_free

ROOT = Path(__file__).parents[1]
HEAD = """\
# Made by scripts/measure_ownership.py; do not edit
# Which requirements tell that a fact differs: arrow, direction, fact, change, mode.
"""


def main(arguments: Sequence[str]) -> int:
    """Run the command."""
    sys.path.insert(0, str(ROOT))
    from tests.suites.owning import judged_mutants, owners

    found = list(judged_mutants(int(arguments[0]) if arguments else 12))
    owned = owners(found)
    write_whole(ROOT / "suites" / "ownership.toml", "\n".join([HEAD, *_tables(owned), ""]))
    free = load_free()
    alive = {mutant.cell: mutant.scenario for mutant in found if not mutant.killers}
    lacking = {cell: name for cell, name in alive.items() if not any(entry.covers(cell) for entry in free)}
    for cell, scenario in sorted(lacking.items()):
        print(f"no owner: {cell.arrow} {cell.serves} {cell.mode} {cell.fact} {cell.change}, on {scenario}")
    print(
        f"{len(found)} mutants in {len({mutant.cell for mutant in found})} cells; {len(lacking)} cells without an owner"
    )
    return int(bool(lacking))


def _tables(owned: Mapping[Cell, Sequence[str]]) -> Iterator[str]:
    places: dict[tuple[str, str, str], dict[str, dict[str, Sequence[str]]]] = defaultdict(lambda: defaultdict(dict))
    for cell, ids in sorted(owned.items()):
        places[cell.arrow, cell.serves, cell.fact][cell.change][cell.mode] = ids
    for (arrow, serves, fact), changes in places.items():
        yield f'[{arrow}.{serves}."{fact}"]'
        for change, modes in changes.items():
            yield f"{change} = {{ {', '.join(f'{mode} = {_list(ids)}' for mode, ids in modes.items())} }}"
        yield ""


def _list(ids: Sequence[str]) -> str:
    return "[" + ", ".join(f'"{identifier}"' for identifier in ids) + "]"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
