"""docs/python-api.md: what `import crosswire` gives, from its signatures and docstrings."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, get_args

from tables import table

import crosswire
from crosswire import api
from crosswire.reporting import model

ROOT = Path(__file__).parents[1]
EXAMPLE = """\
import crosswire

with crosswire.open_adapter("docs/the_seed.py") as adapter:
    performed = crosswire.perform(adapter, "reasoning_then_text", serves="chat", mode="json")

judged = crosswire.judge(performed)
print(f"{len(judged.losses)} of {len(judged.verdicts)} requirements are not kept")
for verdict in judged.losses:
    print(f"{verdict.verdict}: {verdict.requirement}, {verdict.message}")

report = crosswire.make_report([judged])
print(report.coverage.measure)
"""
"""What the page shows, and what it prints when it is run at the root of a checkout."""
WORDS = ("ShapeName", "Mode", "Point", "Level", "LossKind", "VerdictName", "Fault")
"""The types of words that signatures name."""
PRIVATE = "Private:"
"""How the docstring of a member begins that is no part of the API."""


def lines() -> Iterator[str]:
    """Yield the document's lines."""
    yield from ["# The Python API", ""]
    yield from [_introduction(), "", "```python", *EXAMPLE.splitlines(), "```", "", "It prints", ""]
    yield from ["```", *printed().splitlines(), "```", ""]
    exported = {name: getattr(crosswire, name) for name in crosswire.__all__ if name != "__version__"}
    errors = {name: value for name, value in exported.items() if _is_error(value)}
    functions = [name for name, value in exported.items() if inspect.isfunction(value)]
    values = [name for name in exported if name not in {*errors, *functions}]
    yield from ["`crosswire.__version__` is the version, as text. The words in signatures are:", ""]
    yield from (
        f"- `{word}`: {' or '.join(f'`{value}`' for value in get_args(getattr(model, word)))}" for word in WORDS
    )
    yield from ["- `Json`: what `json.loads` returns", "", "## Functions"]
    for name in functions:
        yield from _function(name, exported[name])
    yield from ["", "## Values"]
    for name in values:
        yield from _value(name, exported[name])
    yield from ["", "## Errors", "", "`except crosswire.CrosswireError` catches all of them.", ""]
    rows = (
        [f"`{name}`", f"`{error.__base__.__name__}`", inspect.getdoc(error) or ""] for name, error in errors.items()
    )
    yield from table(["error", "is a", "meaning"], rows)


def printed() -> str:
    """Run the example, and return what it prints."""
    return subprocess.run([sys.executable, "-c", EXAMPLE], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _introduction() -> str:
    paragraphs = (inspect.getdoc(api) or "").split("\n\n")
    return "\n\n".join(paragraphs[:2])


def _is_error(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Exception)


def _function(name: str, function: Any) -> Iterator[str]:
    node = _definition(function)
    yield from ["", f"### {name}", "", "```python", _signature(node), "```", ""]
    yield from _described(inspect.getdoc(function) or "")


def _value(name: str, cls: type) -> Iterator[str]:
    yield from ["", f"### {name}", "", *_described(inspect.getdoc(cls) or "")]
    rows = [row for row in _members(_definition(cls)) if not row[2].startswith(PRIVATE)]
    if rows:
        yield from ["", *table(["member", "type", "meaning"], rows)]


def _members(cls: ast.AST) -> Iterator[Sequence[str]]:
    """Yield name, type and meaning of every public field, property and method of a class."""
    assert isinstance(cls, ast.ClassDef)
    following = [*cls.body[1:], None]
    for node, after in zip(cls.body, following, strict=True):
        match node:
            case ast.AnnAssign(target=ast.Name(id=name)) if not name.startswith("_"):
                doc = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
                yield f"`{name}`", f"`{ast.unparse(node.annotation)}`", str(doc)
            case ast.FunctionDef(name=name) if not name.startswith("_"):
                doc = ast.get_docstring(node) or ""
                is_property = any(ast.unparse(one) == "property" for one in node.decorator_list)
                arguments = ", ".join(argument.arg for argument in node.args.args[1:])
                shown = name if is_property else f"{name}({arguments})"
                returned = ast.unparse(node.returns).strip("'") if node.returns else ""
                yield f"`{shown}`", f"`{returned}`", doc.replace("\n\n", " ")


def _definition(member: Any) -> ast.AST:
    """Return the definition of a function or class, as it is written."""
    module = ast.parse(inspect.getsource(importlib.import_module(member.__module__)))
    (found,) = (node for node in module.body if getattr(node, "name", None) == member.__name__)
    return found


def _signature(function: ast.AST) -> str:
    assert isinstance(function, ast.FunctionDef)
    returned = f" -> {ast.unparse(function.returns)}" if function.returns else ""
    arguments = re.sub(r"\bDEADLINE\b", "60.0", ast.unparse(function.args))
    return f"crosswire.{function.name}({arguments}){returned}"


def _described(docstring: str) -> Iterator[str]:
    """Yield a docstring as Markdown: what it raises as a list."""
    section: Literal["text", "raises"] = "text"
    for line in docstring.splitlines():
        if line == "Raises:":
            section = "raises"
            yield from ["Raises:", ""]
        elif section == "raises" and line.strip():
            error, _, why = line.strip().partition(": ")
            yield f"- `{error}`: {why}"
        else:
            yield line
