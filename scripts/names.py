"""Name what a name must not be: `python scripts/names.py [--count]`, exit status 1 where there is any.

A name says what a thing is, in the field's word. The banned words say nothing; docs/glossary.md has the words to use.
Checked are the names that the code gives: variables, attributes, arguments, functions, classes, modules and folders. A
test's name is a sentence, and free. With `--count`, only the number for each room is printed.
"""

import argparse
import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDERS = ("src", "suites", "tests", "scripts", "benchmarks")
BANNED = frozenset({"told", "said", "kept", "known", "place", "each", "due", "odd"})
TERMS = re.compile(r"known_(bad|good|failures?)(?=_|$)")
"""Terms of the glossary that have a banned word in them."""
ALLOWED = {
    ("src/crosswire/assertions.py", "kept"): "the assertion",
    ("suites/same_facts.py", "kept_whole"): "an assertion",
    ("src/crosswire/requirements.py", "place_as"): "an attribute that pytest reads",
}
"""Names that are as they have to be, and why."""
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class Name:
    """A name that the code gives to something."""

    path: Path
    line: int
    kind: str
    """`variable`, `attribute`, `argument`, `function`, `class`, `module` or `folder`."""
    text: str

    @property
    def banned(self) -> list[str]:
        """The banned words in it."""
        if (self.path.as_posix(), self.text) in ALLOWED:
            return []
        words = TERMS.sub("", _CAPITAL.sub("_", self.text).lower()).split("_")
        return sorted(BANNED.intersection(words))

    @property
    def room(self) -> str:
        """The folder that it belongs to, as it is counted: `src/crosswire/wire`, `tests/plugin`, `suites`."""
        depth = 3 if self.path.parts[0] == "src" else 2
        return "/".join(self.path.parent.parts[:depth])


def names_in(source: str, path: Path) -> Iterator[Name]:
    """Yield the names that a module gives, but for the names of tests."""
    for node in ast.walk(ast.parse(source, str(path))):
        for kind, text in _given(node):
            if not (kind == "function" and text.startswith("test_")):
                yield Name(path, getattr(node, "lineno", 1), kind, text)


def _given(node: ast.AST) -> Iterator[tuple[str, str]]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            yield "function", name
        case ast.ClassDef(name=name):
            yield "class", name
        case ast.arg(arg=name):
            yield "argument", name
        case ast.Name(id=name, ctx=ast.Store()):
            yield "variable", name
        case ast.Attribute(attr=name, ctx=ast.Store()):
            yield "attribute", name
        case ast.alias(asname=str(name)):
            yield "variable", name
        case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
            yield "variable", name
        case ast.MatchMapping(rest=str(name)):
            yield "variable", name


def names_of(root: Path) -> Iterator[Name]:
    """Yield every name that the code below `root` gives, also those of its modules and folders."""
    folders: set[Path] = set()
    for path in sorted(file for folder in FOLDERS for file in (root / folder).rglob("*.py")):
        inside = path.relative_to(root)
        for folder in inside.parents[:-1]:
            if folder not in folders:
                folders.add(folder)
                yield Name(inside, 1, "folder", folder.name)
        if not path.stem.startswith("test_"):
            yield Name(inside, 1, "module", path.stem)
        yield from names_in(path.read_text(encoding="utf-8"), inside)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--count", action="store_true", help="print how many there are in each room, and no more")
    options = parser.parse_args(arguments)
    found = sorted((name for name in names_of(root) if name.banned), key=lambda name: (name.path, name.line))
    if options.count:
        for room, number in Counter(name.room for name in found).most_common():
            print(f"{number:6}  {room}")
        print(f"{len(found):6}  in all")
    else:
        for name in found:
            words = " and ".join(name.banned)
            print(f"{name.path}:{name.line}: {name.kind} {name.text!r} has {words}; docs/glossary.md has other words")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
