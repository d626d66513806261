"""From the word after `--adapter` to a candidate."""

import hashlib
import importlib
import importlib.util
import inspect
import sys
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache, partial
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

from crosswire.adapters.asgi import AsgiProcess, is_asgi
from crosswire.adapters.candidate import Candidate
from crosswire.adapters.described import candidate_at, described_candidate
from crosswire.adapters.description import as_description, read_description
from crosswire.adapters.origin import origin
from crosswire.adapters.over_http import over_http
from crosswire.adapters.translator import translating
from crosswire.errors import AdapterNotFound, AdapterUnusable
from crosswire.shapes import SHAPES

RECIPES: Mapping[str, str] = {
    "litellm": "crosswire.adapters.known.litellm",
    "reference": "crosswire.reference",
}
"""Adapters known by a plain name, and the module that serves each."""


@cache
def described_recipes() -> Mapping[str, Path]:
    """Return the adapters known by a plain name whose recipe is a TOML file."""
    return {path.stem: path for path in sorted((Path(__file__).parent / "known").glob("*.toml"))}


def allowed() -> str:
    """Return what an adapter may be, as a sentence."""
    return (
        "an adapter is a Python file (my_adapter.py), a module (package.module), an object in one of them "
        "(my_adapter.py:object, package.module:object), a description (my_gateway.toml), a URL "
        f"(http://127.0.0.1:4000/v1) or a known adapter ({', '.join(sorted([*RECIPES, *described_recipes()]))})"
    )


def load_adapter(target: str) -> Candidate:
    """Load the adapter that `target` names.

    Raises:
        AdapterNotFound: nothing is there.
        AdapterUnusable: it cannot be imported, or serves nothing.
    """
    if "://" in target:
        return candidate_at(target)
    name, pinned, version = target.partition("@")
    if target.endswith(".toml"):
        return described_candidate(read_description(Path(target), target))
    if name in described_recipes() and (pinned or name not in RECIPES):
        return described_candidate(read_description(described_recipes()[name], target, version))
    place, _, attribute = target.partition(":")
    if target in RECIPES:
        found = _import_recipe(target)
    elif place.endswith(".py"):
        found = _import_file(Path(place), target)
    elif all(step.isidentifier() for step in place.split(".")):
        found = _import_module(place, target)
    else:
        raise AdapterNotFound(f"--adapter {target}: this is none; {allowed()}")
    plugged = _attribute(found, place, attribute, target) if attribute else found
    if isinstance(plugged, Mapping):  # it says what a TOML file would
        return described_candidate(as_description(plugged, Path(found.__file__ or "").parent, f"--adapter {target}"))
    return _served(plugged, found, target) if is_asgi(plugged) else as_candidate(plugged, target)


def _served(app: Any, module: ModuleType, target: str) -> Candidate:
    """Make a candidate of an ASGI app; what it says of itself, its module does."""
    process = AsgiProcess(app)
    serves = getattr(module, "serves", tuple(SHAPES))
    if not isinstance(serves, list | tuple) or not serves or not set(serves) <= set(SHAPES):
        raise AdapterUnusable(f"--adapter {target}: serves is {serves!r}; it lists {' and/or '.join(SHAPES)}")
    said = {name: getattr(module, name) for name in ("name", "version", "declares") if hasattr(module, name)}
    candidate = as_candidate(
        SimpleNamespace(**said, **{shape: over_http(partial(process.url, shape)) for shape in serves}), target
    )
    return replace(candidate, process=process, over_http=True, on_loopback=True, runs="ASGI app, in process")


def as_candidate(found: Any, target: str) -> Candidate:
    """Make a candidate of anything with a `chat` and/or a `responses` attribute, or with a translator's functions.

    Raises:
        AdapterUnusable: it has neither, or they cannot be called, or what it says of itself is not as it must be.
    """
    serves = {shape: serve for shape in SHAPES if callable(serve := getattr(found, shape, None))}
    serves = serves or translating(found, target)
    if not serves:
        raise AdapterUnusable(
            f"--adapter {target}: it serves nothing; it needs `def chat(request, upstream)`, which serves Chat "
            "Completions over Responses, or `def responses(request, upstream)`, which serves Responses over Chat "
            "Completions"
        )
    for shape, serve in serves.items():
        if signature := _unfit_signature(serve):
            mend = "; name an object of the class, not the class" if inspect.isclass(found) else ""
            raise AdapterUnusable(
                f"--adapter {target}: {shape}{signature} cannot be called as {shape}(request, upstream){mend}"
            )
    declares = getattr(found, "declares", {})
    if not isinstance(declares, Mapping) or not all(isinstance(word, str) for word in [*declares, *declares.values()]):
        raise AdapterUnusable(f"--adapter {target}: declares is {declares!r}; it maps requirement ids to sentences")
    return Candidate(
        name=_text(found, "name") or target,
        serves=serves,
        version=_text(found, "version"),
        declares=declares,
    )


def _unfit_signature(serve: Any) -> inspect.Signature | None:
    """Return the parameters of a function where a request and an upstream do not fit them."""
    try:
        signature = inspect.signature(serve)
    except (TypeError, ValueError):  # not every callable tells
        return None
    try:
        signature.bind({}, None)
    except TypeError:
        return signature
    return None


def _text(found: Any, attribute: str) -> str | None:
    """Read what is said as a text or number; a package's `version` may be a module or a function."""
    said = getattr(found, attribute, None)
    return str(said) if isinstance(said, str | int | float) else None


def _import_recipe(target: str) -> ModuleType:
    try:
        return importlib.import_module(RECIPES[target])
    except ImportError as error:
        raise AdapterUnusable(f"--adapter {target}: {error}; pip install 'crosswire[{target}]'") from error


def _import_file(path: Path, target: str) -> ModuleType:
    if not path.is_file():
        where = "" if path.is_absolute() else f" in {Path.cwd()}"
        meant = _meant(str(path), [str(each) for each in path.parent.glob("*.py")])
        raise AdapterNotFound(f"--adapter {target}: there is no file {path}{where}; {meant}")
    path = path.resolve()
    _put_on_path(path.parent)
    # Two files of one stem are two modules.
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


def _import_module(name: str, target: str) -> ModuleType:
    _put_on_path(Path.cwd())
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise _unusable(target, error) from error
        known = [*RECIPES, *described_recipes(), *(each.stem for each in Path.cwd().glob("*.py"))]
        raise AdapterNotFound(f"--adapter {target}: there is no module {error.name}; {_meant(name, known)}") from None
    except (Exception, SystemExit) as error:
        raise _unusable(target, error) from error


def _attribute(found: Any, place: str, attribute: str, target: str) -> Any:
    for step in attribute.split("."):
        try:
            found = getattr(found, step)
        except AttributeError:
            known = [name for name in dir(found) if not name.startswith("_")]
            near = get_close_matches(step, known, n=1)
            meant = f"did you mean {near[0]}?" if near else f"it has {', '.join(known)}"
            raise AdapterNotFound(f"--adapter {target}: {place} has no {step}; {meant}") from None
        except Exception as error:
            raise _unusable(target, error) from error
        place += f".{step}" if ":" in place else f":{step}"
    return found


def _meant(given: str, known: Iterable[str]) -> str:
    near = get_close_matches(given, list(known), n=1)
    return f"did you mean --adapter {near[0]}?" if near else allowed()


def _unusable(target: str, error: BaseException) -> AdapterUnusable:
    said = error.msg if isinstance(error, SyntaxError) else error
    raised = f"{type(error).__name__}: {said}".removesuffix(": ")
    mend = f"; install what it needs for {sys.executable}" if isinstance(error, ModuleNotFoundError) else ""
    return AdapterUnusable(f"--adapter {target}: importing it raised {raised}{origin(error, __file__)}{mend}")


def _put_on_path(folder: Path) -> None:
    """Let an adapter import its neighbours, as `python my_adapter.py` would."""
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
