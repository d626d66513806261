"""Importing a Python adapter: a file or module by its name, and an object in it."""

import hashlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

from crosswire.adapters.forms import forms
from crosswire.adapters.raised import origin
from crosswire.adapters.recipes.catalogue import PYTHON_RECIPES, recipe_names
from crosswire.errors import AdapterNotFound, AdapterUnusable
from crosswire.files import nothing_to_read
from crosswire.spelling import did_you_mean


def import_recipe(target: str) -> ModuleType:
    """Import the module of a recipe.

    Raises:
        AdapterUnusable: its library is not installed.
    """
    try:
        return importlib.import_module(PYTHON_RECIPES[target])
    except ImportError as error:
        raise AdapterUnusable(f"--adapter {target}: {error}; pip install 'crosswire[{target}]'") from error


def import_file(path: Path, target: str) -> ModuleType:
    """Import a Python file. Files beside it can be imported, as with `python my_adapter.py`.

    Raises:
        AdapterNotFound: there is no such file.
        AdapterUnusable: importing it raises an exception.
    """
    if not path.is_file():
        folder = "" if path.is_absolute() else f" in {Path.cwd()}"
        suggestion = _suggestion(str(path), (str(file) for file in path.parent.glob("*.py") if file.is_file()))
        raise AdapterNotFound(f"--adapter {target}: {nothing_to_read(path)}{folder}{suggestion}")
    path = path.resolve()
    _put_on_path(path.parent)
    # The hash makes two modules of two files with one stem.
    name = f"{path.stem}_{hashlib.sha256(bytes(path)).hexdigest()[:8]}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise AdapterUnusable(f"--adapter {target}: {path} is not a Python file")
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise _unusable(target, error) from error
    return module


def import_module(name: str, target: str) -> ModuleType:
    """Import a module by its dotted name. Modules in the working directory are found.

    Raises:
        AdapterNotFound: there is no such module.
        AdapterUnusable: importing it raises an exception.
    """
    _put_on_path(Path.cwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise _unusable(target, error) from error
        suggestion = _suggestion(name, [*recipe_names(), *(path.stem for path in Path.cwd().glob("*.py"))])
        raise AdapterNotFound(f"--adapter {target}: there is no module {error.name}{suggestion}") from None
    except (Exception, SystemExit) as error:
        raise _unusable(target, error) from error


def find_object(module: ModuleType, module_name: str, path: str, target: str) -> Any:
    """Return the object at a dotted path in a module. `module_name` is the module's name in errors.

    Raises:
        AdapterNotFound: there is no such attribute.
        AdapterUnusable: reading an attribute raises an exception.
    """
    holder: Any = module
    holder_name = module_name
    for name in path.split("."):
        try:
            value = getattr(holder, name)
        except AttributeError:
            public = [other for other in dir(holder) if not other.startswith("_")]
            suggestion = did_you_mean(name, public, str) or f"; it has {', '.join(public)}"
            raise AdapterNotFound(f"--adapter {target}: {holder_name} has no {name}{suggestion}") from None
        except Exception as error:
            raise _unusable(target, error) from error
        holder = value
        holder_name += f".{name}" if ":" in holder_name else f":{name}"
    return holder


def _suggestion(given: str, choices: Iterable[str]) -> str:
    return did_you_mean(given, choices, lambda name: f"--adapter {name}") or f". {forms()}"


def _unusable(target: str, error: BaseException) -> AdapterUnusable:
    text = error.msg if isinstance(error, SyntaxError) else error
    raised = f"{type(error).__name__}: {text}".removesuffix(": ")
    fix = f"; install what it needs for {sys.executable}" if isinstance(error, ModuleNotFoundError) else ""
    return AdapterUnusable(f"--adapter {target}: importing it raised {raised}{origin(error, __file__)}{fix}")


def _put_on_path(folder: Path) -> None:
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
