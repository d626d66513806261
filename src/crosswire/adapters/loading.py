"""From the word after `--adapter` to a candidate."""

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from crosswire.adapters.candidate import Candidate, Serve
from crosswire.errors import AdapterNotFound, AdapterUnusable
from crosswire.facts import ShapeName
from crosswire.shapes import SHAPES

RECIPES: Mapping[str, str] = {
    "litellm": "crosswire.adapters.known.litellm",
    "reference": "crosswire.reference",
}
"""Adapters known by a plain name, and the module that serves each."""

FORMS = "a Python file (my_adapter.py), a module (package.module), an object (package.module:object)"


def load_adapter(target: str) -> Candidate:
    """Load the adapter that `target` names.

    Raises:
        AdapterNotFound: nothing is there.
        AdapterUnusable: it cannot be imported, or serves nothing.
    """
    place, _, attribute = target.partition(":") if "://" not in target else (target, "", "")
    if target in RECIPES:
        found = _import_recipe(target)
    elif place.endswith(".py"):
        found = _import_file(Path(place), target)
    elif all(step.isidentifier() for step in place.split(".")):
        found = _import_module(place, target)
    else:
        raise AdapterNotFound(f"--adapter {target}: this is not {FORMS} or a known adapter ({', '.join(RECIPES)})")
    return as_candidate(_attribute(found, attribute, target) if attribute else found, target)


def as_candidate(found: Any, target: str) -> Candidate:
    """Make a candidate of anything with a `chat` and/or a `responses` attribute."""
    serves: dict[ShapeName, Serve] = {shape: serve for shape in SHAPES if callable(serve := getattr(found, shape, None))}
    if not serves:
        raise AdapterUnusable(
            f"--adapter {target}: it serves nothing; it needs `def chat(request, upstream)` (serves Chat Completions over "
            "Responses) or `def responses(request, upstream)` (serves Responses over Chat Completions)"
        )
    declares = getattr(found, "declares", {})
    if not isinstance(declares, Mapping):
        raise AdapterUnusable(f"--adapter {target}: `declares` is {declares!r}; it maps a requirement's id to a sentence")
    version = getattr(found, "version", None)
    return Candidate(
        name=str(getattr(found, "name", None) or target),
        serves=serves,
        version=None if version is None else str(version),
        declares=declares,
    )


def _import_recipe(target: str) -> ModuleType:
    try:
        return importlib.import_module(RECIPES[target])
    except ImportError as error:
        raise AdapterUnusable(f"--adapter {target}: {error}; pip install 'crosswire[{target}]'") from error


def _import_file(path: Path, target: str) -> ModuleType:
    if not path.is_file():
        raise AdapterNotFound(f"--adapter {target}: there is no file {path} in {Path.cwd()}{_near_file(path)}")
    _put_on_path(path.resolve().parent)
    name = f"crosswire_adapter_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AdapterUnusable(f"--adapter {target}: {path} is not a Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        del sys.modules[name]
        raise _unusable(target, error) from error
    return module


def _import_module(name: str, target: str) -> ModuleType:
    _put_on_path(Path.cwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not (name == error.name or name.startswith(f"{error.name}.")):
            raise _unusable(target, error) from error
        near = difflib.get_close_matches(name, RECIPES, n=1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise AdapterNotFound(
            f"--adapter {target}: there is no module {name}{meant} Give {FORMS} or a known adapter ({', '.join(RECIPES)})"
        ) from None
    except Exception as error:
        raise _unusable(target, error) from error


def _attribute(found: Any, attribute: str, target: str) -> Any:
    for step in attribute.split("."):
        if not hasattr(found, step):
            near = difflib.get_close_matches(step, dir(found), n=1)
            meant = f"; did you mean {near[0]}?" if near else ""
            raise AdapterNotFound(f"--adapter {target}: {getattr(found, '__name__', found)!s} has no {step}{meant}")
        found = getattr(found, step)
    return found


def _unusable(target: str, error: Exception) -> AdapterUnusable:
    traceback, where = error.__traceback__, ""
    while traceback is not None:
        where = f" ({traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno})"
        traceback = traceback.tb_next
    if isinstance(error, SyntaxError):
        where = f" ({error.filename}:{error.lineno})"
    return AdapterUnusable(f"--adapter {target}: importing it raised {type(error).__name__}: {error}{where}")


def _near_file(path: Path) -> str:
    folder = path.parent if path.parent.is_dir() else Path()
    near = difflib.get_close_matches(path.name, [entry.name for entry in folder.glob("*.py")], n=1)
    return f"; did you mean {folder / near[0]}?" if near else ""


def _put_on_path(folder: Path) -> None:
    """Let an adapter import its neighbours, as `python my_adapter.py` would."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
