"""Write the documents that are made of the suites, the scenarios, the adapters of the tests, and the Python API.

    python scripts/generate_docs.py [--check]

With `--check` nothing is written; the exit status is 1 where a document is stale, which is then named.
"""

import argparse
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path

from tables import made_by

from crosswire.files import write_whole

ROOT = Path(__file__).parents[1]
DOCUMENTS = {
    "requirements.md": "docs_of_requirements",
    "scenarios.md": "docs_of_scenarios",
    "profiles.md": "docs_of_profiles",
    "variations.md": "docs_of_variations",
    "ownership.md": "docs_of_ownership",
    "twins.md": "docs_of_twins",
    "known-bad.md": "docs_of_known_bad",
    "known-good.md": "docs_of_known_good",
    "field-bugs.md": "docs_of_field_bugs",
    "ledger.md": "docs_of_ledger",
    "faults.md": "docs_of_faults",
    "checked-causes.md": "docs_of_checked_causes",
    "python-api.md": "docs_of_python_api",
    "modules.md": "docs_of_modules",
}
"""The documents in docs/, and the module beside this one that makes each; its `lines()` are the document's."""


def main(arguments: list[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 where a document is stale")
    options = parser.parse_args(arguments)
    folder = ROOT / "docs"
    made = {folder / name: text for name, text in written().items()}
    stale = [path for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        if options.check:
            print(f"{path.relative_to(ROOT)} is stale: python scripts/generate_docs.py", file=sys.stderr)
        else:
            write_whole(path, made[path])
    return int(options.check and bool(stale))


def written() -> dict[str, str]:
    """Return the documents by name."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))  # where the packages `suites` and `tests` are
    return {name: _document(importlib.import_module(module).lines()) for name, module in DOCUMENTS.items()}


def _document(lines: Iterable[str]) -> str:
    return "\n".join([made_by("scripts/generate_docs.py"), *lines, ""])


if __name__ == "__main__":
    sys.exit(main())
