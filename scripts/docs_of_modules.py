"""docs/modules.md: what each module of the harness and the suites is about, in the first line of its docstring."""

import ast
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from tables import table

ROOT = Path(__file__).parents[1]
INTRODUCTION = """\
# Modules

One line a module, in the module's own words. [ARCHITECTURE.md](../ARCHITECTURE.md) says what the rooms are for, and
which may import which."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield from [INTRODUCTION, ""]
    for folder, modules in groupby(_modules(), key=lambda path: path.parent):
        room, *others = sorted(modules, key=lambda path: (path.name != "__init__.py", path.name))
        yield from [f"## `{folder.relative_to(ROOT)}/`", ""]
        yield from table(["module", "what it is about"], map(_row, [room, *others]))
        yield ""


def _modules() -> Sequence[Path]:
    found = [path for folder in ("src/crosswire", "suites") for path in (ROOT / folder).rglob("*.py")]
    return sorted(found, key=lambda path: (path.parent, path.name))


def _row(path: Path) -> list[str]:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return [f"`{path.name}`", docstring.split("\n")[0]]
